import { SegurError } from "../../domain/errors.js";
import { GIVE_UP_RULE } from "../../domain/message/smtp-rule.js";
import { GIVE_UP_DAYS } from "./give-up.js";

const USAGE = "Par exemple : segur mss send --to ADRESSE --doc D12 --subject 'Compte rendu'";

export function nobodyNamed(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mss.recipient_missing",
    message: "Il manque à qui écrire : --to pour des professionnels, ou --to-patient pour le patient.",
    advice: USAGE,
  });
}

export function bothAudiences(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mss.both_audiences",
    message: "Un message va à des professionnels ou au patient, pas aux deux.",
    why: "Le patient verrait les adresses des autres, et eux la sienne, qui est son matricule.",
    advice: "Envoyez deux messages, ou tout le partage en une fois : segur doc share D12 --patient --to ADRESSE",
    rule: "MSS/CONF.23",
  });
}

/** What it says is of a patient (`X-MSS-MES: FIN`, MSS/CONF.21): to professionals it would be dropped in silence. */
export function noReplyToPatient(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mss.no_reply_professionals",
    rule: "MSS/CONF.21",
    message: "--no-reply ne vaut que pour un message au patient.",
    advice: "Retirez --no-reply : un professionnel peut toujours répondre.",
  });
}

export function nothingToSay(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mss.empty",
    message: "Le message n'a ni document ni texte.",
    advice: `Donnez --doc ou --body. ${USAGE}`,
  });
}

export function subjectMissing(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mss.subject_missing",
    message: "Il manque l'objet du message (--subject).",
    advice: USAGE,
  });
}

export function nilMissing(): SegurError {
  return new SegurError({
    kind: "config",
    code: "mss.nil_missing",
    rule: "MSS/CONF.16",
    message: "La référence produit du logiciel (X-MSS-NIL) n'est pas réglée : aucun message ne peut partir.",
    why: "Chaque message MSSanté porte la référence que Convergence a donnée au logiciel.",
    advice: "segur config set mss.nil REFERENCE",
  });
}

export function senderMissing(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "mss.sender_missing",
    rule: "MSS/CONF.17",
    message: "Personne n'est connecté : un message ne part pas au nom de personne.",
    advice: "segur login --ciba   (ou : segur login --browser)",
  });
}

/** A mailbox that the token of a person opens, and a session without one. */
export function pscNeeded(kind: "PER" | "ORG"): SegurError {
  return new SegurError({
    kind: "auth",
    code: "mss.psc_needed",
    rule: "MSS/CONF.07",
    message: `La boîte MSSanté du cabinet (${kind}) s'ouvre par Pro Santé Connect, et la session ouverte ici n'en a pas.`,
    why: "Seule une boîte applicative, ouverte par le certificat du cabinet, sert à qui se connecte par mot de passe.",
    advice: "segur login --ciba   (ou, pour tout le cabinet : segur config set mss.kind APP)",
  });
}

export function contactMissing(): SegurError {
  return new SegurError({
    kind: "config",
    code: "mss.contact_missing",
    rule: "MSS/va1.09",
    message: "Une boîte applicative doit dire à qui on peut écrire, et cette adresse n'est pas réglée.",
    advice: "segur config set mss.contact ADRESSE",
  });
}

export function opposed(patientId: string, audience: "professional" | "patient"): SegurError {
  const toPatient = audience === "patient";
  return new SegurError({
    kind: "refused",
    code: toPatient ? "mss.patient_opposed" : "mss.professionals_opposed",
    rule: toPatient ? "MSS/va1.20" : "MSS/va1.22",
    message: toPatient
      ? `Le patient ${patientId} s'oppose à recevoir des messages : rien n'est envoyé.`
      : `Le patient ${patientId} s'oppose à l'échange de ses documents entre professionnels : rien n'est envoyé.`,
    advice: `S'il a changé d'avis : segur patient consent ${patientId} --${toPatient ? "mss-patient" : "mss-professionals"} accord`,
    details: { patient: patientId },
  });
}

export function notQualified(patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.patient_not_qualified",
    rule: "MSS/va1.19",
    message: `L'identité de ${patientId} n'est pas qualifiée : on ne peut pas lui écrire.`,
    why: "L'adresse d'un patient est son matricule INS, qui ne s'utilise que pour une identité qualifiée.",
    advice: `segur ins qualify ${patientId}`,
    details: { patient: patientId },
  });
}

/** @param why the check that refused, without the matricule */
export function noPatientAddress(patientId: string, why: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.patient_address",
    rule: "MSS/va1.19",
    message: `Le matricule de ${patientId} ne fait pas une adresse à Mon espace santé : rien n'est envoyé.`,
    why,
    advice: `Vérifiez son identité : segur ins verify ${patientId}`,
    details: { patient: patientId },
  });
}

