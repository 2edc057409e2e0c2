import type { IsoDate } from "../../domain/identity/types.js";
import type { MomThresholds } from "../../domain/mom/thresholds.js";
import { verdictOf } from "../../domain/mom/verdict.js";
import type { ExchangeSums } from "../../store/exchanges.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { gapNotice } from "../exchange/gaps.js";
import { localDay } from "../ins/proof-date.js";
import { parseDay } from "../patients/values.js";
import type { CandidatesCabinet } from "./candidates.js";
import { type DoubtsCabinet, doubts, noPractitioner, noRpps, notCounted, rppsUnknown, testOids } from "./doubts.js";
import { sinceWrong } from "./errors.js";
import { dayBefore, indicator, type Summed } from "./indicator.js";
import type { MomDoubt, MomIndicator, MomPractitioner, MomReport } from "./report.js";
import { lookedAt } from "./who.js";

export type MomCabinet = DoubtsCabinet & CandidatesCabinet & Pick<OpenCabinet, "users">;

export interface MomRequest {
  /** As typed; none: every practitioner. */
  readonly rpps: readonly string[];
  /** As typed. */
  readonly since: string | undefined;
  readonly thresholds: MomThresholds;
  /** What could be sent next is looked for too. */
  readonly candidates: boolean;
}

/**
 * Whether the practice is in working order. Reads the ledger and the end of the journal, never the whole of it (`mom report` does); sends
 * nothing, writes nothing. @throws {SegurError} `mom.since_wrong`, `user.rpps…` for what was typed
 */
export async function momCheck(cabinet: MomCabinet, request: MomRequest): Promise<MomReport> {
  for (let again = MOST_AGAIN; ; again -= 1) {
    const before = await cabinet.journal.head();
    const report = await look(cabinet, request);
    if (again === 0 || !report.reasons.some(({ code }) => MOVING.includes(code))) return report;
    // Somebody was at work meanwhile: what was read before their line does not agree with what was read after it, and nothing is wrong.
    if ((await cabinet.journal.head()).digest === before.digest) return report;
  }
}

/** Whoever writes without a pause is not waited for: the last doubt is told. */
const MOST_AGAIN = 10;
const MOVING = ["mom.journal_unverifiable", "mom.ledger_differs"];

async function look(cabinet: MomCabinet, request: MomRequest): Promise<MomReport> {
  const { exchanges, info, clock } = cabinet;
  const { thresholds } = request;
  const since = request.since === undefined ? null : sinceDay(request.since, localDay(clock.now()));
  const { practitioners: looked, unknown, withoutRpps } = await lookedAt(cabinet, request.rpps);
  const summed = await sums(cabinet, thresholds, since);
  const practitioners: MomPractitioner[] = [];
  for (const { rpps, name } of looked) {
    const indicators: MomIndicator[] = [];
    for (const threshold of thresholds.indicators) {
      indicators.push(await indicator(exchanges, { rpps, threshold, since }, summed));
    }
    practitioners.push({ rpps, name, met: indicators.every(({ met }) => met), indicators });
  }
  const unreliable: MomDoubt[] = [
    ...(looked.length === 0 && unknown.length === 0 ? [noPractitioner()] : []),
    ...(looked.length > 0 && withoutRpps.length > 0 ? [noRpps(withoutRpps)] : []),
    ...unknown.map(rppsUnknown),
    ...(await doubts(cabinet, practitioners)),
    ...(await testOidsIn(
      cabinet,
      looked.map(({ rpps }) => rpps),
      summed,
    )),
  ];
  const uncounted = await exchanges.uncounted(since === null ? {} : { from: since });
  const verdict = verdictOf(practitioners, { unreliable: unreliable.length > 0, incomplete: uncounted > 0 });
  const reasons = verdict === "unknown" && uncounted > 0 ? [...unreliable, notCounted(uncounted)] : unreliable;
  return {
    cabinet: { name: info.name, environment: info.environment },
    since,
    madeAt: clock.now().toISOString(),
    verdict,
    reasons,
    practitioners: request.candidates ? await withCandidates(cabinet, practitioners) : practitioners,
    thresholds: { version: thresholds.version, source: thresholds.source, date: thresholds.date },
    notices: [
      ...notices(cabinet, summed, verdict === "met" ? uncounted : 0),
      ...[await gapNotice(cabinet, since === null ? {} : { from: since })].filter((notice) => notice !== null),
    ],
  };
}

