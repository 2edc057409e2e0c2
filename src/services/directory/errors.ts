import { SegurError } from "../../domain/errors.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";

/** ANN/va1.*, UX.41, MSS/CONF.20: a mailbox is looked for in Annuaire Santé. */
const RULE = "MSS/CONF.20";
const LOAD = "segur mss directory import --download";

export function nothingAsked(why?: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "directory.nothing_asked",
    message: "Rien n'est cherché dans l'annuaire.",
    why,
    advice:
      "Par exemple : segur mss directory search DUPONT --city Lyon   (tous les critères : segur mss directory search --help)",
  });
}

/** Neither a copy nor a key. */
export function noDirectory(): SegurError {
  return new SegurError({
    kind: "config",
    code: "directory.none",
    message: "Aucun annuaire n'est utilisable sur cette machine.",
    why: "La copie locale n'a jamais été chargée, et aucune clé d'API n'est réglée (directory.apiKeyFile).",
    advice: `${LOAD}   (ou : segur mss directory import FICHIER)`,
    rule: RULE,
  });
}

export function keyMissing(): SegurError {
  return new SegurError({
    kind: "config",
    code: "directory.key_missing",
    message: "La recherche en ligne (--online) demande une clé d'API de l'Annuaire Santé.",
    why: "Le réglage directory.apiKeyFile manque.",
    advice: "Créez-en une sur portal.api.esante.gouv.fr, puis : segur config set directory.apiKeyFile CHEMIN",
  });
}

/** What was typed is not repeated. */
export function recipientUnknown(loaded: boolean): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "directory.recipient_unknown",
    message: "Aucune boîte MSSanté ne correspond à ce destinataire.",
    why: loaded
      ? "Il est cherché dans le carnet, dans la copie locale de l'annuaire, puis en ligne quand une clé est réglée."
      : undefined,
    advice: "Cherchez-le, puis donnez son adresse ou son RPPS : segur mss directory search NOM --city VILLE",
    rule: RULE,
  });
}

/** Most candidates told in the sentence; all of them are in the details. */
const SHOWN = 5;

/** Mailboxes of the annuaire are public: they are what has to be chosen from. */
export function recipientAmbiguous(candidates: readonly DirectoryMailbox[], truncated: boolean): SegurError {
  const shown = candidates.slice(0, SHOWN).map(inWords);
  const more = truncated
    ? `, et plus de ${candidates.length - shown.length} autres`
    : candidates.length > SHOWN
      ? `, et ${candidates.length - SHOWN} autres`
      : "";
  return new SegurError({
    kind: "decision",
    code: "directory.recipient_ambiguous",
    message: `Plusieurs boîtes MSSanté correspondent à ce destinataire (${candidates.length}${truncated ? " au moins" : ""}).`,
    why: `${shown.join(" ; ")}${more}.`,
    advice:
      "Donnez l'adresse ou le RPPS de la bonne personne à la place de son nom ; pour les voir toutes : segur mss directory search NOM",
    rule: RULE,
    details: { candidates: candidates.map(candidate), truncated },
  });
}

/** One mailbox alone, whose name is not the one that was typed: somebody who is called nearly so. */
export function recipientUncertain(mailbox: DirectoryMailbox): SegurError {
  return new SegurError({
    kind: "decision",
    code: "directory.recipient_uncertain",
    message: "Une seule boîte MSSanté ressemble à ce destinataire, mais ce n'est pas exactement son nom.",
    why: `${inWords(mailbox)}.`,
    advice:
      "Si c'est bien elle, donnez son adresse ou son RPPS à la place de son nom ; pour en voir d'autres : segur mss directory search NOM",
    rule: RULE,
    details: { candidates: [candidate(mailbox)], truncated: false },
  });
}

/** The book says one person, the annuaire another: a mailbox was given again, or the book is wrong. Nobody is written to. */
export function addressReassigned({ id, address }: { readonly id: string; readonly address: string }): SegurError {
  return new SegurError({
    kind: "decision",
    code: "directory.address_reassigned",
    message: `La boîte de ${id} (carnet) est à quelqu'un d'autre dans l'annuaire.`,
    why: "Le numéro RPPS n'est plus le même : l'adresse a été donnée à une autre personne, ou le carnet se trompe.",
    advice: `Voyez à qui elle est : segur mss directory show ${address}   (puis : segur mss book remove ${id})`,
    rule: RULE,
  });
}

