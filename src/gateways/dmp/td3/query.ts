import { metadataError } from "../../../documents/rim/errors.js";
import { AVAILABILITY, NS } from "../../../documents/rim/names.js";
import { insToCx, toTime } from "../../../documents/rim/values.js";
import { MAX_VALUE, slot } from "../../../documents/rim/write.js";
import type { Code } from "../../../domain/document/code.js";
import type { Ins, IsoInstant } from "../../../domain/identity/types.js";
import type { DocumentNames, FindDocuments } from "../port.js";

/** Stored queries of ITI-18 (dmp.md TD3.1). */
export const QUERIES = {
  findDocuments: "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d",
  findSubmissionSets: "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9",
  getDocuments: "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4",
  getAssociations: "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155",
  getDocumentsAndAssociations: "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a",
} as const;

type Returns = "LeafClass" | "ObjectRef";

export function findDocumentsRequest(query: FindDocuments): string {
  return adhocQuery(QUERIES.findDocuments, "LeafClass", [
    slot("$XDSDocumentEntryPatientId", [quoted(insToCx(query.patient))]),
    list(
      "$XDSDocumentEntryStatus",
      query.statuses.map((status) => AVAILABILITY[status]),
    ),
    bound("$XDSDocumentEntryServiceStartTimeFrom", query.serviceStartFrom),
    bound("$XDSDocumentEntryServiceStartTimeTo", after(query.serviceStartTo)),
    bound("$XDSDocumentEntryCreationTimeFrom", query.creationFrom),
    bound("$XDSDocumentEntryCreationTimeTo", after(query.creationTo)),
    list("$XDSDocumentEntryTypeCode", coded(query.typeCodes)),
    list("$XDSDocumentEntryClassCode", coded(query.classCodes)),
  ]);
}

export function findSubmissionSetsRequest(patient: Ins, from: IsoInstant): string {
  return adhocQuery(QUERIES.findSubmissionSets, "LeafClass", [
    slot("$XDSSubmissionSetPatientId", [quoted(insToCx(patient))]),
    list("$XDSSubmissionSetStatus", [AVAILABILITY.approved]),
    bound("$XDSSubmissionSetSubmissionTimeFrom", from),
  ]);
}

export function getAssociationsRequest(uuids: readonly string[]): string {
  return adhocQuery(QUERIES.getAssociations, "LeafClass", [list("$uuid", uuids)]);
}

/** GetDocuments, whole or by reference only (« en vue de sa suppression »: allowed to a structure). */
export function getDocumentsRequest(by: DocumentNames, returns: Returns): string {
  return adhocQuery(QUERIES.getDocuments, returns, [names(by)]);
}

export function getDocumentsAndAssociationsRequest(by: DocumentNames): string {
  return adhocQuery(QUERIES.getDocumentsAndAssociations, "LeafClass", [names(by)]);
}

function adhocQuery(id: string, returns: Returns, slots: readonly string[]): string {
  const option = `<query:ResponseOption returnComposedObjects="true" returnType="${returns}"/>`;
  return `<query:AdhocQueryRequest xmlns:query="${NS.query}" xmlns:rim="${NS.rim}">${option}<rim:AdhocQuery id="${id}">${slots.join("")}</rim:AdhocQuery></query:AdhocQueryRequest>`;
}

function names(by: DocumentNames): string {
  return "uniqueIds" in by ? list("$XDSDocumentEntryUniqueId", by.uniqueIds) : list("$XDSDocumentEntryEntryUUID", by.entryUuids);
}

function coded(codes: readonly Code[] | undefined): readonly string[] {
  return (codes ?? []).map(({ code, system }) => `${code}^^${system}`);
}

/** A string of a stored query: in single quotes, those inside doubled. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * A list `('a','b')`. A value of a slot has at most 256 characters in rim.xsd, so that a long list takes several values, which the
 * registry reads as one (ITI TF-2 §3.18.4.1.2.3.5).
 */
function list(name: string, values: readonly string[]): string {
  const groups: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const value of values) {
    const item = quoted(value);
    if (item.length + 2 > MAX_VALUE) throw metadataError(name, "too_long");
    if (length + item.length + 1 > MAX_VALUE - 2) {
      groups.push([]);
      length = 0;
    }
    groups[groups.length - 1]?.push(item);
    length += item.length + 1;
  }
  return slot(
    name,
    groups.map((items) => `(${items.join(",")})`),
  );
}

/** The upper bound of a stored query is not in it (ITI TF-2 §3.18.4.1.2.3.7.1), ours is: the second after. */
function after(instant: IsoInstant | undefined): IsoInstant | undefined {
  const at = instant === undefined ? Number.NaN : Date.parse(instant);
  return Number.isNaN(at) ? instant : new Date(at + 1000).toISOString();
}

/** A bound: a bare number, UTC. */
function bound(name: string, instant: IsoInstant | undefined): string {
  if (instant === undefined) return "";
  const time = toTime(instant);
  if (time === null) throw metadataError(name, "format");
  return slot(name, [time]);
}
