import type { CommandContext } from "./context.js";
import { textOption } from "./input.js";
import type { CommandInput } from "./spec.js";

/**
 * The secret in the file (or on stdin, for `-`) that an option names: its first line. Undefined when the option was not given. A secret is
 * never taken from the command line itself, where every process of the machine could read it.
 */
export async function secretOption(context: CommandContext, input: CommandInput, name: string): Promise<string | undefined> {
  const path = textOption(input, name);
  if (path === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of await context.open(path)) chunks.push(chunk);
  const text = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  return text.split(/\r?\n/, 1)[0] ?? "";
}
