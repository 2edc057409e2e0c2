import { createHash } from "node:crypto";
import { type Digest, writeEntry } from "../../../documents/rim/entry.js";
import { metadataError } from "../../../documents/rim/errors.js";
import { ASSOCIATION } from "../../../documents/rim/names.js";
import { SET_ID, submitObjects, writeMember, writeSet } from "../../../documents/rim/set.js";
import { RimWriter, slot } from "../../../documents/rim/write.js";
import { contentChanged, tooBig } from "../errors-metadata.js";
import type { NewSubmission, PreparedSubmission } from "../port.js";
import type { DmpTransport } from "../transport.port.js";
import { digesting } from "./parts.js";
import { SIGNATURE_ID, signatureEntry, signatureUuid } from "./signature.js";

const REPLACED = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Metadata and signature of a TD2.1 (dmp.md §3.4, §3.5), nothing being sent. The same input gives the same bytes, as far as the
 * signature algorithm does.
 * @throws a metadata error, `dmp.too_big`, `dmp.content_changed`
 */
export async function prepareSubmission(
  submission: NewSubmission,
  transport: Pick<DmpTransport, "signSubmission">,
  maxBytes: number,
): Promise<PreparedSubmission> {
  const [first] = submission.documents;
  if (first === undefined) throw metadataError("Document", "missing");
  refuseForeign(submission);
  const announced = submission.documents.reduce((sum, { content }) => sum + content.size, 0);
  if (announced > maxBytes) throw tooBig(announced, maxBytes);

  const contents = submission.documents.map(({ entry, content }) =>
    digesting({ ...content, uniqueId: entry.uniqueId, open: () => content.open() }),
  );
  const xml = await transport.signSubmission({
    submissionUniqueId: submission.uniqueId,
    documents: contents.map(({ part }) => part),
    at: new Date(submission.submissionTime),
    uuid: signatureUuid(submission.signatureUniqueId),
  });

  const writer = new RimWriter();
  const objects = [writeSet(writer, submission)];
  const associations: string[] = [];
  const documents: PreparedSubmission["documents"][number][] = [];
  for (const [index, { entry, replaces, content }] of submission.documents.entries()) {
    const id = `Document${String(index + 1).padStart(2, "0")}`;
    const digest = await contents[index]?.digest();
    if (digest === undefined || digest.size !== content.size) throw contentChanged(entry.uniqueId);
    if (entry.hash !== null && entry.hash !== digest.sha1) throw contentChanged(entry.uniqueId);
    objects.push(writeEntry(writer, id, entry, digest));
    documents.push({ id, uniqueId: entry.uniqueId, ...digest });
    associations.push(writeMember(writer, id));
    if (replaces !== null) {
      if (!REPLACED.test(replaces)) throw metadataError("targetObject", "format");
      associations.push(writer.association(ASSOCIATION.replaces, id, replaces, ""));
    }
  }
  objects.push(writeEntry(writer, SIGNATURE_ID, signatureEntry(submission, first.entry), digestOf(xml)));
  associations.push(writeMember(writer, SIGNATURE_ID));
  associations.push(writer.association(ASSOCIATION.signs, SIGNATURE_ID, SET_ID, slot("SubmissionSetStatus", ["Original"])));
  return {
    uniqueId: submission.uniqueId,
    patientId: submission.patientId,
    metadata: submitObjects([...objects, ...associations]),
    documents,
    signature: { id: SIGNATURE_ID, uniqueId: submission.signatureUniqueId, xml },
  };
}

export function digestOf(xml: string): Digest {
  const bytes = Buffer.from(xml, "utf8");
  return { sha1: createHash("sha1").update(bytes).digest("hex"), size: bytes.length };
}

/** One submission is about one patient, and names each document once (XDSPatientIdDoesNotMatch, XDSDuplicateUniqueIdInMessage). */
function refuseForeign({ patientId, documents, uniqueId, signatureUniqueId }: NewSubmission): void {
  const names = new Set([uniqueId, signatureUniqueId]);
  if (names.size !== 2) throw metadataError("uniqueId", "format");
  for (const { entry } of documents) {
    if (entry.patientId.matricule !== patientId.matricule || entry.patientId.oid !== patientId.oid)
      throw metadataError("patientId", "format");
    if (names.has(entry.uniqueId)) throw metadataError("uniqueId", "format");
    names.add(entry.uniqueId);
  }
}
