import type { CommandContext } from "../context.js";

const MAX_BYTES = 4096;

/** A value that must not stand on the command line: asked for on a terminal, else the first line of stdin. */
export async function readSecretLine(context: CommandContext, question: string, flag: string): Promise<string> {
  if (context.io.canPrompt) return context.prompt.ask(question, { flag });
  let text = "";
  for await (const chunk of await context.open("-")) {
    text += chunk.toString("utf8");
    if (text.includes("\n") || text.length > MAX_BYTES) break;
  }
  return (
    text
      .replace(/^\uFEFF/, "")
      .split(/\r?\n/)[0]
      ?.trim() ?? ""
  );
}
