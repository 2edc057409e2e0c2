import type { CdaHeader, CdaId } from "../../documents/cda/header.js";
import type { Document, NewDocument } from "../../domain/document/document.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import { machineZone, type ZoneOffset } from "../../domain/local-time.js";
import type { Patient } from "../../domain/patient.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { authorName, localDay } from "./lines.js";
import { actInstant } from "./sync/bounds.js";

/** Something that was received, found sound, and is to be filed. */
export interface Sound {
  readonly entry: DocumentEntry;
  readonly content: ContentInfo;
  readonly header: CdaHeader;
}

/**
 * Puts a document of the DMP in the patient's file: its origin, its act date, its versions. A newer version takes the place of the one
 * that is there; an older one is filed behind it.
 */
export async function fileReceived(
  cabinet: OpenCabinet,
  patient: Patient,
  { entry, content, header }: Sound,
  zone: ZoneOffset = machineZone,
): Promise<{ readonly document: Document; readonly added: boolean }> {
  const { documents, clock, actor } = cabinet;
  const at = clock.now().toISOString();
  const setId = header.setId === null ? entry.uniqueId : idText(header.setId);
  const versionNumber = header.versionNumber ?? 1;
  const held = (await documents.versions(setId)).filter((each) => each.patientId === patient.id);
  const replaced = await replacedBy(cabinet, patient, header, held, versionNumber);
  const document: NewDocument = {
    patientId: patient.id,
    type: entry.typeCode,
    class: entry.classCode,
    title: entry.title || header.title || entry.typeCode.label,
    actDate: localDay(actInstant(entry), zone),
    origin: "dmp",
    content: content.id,
    mimeType: "text/xml",
    size: content.size,
    fileName: null,
    cda: content.id,
    uniqueId: entry.uniqueId,
    setId,
    versionNumber,
    replaces: replaced?.id ?? null,
    author: {
      id: entry.authors[0]?.id ?? null,
      name: authorName(entry),
      institution: entry.authors[0]?.institution?.name ?? null,
    },
    confidentiality: confidentialityOf(header),
    visibility: entry.visibility,
    createdAt: instantOf(header.createdAt) ?? entry.creationTime,
    dmp: {
      entryUuid: entry.entryUuid,
      logicalId: entry.logicalId,
      repositoryUniqueId: entry.repositoryUniqueId,
      at,
      direction: "pulled",
      ...(patient.identity.ins === null ? {} : { ins: patient.identity.ins }),
    },
  };
  const filed = await documents.add(document, { userId: actor.userId, at }, ({ id }) => {
    const data = { document: id, type: entry.typeCode.code, origin: "dmp", uniqueId: entry.uniqueId };
    return [{ kind: "document.filed", at, actor, patientId: patient.id, data }];
  });
  const isOld = entry.availability === "deprecated" || held.some((each) => each.versionNumber > versionNumber);
  if (!filed.added || !isOld) return filed;
  const superseded: Document = { ...filed.document, state: "superseded" };
  await documents.update(superseded);
  return { document: superseded, added: true };
}

/** The current document that this one replaces: the same set, a lower version; or the one that its header names. */
async function replacedBy(
  { documents }: OpenCabinet,
  patient: Patient,
  header: CdaHeader,
  held: readonly Document[],
  versionNumber: number,
): Promise<Document | null> {
  const named = header.replaces === null ? null : await documents.byUniqueId(idText(header.replaces));
  const candidates = named === null || named.patientId !== patient.id ? held : [named, ...held];
  return candidates.find((each) => each.state === "current" && (each === named || each.versionNumber < versionNumber)) ?? null;
}

/** As XDS writes a uniqueId: `root`, or `root^extension`. */
export function idText({ root, extension }: CdaId): string {
  return extension === null ? root : `${root}^${extension}`;
}

function confidentialityOf({ confidentiality }: CdaHeader): "N" | "R" | "V" {
  const { code } = confidentiality;
  return code === "R" || code === "V" ? code : "N";
}

function instantOf(time: string | null): string | null {
  const ms = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
