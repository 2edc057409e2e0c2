import { SegurError } from "../../domain/errors.js";
import type { ItemProblem } from "../../domain/medical/check.js";
import type { MedicalItem, MedicalKind } from "../../domain/medical/medical.js";
import { KIND_WORDS, KINDS_TOLD } from "./kinds.js";

/** No label is repeated: it is medical data. */
export function itemNotFound(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "medical.not_found",
    message: "Aucun élément médical ne porte cet identifiant.",
    why: "Un élément se désigne par son identifiant, comme S12.",
    advice: "Retrouvez-le : segur patient medical list PATIENT --all",
  });
}

/** A number that was mistyped would change the record of somebody else. */
export function itemOfAnother(id: string, patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "medical.other_patient",
    message: `${id} n'est pas une donnée de ${patientId} : rien n'est fait.`,
    why: "C'est celle d'un autre patient.",
    advice: `Retrouvez l'identifiant : segur patient medical list ${patientId} --all`,
    details: { item: id, patient: patientId },
  });
}

export function kindUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.kind",
    message: "Cette sorte d'élément médical n'existe pas.",
    why: KINDS_TOLD,
    advice: "Exemple : segur patient medical add P42 allergie Pénicilline --allergen medicament",
  });
}

/** The flag that gives each field on the command line. */
const FLAGS: Readonly<Partial<Record<ItemProblem["field"], string>>> = {
  schedule: "--dose, --every",
  label: "libellé",
  kind: "sorte",
};

export function itemRefused(problems: readonly ItemProblem[]): SegurError {
  const told = problems.map(({ field, message }) => `${FLAGS[field] ?? `--${field}`} : ${message}`);
  return new SegurError({
    kind: "usage",
    code: problems[0]?.code ?? "medical.fields",
    message: "L'élément n'est pas enregistré : certaines valeurs sont incorrectes.",
    why: told.join(" "),
    advice: "Corrigez ces valeurs, puis relancez la commande.",
    details: { fields: problems.map(({ field, code, message }) => ({ field, code, message })) },
  });
}

export function alreadyThere({ id }: MedicalItem): SegurError {
  return new SegurError({
    kind: "decision",
    code: "medical.exists",
    message: `Le dossier a déjà cet élément : ${id}.`,
    why: "Même sorte, et même code ou même libellé.",
    advice: `Pour le compléter : segur patient medical edit ${id} … ; si c'en est bien un autre : --allow-duplicate`,
    details: { candidates: [id] },
  });
}

export function reasonUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.reason",
    message: "Le motif du traitement n'est pas un problème de ce dossier.",
    advice: "Donnez l'identifiant d'un problème (--reason S3) : segur patient medical list PATIENT --all",
  });
}

export function nothingGiven(id: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.nothing_given",
    message: "Rien n'est à modifier : aucune valeur n'est donnée.",
    advice: `Par exemple : segur patient medical edit ${id} --since 2019 (une valeur vide efface)`,
  });
}

export function changedMeanwhile(id: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "medical.changed_meanwhile",
    message: `Quelqu'un a modifié ${id} au même moment : rien n'est fait.`,
    advice: "Relisez le dossier (segur patient medical list PATIENT --all), puis recommencez si c'est encore utile.",
    details: { item: id },
  });
}

export function alreadyIn(id: string, closed: boolean): SegurError {
  return new SegurError({
    kind: "refused",
    code: closed ? "medical.closed" : "medical.open",
    message: closed ? `${id} est déjà fermé.` : `${id} est déjà ouvert.`,
    advice: closed ? `Pour changer sa date de fin : segur patient medical edit ${id} --until DATE` : "Rien n'est à faire.",
    details: { item: id },
  });
}

/** « Aucune connue » beside an item that is open would be a lie. */
export function notNone(kind: MedicalKind, ids: readonly string[]): SegurError {
  const [first = "S1"] = ids;
  return new SegurError({
    kind: "refused",
    code: "medical.not_none",
    message: `La section « ${KIND_WORDS[kind].section} » n'est pas vide : ${ids.join(", ")}.`,
    advice: `Fermez d'abord ce qui n'est plus vrai (segur patient medical close ${first}), ou retirez ce qui était une erreur (segur patient medical remove ${first})`,
    details: { items: ids },
  });
}

/** « Aucune connue » beside an item that was closed: it says that there is none any more, and a person must mean it. */
export function noneButClosed(patientId: string, kind: MedicalKind, ids: readonly string[]): SegurError {
  const [first = "S1"] = ids;
  const { word, section } = KIND_WORDS[kind];
  const said = ids.length > 1 ? `${ids.join(", ")}, fermés, y sont` : `${first}, fermé, y est`;
  return new SegurError({
    kind: "decision",
    code: "medical.none_closed",
    message: `La section « ${section} » n'a pas toujours été vide : ${said} encore.`,
    why: "La synthèse dira qu'il n'y en a plus de connu, et que le dossier en a fermé.",
    advice: `Relisez-la : segur patient medical list ${patientId} --all ; si c'est bien vrai : segur patient medical none ${patientId} ${word} --yes ; si c'était encore vrai : segur patient medical close ${first} --reopen`,
    details: { items: ids },
  });
}

/** Only current problems are stated to be none. */
export function noneOfPast(patientId: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.none_past",
    message: "« Aucun antécédent » ne se note pas à part : rien n'est fait.",
    why: "Les antécédents médicaux sont les problèmes fermés ; sans aucun, la synthèse dit « information non renseignée », et jamais « aucun ».",
    advice: `Pour dire qu'il n'y a aucun problème en cours : segur patient medical none ${patientId} probleme`,
  });
}

export function protocolWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.protocol",
    message: "Le nom d'un protocole tient sur une ligne, en 60 caractères au plus, sans guillemet droit.",
    advice: "Exemple : segur patient medical protocol P42 --add Asalée",
  });
}

export function removalNeedsYes(id: string, patientId: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "medical.remove_confirm",
    message: `${id} va quitter le dossier de ${patientId} comme une erreur de saisie.`,
    why: "Ce qui est terminé se ferme : un problème fermé devient un antécédent.",
    advice: `Pour confirmer : segur patient medical remove ${patientId} ${id} --yes ; pour le fermer : segur patient medical close ${patientId} ${id}`,
    details: { item: id },
  });
}
