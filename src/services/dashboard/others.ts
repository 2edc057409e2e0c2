import { knownWord } from "../../domain/known-word.js";
import { nextDay, startOfDay, type ZoneOffset } from "../../domain/local-time.js";
import type { FiledCount } from "../../store/inbox.port.js";
import type { IdentityCount } from "../../store/patients.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { labelled } from "./figures.js";
import { CALL_LABELS, REASON_LABELS, STATUS_LABELS, typeLabel } from "./labels.js";
import type { DashboardPeriod, InboxFigures, InsiFigures } from "./report.js";

/** What was received in the period, as it was filed at the end of a day (`asOf`), or as it is. */
export async function inboxFigures(
  { inbox }: Pick<OpenCabinet, "inbox">,
  { from, to }: DashboardPeriod,
  asOf: string | undefined,
  zone: ZoneOffset,
): Promise<InboxFigures> {
  const rows = await inbox.howFiled({
    from: startOfDay(from, zone),
    to: startOfDay(nextDay(to), zone),
    ...(asOf !== undefined && { at: startOfDay(nextDay(asOf), zone) }),
  });
  const count = (of: readonly FiledCount[], ...hows: readonly FiledCount["how"][]) =>
    of.filter(({ how }) => hows.includes(how)).reduce((sum, each) => sum + each.count, 0);
  const kinds = labelled(rows, ({ type }) => type ?? "", typeLabel).map((kind) => {
    const of = rows.filter(({ type }) => (type ?? "") === kind.code);
    return { ...kind, automatic: count(of, "automatic"), byHand: count(of, "by_hand"), waiting: count(of, "waiting") };
  });
  return {
    total: rows.reduce((sum, each) => sum + each.count, 0),
    automatic: count(rows, "automatic"),
    byHand: count(rows, "by_hand"),
    waiting: count(rows, "waiting"),
    // What is there already goes nowhere either.
    setAside: count(rows, "set_aside", "known"),
    quarantined: count(rows, "quarantined"),
    kinds,
  };
}

/** Identities of the files as they are, and what INSi answered over the period. */
export async function insiFigures(
  { patients, exchanges }: Pick<OpenCabinet, "patients" | "exchanges">,
  { from, to }: DashboardPeriod,
  asOf: string | undefined,
): Promise<InsiFigures> {
  const rows = (await patients.countByIdentity()).map((row) => ({ ...row, count: row.patients }));
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const others = rows.filter(({ status }) => status !== "qualifiee");
  const qualified = rows.filter(({ status }) => status === "qualifiee").reduce((sum, { count }) => sum + count, 0);
  const calls = await exchanges.insiAnswers({ from, to, asOf });
  return {
    patients: total,
    qualified,
    rate: total === 0 ? null : qualified / total,
    statuses: labelled(
      rows,
      ({ status }) => status,
      (status) => knownWord(STATUS_LABELS, status) ?? status,
    ),
    reasons: labelled(others, reasonOf, (reason) => knownWord(REASON_LABELS, reason) ?? reason),
    calls: labelled(
      calls,
      ({ code }) => code,
      (code) => knownWord(CALL_LABELS, code) ?? `sans réponse utilisable : ${code || "sans code"}`,
    ),
  };
}

/** Why an identity is not qualified: what INSi said last, then what is still to be done here. */
function reasonOf({ status, lastInsi }: IdentityCount): string {
  if (lastInsi === null) return status === "recuperee" ? "proof" : "never";
  if (lastInsi !== "00") return lastInsi;
  return status === "recuperee" ? "proof" : "answer";
}
