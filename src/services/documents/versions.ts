import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** Versions in force that are looked at: more than any file has. */
const MOST = 1_000;

/** The version in force of a document that was superseded (`D4` of `D1`); null when the file has none. */
export async function versionInForce(file: OpenCabinet["documents"], { id, patientId }: Document): Promise<string | null> {
  const { items } = await file.list({ patientId, states: ["current"], limit: MOST });
  for (const { id: current, replaces } of items) {
    const seen = new Set<string>();
    for (let before = replaces; before !== null && !seen.has(before); ) {
      if (before === id) return current;
      seen.add(before);
      before = (await file.get(before))?.replaces ?? null;
    }
  }
  return null;
}
