import { metadataError } from "../../../documents/rim/errors.js";
import { NS } from "../../../documents/rim/names.js";
import { text } from "../../../documents/rim/write.js";
import { contentChanged, tooBig } from "../errors-metadata.js";
import type { DmpCall, DmpPart, PreparedSubmission } from "../port.js";
import { readRegistryResponse, type ServiceMessage } from "../registry-response.js";
import { sensitiveOf } from "../sensitive.js";
import type { DmpTransport } from "../transport.port.js";
import { contradictoryFault } from "../transport-errors.js";
import { bytesPart, checked } from "./parts.js";

/**
 * TD2.1 (ITI-41) of what was prepared: the metadata exactly as it was, then one XOP part for each document and for the signature
 * (EX_2.1-1260). Size and number are checked before anything leaves, contents while they do.
 * @returns warnings of the registry
 */
export async function submitPrepared(
  transport: DmpTransport,
  prepared: PreparedSubmission,
  parts: readonly DmpPart[],
  call: DmpCall,
  maxBytes: number,
): Promise<readonly ServiceMessage[]> {
  if (parts.length !== prepared.documents.length) throw metadataError("Document", "missing");
  const signature = Buffer.from(prepared.signature.xml, "utf8");
  let total = Buffer.byteLength(prepared.metadata) + signature.length;
  const sent = prepared.documents.map((document, index) => {
    const part = parts[index];
    if (part === undefined || part.size !== document.size) throw contentChanged(document.uniqueId);
    total += part.size;
    return { id: document.id, contentId: contentId(document), ...checked(part, document.uniqueId, document) };
  });
  if (total > maxBytes) throw tooBig(total, maxBytes);
  sent.push({ id: prepared.signature.id, contentId: contentId(prepared.signature), ...bytesPart(signature) });

  const response = readRegistryResponse();
  let status = 200;
  await transport.exchange({
    transaction: "TD2.1",
    service: "repository",
    action: "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
    body: provideAndRegister(prepared.metadata, sent),
    parts: sent.map(({ contentId, size, open }) => ({ contentId, size, open })),
    patient: prepared.patientId,
    handler: response.handler,
    onStatus: (found) => {
      status = found;
    },
    call,
  });
  const warnings = response.success({ sensitive: sensitiveOf(prepared.metadata, prepared.patientId), submitting: true });
  if (status < 200 || status >= 300) throw contradictoryFault(status);
  return warnings;
}

/** Content ids are made of what names the part, so that the same submission gives the same bytes again. */
function contentId(part: { readonly id: string; readonly uniqueId: string }): string {
  return `${part.id}.${part.uniqueId}@segur`;
}

function provideAndRegister(metadata: string, parts: readonly { readonly id: string; readonly contentId: string }[]): string {
  const documents = parts.map(
    ({ id, contentId }) =>
      `<xds:Document id="${text(id, "Document")}"><xop:Include xmlns:xop="${NS.xop}" href="cid:${text(contentId, "cid")}"/></xds:Document>`,
  );
  return `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="${NS.xds}">${metadata}${documents.join("")}</xds:ProvideAndRegisterDocumentSetRequest>`;
}