export function testIdentity(patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.test_identity",
    rule: "INS/va1.52",
    message: `L'INS de ${patientId} est une INS de test : ses documents ne partent pas en production.`,
    why: "Son OID est celui des identités de test ou de démonstration.",
    advice: `Reprenez l'identité du patient : segur ins status ${patientId}`,
    details: { patient: patientId },
  });
}

export function otherPatient(documentId: string, patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.other_patient",
    rule: "MSS/CONF.23",
    message: `${documentId} n'est pas un document de ${patientId} : un message n'est que d'un seul patient.`,
    advice: `Voyez ses documents : segur doc list ${patientId}`,
    details: { document: documentId, patient: patientId },
  });
}

const HIDDEN: Readonly<Record<"ps" | "patient" | "legal", string>> = {
  ps: "masqué aux professionnels de santé : il ne leur est pas envoyé",
  patient: "masqué au patient : il ne lui est pas envoyé",
  legal: "masqué aux représentants légaux, qui lisent la messagerie du mineur : il n'y est pas envoyé",
};

export function hidden(documentId: string, from: "ps" | "patient" | "legal"): SegurError {
  return new SegurError({
    kind: "refused",
    code: `mss.hidden_from_${from}`,
    rule: from === "ps" ? "DMP/va1.17" : "DMP/va1.18",
    message: `${documentId} est ${HIDDEN[from]}.`,
    advice: `Envoyez les autres documents sans lui ; voyez sa visibilité : segur doc show ${documentId}`,
    details: { document: documentId },
  });
}

/** @param inForce the version that is, when the file has one */
export function notInForce(documentId: string, state: string, inForce: string | null = null): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.document_not_current",
    rule: "AMBU.MSS/va1.02",
    message: `${documentId} n'est plus en vigueur : il n'est pas envoyé.`,
    why: state === "superseded" ? "Une nouvelle version l'a remplacé." : "Il a été retiré.",
    advice:
      inForce === null
        ? `Voyez-le : segur doc show ${documentId}`
        : `Envoyez la version en vigueur, ${inForce} : segur doc show ${inForce}`,
    details: { document: documentId },
  });
}

export function tooBig(
  size: number,
  most: number,
  audience: "professional" | "patient",
  documents: readonly string[],
): SegurError {
  const mega = (bytes: number) => `${(Math.ceil(bytes / 100_000) / 10).toFixed(1).replace(".", ",")} Mo`;
  return new SegurError({
    kind: "refused",
    code: "mss.too_big",
    rule: audience === "patient" ? "ENS Messagerie V1.3 §6" : "MSS/CONF.05",
    message: `Le message composé fait ${mega(size)}, pour ${mega(most)} au plus : rien n'est parti.`,
    why: audience === "patient" ? "Mon espace santé refuse ce qui est plus gros." : "C'est la limite de l'opérateur (SIZE).",
    advice:
      documents.length > 1
        ? `Envoyez-les en plusieurs messages : segur mss send --doc ${documents[0]} …`
        : documents.length === 1
          ? `Classez-en une version plus légère (images réduites), puis envoyez-la : segur doc add PATIENT FICHIER --replaces ${documents[0]}`
          : "Raccourcissez le texte, puis : segur mss send --body FICHIER …",
    details: { size, most },
  });
}

export function messageUnknown(typed: string): SegurError {
  const shown = /^O\d{1,12}$/i.test(typed) ? ` ${typed.toUpperCase()}` : " donné";
  return new SegurError({
    kind: "not_found",
    code: "mss.message_not_found",
    message: `Aucun message ne porte le numéro${shown}.`,
    advice: "Voyez les messages : segur mss status",
  });
}

/** @param audience to a patient the address is no longer theirs; to professionals the documents name somebody else than the file does */
export function patientChanged(patientId: string, line: string, audience: "professional" | "patient"): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.identity_changed",
    rule: audience === "patient" ? "MSS/va1.19" : "MSS/CONF.24",
    message: `L'identité de ${patientId} a changé depuis que le message ${line} a été écrit : il ne part pas.`,
    advice: `Renoncez-y, puis écrivez-le de nouveau : segur outbox cancel ${line}`,
    details: { patient: patientId, outbox: line },
  });
}

