import { escapeXml, optionalElement } from "../xml.js";
import type { TraitsQuery, VitaleQuery } from "./port.js";

/** wsa:Action of WS_INS2 and WS_INS1 (insi.md §1.1). */
export const TRAITS_ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
export const VITALE_ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale";

/** Body of WS_INS2; the schema enforces this order (insi.md §1.7). One `<Prenom>`, as both certified clients send it. */
export function traitsBody(query: TraitsQuery): string {
  return `<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>${escapeXml(query.birthName)}</NomNaissance><Prenom>${escapeXml(query.givenName)}</Prenom><Sexe>${query.sex}</Sexe><DateNaissance>${escapeXml(query.birthDate)}</DateNaissance>${optionalElement("LieuNaissance", query.birthPlace)}</RECSANSVITALE>`;
}

/** Body of WS_INS1 (insi.md §1.8): the individual NIR only when the card certifies one, the opener's always, no keys. */
export function vitaleBody(query: VitaleQuery): string {
  const individual =
    query.individualNumber === undefined
      ? ""
      : `<MatriculeIndividu><NumIdentifiant>${escapeXml(query.individualNumber)}</NumIdentifiant></MatriculeIndividu>`;
  const opener = `<MatriculeOD><NumIdentifiant>${escapeXml(query.openerNumber)}</NumIdentifiant></MatriculeOD>`;
  const birth =
    optionalElement("NomNaissance", query.birthName) +
    optionalElement("DateNaissance", query.birthDate) +
    optionalElement("RangNaissance", query.birthRank);
  return `<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit">${individual}${opener}${birth}</RECVITALE>`;
}
