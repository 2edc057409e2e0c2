import type { ExchangeFact, ExchangeService } from "../../../src/domain/exchange/exchange.js";
import type { Store } from "../../../src/store/open.js";

/** What an exchange says, one that counts unless told. */
export interface Exchange extends Partial<Omit<ExchangeFact, "service" | "exchange">> {
  readonly service: ExchangeService;
  readonly exchange: string;
  /** Documents that it carries; one of its own unless told. */
  readonly documents?: readonly string[];
  readonly at?: string;
  /** Not what the service answers: what came back of it. */
  readonly report?: boolean;
}

export const RPPS = "99700000001";

/** The line of the journal with which each exchange ended, as who sends writes it. */
export async function told(store: Pick<Store, "traces">, exchanges: readonly Exchange[]): Promise<void> {
  for (const { documents, at = "2026-11-10T09:00:00.000Z", report = false, exchange, ...rest } of exchanges) {
    const number = exchange.slice(1);
    const facts = (documents ?? [`D${number}`]).map(
      (document): ExchangeFact => ({
        ...{ exchange, document, lineage: `1.2.250.${document.slice(1)}`, type: "11488-4", state: "sent" },
        ...{ identityStatus: "qualifiee", testOid: true, rpps: RPPS, finess: "0B0152872", cause: null },
        others: rest.service === "dmp" ? null : 1,
        ...rest,
      }),
    );
    const actor = { userId: "U1", rpps: RPPS, authMode: "demo" } as const;
    const data = { outbox: exchange, state: "done", exchange: facts };
    await store.traces.append([{ kind: report ? "mss.report" : "outbox.settled", at, actor, code: "accepted", data }]);
  }
}

/** So many exchanges of one service, from this number on: `O101`, `O102`… */
export function several(service: ExchangeService, count: number, from: number, rest: Partial<Exchange> = {}): Exchange[] {
  return Array.from({ length: count }, (_, index) => ({ ...rest, service, exchange: `O${from + index}` }));
}

/** What the source product wants of a practitioner. */
export const IN_ORDER = [...several("dmp", 10, 101), ...several("mss-pro", 10, 201), ...several("mss-patient", 1, 301)];
