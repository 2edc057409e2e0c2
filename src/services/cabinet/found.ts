import { SegurError } from "../../domain/errors.js";
import type { Environment } from "../../domain/ports.js";
import type { Cabinets } from "./cabinets.port.js";
import type { Keeping } from "./keeping.port.js";

/** A store found in a folder, known to this machine or not. */
export interface FoundStore {
  readonly directory: string;
  /** Null when this machine does not have its key, or cannot read it. */
  readonly name: string | null;
  readonly environment: Environment | null;
  readonly createdAt: string | null;
  /** Null for a file that is no encrypted store. */
  readonly keyId: string | null;
  /** Code of the error that kept it from being read. */
  readonly problem: string | null;
}

/** The stores in a folder and just under it. Nothing is changed; one that cannot be read is listed with the reason. */
export async function findStores(
  deps: { readonly cabinets: Cabinets; readonly keeping: Keeping },
  folder: string,
): Promise<readonly FoundStore[]> {
  const found: FoundStore[] = [];
  for (const directory of await deps.cabinets.foldersIn(folder)) found.push(await describe(deps, directory));
  return found;
}

async function describe({ cabinets, keeping }: { cabinets: Cabinets; keeping: Keeping }, directory: string): Promise<FoundStore> {
  const nothing = { directory, name: null, environment: null, createdAt: null };
  let keyId: string | null = null;
  try {
    keyId = keeping.keeper.keyIdOf(keeping.storeIn(directory));
    const meta = await cabinets.look(directory);
    if (meta === "free" || meta === "other") return { ...nothing, keyId, problem: "storage.not_a_cabinet" };
    const { name, environment, createdAt } = meta;
    return { directory, name, environment, createdAt, keyId, problem: null };
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    return { ...nothing, keyId, problem: error.code };
  }
}
