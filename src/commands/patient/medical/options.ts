import { SegurError } from "../../../domain/errors.js";
import { LONGEST_NOTE } from "../../../domain/medical/check.js";
import type { ItemTexts } from "../../../services/medical/read-item.js";
import type { CommandContext } from "../../context.js";
import { givenText } from "../../ins/given.js";
import { readText } from "../../mss/read-text.js";
import type { CommandInput } from "../../spec.js";

const FIELDS = [
  ...["code", "since", "until", "relative", "habit", "quantity", "allergen", "reaction"],
  ...["cip13", "dosage", "dose", "every", "route", "reason"],
] as const;

/** What was typed of an item. The note comes from a file or from `-`: what is said of a patient stays in no history. */
export async function typedItem(context: CommandContext, input: CommandInput, label: string | undefined): Promise<ItemTexts> {
  const texts: Record<string, string | undefined> = { label };
  for (const field of FIELDS) texts[field] = givenText(input, field);
  const note = givenText(input, "note");
  if (note !== undefined) texts.note = note === "" ? "" : await readNote(context, note);
  return texts;
}

function readNote(context: CommandContext, path: string): Promise<string> {
  return readText(context, path, {
    maxBytes: LONGEST_NOTE * 4,
    tooLong: () => noteWrong(`La note est trop longue (${LONGEST_NOTE} caractères au plus).`),
    notUtf8: () => noteWrong("La note n'est pas en UTF-8."),
    interrupted: () =>
      new SegurError({ kind: "interrupted", code: "medical.note_interrupted", message: "La note n'a pas été lue." }),
  });
}

function noteWrong(message: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "medical.note_wrong",
    message,
    advice: "Donnez un fichier texte court, ou - et tapez-la.",
  });
}
