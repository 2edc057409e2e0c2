import type { CdaHeader } from "../../documents/cda/header.js";
import type { DocumentEntry } from "../../domain/document/entry.js";
import { DmpFault } from "../../gateways/dmp/port.js";
import type { ContentInfo } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";
import { NOT_A_CDA, NOT_GIVEN } from "./pull-errors.js";
import { alteration, examine, type Suspicion } from "./suspect.js";
import { BATCH, batches } from "./sync/bounds.js";
import type { Reading } from "./sync/registry.js";

/** One document that was asked for. */
export type Received =
  | {
      readonly kind: "sound";
      readonly entry: DocumentEntry;
      readonly content: ContentInfo;
      readonly header: CdaHeader;
      readonly warnings: readonly string[];
    }
  /** Kept out of every file: `Q3`. */
  | { readonly kind: "quarantined"; readonly entry: DocumentEntry; readonly id: string; readonly suspicion: Suspicion }
  | { readonly kind: "failed"; readonly entry: DocumentEntry; readonly code: string; readonly message: string };

/**
 * TD3.2, up to twenty documents a call: each is written to the store as it comes, then held to the metadata (size, SHA-1) and to the
 * patient before anything else knows of it. What fails goes to quarantine, and stops none of the others.
 * @throws {DmpFault} when nothing at all was received; `storage` when the store cannot take it
 */
export async function receive(
  cabinet: OpenCabinet,
  reading: Reading,
  entries: readonly DocumentEntry[],
): Promise<readonly Received[]> {
  const received: Received[] = [];
  for (const entry of entries) if (!isXml(entry)) received.push({ kind: "failed", entry, ...NOT_A_CDA });
  let answered = false;
  for (const batch of batches(entries.filter(isXml), BATCH)) {
    try {
      received.push(...(await receiveSome(cabinet, reading, batch)));
      answered = true;
    } catch (error) {
      // After a first answer, what was received must be told: the fault becomes that of the others.
      if (!answered || !(error instanceof DmpFault)) throw error;
      const { code, message } = error;
      for (const entry of batch) received.push({ kind: "failed", entry, code, message });
    }
  }
  return received;
}

function isXml({ mimeType }: DocumentEntry): boolean {
  return mimeType === "" || /^(text|application)\/xml\b/i.test(mimeType);
}

async function receiveSome(
  cabinet: OpenCabinet,
  reading: Reading,
  batch: readonly DocumentEntry[],
): Promise<readonly Received[]> {
  const { patient, ins, access, reason, secret, signal } = reading;
  const documents = batch.map(({ uniqueId }) => uniqueId);
  const intent = { transaction: "TD3.2", patient, documents, access, reason, secret, signal } as const;
  const written = new Map<string, ContentInfo>();
  const refused = new Map<string, { readonly code: string; readonly message: string }>();
  let broken: { readonly code: string; readonly message: string } | undefined;
  try {
    const failures = await withCall(cabinet, intent, (client, call) => {
      const take = async ({ uniqueId }: { readonly uniqueId: string }, body: AsyncIterable<Uint8Array>) => {
        written.set(uniqueId, await cabinet.contents.write(body));
      };
      return client.retrieve(ins, batch, take, call);
    });
    for (const { uniqueId, code, message } of failures) refused.set(uniqueId, { code, message });
  } catch (error) {
    // What came whole before the answer was cut is kept; with nothing, the fault says it all.
    if (written.size === 0 || !(error instanceof DmpFault)) throw error;
    broken = { code: error.code, message: error.message };
  }
  const received: Received[] = [];
  for (const entry of batch) {
    const content = written.get(entry.uniqueId);
    if (content !== undefined) received.push(await judge(cabinet, reading, entry, content));
    else received.push({ kind: "failed", entry, ...(refused.get(entry.uniqueId) ?? broken ?? NOT_GIVEN) });
  }
  return received;
}

async function judge(cabinet: OpenCabinet, reading: Reading, entry: DocumentEntry, content: ContentInfo): Promise<Received> {
  const altered = alteration(entry, content);
  const seen = altered ?? (await examine(cabinet, reading.patient, content));
  if (!("reason" in seen)) return { kind: "sound", entry, content, ...seen };
  const { id } = await quarantine(cabinet, reading, entry, content, seen);
  return { kind: "quarantined", entry, id, suspicion: seen };
}

function quarantine(
  { quarantine, clock, actor }: OpenCabinet,
  { patient }: Reading,
  entry: DocumentEntry,
  content: ContentInfo,
  { reason, message, differing }: Suspicion,
) {
  const at = clock.now().toISOString();
  const { uniqueId, hash, size, typeCode, repositoryUniqueId } = entry;
  const found = { hash: content.sha1, size: content.size };
  const data = { announced: { hash, size }, received: found, differing: differing ?? [], typeCode, repositoryUniqueId };
  const line = { origin: "dmp", reason, message, patientId: patient.id, key: uniqueId, content: content.id, data, at } as const;
  return quarantine.add(line, ({ id }) => [
    {
      kind: "quarantine.added",
      at,
      actor,
      patientId: patient.id,
      code: reason,
      data: { quarantine: id, origin: "dmp", uniqueId },
    },
  ]);
}
