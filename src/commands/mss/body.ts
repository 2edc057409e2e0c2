import { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { readText } from "./read-text.js";

/** A body is written by a person: more is a document. */
const MOST = 1_000_000;

/** The text of `--body FILE`, or of `-`; null when none was given. */
export async function readBody(context: CommandContext, input: CommandInput): Promise<string | null> {
  const path = givenText(input, "body");
  if (path === undefined) return null;
  return readText(context, path, {
    maxBytes: MOST,
    tooLong: () => bodyWrong("Le texte du message est trop long (1 Mo au plus)."),
    notUtf8: () => bodyWrong("Le texte du message n'est pas en UTF-8."),
    interrupted,
  });
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
