/** The words of the ledger that commands speak; they never see the store behind them. */
export type { ItemResult, Outcome, Run, RunItem, RunSummary } from "../../../store/runs.port.js";
