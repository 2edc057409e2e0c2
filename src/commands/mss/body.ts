import { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import { interruptible, letGo } from "../patient/interruptible.js";
import type { CommandInput } from "../spec.js";

/** A body is written by a person: more is a document. */
const MOST = 1_000_000;

/** The text of `--body FILE`, or of `-`; null when none was given. */
export async function readBody(context: CommandContext, input: CommandInput): Promise<string | null> {
  const path = givenText(input, "body");
  if (path === undefined) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of interruptible(await context.open(path, { fileOnly: true }), context.interrupted, interrupted)) {
      size += chunk.length;
      if (size > MOST) throw bodyWrong("Le texte du message est trop long (1 Mo au plus).");
      chunks.push(chunk);
    }
  } finally {
    if (path === "-" && context.interrupted.aborted) letGo(context.io.stdin);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw bodyWrong("Le texte du message n'est pas en UTF-8.");
  }
}

function bodyWrong(message: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "mss.body_wrong",
    rule: "MSS/va1.11",
    message,
    advice: "Donnez un fichier texte (UTF-8), ou joignez un document : --doc D12",
  });
}

function interrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "mss.interrupted",
    message: "Interrompu : rien n'est envoyé.",
    advice: "Relancez la commande.",
  });
}
