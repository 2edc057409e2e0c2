import { knownWord } from "../../domain/known-word.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";

/** Why a sending failed, by the code of the error with which its line ended: one for each that a line may end with. */
const CAUSES: Readonly<Record<string, string>> = {
  "dmp.absent": "le patient n'a pas de DMP",
  "dmp.closed": "le DMP du patient est fermé",
  "dmp.traits_differ": "identité à confirmer : les traits du DMP diffèrent",
  "dmp.feeding_opposed": "opposition du patient à l'alimentation",
  "dmp.not_qualified": "identité non qualifiée au moment de l'envoi",
  "dmp.identity_unsure": "identité douteuse",
  "dmp.identity_changed": "INS changée depuis l'écriture du dépôt",
  "dmp.former_identity": "document déposé sous une INS d'avant",
  "dmp.test_identity": "INS de test en production",
  "dmp.document_not_current": "document remplacé ou retiré avant l'envoi",
  "dmp.document_unknown": "document absent du cabinet",
  "dmp.content_changed": "document réécrit depuis l'écriture du dépôt",
  "dmp.partly_taken": "le DMP n'a pris qu'une partie du dépôt",
  "dmp.withdrawn": "document retiré du DMP",
  "dmp.too_big": "dépôt trop gros pour le DMP",
  "dmp.forbidden": "accès au DMP interdit par le patient",
  "dmp.not_authorized": "accès au DMP non autorisé par le patient",
  "mss.gave_up": "différé par l'opérateur jusqu'à l'abandon",
  "mss.recipient_deferred": "différé par l'opérateur, puis abandonné",
  "mss.nobody_has_it": "arrivé chez personne",
  "mss.patient_changed": "identité changée depuis l'écriture du message",
  "mss.identity_changed": "identité changée depuis l'écriture du message",
  "mss.ins_not_qualified": "identité non qualifiée au moment de l'envoi",
  "mss.patient_not_qualified": "identité non qualifiée au moment de l'envoi",
  "mss.patient_address": "adresse du patient changée ou inconnue",
  "mss.patient_opposed": "opposition du patient aux messages",
  "mss.professionals_opposed": "opposition du patient aux échanges entre professionnels",
  "mss.test_identity": "INS de test en production",
  "mss.document_not_current": "document remplacé ou retiré avant l'envoi",
  "mss.hidden_from_ps": "document masqué aux professionnels avant l'envoi",
  "mss.hidden_from_patient": "document masqué au patient avant l'envoi",
  "mss.hidden_from_legal": "document masqué aux représentants légaux avant l'envoi",
  "mss.document_gone": "document absent du cabinet",
  "mss.other_patient": "document d'un autre patient",
  "mss.other_mailbox": "écrit depuis une autre boîte",
  "mss.nil_missing": "numéro d'identification du logiciel absent",
  "mss.too_big": "message trop gros",
  "mes.closed": "profil Mon espace santé fermé",
  "mes.unknown": "patient inconnu de Mon espace santé",
  "mes.invalid": "adresse Mon espace santé non valide",
  "mes.too_big": "message trop gros pour Mon espace santé",
};

/** Families of codes, the more precise first. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^dmp\.fault\.(?:unreachable|unreadable)$/, "le DMP n'a pas répondu comme il faut"],
  [/^dmp\.fault\./, "refusé par le DMP"],
  [/^dmp\.network\./, "le DMP n'a pas répondu"],
  [/^dmp\.content\./, "contenu qui ne peut pas être envoyé au DMP"],
  [/^mss\.network\./, "l'opérateur MSSanté n'a pas répondu"],
  [/^mss\.(?:auth|tls)\./, "boîte MSSanté refusée par l'opérateur"],
  [/^mss\.(?:content|address)\./, "message ou adresse que l'opérateur ne peut pas prendre"],
  [/^(?:psc|session|access)\./, "session Pro Santé Connect absente ou terminée"],
  [/^dmp\./, "une règle du DMP n'était plus respectée à l'envoi"],
  [/^(?:mss|mes)\./, "une règle de MSSanté n'était plus respectée à l'envoi"],
  [/^[a-z]+\./, "arrêté avant l'envoi"],
];

/** What a cause says, in French; what has no words of its own is told by its family, with its code. */
export function causeLabel(code: string): string {
  const known = knownWord(CAUSES, code);
  if (known !== undefined) return known;
  const bare = code.replace(/^mss\.smtp\.(?=\d{3}$)/, "");
  const status = /^[245]\.\d{1,3}\.\d{1,3}$/.test(bare) ? `${bare.charAt(0)}50 ${bare}` : bare;
  if (/^[245]\d\d/.test(status)) return smtpMeaning(status).message.replace(/\.$/, "");
  const family = FAMILIES.find(([pattern]) => pattern.test(code));
  return family === undefined ? `code ${code}` : `${family[1]} (${code})`;
}

/** The codes that have words of their own. */
export const KNOWN_CAUSES: readonly string[] = Object.keys(CAUSES);