/** A person looked at the candidates and wants none of them. */
export function noneChosen(): SegurError {
  return new SegurError({
    kind: "decision",
    code: "directory.none_chosen",
    message: "Aucune des boîtes proposées n'est choisie : rien n'est fait.",
    advice: "Précisez la recherche : segur mss directory search NOM --city VILLE",
    rule: RULE,
  });
}

/** `MARTIN Paul, Cardiologie, Lyon <paul.martin@…>`: what tells two people of a name apart. */
function inWords({ address, familyName, givenName, structure, profession, speciality, city }: DirectoryMailbox): string {
  const name = familyName === null ? structure?.name : [familyName, givenName].filter((part) => part !== null).join(" ");
  const about = [name, speciality?.label ?? profession?.label, city].filter((part) => part != null && part !== "");
  return about.length === 0 ? address : `${about.join(", ")} <${address}>`;
}

function candidate(mailbox: DirectoryMailbox) {
  const { address, rpps, familyName, givenName, profession, speciality, structure, city, department } = mailbox;
  const labels = { profession: profession?.label ?? null, speciality: speciality?.label ?? null };
  return { address, rpps, familyName, givenName, ...labels, structure: structure?.name ?? null, city, department };
}

export function addressWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "directory.address_wrong",
    message: "Ce destinataire n'est pas une adresse de messagerie.",
    why: "Une adresse MSSanté s'écrit comme « nom.prenom@domaine.mssante.fr ».",
    advice: "Vérifiez l'adresse, ou cherchez-la : segur mss directory search NOM",
  });
}

/** Somebody of « PS_LibreAcces » (ANN/va1.01) without any mailbox that can be found. */
export function noMailbox(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "directory.no_mailbox",
    message: "Ce professionnel est dans l'Annuaire Santé, sans boîte MSSanté publiée.",
    why: "Il n'en a pas, ou elle est sur liste rouge : lui seul peut donner son adresse.",
    advice: "Cherchez une boîte de sa structure : segur mss directory search --structure NOM",
    rule: RULE,
  });
}

/**
 * Health documents never leave the trust space.
 * @param given domain of the address when the annuaire gives it (public), null when it was typed
 */
export function outsideTrust(given: string | null): SegurError {
  return new SegurError({
    kind: "refused",
    code: "directory.outside_trust",
    message: "Cette adresse n'est pas une boîte MSSanté : rien ne lui est envoyé.",
    why:
      given === null
        ? "Son domaine n'est pas de l'espace de confiance, et l'annuaire ne la connaît pas."
        : `L'annuaire ou le carnet la donne, mais son domaine (${given}) n'est pas de l'espace de confiance.`,
    advice:
      given === null
        ? "Cherchez la boîte MSSanté de cette personne : segur mss directory search NOM"
        : `Si c'est bien celui d'un opérateur MSSanté : segur config set mss.domains ${given}`,
    rule: RULE,
  });
}

/** The patient's own box has rules of its own. */
export function patientBox(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "directory.patient_box",
    message: "Cette adresse est celle d'un patient : elle ne se donne pas à la main.",
    why: "L'adresse d'un patient se forme de son INS qualifiée, après vérification de son opposition.",
    advice: "segur mss send --to-patient PATIENT …",
    rule: "MSS/va1.19",
  });
}

export function nicknameWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "book.nickname",
    message: "Ce surnom ne peut pas être utilisé.",
    why: "Un surnom est un seul mot de 40 caractères au plus, qui n'est ni une adresse, ni un numéro, ni un identifiant du carnet (C3).",
    advice: "Par exemple : --nickname cardio",
  });
}

/** Two people under one nickname: a message would go to the one or the other. @param holder `C3` */
export function nicknameTaken(nickname: string, holder: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "book.nickname_taken",
    message: `Le surnom « ${nickname} » désigne déjà ${holder} : il ne lui est pas retiré.`,
    advice: `Choisissez-en un autre ; ou retirez d'abord ce correspondant : segur mss book remove ${holder}`,
    details: { correspondent: holder },
  });
}

export function bookUnknown(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "book.unknown",
    message: "Ce correspondant n'est pas dans le carnet.",
    advice: "segur mss book list",
  });
}

export function extractionFingerprint(): SegurError {
  return new SegurError({
    kind: "input",
    code: "directory.fingerprint",
    message: "L'extraction n'a pas l'empreinte annoncée : elle n'a pas été chargée.",
    why: "Le fichier a été abîmé ou n'est pas celui qui a été publié. La copie d'avant sert toujours.",
    advice: `Téléchargez-la de nouveau : ${LOAD}`,
    rule: "ANN/va1.01",
  });
}
