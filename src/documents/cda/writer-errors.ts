import { SegurError } from "../../domain/errors.js";

/** The settings do not say which structure a document comes from. @param keys settings that are missing or unknown. */
export function structureIncomplete(keys: readonly string[]): SegurError {
  return new SegurError({
    kind: "config",
    code: "cda.structure_incomplete",
    message: "Le cabinet n'est pas assez décrit pour écrire un document.",
    why: `Réglages absents ou inconnus : ${keys.join(", ")}.`,
    advice: `Donnez-les : segur config set ${keys[0]} VALEUR`,
    rule: "CI-SIS Structuration minimale",
    details: { settings: keys },
  });
}

/** A document with an INS lacks a strict trait (cda.md §2). @param traits English names of the fields. */
export function traitsIncomplete(traits: readonly string[]): SegurError {
  return new SegurError({
    kind: "refused",
    code: "cda.traits_incomplete",
    message: "Un document ne porte l'INS qu'avec tous les traits de l'identité, et il en manque.",
    why: `Traits absents ou hors format : ${traits.join(", ")}.`,
    advice: "Interrogez de nouveau INSi pour ce patient : segur ins qualify PATIENT",
    rule: "INS/va1.53",
    details: { traits },
  });
}

export type DraftProblem =
  | "title"
  | "id"
  | "set"
  | "version"
  | "replaces"
  | "type"
  | "author"
  | "date"
  | "matricule"
  | "character";

const PROBLEMS: Readonly<Record<DraftProblem, { readonly message: string; readonly advice: string }>> = {
  title: { message: "Le titre du document est vide.", advice: "Donnez un titre : --title TITRE" },
  id: {
    message: "L'identifiant du document n'est pas un OID de 64 caractères au plus.",
    advice: "Ajoutez de nouveau le document : segur doc add PATIENT FICHIER --type TYPE",
  },
  set: {
    message: "L'identifiant de la série de versions n'est pas un OID.",
    advice: "Ajoutez de nouveau le document : segur doc add PATIENT FICHIER --type TYPE",
  },
  version: {
    message: "Le numéro de version du document n'est pas un entier positif.",
    advice: "Ajoutez de nouveau le document : segur doc add PATIENT FICHIER --type TYPE",
  },
  replaces: {
    message: "Une nouvelle version nomme la version qu'elle remplace, une première version n'en nomme aucune.",
    advice: "Choisissez le document à remplacer : segur doc list PATIENT",
  },
  type: {
    message: "Le type du document n'est pas en vigueur (JDV_J07).",
    advice: "Donnez un autre type : segur doc add PATIENT FICHIER --type TYPE",
  },
  author: {
    message: "L'auteur du document n'a pas d'identifiant national ou pas de nom.",
    advice: "Connectez-vous par Pro Santé Connect : segur login",
  },
  date: { message: "Une date du document n'existe pas.", advice: "Donnez la date de l'acte : --date AAAA-MM-JJ" },
  matricule: {
    message: "Le matricule INS du patient n'a pas ses 15 caractères ou son OID.",
    advice: "Interrogez de nouveau INSi pour ce patient : segur ins qualify PATIENT",
  },
  character: {
    message: "Un texte du document contient un caractère qu'aucun document ne peut porter.",
    advice: "Retirez les caractères de contrôle du titre ou des réglages du cabinet (segur config list).",
  },
};

/** A document that cannot be written as the CI-SIS wants. Code `cda.draft_<problem>`. @param element where, for a character. */
export function draftWrong(problem: DraftProblem, element?: string): SegurError {
  return new SegurError({
    kind: problem === "matricule" ? "refused" : "input",
    code: `cda.draft_${problem}`,
    ...PROBLEMS[problem],
    rule: "CI-SIS Structuration minimale",
    details: element === undefined ? undefined : { element },
  });
}
