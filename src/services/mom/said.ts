import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import type { JournalLine, JournalStore } from "../../store/journal.port.js";

/** Facts that a line of the journal carries (`data.exchange`), as they stand there. */
export function factsIn({ data }: JournalLine): readonly Readonly<Record<string, unknown>>[] {
  const facts = data?.exchange;
  return Array.isArray(facts) ? facts.filter((fact) => typeof fact === "object" && fact !== null) : [];
}

/** The line `T42` of the journal; null: it is not there (a purge took it, or `journal verify` tells what did). */
export async function lineOf({ page }: Pick<JournalStore, "page">, trace: string): Promise<JournalLine | null> {
  const seq = Number(trace.slice(1));
  const [line] = await page({ order: "oldest", after: seq - 1, limit: 1 });
  return line?.seq === seq ? line : null;
}

/** What a line that says what the service answered must say of an exchange. A report on it only says whether it arrived. */
const ANSWER = [
  "service",
  "state",
  "exchange",
  "document",
  "lineage",
  "type",
  "identityStatus",
  "testOid",
  "rpps",
  "finess",
] as const;
const REPORT = ["service", "state", "exchange", "document"] as const;

/** Whether the line of the journal says of this exchange what the ledger says. */
export function saysSo(said: JournalLine, line: ExchangeLine): boolean {
  const fields = said.kind === "mss.report" ? REPORT : ANSWER;
  return factsIn(said).some((fact) => fields.every((field) => (fact[field] ?? null) === (line[field] ?? null)));
}
