import { findMailboxes } from "../../services/directory/find.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { givenLimit, givenWords } from "./limit.js";
import { MAILBOX_COLUMNS } from "./mailbox-columns.js";

/** The service was asked already, when its key is set: nothing was found here. */
const EMPTY =
  "Aucune boîte MSSanté ne correspond. Essayez le début du nom seul, ou mettez à jour la copie : segur mss directory import --download";

/** `segur mss directory search [TERMES…]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const query = {
    text: givenWords(input),
    familyName: givenText(input, "name"),
    givenName: givenText(input, "givenName"),
    city: givenText(input, "city"),
    department: givenText(input, "department"),
    speciality: givenText(input, "speciality"),
    structure: givenText(input, "structure"),
    rpps: givenText(input, "rpps"),
    limit: givenLimit(input),
  };
  const cabinet = await context.cabinet();
  const found = await findMailboxes(cabinet, query, { online: givenFlag(input, "online"), signal: context.interrupted });
  if (found.failure !== null) context.output.warn(`${found.failure.message} Ce qui suit vient de cette machine.`);
  await context.output.list({
    schema: "segur.mss.directory.search/1",
    columns: MAILBOX_COLUMNS,
    items: found.items,
    extra: () => ({ truncated: found.truncated }),
    empty: EMPTY,
  });
  if (found.truncated && !context.output.machine)
    context.output.note("Il y en a d'autres : précisez la recherche, ou --limit 200.");
}
