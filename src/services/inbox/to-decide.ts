import type { Filing } from "../../domain/inbox/filing.js";
import type { Version } from "../../domain/inbox/version.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { FilingCabinet } from "./classify.js";
import { whereToFile } from "./local-files.js";
import { resolveReceivedDocument } from "./reference.js";
import { currentVersion } from "./version-of.js";

/** A document with all that a person needs to decide of it. */
export interface ToDecide {
  readonly message: Received;
  readonly document: ReceivedDocument;
  readonly version: Version;
  readonly filing: Filing;
}

/** Read for somebody, hence traced: what it says of a patient is about to be shown. @throws {SegurError} `inbox.not_found` */
export async function toDecide(cabinet: FilingCabinet, id: string): Promise<ToDecide> {
  const { message, document } = await resolveReceivedDocument(cabinet, id);
  const { filing } = await whereToFile(cabinet, document, message);
  const { clock, actor, traces } = cabinet;
  const data = { document: document.id, where: "inbox.classify" };
  await traces.append([
    { kind: "document.read", at: clock.now().toISOString(), actor, patientId: document.patientId ?? undefined, data },
  ]);
  return { message, document, filing, version: await currentVersion(cabinet, document) };
}
