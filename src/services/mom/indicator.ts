import type { ExchangeLine } from "../../domain/exchange/exchange.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { MOM_REASONS, type MomReason } from "../../domain/mom/reason.js";
import { tally } from "../../domain/mom/tally.js";
import type { MomThreshold } from "../../domain/mom/thresholds.js";
import { type CountedUnit, unitsOf } from "../../domain/mom/units.js";
import { missingOf } from "../../domain/mom/verdict.js";
import type { ExchangeGroup, ExchangeStore, ExchangeSums } from "../../store/exchanges.port.js";
import { reasonLabel, serviceLabel } from "./labels.js";
import type { MomIndicator } from "./report.js";

/** Examples of each reason. */
const EXAMPLES = 3;
/** Lines read at once, and how many times: examples are not looked for among a million lines. */
const PAGE = 50;
const PAGES = 20;

/** The ledger, within the days looked at and before them. */
export interface Summed {
  readonly within: { readonly cells: ExchangeSums["period"]; readonly groups: readonly ExchangeGroup[] };
  readonly early: { readonly cells: ExchangeSums["period"]; readonly groups: readonly ExchangeGroup[] };
}

export interface Question {
  readonly rpps: string;
  readonly threshold: MomThreshold;
  readonly since: IsoDate | null;
}

/** One service of one practitioner: figures from the sums, then the lines that show them. */
export async function indicator(exchanges: ExchangeStore, question: Question, summed: Summed): Promise<MomIndicator> {
  const { rpps, threshold, since } = question;
  const { service, unit, wanted } = threshold;
  const theirs = ({ cells, groups }: Summed["within"]) => ({
    cells: cells.filter((cell) => cell.service === service && cell.rpps === rpps),
    groups: groups.filter((group) => group.service === service && group.rpps === rpps),
  });
  const { counted, others } = tally(unit, theirs(summed.within), theirs(summed.early));
  const missing = missingOf(wanted, counted);
  const items = counted === 0 ? [] : await units(exchanges, question, null, wanted);
  const told: MomIndicator["others"][number][] = [];
  for (const reason of MOM_REASONS) {
    const count = others.get(reason) ?? 0;
    if (count === 0) continue;
    const newest = await units(exchanges, question, reason, EXAMPLES);
    told.push({ reason, label: reasonLabel(reason, since), count, newest: newest.map(({ line }) => line) });
  }
  return {
    ...{ service, label: serviceLabel(service), unit, wanted, counted, missing, met: missing === 0 },
    items: items.map(({ line }) => line).reverse(),
    others: told,
    candidates: [],
  };
}

/** The newest exchanges that have this reason not to count, or none, each as the line that stands for it. */
async function units(
  exchanges: ExchangeStore,
  { rpps, threshold: { service, unit }, since }: Question,
  reason: MomReason | null,
  most: number,
): Promise<readonly CountedUnit[]> {
  const scope = { rpps, services: [service], ...filterOf(reason, since) };
  const found: CountedUnit[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  // Most of the time the first lines are those wanted: a longer page is read when they were not.
  let limit = unit === "document" ? most : Math.min(PAGE, most * 2);
  for (let read = 0; found.length < most && (reason === null || read < PAGES); read += 1) {
    const page = await exchanges.lines({ ...scope, limit, after });
    for (const line of page) {
      if (found.length === most || seen.has(keyOf(line, unit))) continue;
      seen.add(keyOf(line, unit));
      const [standing] = unitsOf(await together(exchanges, line, unit), unit, since);
      // A message with a document that comes nearer has another reason.
      if (standing?.reason === reason) found.push(standing);
    }
    after = page.at(-1)?.id;
    if (page.length < limit) break;
    limit = PAGE;
  }
  return found;
}

function keyOf({ id, exchange }: ExchangeLine, unit: MomThreshold["unit"]): string {
  return unit === "message" ? exchange : id;
}

/** The documents of one message that the same practitioner signed. */
async function together(exchanges: ExchangeStore, line: ExchangeLine, unit: MomThreshold["unit"]) {
  if (unit === "document") return [line];
  const all = await exchanges.ofExchange(line.exchange);
  return all.filter(({ rpps, service }) => rpps === line.rpps && service === line.service);
}

/** The lines that have this reason (domain/mom/reason.ts). */
function filterOf(reason: MomReason | null, since: IsoDate | null) {
  if (reason === "before") return { to: dayBefore(since) };
  const from = since === null ? {} : { from: since };
  if (reason === "failed") return { ...from, state: "failed" as const };
  const sent = { ...from, state: "sent" as const };
  if (reason === null || reason === "identity") return { ...sent, notCounted: null, qualified: reason === null };
  return { ...sent, notCounted: reason };
}

/** @param day null: nothing is before it */
export function dayBefore(day: IsoDate | null): IsoDate {
  if (day === null) return "0001-01-01";
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10);
}
