import { addToBook } from "../../services/directory/book.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { mailboxChooser } from "./choose.js";
import { givenWords } from "./limit.js";

/** `segur mss book add QUI…` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const added = await addToBook(await context.cabinet(), givenWords(input) ?? "", {
    nickname: givenText(input, "nickname"),
    choose: mailboxChooser(context),
    online: givenFlag(input, "online"),
    signal: context.interrupted,
  });
  const { id, nickname, address } = added;
  await context.output.one("segur.mss.book.add/1", { id, nickname, address }, (style) => {
    const called = nickname === null ? "" : ` (${nickname})`;
    return `${style("strong", id)}${called} : ${address} est au carnet.`;
  });
}
