import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

const CHUNK = 64 * 1024;

/** A file and not a listing: its lines are those of the extraction, whatever the format. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const tools = await context.sandbox();
  const count = tools.readNumber("--count", textOption(input, "count"), 1, 600_000) ?? 2_000;
  const seed = tools.readNumber("--seed", textOption(input, "seed"), 0, 0xffffffff) ?? 1;
  let text = "";
  for await (const line of tools.extraction({ seed, count })) {
    text += `${line}\n`;
    if (text.length < CHUNK) continue;
    await context.io.out(text);
    text = "";
  }
  await context.io.out(text);
  return 0;
}
