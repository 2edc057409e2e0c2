import type { DmpLink } from "../../domain/document/document.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { changeDocument } from "./change-document.js";
import { submissionPayload } from "./payload.js";

/**
 * Notes in the file that the documents of this line are in the DMP. The registry's own identifiers are not known yet: nothing is read
 * again right after a submission (EX_3.1-2030). Twice is once.
 */
export async function markPushed(
  cabinet: OpenCabinet,
  item: OutboxItem,
  { only = item.documents, unverified = false }: { readonly only?: readonly string[]; readonly unverified?: boolean } = {},
): Promise<void> {
  const at = cabinet.clock.now().toISOString();
  const ins = submissionPayload(item).prepared.patientId;
  const link: DmpLink = { entryUuid: null, logicalId: null, repositoryUniqueId: null, at, direction: "pushed", ins };
  const now = unverified ? { ...link, unverified } : link;
  for (const id of only) {
    await changeDocument(cabinet, id, "dmp", (document) => (document.dmp?.direction === "pushed" ? null : { dmp: now }));
  }
}
