import { createHash } from "node:crypto";
import { oidOf } from "../../documents/cda/oid.js";
import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import type { Ids } from "../../domain/ports.js";

/** What makes a document the same one when it is filed again. */
export interface SameDocument {
  readonly patientId: string;
  /** When the patient's file was made: a cabinet restored from a backup gives `P42` again, to somebody else. */
  readonly patientSince: IsoInstant;
  /** SHA-256 of the file. */
  readonly content: string;
  readonly type: string;
  readonly actDate: IsoDate;
  readonly replaces: string | null;
}

/**
 * The uniqueId of a document that is not a CDA yet. It is derived, so that a command started twice files one document: an OID from a
 * UUID of version 8 (RFC 9562 §5.8) over the installation, the patient and the file.
 */
export function uniqueIdOf(
  instanceId: string,
  { patientId, patientSince, content, type, actDate, replaces }: SameDocument,
): string {
  const text = JSON.stringify(["document of segur/2", instanceId, patientId, patientSince, content, type, actDate, replaces]);
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return oidOf(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/i;

/** An identifier as it is compared: a UUID has no case, and HL7 writes it in capitals; an extension keeps its own. */
export function canonicalId(id: string): string {
  return id.replace(UUID, (uuid) => uuid.toUpperCase());
}

/** Every way in which an identifier may have been kept: a UUID copied from metadata is as its emitter wrote it. */
export function namesOf(id: string): readonly string[] {
  return [...new Set([canonicalId(id), id, id.replace(UUID, (uuid) => uuid.toLowerCase())])];
}

/** Names a new set of versions. */
export function newSetId(ids: Pick<Ids, "uuid">): string {
  return oidOf(ids.uuid());
}