/** @throws {SegurError} `mom.since_wrong` */
function sinceDay(typed: string, today: IsoDate): IsoDate {
  const day = parseDay(typed);
  if (!day.ok) throw sinceWrong(day.message);
  // Nothing was sent yet: « not met » would be said of a day that has not come.
  if (day.value > today) throw sinceWrong("Elle est dans le futur.");
  return day.value;
}

async function sums({ exchanges }: Pick<OpenCabinet, "exchanges">, { indicators }: MomThresholds, since: IsoDate | null) {
  const services = indicators.map(({ service }) => service);
  const together = indicators.filter(({ unit }) => unit === "message").map(({ service }) => service);
  const read = async (days: { readonly from?: IsoDate; readonly to?: IsoDate }) => ({
    cells: await exchanges.totals({ ...days, services }),
    groups: together.length === 0 ? [] : await exchanges.groups({ ...days, services: together }),
  });
  const early = since === null ? { cells: [], groups: [] } : await read({ to: dayBefore(since) });
  return { within: await read(since === null ? {} : { from: since }), early };
}

/** In production, exchanges about test identities: either the cabinet or the identities are not what they say. */
async function testOidsIn({ exchanges, info }: MomCabinet, rpps: readonly string[], { within }: Summed) {
  if (info.environment !== "production") return [];
  const found = within.cells.filter((cell) => cell.notCounted === "test_oid" && rpps.includes(cell.rpps ?? ""));
  if (found.length === 0) return [];
  const newest = await Promise.all(
    [...new Set(found.map((cell) => cell.rpps ?? ""))].map((each) =>
      exchanges.lines({ rpps: each, notCounted: "test_oid", limit: 1 }),
    ),
  );
  const [last = ""] = newest
    .flat()
    .map(({ day }) => day)
    .sort()
    .reverse();
  return [testOids(total(found), last)];
}

async function withCandidates(cabinet: MomCabinet, practitioners: readonly MomPractitioner[]) {
  const wanted = practitioners.flatMap(({ rpps, indicators }) =>
    indicators.filter(({ missing }) => missing > 0).map(({ service, missing }) => ({ rpps, service, missing })),
  );
  if (wanted.length === 0) return practitioners;
  const { findCandidates, keyOf } = await import("./candidates.js");
  const found = await findCandidates(cabinet, wanted);
  return practitioners.map((each) => ({
    ...each,
    indicators: each.indicators.map((one) => ({
      ...one,
      candidates: found.get(keyOf({ rpps: each.rpps, service: one.service })) ?? [],
    })),
  }));
}

function notices({ info }: MomCabinet, { within }: Summed, uncounted: number): readonly string[] {
  const nobodys = total(within.cells.filter((cell) => cell.rpps === null));
  return [
    ...(info.environment === "sandbox"
      ? [
          "Cabinet d'essai (bac à sable) : les identités de test y comptent, et rien de ceci ne prouve quoi que ce soit d'un vrai cabinet.",
        ]
      : []),
    ...(info.environment === "bas" ? ["Cabinet de qualification (bas) : les identités de test y comptent."] : []),
    ...(nobodys > 0 ? [`${nobodys} document(s) envoyés sans RPPS de signataire ne comptent pour personne.`] : []),
    ...(uncounted > 0 ? [`${uncounted} envoi(s) d'une version qui ne comptait pas s'y ajoutent peut-être.`] : []),
  ];
}

function total(cells: ExchangeSums["period"]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}
