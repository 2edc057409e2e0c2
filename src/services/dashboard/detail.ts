import type { ExchangeLine, ExchangeState, NotCounted } from "../../domain/exchange/exchange.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type DashboardRequest, scopeOf } from "./dashboard.js";

/**
 * The numbers of a dashboard, as `--detail` names them: each has its lines. `total` is `qualified` and `not-qualified`; `not-counted` is what
 * was sent and does not count.
 */
export const DETAILS = ["all", "total", "qualified", "not-qualified", "failed", "not-counted"] as const;
export type Detail = (typeof DETAILS)[number];

interface Wanted {
  readonly state?: ExchangeState;
  readonly qualified?: boolean;
  readonly notCounted?: NotCounted | null;
}

const WANTED: Readonly<Record<Exclude<Detail, "not-counted">, Wanted>> = {
  all: {},
  total: { state: "sent", notCounted: null },
  qualified: { state: "sent", notCounted: null, qualified: true },
  "not-qualified": { state: "sent", notCounted: null, qualified: false },
  failed: { state: "failed", notCounted: null },
};

/** The lines of the ledger behind a number, newest first; `next` is what `after` takes for the following page. */
export async function dashboardLines(
  { exchanges }: Pick<OpenCabinet, "exchanges">,
  request: DashboardRequest,
  { detail, limit, after }: { readonly detail: Detail; readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly lines: readonly ExchangeLine[]; readonly next: string | null }> {
  const wanted = detail === "not-counted" ? { counted: false as const } : WANTED[detail];
  const lines = await exchanges.lines({ ...scopeOf(request), ...wanted, limit: limit + 1, after });
  const page = lines.slice(0, limit);
  return { lines: page, next: lines.length > limit ? (page.at(-1)?.id ?? null) : null };
}
