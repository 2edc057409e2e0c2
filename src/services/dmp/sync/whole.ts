import type { DocumentEntry } from "../../../domain/document/entry.js";
import type { IsoInstant } from "../../../domain/identity/types.js";
import { VACCINATIONS } from "./bounds.js";
import { latest } from "./latest.js";
import type { Registry } from "./registry.js";

/** First contact: what is approved, acts from `from` on, and the history of vaccinations whatever its date. */
export async function listWhole(registry: Registry, from: IsoInstant): Promise<readonly DocumentEntry[]> {
  const recent = await registry.find({ statuses: ["approved"], serviceStartFrom: from });
  const vaccinations = await registry.find({ statuses: ["approved"], typeCodes: [VACCINATIONS] });
  return latest([...recent, ...vaccinations]);
}
