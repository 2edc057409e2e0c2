import { SegurError } from "../../domain/errors.js";

export function limitWrong(most: number): SegurError {
  return new SegurError({
    kind: "usage",
    code: "usage.limit",
    message: `--limit prend un nombre entier de 1 à ${most}.`,
    advice: "Par exemple : --limit 50",
  });
}

/** The bytes of a document on a screen would be noise, or worse. @param example the command, a file at its end */
export function bytesOnScreen(example: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.bytes_on_screen",
    message: "Un document ne s'écrit pas tel quel dans le terminal.",
    advice: `Donnez un fichier : ${example}`,
  });
}

export function severalForms(flags: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.several_forms",
    message: `${flags.join(" et ")} ne vont pas ensemble.`,
    advice: "Choisissez une seule forme : --original, --cda ou --pdf",
  });
}

/** A machine format describes a document; it does not carry its bytes. */
export function machineNeedsFile(example: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.machine_needs_file",
    message: "Avec --json, --ndjson ou --csv, le document va dans un fichier.",
    advice: `Donnez le fichier : ${example} --json`,
  });
}
