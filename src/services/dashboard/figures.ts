import { EXCHANGE_SERVICES, type ExchangeService } from "../../domain/exchange/exchange.js";
import type { ExchangeCell, ExchangeSums } from "../../store/exchanges.port.js";
import { causeLabel } from "./causes.js";
import { NOT_COUNTED_LABELS, SERVICE_LABELS, typeLabel } from "./labels.js";
import type { BreakdownLine, Figures, Labelled, ServiceFigures, TrendMonth } from "./report.js";

type Counted = Pick<ExchangeCell, "service" | "state" | "notCounted" | "qualified" | "count">;
type Cell = ExchangeSums["period"][number];

/**
 * The four figures of some cells (TBB/va1.03, va1.05): what was sent and counts, qualified or not at sending time, and apart from them what
 * failed.
 */
export function figuresOf(cells: readonly Counted[]): Figures {
  const counted = cells.filter(({ state, notCounted }) => state === "sent" && notCounted === null);
  const total = sum(counted);
  const qualified = sum(counted.filter((cell) => cell.qualified));
  return { total, qualified, notQualified: total - qualified, failed: sum(cells.filter(isFailure)) };
}

export function serviceFigures(service: ExchangeService, all: readonly Cell[]): ServiceFigures {
  const cells = all.filter((cell) => cell.service === service);
  const counted = cells.filter(({ state, notCounted }) => state === "sent" && notCounted === null);
  const qualifiedOf = (type: string) => sum(counted.filter((cell) => (cell.type ?? "") === type && cell.qualified));
  return {
    service,
    label: SERVICE_LABELS[service],
    ...figuresOf(cells),
    causes: labelled(cells.filter(isFailure), ({ cause }) => cause ?? "", causeLabel),
    notCounted: labelled(
      cells.filter((cell) => cell.notCounted !== null),
      ({ notCounted }) => notCounted ?? "type",
      (code) => NOT_COUNTED_LABELS[code],
    ),
    types: labelled(counted, ({ type }) => type ?? "", typeLabel).map((type) => ({ ...type, qualified: qualifiedOf(type.code) })),
  };
}

/** A failure with an INS of test in production is no failure of the practice. */
function isFailure({ state, notCounted }: Counted): boolean {
  return state === "failed" && notCounted === null;
}

export function trendOf(months: readonly string[], cells: ExchangeSums["months"]): readonly TrendMonth[] {
  const byMonth = new Map<string, Counted[]>(months.map((month) => [month, []]));
  for (const cell of cells) byMonth.get(cell.month)?.push(cell);
  return months.map((month) => {
    const ofMonth = byMonth.get(month) ?? [];
    const of = (service: ExchangeService) => figuresOf(ofMonth.filter((cell) => cell.service === service));
    return { month, services: { dmp: of("dmp"), "mss-pro": of("mss-pro"), "mss-patient": of("mss-patient") } };
  });
}

/** By structure and signatory, the largest first within a service; who has neither failure nor counted sending is left out. */
export function breakdownOf(services: readonly ExchangeService[], cells: readonly Cell[]): readonly BreakdownLine[] {
  return services.flatMap((service) => {
    const groups = new Map<string, Cell[]>();
    for (const cell of cells) {
      if (cell.service !== service) continue;
      const key = JSON.stringify([cell.finess, cell.rpps]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [cell]);
      else group.push(cell);
    }
    return [...groups.values()]
      .map((group) => ({ finess: group[0]?.finess ?? null, rpps: group[0]?.rpps ?? null, service, ...figuresOf(group) }))
      .filter(({ total, failed }) => total > 0 || failed > 0)
      .sort((a, b) => b.total - a.total || compare(a.finess, b.finess) || compare(a.rpps, b.rpps));
  });
}

/** The services that were asked for; all when none was. */
export function servicesIn(asked: readonly string[] | null): readonly ExchangeService[] {
  return EXCHANGE_SERVICES.filter((service) => asked === null || asked.includes(service));
}

export function labelled<T extends { readonly count: number }, Code extends string>(
  items: readonly T[],
  codeOf: (item: T) => Code,
  label: (code: Code) => string,
): readonly (Labelled & { readonly code: Code })[] {
  const sums = new Map<Code, number>();
  for (const item of items) sums.set(codeOf(item), (sums.get(codeOf(item)) ?? 0) + item.count);
  return [...sums]
    .filter(([, count]) => count !== 0)
    .map(([code, count]) => ({ code, label: label(code), count }))
    .sort((a, b) => b.count - a.count || compare(a.code, b.code));
}

function sum(cells: readonly Pick<ExchangeCell, "count">[]): number {
  return cells.reduce((total, { count }) => total + count, 0);
}

function compare(a: string | null, b: string | null): number {
  return (a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0;
}
