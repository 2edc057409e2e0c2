import { escapeXml, optionalElement } from "../xml.js";
import type { InsiSoftware } from "./config.js";
import type { VitaleQuery } from "./port.js";

/** What changes from one call to the next in the header. */
export interface HeaderValues {
  readonly action: string;
  readonly messageId: string;
  readonly at: string;
  /** One for each context: they are two different objects for the service. */
  readonly contextIds: { readonly bam: string; readonly lps: string };
  /** Content of COUVERTURE, empty for a search by traits. */
  readonly coverage: string;
}

/**
 * Returns the writer of the SOAP header for an installation: BAM, LPS, Action, MessageID in the order of the official
 * sample; no wsse:Security, because the certificate speaks (insi.md §1.3 to §1.6). What never changes is written once.
 * @param issuer Emetteur: OU of the certificate
 */
export function headerWriter(issuer: string, lps: InsiSoftware): (values: HeaderValues) => string {
  const emetteur = escapeXml(issuer);
  const software = `<ctxlps:LPS><ctxlps:IDAM R="4">${escapeXml(lps.idam)}</ctxlps:IDAM><ctxlps:Version>${escapeXml(lps.version)}</ctxlps:Version><ctxlps:Instance>${escapeXml(lps.instance)}</ctxlps:Instance><ctxlps:Nom>${escapeXml(lps.name)}</ctxlps:Nom></ctxlps:LPS>`;
  return ({ action, messageId, at, contextIds, coverage }) =>
    `<ctxbam:ContexteBAM xmlns:ctxbam="urn:siram:bam:ctxbam" Version="01_02"><ctxbam:Id>${escapeXml(contextIds.bam)}</ctxbam:Id><ctxbam:Temps>${at}</ctxbam:Temps><ctxbam:Emetteur>${emetteur}</ctxbam:Emetteur><ctxbam:COUVERTURE>${coverage}</ctxbam:COUVERTURE></ctxbam:ContexteBAM>` +
    `<ctxlps:ContexteLPS xmlns:ctxlps="urn:siram:lps:ctxlps" Nature="CTXLPS" Version="01_00"><ctxlps:Id>${escapeXml(contextIds.lps)}</ctxlps:Id><ctxlps:Temps>${at}</ctxlps:Temps><ctxlps:Emetteur>${emetteur}</ctxlps:Emetteur>${software}</ctxlps:ContexteLPS>` +
    `<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">${action}</wsa:Action>` +
    `<wsa:MessageID xmlns:wsa="http://www.w3.org/2005/08/addressing">uuid:${escapeXml(messageId)}</wsa:MessageID>`;
}

/**
 * COUVERTURE of a search by carte Vitale (insi.md §1.5). The schema has patterns here that RECVITALE has not, so a birth
 * date or a rank that does not fit is left out of the context and still travels in the body.
 */
export function vitaleCoverage(query: VitaleQuery): string {
  const opener = `<ctxbam:ASSURE><ctxbam:Id><ctxbam:Num>${escapeXml(query.openerNumber)}</ctxbam:Num>${optionalElement("ctxbam:Cle", query.openerKey)}</ctxbam:Id></ctxbam:ASSURE>`;
  const individual =
    query.individualNumber === undefined
      ? ""
      : `<ctxbam:Nir><ctxbam:Num>${escapeXml(query.individualNumber)}</ctxbam:Num>${optionalElement("ctxbam:DateCertification", query.certifiedOn)}</ctxbam:Nir>`;
  const birthDate = /^\d{4}-\d{2}-\d{2}$/.test(query.birthDate ?? "") ? query.birthDate : undefined;
  const rank = /^\d+$/.test(query.birthRank ?? "") ? query.birthRank : undefined;
  const beneficiary = individual + optionalElement("ctxbam:DateNai", birthDate) + optionalElement("ctxbam:Rang", rank);
  return opener + (beneficiary === "" ? "" : `<ctxbam:BENEFICIAIRE>${beneficiary}</ctxbam:BENEFICIAIRE>`);
}
