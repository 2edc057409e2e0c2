import type { ExchangeFact } from "../../src/domain/exchange/exchange.js";
import type { Environment } from "../../src/domain/ports.js";

/** A line of the journal as the tests write it. */
export interface ModelLine {
  readonly at: string;
  /** Minutes east of UTC. */
  readonly offset: number;
  readonly report: boolean;
  readonly facts: readonly ExchangeFact[];
}

interface Known {
  readonly fact: ExchangeFact;
  readonly day: string;
  readonly order: number;
}

/** The day on the wall, by another way than the program's. */
export function dayOf({ at, offset }: Pick<ModelLine, "at" | "offset">): string {
  const there = new Date(new Date(at).valueOf() + offset * 60 * 1000);
  const two = (n: number) => `${n}`.padStart(2, "0");
  return `${there.getUTCFullYear()}-${two(there.getUTCMonth() + 1)}-${two(there.getUTCDate())}`;
}

/**
 * The counting rules said once more, naively: read everything again each time, keep nothing. What each document of each exchange came to,
 * then who counts in each lineage (under a list of types, one of them first). @param until only lines of that day and before
 */
export function model(
  lines: readonly ModelLine[],
  environment: Environment,
  until = "9999-12-31",
  types: readonly string[] | null = null,
): readonly string[] {
  const known = new Map<string, Known>();
  lines.forEach((line, place) => {
    if (dayOf(line) > until) return;
    line.facts.forEach((fact, rank) => {
      const key = JSON.stringify([fact.exchange, fact.document]);
      const before = known.get(key);
      const order = place * 100 + rank;
      if (before === undefined) known.set(key, { fact, day: dayOf(line), order });
      else if (before.fact.state === fact.state) return;
      // Fed once is fed.
      else if (fact.service === "dmp" && before.fact.state === "sent") return;
      else if (line.report) known.set(key, { ...before, fact: { ...before.fact, state: fact.state, cause: fact.cause } });
      else known.set(key, { fact, day: dayOf(line), order });
    });
  });
  // A deposit that was refused and then made, by whatever line, is no failure.
  const made = new Set(
    [...known.values()].flatMap(({ fact }) => (fact.service === "dmp" && fact.state === "sent" ? [fact.document] : [])),
  );
  for (const [key, { fact }] of known) {
    if (fact.service === "dmp" && fact.state === "failed" && fact.document !== null && made.has(fact.document)) known.delete(key);
  }
  const all = [...known.values()].sort((a, b) => a.order - b.order);
  const listed = (fact: ExchangeFact) => types === null || types.includes(fact.type ?? "");
  const first = firstOf(all, environment);
  // What the list leaves out hides nothing behind it.
  const firstListed = firstOf(
    all.filter(({ fact }) => listed(fact)),
    environment,
  );
  return all
    .map((each) => {
      const { fact, day } = each;
      let why = "";
      if (fact.testOid && environment === "production") why = "test_oid";
      else if (fact.state === "sent") {
        const lineage = `${fact.service} ${fact.lineage}`;
        if (fact.document === null) why = "no_document";
        else if (fact.others === 0) why = "self";
        else if (fact.lineage === null || first.get(lineage) === each) why = listed(fact) ? "" : "type";
        else {
          const leader = first.get(lineage)?.fact;
          const isPromoted = firstListed.get(lineage) === each && leader !== undefined && !listed(leader);
          if (!isPromoted) why = "replacement";
        }
      }
      const qualified = fact.identityStatus === "qualifiee";
      return [day, fact.service, fact.state, why, qualified, fact.type, fact.cause, fact.rpps, fact.finess].join(" ");
    })
    .sort();
}

/** Of each lineage the first that was qualified; the first of all when none was. */
function firstOf(all: readonly Known[], environment: Environment): ReadonlyMap<string, Known> {
  const first = new Map<string, Known>();
  for (const each of all) {
    const { state, document, others, testOid, lineage, service, identityStatus } = each.fact;
    const isNone = state !== "sent" || document === null || others === 0 || lineage === null;
    if (isNone || (testOid && environment === "production")) continue;
    const now = first.get(`${service} ${lineage}`);
    const isBetter = identityStatus === "qualifiee" && now?.fact.identityStatus !== "qualifiee";
    if (now === undefined || isBetter) first.set(`${service} ${lineage}`, each);
  }
  return first;
}
