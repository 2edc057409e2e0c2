import type { DocumentEntry } from "../../domain/document/entry.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";

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
 * Entries of a document by reference only (ObjectRef): what a structure may ask for its own documents without any authorisation to read,
 * in the mode in which it feeds (dmp.md §2, DMP/CONF.05). Nothing tells their versions nor their states.
 */
export async function freshReferences(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const intent = { transaction: "TD3.1" as const, patient, documents: [wanted.id], feeding: true, signal };
  return withCall(cabinet, intent, (client, call) => client.locate(ins, { uniqueIds: [wanted.uniqueId] }, call));
}
