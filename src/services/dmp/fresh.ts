import type { DocumentEntry } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";
import { severalEntries } from "./change-errors.js";

/** One document of the DMP, by what never changes of it. */
export interface Wanted {
  /** As the person named it: `D12`, `X15`. */
  readonly id: string;
  readonly uniqueId: string;
}

/**
 * The entry of a document as it is now in the registry (dmp.md TD3.3: its identifiers change at each change): the one in force, else
 * the newest there is. Null when the DMP does not show it.
 */
export async function freshEntry(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<DocumentEntry | null> {
  const intent = { transaction: "TD3.1" as const, patient, documents: [wanted.id], signal };
  const entries = await withCall(cabinet, intent, (client, call) =>
    client.getDocuments(ins, { uniqueIds: [wanted.uniqueId] }, call),
  );
  const rank = ({ availability }: DocumentEntry): number =>
    ["approved", "archived", "deprecated", "deleted"].indexOf(availability);
  const [first = null] = entries
    .filter(({ uniqueId }) => uniqueId === wanted.uniqueId)
    .sort((a, b) => rank(a) - rank(b) || Number(b.version) - Number(a.version));
  return first;
}

/**
 * The same for a session that may not read: the structure's own reference (ObjectRef), where nothing tells the version. Null when there
 * is none.
 * @throws {SegurError} `dmp.entry_ambiguous` when there are several
 */
export async function freshReference(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<string | null> {
  const intent = { transaction: "TD3.1" as const, patient, documents: [wanted.id], reference: true, signal };
  const found = await withCall(cabinet, intent, (client, call) => client.locate(ins, { uniqueIds: [wanted.uniqueId] }, call));
  if (found.length > 1) throw severalEntries(wanted.id);
  return found[0] ?? null;
}

/** Whether a failure only says that this session may not read a DMP (EX_AIR-085). */
export function mayNotRead(error: unknown): boolean {
  return error instanceof SegurError && error.code === "dmp.login_too_weak";
}
