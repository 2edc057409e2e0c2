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
  let bytes = Buffer.alloc(0);
  for await (const chunk of await context.open(path)) {
    bytes = Buffer.concat([bytes, chunk]);
    // The first line is enough, and no secret is as long: a device that never ends is not read for ever.
    if (bytes.includes(0x0a) || bytes.length > LONGEST) break;
  }
  const text = bytes
    .subarray(0, LONGEST)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  return text.split(/\r?\n/, 1)[0] ?? "";
}

const LONGEST = 4_096;