/** A document of a message that waits is no longer in the file. */
export function documentGone(documentId: string, line: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.document_gone",
    rule: "AMBU.MSS/va1.02",
    message: `${documentId} n'est plus au dossier : le message ${line}, qui le porte, ne part pas.`,
    advice: `Renoncez-y : segur outbox cancel ${line}`,
    details: { document: documentId, outbox: line },
  });
}

export function otherMailbox(line: string): SegurError {
  return new SegurError({
    kind: "auth",
    code: "mss.other_mailbox",
    rule: "MSS/CONF.07",
    message: `Le message ${line} a été écrit depuis une autre boîte que celle de cette session.`,
    advice: `La personne qui l'a écrit se connecte, puis : segur outbox retry ${line}`,
    details: { outbox: line },
  });
}

/** What the operator answered at once: how many it defers, how many it refuses for good. */
export interface DeferredCounts {
  readonly late: number;
  readonly refused: number;
}

/** @param giveUpAt after this instant it is a failure (RFC 5321 §4.5.4.1) */
export function deferred(
  line: string,
  { late, refused }: DeferredCounts,
  { why, giveUpAt }: { readonly why: string; readonly giveUpAt: string },
): SegurError {
  return new SegurError({
    kind: "partial",
    code: "mss.recipient_deferred",
    rule: "MSS/CONF.05",
    message: `L'opérateur ${refused === 0 ? "" : `refuse ${persons(refused)} et `}demande d'attendre pour ${refused === 0 ? persons(late) : others(late)} ; ${again(late, refused)}`,
    why,
    advice: `segur outbox retry ${line}`,
    details: { outbox: line, giveUpAt },
  });
}

/** @param why the last answer of the operator */
export function gaveUp(line: string, why: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.gave_up",
    rule: GIVE_UP_RULE,
    message: `L'opérateur demande d'attendre depuis ${GIVE_UP_DAYS} jours : le message ${line} est abandonné, personne ne l'a reçu.`,
    why,
    advice: `Vérifiez l'adresse (segur mss directory search NOM), puis : segur outbox retry ${line}`,
    details: { outbox: line },
  });
}

function persons(count: number): string {
  return count === 1 ? "un destinataire" : `${count} destinataires`;
}

function others(count: number): string {
  return count === 1 ? "un autre" : `${count} autres`;
}

function again(late: number, refused: number): string {
  if (late === 1) return `le message repartira pour ${refused === 0 ? "lui seul" : "celui qui attend"}.`;
  return `le message repartira pour ${refused === 0 ? "eux seuls" : "ceux qui attendent"}.`;
}

export const SENT_COPY_MISSING = "mss.sent_copy_missing";

/** It has left; only the copy for whoever opens the mailbox is missing. */
export function sentCopyMissing(line: string, cause: SegurError): SegurError {
  return new SegurError({
    kind: "partial",
    code: SENT_COPY_MISSING,
    rule: "MSS/CONF.17",
    message: `Le message ${line} est parti, mais sa copie manque dans « Envoyés ».`,
    why: cause.message,
    advice: `La copie sera rangée au prochain envoi ou suivi ; pour la ranger maintenant : segur outbox retry ${line}`,
    details: { outbox: line },
    cause,
  });
}

/** What an earlier attempt sent may have arrived, and this one was not taken by everyone: the doubt stays. @param why the operator's answer */
export function refusedInDoubt(line: string, why: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "mss.refused_in_doubt",
    rule: "MSS/va1.08",
    message: `L'opérateur ne prend pas le message ${line} cette fois-ci, mais un essai précédent est peut-être arrivé : on ne sait toujours pas.`,
    why,
    advice: `Attendez un accusé (segur mss status ${line}), ou demandez au destinataire ; pour le renvoyer : segur outbox retry ${line} --force-resend`,
    details: { outbox: line },
  });
}

/** Every report says that it did not arrive. */
export function nobodyHasIt(line: string, why: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.nobody_has_it",
    rule: "MSS/UX.30",
    message: `Le message ${line} n'est arrivé chez personne : les rapports revenus dans la boîte le disent.`,
    why,
    advice: `Voyez pourquoi : segur mss status ${line}`,
    details: { outbox: line },
  });
}

/** Data had left, no answer came, and nothing in the mailbox tells whether it arrived. */
export function unconfirmed(line: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "mss.unconfirmed",
    rule: "MSS/va1.08",
    message: `On ne sait pas si le message ${line} est arrivé : il n'est pas renvoyé de lui-même.`,
    why: "La réponse de l'opérateur s'est perdue, et aucun accusé n'est encore revenu dans la boîte.",
    advice: `Attendez un accusé (segur mss status ${line}) ; ou décidez de le renvoyer : segur outbox retry ${line} --force-resend`,
    details: { outbox: line },
  });
}
