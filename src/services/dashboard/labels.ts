import { typeOf } from "../../documents/vocabularies/types.js";
import type { ExchangeService, NotCounted } from "../../domain/exchange/exchange.js";

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
