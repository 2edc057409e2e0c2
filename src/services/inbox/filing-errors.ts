import { SegurError } from "../../domain/errors.js";
import type { FilingRule } from "../../domain/inbox/filing.js";
import type { ReceivedState } from "../../domain/inbox/received.js";
import type { Version } from "../../domain/inbox/version.js";

/** Why nobody is certain, in a sentence (mss.md §8.2). */
const WHY: Readonly<Record<FilingRule, string>> = {
  ins_qualified: "L'INS et tous les traits concordent.",
  ins_traits_differ: "L'INS du document est celle d'un patient, mais des traits diffèrent (904).",
  ins_not_qualified: "L'identité du patient n'est pas qualifiée ici, ou cette INS est une ancienne INS.",
  ins_unknown: "Aucun patient du cabinet n'a cette INS (902).",
  ins_absent: "Le document n'a pas d'INS (903).",
  ins_incomplete: "L'INS ou les traits du document sont incomplets (905).",
  ins_test: "Le document porte une INS de test.",
  sender_not_professional:
    "Tout concorde, mais il ne vient pas d'un professionnel de l'espace de confiance : vérifiez son origine.",
  not_verified: "Tout concorde, mais rien ne garantit ce document : archive absente ou incomplète, ou message contradictoire.",
  several_patients: "Plusieurs INS ou plusieurs dossiers sont en cause.",
  reply: "Il répond à un message parti d'ici : ce n'est pas une preuve d'identité.",
  patient_address: "Il vient de l'adresse d'un patient : ce n'est pas une preuve d'identité.",
  none: "Rien dans le document ne désigne un patient.",
};

export const UNDONE_WHY = "Son classement a été annulé : il ne sera plus classé sans une personne.";

/** Not certain: a person chooses. */
export function notCertain(id: string, rule: FilingRule, candidates: readonly string[], why = WHY[rule]): SegurError {
  const [first = "PATIENT"] = candidates;
  return new SegurError({
    kind: "decision",
    code: `inbox.${rule}`,
    rule: "MSS/va1.28",
    message: `${id} n'est pas classé : une personne doit dire de quel patient il est.`,
    why,
    advice: `Comparez : segur inbox show ${id}, puis segur inbox classify ${id} --patient ${first}`,
    details: { received: id, candidates },
  });
}

/** `ownFile`: it may go in the file of the patient whose qualified INS it carries. */
export function isQuarantined(id: string, code: string, why: string, ownFile = false): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.quarantined",
    message: `${id} est en quarantaine : il n'est classé dans aucun dossier.`,
    why: `${why} (${code})`,
    advice: ownFile
      ? `Il va seulement dans le dossier du patient dont il porte l'INS qualifiée : segur inbox classify ${id} --patient PATIENT`
      : `Lisez-le : segur inbox show ${id}. Redemandez-le à son émetteur ; pour le clore : segur inbox classify ${id} --set-aside MOTIF`,
    details: { received: id, reason: code },
  });
}

/** Nothing to file: it is there already, or something newer is. */
export function notToFile(id: string, state: "duplicate" | "obsolete", about: string | null, twin: string | null): SegurError {
  const where = about ?? twin;
  return new SegurError({
    kind: "refused",
    code: `inbox.${state}`,
    rule: "SC.CDA/INT.18",
    message:
      state === "duplicate" ? `${id} est un doublon : déjà intégré.` : `${id} est une version dépassée : il n'est pas classé.`,
    why:
      where === null
        ? undefined
        : state === "duplicate"
          ? `Le même document est ${where}.`
          : `Une version plus récente est ${where}.`,
    advice: about === null ? `Voyez : segur inbox show ${where ?? id}` : `Voyez : segur doc show ${about}`,
    details: { received: id, document: about, twin },
  });
}

/** 901: neither refused nor shown: a person judges. */
export const UNPROVEN = "Rien ne prouve qu'il vient de l'auteur du document d'origine, ou de son organisation (901).";

/** The other document is a patient's, and this one does not say whose it is: a PDF alone, an incomplete identity. */
export function samePatientUnsaid(id: string, about: string | null): SegurError {
  return new SegurError({
    kind: "decision",
    code: "inbox.version_patient_unsure",
    rule: "INS/va1.53",
    message: `${id} ne dit pas assez de quel patient il est pour changer ${about ?? "un document reçu"}.`,
    why: "Un identifiant seul ne suffit pas : l'émetteur peut s'être trompé de document.",
    advice: `Lisez les deux ; s'ils sont du même patient, relancez la commande avec --same-patient`,
    details: { received: id, document: about },
  });
}

