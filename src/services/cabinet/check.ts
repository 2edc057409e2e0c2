import type { CheckReport } from "../../store/keeper.port.js";
import { backupSource } from "./backup.js";
import type { Cabinets, RegisteredCabinet } from "./cabinets.port.js";
import { currentCabinet } from "./current.js";
import type { Keeping } from "./keeping.port.js";

export interface CheckedCabinet {
  readonly cabinet: RegisteredCabinet;
  readonly path: string;
  readonly keyId: string;
  readonly report: CheckReport;
}

/** All is sound but the ledger of exchanges, which is made again from the journal: no backup is needed, and one would lose what followed. */
export function isLedgerOnly({ findings }: CheckReport): boolean {
  const wrong = findings.filter(({ ok }) => !ok);
  return wrong.length === 1 && wrong[0]?.name === "exchanges";
}

/** Reads all of the current cabinet's store, other commands at work or not. */
export async function checkCabinet(deps: { readonly cabinets: Cabinets; readonly keeping: Keeping }): Promise<CheckedCabinet> {
  const cabinet = await currentCabinet(deps.cabinets);
  const { keeper, storeIn } = deps.keeping;
  return keeper.reading(storeIn(cabinet.directory), async () => {
    const { path, key, keyId } = await backupSource(deps.keeping, cabinet);
    return { cabinet, path, keyId, report: await keeper.check(path, key) };
  });
}
