import { typeOf } from "../../documents/vocabularies/types.js";
import type { ExchangeService, NotCounted } from "../../domain/exchange/exchange.js";
import { knownWord } from "../../domain/known-word.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";

export const SERVICE_LABELS: Readonly<Record<ExchangeService, string>> = {
  dmp: "Déposés au DMP",
  "mss-pro": "Envoyés par MSSanté à un professionnel",
  "mss-patient": "Envoyés par MSSanté au patient",
};

export const NOT_COUNTED_LABELS: Readonly<Record<NotCounted, string>> = {
  replacement: "autre envoi, ou autre version, d'un document qui ne compte qu'une fois",
  self: "envoyé à ses propres boîtes seulement",
  no_document: "message sans document",
  test_oid: "INS de test",
  type: "type de document hors de la liste",
};

const CAUSES: Readonly<Record<string, string>> = {
  "dmp.absent": "le patient n'a pas de DMP",
  "dmp.closed": "le DMP du patient est fermé",
  "dmp.traits_differ": "identité à confirmer : les traits du DMP diffèrent",
  "dmp.feeding_opposed": "opposition du patient à l'alimentation",
  "dmp.not_qualified": "identité non qualifiée au moment de l'envoi",
  "dmp.identity_unsure": "identité douteuse",
  "dmp.identity_changed": "INS changée depuis l'écriture du dépôt",
  "dmp.test_identity": "INS de test en production",
  "dmp.document_not_current": "document remplacé ou retiré avant l'envoi",
  "dmp.content_changed": "document réécrit depuis l'écriture du dépôt",
  "dmp.partly_taken": "le DMP n'a pris qu'une partie du dépôt",
  "dmp.withdrawn": "document retiré du DMP",
  "mss.gave_up": "différé par l'opérateur jusqu'à l'abandon",
  "mss.nobody_has_it": "arrivé chez personne",
  "mss.patient_changed": "identité changée depuis l'écriture du message",
  "mes.closed": "profil Mon espace santé fermé",
  "mes.unknown": "patient inconnu de Mon espace santé",
  "mes.invalid": "adresse Mon espace santé non valide",
  "mes.too_big": "message trop gros pour Mon espace santé",
};

/** What a cause says, in French; a code that has no words of its own is given as it is. */
export function causeLabel(code: string): string {
  const known = knownWord(CAUSES, code);
  if (known !== undefined) return known;
  const status = /^[245]\.\d{1,3}\.\d{1,3}$/.test(code) ? `${code.charAt(0)}50 ${code}` : code;
  if (/^[245]\d\d/.test(status)) return smtpMeaning(status).message.replace(/\.$/, "");
  return `code ${code}`;
}

/** Title of a type of document, its code when the vocabulary has none. */
export function typeLabel(code: string): string {
  return code === "" ? "sans type" : (typeOf(code)?.code.label ?? `type ${code}`);
}

export const STATUS_LABELS: Readonly<Record<string, string>> = {
  qualifiee: "qualifiée",
  validee: "validée",
  recuperee: "récupérée",
  provisoire: "provisoire",
};

export const REASON_LABELS: Readonly<Record<string, string>> = {
  never: "jamais recherchée dans INSi",
  proof: "INS récupérée, pièce d'identité à contrôler",
  answer: "INS trouvée, mais non retenue : identité à revoir",
  "01": "INSi ne trouve personne avec ces traits",
  "02": "INSi trouve plusieurs personnes",
  KO: "la vérification INSi a échoué",
  error: "le dernier appel INSi n'a pas abouti",
};

export const CALL_LABELS: Readonly<Record<string, string>> = {
  "00": "une identité trouvée",
  "01": "aucune identité trouvée",
  "02": "plusieurs identités trouvées",
  OK: "vérification : identité confirmée",
  KO: "vérification : identité infirmée",
};
