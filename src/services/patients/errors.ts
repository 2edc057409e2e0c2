import { SegurError } from "../../domain/errors.js";
import type { Problem } from "./problem.js";

/** Only a patient id is repeated: what was typed may be a name or a matricule. */
export function patientNotFound(reference: string): SegurError {
  const shown = /^P\d{1,12}$/i.test(reference) ? ` ${reference.toUpperCase()}` : "";
  return new SegurError({
    kind: "not_found",
    code: "patient.not_found",
    message:
      shown === ""
        ? "Aucun patient n'a cet identifiant ni ce numéro de dossier."
        : `Aucun patient ne porte l'identifiant${shown}.`,
    why: "Un patient se désigne par son identifiant (P42) ou par son numéro de dossier.",
    advice: "Retrouvez-le : segur patient search NOM PRÉNOM",
  });
}

export function ambiguousReference(id: string, otherId: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "patient.ambiguous",
    message: `Ce texte est l'identifiant d'un patient (${id}) et le numéro de dossier d'un autre (${otherId}).`,
    advice: `Écrivez « id:${id} » pour le premier, ou « ${otherId} » pour le second.`,
    details: { candidates: [id, otherId] },
  });
}

/** What was typed for a patient can not be taken: every wrong field is told. A rule that refused gives its id. */
export function fieldsRefused(problems: readonly Problem[], id: string | null): SegurError {
  const rule = problems.find((each) => each.rule !== undefined);
  const told = problems.map(({ column, message }) => (column === null ? message : `${FLAGS[column] ?? column} : ${message}`));
  const locked = problems.some((each) => each.code === "identity.locked");
  return new SegurError({
    kind: rule === undefined ? "usage" : "refused",
    code: rule?.code ?? "patient.fields",
    message: rule?.message ?? "La fiche n'est pas enregistrée : certaines valeurs manquent ou sont incorrectes.",
    why: rule === undefined ? told.join(" ") : undefined,
    rule: rule?.rule,
    advice: locked
      ? `Un super-utilisateur peut passer outre, ce qui invalide l'INS : segur patient edit ${id ?? "ID"} … --unlock "motif"`
      : "Corrigez ces valeurs, puis relancez la commande.",
    details: { fields: problems.map(({ column, code, message }) => ({ field: column, code, message })) },
  });
}

/** The flag that gives a column on the command line. */
const FLAGS: Readonly<Record<string, string>> = {
  nom_naissance: "--birth-name",
  prenoms_naissance: "--birth-given-names",
  premier_prenom: "--first-given-name",
  date_naissance: "--birth-date",
  sexe: "--sex",
  lieu_naissance: "--birth-place",
  dossier: "--file-number",
};

export function alreadyKnown(ids: readonly string[]): SegurError {
  const [first = ""] = ids;
  return new SegurError({
    kind: "decision",
    code: "patient.exists",
    rule: "INS/va1.02",
    message: `${ids.length > 1 ? "Des patients du cabinet ont" : "Un patient du cabinet a"} déjà ces traits : ${ids.join(", ")}.`,
    why: "Une identité se crée après avoir recherché celles qui existent.",
    advice: `Regardez la fiche (segur patient show ${first}) ; si c'est bien une autre personne : --allow-duplicate`,
    details: { candidates: ids },
  });
}

export function fileNumberTaken(id: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "patient.file_number_taken",
    message: `Ce numéro de dossier est déjà celui d'un autre patient (${id}).`,
    advice: `Regardez sa fiche : segur patient show ${id}`,
    details: { candidates: [id] },
  });
}

export function nothingToChange(id: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "patient.nothing_given",
    message: "Rien n'est à modifier : aucune valeur n'est donnée.",
    advice: `Par exemple : segur patient edit ${id} --phone 0601020304 (une valeur vide efface). Toutes : segur patient edit --help`,
  });
}

export function unlockReasonMissing(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "patient.unlock_reason",
    message: "Le motif du déverrouillage est vide.",
    rule: "INS/va1.18",
    advice: 'Dites pourquoi les traits vérifiés par INSi sont changés : --unlock "erreur de saisie constatée sur la CNI"',
  });
}

export function importInterrupted(lines: number): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "patient.import_interrupted",
    message: `Import interrompu après ${lines} lignes, qui sont enregistrées.`,
    advice: "Relancez la même commande : les lignes déjà importées seront reconnues et laissées telles quelles.",
  });
}

export function nothingSearched(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "search.empty",
    message: "Rien à rechercher : donnez un nom, un prénom, une date de naissance, un dossier ou un filtre.",
    advice: "Exemples : segur patient search dupont 12/03/1980 · segur patient search --filter vsm-due · tous : --all",
  });
}

/** @param flag where the value came from; the value is not repeated */
export function badCriterion(flag: string, code: string, why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code,
    message: `La recherche n'est pas comprise (${flag}).`,
    why,
    advice: "Exemples : segur patient search legall jeanne · segur patient search 12/03/1980 · segur patient search --help",
    details: { option: flag },
  });
}
