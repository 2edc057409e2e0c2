import type { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import { interruptible, letGo } from "../patient/interruptible.js";

export interface TextLimits {
  readonly maxBytes: number;
  tooLong(): SegurError;
  notUtf8(): SegurError;
  interrupted(): SegurError;
}

/** A text that a person wrote, from a file or from `-`: what is said of a patient does not stay in the history of a shell. */
export async function readText(context: CommandContext, path: string, limits: TextLimits): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const source = interruptible(await context.open(path, { fileOnly: true }), context.interrupted, limits.interrupted);
    for await (const chunk of source) {
      size += chunk.length;
      if (size > limits.maxBytes) throw limits.tooLong();
      chunks.push(chunk);
    }
  } finally {
    if (path === "-" && context.interrupted.aborted) letGo(context.io.stdin);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw limits.notUtf8();
  }
}
