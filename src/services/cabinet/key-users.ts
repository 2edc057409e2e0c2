import type { Cabinets } from "./cabinets.port.js";
import type { Keeping } from "./keeping.port.js";

/** A store that a key may not be forgotten for. */
export interface KeyUser {
  /** Name of the cabinet it belongs to, in the register. */
  readonly cabinet: string;
  /** The store; the folder of the cabinet when it cannot be read. */
  readonly path: string;
  /** `asks`: its file names the key. `unreachable`: it cannot be read now (a disk that is not there), so nobody can tell. */
  readonly why: "asks" | "unreachable";
}

/**
 * The stores of this machine that a key still opens, or may: that of each cabinet of the register, and those that restorations kept
 * beside. A copy made from a backup, and two cabinets made under one key file, share their key.
 */
export async function storesAsking(
  deps: { readonly cabinets: Cabinets; readonly keeping: Keeping },
  keyId: string,
): Promise<readonly KeyUser[]> {
  const found: KeyUser[] = [];
  for (const { name, directory } of await deps.cabinets.list()) {
    const stores = await deps.keeping.storesIn(directory);
    if (stores === null) found.push({ cabinet: name, path: directory, why: "unreachable" });
    for (const path of stores ?? []) {
      const why = asks(deps.keeping, path, keyId);
      if (why !== null) found.push({ cabinet: name, path, why });
    }
  }
  return found;
}

function asks({ keeper }: Keeping, path: string, keyId: string): KeyUser["why"] | null {
  try {
    return keeper.keyIdOf(path) === keyId ? "asks" : null;
  } catch (error) {
    // What is no encrypted store asks for no key; anything else might.
    return error instanceof Error && "code" in error && error.code === "storage.not_a_cabinet" ? null : "unreachable";
  }
}
