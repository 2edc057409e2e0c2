import { removeFromBook } from "../../services/directory/book.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";

/** `segur mss book remove C3` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const id = await removeFromBook(await context.cabinet(), textArgument(input, 0));
  await context.output.one("segur.mss.book.remove/1", { id }, (style) => `${style("strong", id)} : retiré du carnet.`);
}
