import type { ExchangeRules } from "./rules-of.js";

/**
 * The rules of counting that may change without the program: `segur dashboard --rules FICHIER` takes a JSON file of the same shape.
 * The list of annex 3 of the dossier de spécifications (DSR-MDV-LGC) was not published with the texts that this was made from: every type
 * counts, and the dashboard says so.
 */
export const EXCHANGE_RULES: ExchangeRules = {
  version: "2026.1",
  date: "2026-11-26",
  source: "TBB/va1.03, TBB/va1.05 (REM-MDV-LGC) ; règles de comptage de segur : docs/extraction-format.md",
  types: null,
};
