import { child, escapeXml, optionalElement, type XmlElement } from "../xml.js";
import { VERIFY_CODES, VERIFY_REQUEST_NS, VERIFY_RESULT_NS } from "./assumed.js";
import type { VerifyAnswer, VerifyQuery } from "./port.js";
import { UnreadableResult } from "./result.js";

/** Body of WS_INS3: matricule, OID and traits together (insi.md §1.10; namespace assumed). */
export function verifyBody(query: VerifyQuery): string {
  return (
    `<IndividuVerifie xmlns="${VERIFY_REQUEST_NS}"><INSFourni><IdIndividu><NumIdentifiant>${escapeXml(query.matricule.slice(0, 13))}</NumIdentifiant>${optionalElement("Cle", query.matricule.slice(13))}</IdIndividu><OID>${escapeXml(query.oid)}</OID></INSFourni>` +
    `<TraitsIdentiteIndividu><NomNaissance>${escapeXml(query.birthName)}</NomNaissance><Prenom>${escapeXml(query.firstGivenName)}</Prenom>${optionalElement("ListePrenom", query.givenNames.join(" "))}<Sexe>${query.sex}</Sexe><DateNaissance>${escapeXml(query.birthDate)}</DateNaissance>${optionalElement("LieuNaissance", query.birthPlace)}</TraitsIdentiteIndividu></IndividuVerifie>`
  );
}

/**
 * Reads the verdict. A code outside the table is refused, never taken for a KO, because a KO demotes the identity.
 * @throws {UnreadableResult}
 */
export function readVerdict(payload: XmlElement): VerifyAnswer {
  if (payload.name !== "Resultat" || payload.ns !== VERIFY_RESULT_NS) throw new UnreadableResult("élément Resultat attendu");
  const cr = child(payload, VERIFY_RESULT_NS, "CR");
  const code = child(cr, VERIFY_RESULT_NS, "CodeCR")?.text ?? "";
  const result = VERIFY_CODES[code];
  if (result === undefined) throw new UnreadableResult("verdict de vérification inconnu");
  return { result, code, label: child(cr, VERIFY_RESULT_NS, "LibelleCR")?.text ?? "" };
}