/** A replacement or a deletion is applied once a person said yes (UX.05). */
export function needsYes(
  id: string,
  { kind: what, about, proven }: Extract<Version, { readonly kind: "new_version" | "deletion" }>,
): SegurError {
  const which = about ?? "un document qui n'est dans aucun dossier";
  return new SegurError({
    kind: "decision",
    code: `inbox.${what}`,
    rule: "MSS/UX.05",
    message: what === "new_version" ? `${id} est une nouvelle version de ${which}.` : `${id} demande la suppression de ${which}.`,
    why: `${proven ? "" : `${UNPROVEN} `}Rien ne change dans le dossier avant qu'une personne l'ait accepté.`,
    advice: `Lisez-le : segur inbox show ${id}, puis segur inbox classify ${id} --accept ou --refuse`,
    details: { received: id, document: about },
  });
}

/** Withdrawn by its sender before it was filed. */
export function withdrawnBefore(id: string, by: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "inbox.withdrawn",
    rule: "MSS/UX.05",
    message: `L'émetteur de ${id} demande sa suppression : il n'est pas classé.`,
    why: `La demande est ${by}.`,
    advice: `Acceptez-la ou refusez-la : segur inbox classify ${by} --accept ou --refuse`,
    details: { received: id, by },
  });
}

export function alreadyDecided(id: string, state: ReceivedState, document: string | null, patientId: string | null): SegurError {
  const where = document === null ? "" : ` (${[document, patientId].filter(Boolean).join(", ")})`;
  const undo = `Pour revenir en arrière : segur inbox undo ${id}`;
  return new SegurError({
    kind: "refused",
    code: "inbox.decided",
    message: state === "filed" ? `${id} est déjà classé${where}.` : `${id} a déjà été écarté${where}.`,
    advice: undo,
    details: { received: id, document, patient: patientId },
  });
}

export function nothingToAnswer(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.nothing_to_accept",
    message: `${id} ne demande ni remplacement ni suppression.`,
    advice: `Pour le classer : segur inbox classify ${id} --patient PATIENT`,
    details: { received: id },
  });
}

export function versionOfAnother(id: string, document: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.version_other_patient",
    rule: "INS/va1.53",
    message: `${id} ne remplace pas ${document} : ils ne sont pas du même patient.`,
    why: "Les deux documents se disent versions l'un de l'autre, sous deux identités.",
    advice: `Signalez-le à son émetteur. Pour le clore : segur inbox classify ${id} --set-aside MOTIF`,
    details: { received: id, document },
  });
}

export function movedMeanwhile(id: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "inbox.moved",
    message: `Quelqu'un a décidé de ${id}, ou a modifié le dossier du patient, au même moment : rien n'est fait.`,
    advice: `Voyez où il en est : segur inbox show ${id}`,
    details: { received: id },
  });
}

export function nothingToUndo(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.nothing_to_undo",
    message: `Il n'y a rien à annuler pour ${id}.`,
    why: "Il n'est ni classé, ni écarté.",
    advice: `Voyez ses décisions : segur inbox show ${id}`,
    details: { received: id },
  });
}

export function cannotUnfile(
  id: string,
  document: string,
  why: "sent" | "in_dmp" | "medical" | "replaced",
  by: string | null,
): SegurError {
  const TEXTS = {
    sent: [
      `${document} est parti, ou attend de partir (${by}).`,
      `Voyez l'envoi : segur outbox list. S'il attend encore : segur outbox cancel ${by}`,
    ],
    in_dmp: [
      `${document} est, ou a été, au DMP du patient.`,
      `Retirez-l'en d'abord si c'est une erreur : segur dmp delete ${document}`,
    ],
    medical: [
      `Des données médicales du dossier en viennent (${by}…).`,
      `Retirez d'abord celles qui sont une erreur : segur patient medical remove ${by}. Toutes : segur patient medical list ID`,
    ],
    replaced: [`${by} le remplace.`, `Voyez cette version : segur doc show ${by}`],
  } as const;
  const [because, advice] = TEXTS[why];
  return new SegurError({
    kind: "refused",
    code: `inbox.undo_${why}`,
    message: `Le classement de ${id} ne peut plus être annulé.`,
    why: because,
    advice,
    details: { received: id, document, by },
  });
}

export function noContent(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.no_content",
    message: `Il n'y a rien à classer dans ${id}.`,
    why: "Rien n'a pu être lu : ni document, ni texte.",
    advice: `Pour le clore : segur inbox classify ${id} --set-aside MOTIF`,
    details: { received: id },
  });
}

export function reasonWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "inbox.reason",
    message: "Le motif a de 1 à 500 caractères, sans caractère de contrôle.",
    advice: 'Par exemple : --set-aside "reçu par erreur, expéditeur prévenu"',
  });
}
