import type { MedicalItem } from "../../domain/medical/medical.js";
import { missingWords } from "../../services/medical/completing.js";
import { KIND_WORDS } from "../../services/medical/kinds.js";
import type { BuiltVsm } from "../../services/vsm/build.js";
import { readSections } from "../../services/vsm/sections.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";

/** Which sections, and in whose name. */
export function wanted(input: CommandInput) {
  return {
    sections: readSections(givenText(input, "sections"), "--sections"),
    without: readSections(givenText(input, "without"), "--without"),
    author: givenText(input, "author"),
  };
}

/** How complete a summary is, for a program. */
export function measured({ score, missing, unfilled, notesKept, draft }: BuiltVsm) {
  return { score, missing, unfilled, left: draft.left, notesKept };
}

/** What a doctor must know before signing: what is empty and not said to be so, what stays, what is missing. */
export function tellGaps({ output }: CommandContext, { patient, score, missing, unfilled, notesKept, draft }: BuiltVsm): void {
  const [first] = unfilled;
  if (first !== undefined) {
    const titles = unfilled.map((kind) => KIND_WORDS[kind].section);
    output.warn(`Non renseigné, et dit comme tel : ${titles.join(", ")} (dossier complet à ${score} %).`);
    output.note(`S'il n'y en a pas, affirmez-le : segur patient medical none ${patient.id} ${KIND_WORDS[first].word}`);
  }
  const others = missing.filter(({ criterion }) => !unfilled.some((kind) => kind === criterion)).map(missingWords);
  if (others.length > 0) output.note(`Pour la compléter : ${others.join(" ; ")}.`);
  if (draft.medecinTraitant === null)
    output.warn("Aucun médecin traitant n'est nommé dans le dossier : la synthèse n'en nomme pas.");
  if (notesKept > 0) output.note(`${plural(notesKept, "note libre reste", "notes libres restent")} au cabinet.`);
  if (draft.header.patient.ins === null) {
    output.warn("L'identité n'est pas qualifiée : la synthèse ne porte pas l'INS, et ne peut pas être déposée au DMP.");
  }
}

/** An item as a program reads it. */
export function itemFields({ id, kind, label, code, since, until, closed }: MedicalItem) {
  return { id, kind, label, code: code?.code ?? null, since, until, closed };
}
