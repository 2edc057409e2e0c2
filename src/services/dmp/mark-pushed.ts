import type { DmpLink } from "../../domain/document/document.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { submissionPayload } from "./payload.js";

const MAX_TRIES = 10;

/**
 * Notes in the file that the documents of this line are in the DMP. The registry's own identifiers are not known yet: nothing is read
 * again right after a submission (EX_3.1-2030). Twice is once.
 */
export async function markPushed(cabinet: OpenCabinet, item: OutboxItem): Promise<void> {
  submissionPayload(item);
  const at = cabinet.clock.now().toISOString();
  const link: DmpLink = { entryUuid: null, logicalId: null, repositoryUniqueId: null, at, direction: "pushed" };
  for (const id of item.documents) await markOne(cabinet, id, link);
}

async function markOne({ documents, actor }: OpenCabinet, id: string, link: DmpLink): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const document = await documents.get(id);
    if (document === null || document.dmp?.direction === "pushed") return;
    const { at } = link;
    const data = { document: id, changed: ["dmp"] };
    const traces = [{ kind: "document.changed" as const, at, actor, patientId: document.patientId, data }];
    if (await documents.update({ ...document, dmp: link }, traces)) return;
  }
  throw new TypeError("a document is changed by others at each try");
}
