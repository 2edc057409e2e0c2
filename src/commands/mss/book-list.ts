import type { FoundMailbox } from "../../services/directory/find.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { givenLimit, givenWords } from "./limit.js";
import { MAILBOX_COLUMNS } from "./mailbox-columns.js";

const COLUMNS: readonly Column<FoundMailbox>[] = [
  { key: "id", title: "Id", value: ({ id }) => id, pipedOnly: true },
  { key: "nickname", title: "Surnom", value: ({ nickname }) => nickname, pipedOnly: true },
  { key: "address", title: "Adresse", value: ({ mailbox }) => mailbox.address, pipedOnly: true },
  ...MAILBOX_COLUMNS.filter(({ key }) => !["id", "nickname", "contact", "origin"].includes(key)),
];

/** `segur mss book list [TERMES…]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { book } = (await context.cabinet()).directory;
  const text = givenWords(input);
  const entries = await book.list({ ...(text === undefined ? {} : { text }), limit: givenLimit(input) });
  await context.output.list({
    schema: "segur.mss.book.list/1",
    columns: COLUMNS,
    items: entries.map(({ id, nickname, ...mailbox }): FoundMailbox => ({ mailbox, origin: "book", id, nickname })),
    empty: "Le carnet est vide. Ajoutez un correspondant : segur mss book add NOM",
  });
}
