import { oidOf } from "../../documents/cda/oid.js";
import { type Document, isInAnotherDmp, type NewDocument } from "../../domain/document/document.js";
import type { Ins } from "../../domain/identity/types.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { newSetId } from "../documents/unique-id.js";

/**
 * A document that was put in the wrong DMP and deleted there may go to the right one, as another document: its CDA names another INS, and
 * a uniqueId never has two contents. One that came as a CDA names its patient itself, and cannot.
 */
export function mayFileAgain(document: Document, ins: Ins): boolean {
  return isInAnotherDmp(document, ins) && document.dmp?.withdrawnAt !== undefined && document.content !== document.cda;
}

/** The same content in the file under a new uniqueId, in the place of the one that was withdrawn, in a set of versions of its own. */
export async function fileAgain(cabinet: OpenCabinet, document: Document): Promise<Document> {
  const { documents, clock, actor, ids } = cabinet;
  const at = clock.now().toISOString();
  const again: NewDocument = {
    ...document,
    cda: null,
    uniqueId: oidOf(ids.uuid()),
    setId: newSetId(ids),
    versionNumber: 1,
    replaces: document.id,
    createdAt: at,
    dmp: null,
  };
  const { document: filed } = await documents.add(again, { userId: actor.userId, at }, ({ id }) => {
    const data = {
      document: id,
      type: document.type.code,
      origin: document.origin,
      uniqueId: again.uniqueId,
      replaces: document.id,
    };
    return [{ kind: "document.filed", at, actor, patientId: document.patientId, data }];
  });
  return filed;
}
