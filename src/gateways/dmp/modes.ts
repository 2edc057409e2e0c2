import { TRANSACTIONS, type Transaction, type VihfMode } from "../../domain/dmp/transaction.js";

/**
 * Mode of each transaction (dmp.md §0.1, §2; PDT-INF-606 v1.3): who logged in by Pro Santé Connect reads in AIR, and the structure
 * feeds, because AIR may not (EX_AIR-010). Data, not rules: the server decides, and a transport volet of Pro Santé Connect may change it.
 */
const BY_STRUCTURE: Readonly<Record<Transaction, VihfMode>> = {
  "TD0.2": "INDIRECTE_RENFORCEE",
  "TD0.3": "INDIRECTE_RENFORCEE",
  "TD0.4": "INDIRECTE_RENFORCEE",
  "TD1.3a": "INDIRECTE_RENFORCEE",
  "TD1.6": "INDIRECTE_RENFORCEE",
  "TD2.1": "INDIRECTE",
  "TD3.1": "INDIRECTE_RENFORCEE",
  "TD3.2": "INDIRECTE_RENFORCEE",
  "TD3.3a": "INDIRECTE_RENFORCEE",
  "TD3.3b": "INDIRECTE_RENFORCEE",
  "TD3.3c": "INDIRECTE_RENFORCEE",
  "TD3.3d": "INDIRECTE_RENFORCEE",
};

/** @param overrides `dmp.modes` @param card true when a card signs: it may do everything */
export function modeTable(
  overrides: Readonly<Partial<Record<Transaction, VihfMode>>>,
  card: boolean,
): Readonly<Record<Transaction, VihfMode>> {
  const table = { ...BY_STRUCTURE };
  for (const transaction of TRANSACTIONS) {
    if (card) table[transaction] = "DIRECTE";
    const override = overrides[transaction];
    if (override !== undefined) table[transaction] = override;
  }
  return table;
}
