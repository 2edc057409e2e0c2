import type { Transaction } from "../../domain/dmp/transaction.js";

/** Something of an answer that was not as it should be, without being an error. Never holds a trait nor a matricule. */
export interface DmpWarning {
  readonly code: "entry.incomplete" | "entry.dropped" | "answer.partial" | "document.unasked" | "registry.warning";
  readonly transaction: Transaction;
  readonly details: Readonly<Record<string, unknown>>;
}

export type Warn = (warning: DmpWarning) => void;
