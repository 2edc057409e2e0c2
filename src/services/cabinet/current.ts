import type { Cabinets, RegisteredCabinet } from "./cabinets.port.js";
import { cabinetMissing, cabinetUnknown } from "./errors.js";

/** The cabinet that commands work on; a clear `config` error says how to get one. */
export async function currentCabinet(cabinets: Cabinets): Promise<RegisteredCabinet> {
  const current = await cabinets.current();
  const found = current === null ? null : await cabinets.find(current.name);
  if (found !== null) return found;
  const known = (await cabinets.list()).map((cabinet) => cabinet.name);
  if (current === null) throw cabinetMissing(known);
  throw cabinetUnknown(current.name, known, current.origin);
}

/** A known cabinet by its name. */
export async function namedCabinet(cabinets: Cabinets, name: string): Promise<RegisteredCabinet> {
  const found = await cabinets.find(name);
  if (found !== null) return found;
  const known = (await cabinets.list()).map((cabinet) => cabinet.name);
  throw cabinetUnknown(name, known);
}

/** Makes a known cabinet the current one. */
export async function chooseCabinet(cabinets: Cabinets, name: string): Promise<RegisteredCabinet> {
  const found = await namedCabinet(cabinets, name);
  await cabinets.choose(name);
  return found;
}
