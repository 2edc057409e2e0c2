import type { DmpLink } from "../../domain/document/document.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { changeDocument } from "./change-document.js";
import { submissionPayload } from "./payload.js";

/**
 * Notes in the file that the documents of this line are in the DMP. The registry's own identifiers are not known yet: nothing is read
 * again right after a submission (EX_3.1-2030). Twice is once.
 */
export async function markPushed(cabinet: OpenCabinet, item: OutboxItem): Promise<void> {
  const at = cabinet.clock.now().toISOString();
  const ins = submissionPayload(item).prepared.patientId;
  const link: DmpLink = { entryUuid: null, logicalId: null, repositoryUniqueId: null, at, direction: "pushed", ins };
  for (const id of item.documents) {
    await changeDocument(cabinet, id, "dmp", (document) => (document.dmp?.direction === "pushed" ? null : { dmp: link }));
  }
}
