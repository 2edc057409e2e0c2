import { expect, test } from "vitest";
import type { ExchangeService } from "../../../src/domain/exchange/exchange.js";
import { type DmpClient, DmpFault } from "../../../src/gateways/dmp/port.js";
import { type DashboardRequest, makeDashboard } from "../../../src/services/dashboard/dashboard.js";
import { dashboardLines } from "../../../src/services/dashboard/detail.js";
import { understandPeriod } from "../../../src/services/dashboard/period.js";
import { submitHandler } from "../../../src/services/dmp/submit-handler.js";
import { bounceReader } from "../../../src/services/mss/bounce.js";
import { noteReports } from "../../../src/services/mss/follow.js";
import { messagePayload } from "../../../src/services/mss/payload.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { push } from "../dmp/feeding.js";
import { COLLEAGUE, OWN, type Scenario, scenario } from "./scenario.js";

const RPPS = "99700000001";
const FINESS = "0B0152872";
const NEVER = new AbortController().signal;

/** What the test itself noted of what it did: the figures are counted again from there. */
interface Noted {
  readonly day: string;
  readonly service: ExchangeService;
  readonly failed?: string;
  /** It is known from that day on. */
  readonly known?: string;
}

/**
 * TBB/va1.03 and va1.05, as their scenarios of conformity say: ten documents a month over two years, one FINESS, one RPPS, fed and sent by
 * MSSanté to a professional and to the patient; then one failure of each kind. The DMP is the sandbox, through the real gateway.
 */
test("the official scenario: figures are exact for each period, before and after one failure of each kind", async () => {
  const played = await scenario("2025-01-01T10:00:00.000Z");
  const { cabinet, time } = played;
  const noted: Noted[] = [];
  for (let month = 0; month < 24; month += 1) {
    time.now = new Date(Date.UTC(2025, month, 3 + (month % 20), 11));
    const day = time.now.toISOString().slice(0, 10);
    const documents = [];
    for (let index = 0; index < 10; index += 1) documents.push(await played.write());
    expect((await played.feed(...documents)).outcome).toBe("done");
    expect((await played.toColleague(documents.slice(0, 5))).outcome).toBe("done");
    expect((await played.toColleague(documents.slice(5))).outcome).toBe("done");
    expect((await played.toPatient(...documents)).outcome).toBe("done");
    for (const service of ["dmp", "mss-pro", "mss-patient"] as const)
      for (let n = 0; n < 10; n += 1) noted.push({ day, service });
  }
  time.now = new Date("2026-12-27T12:00:00.000Z");
  await check(played, noted);

  await failEach(played, noted);
  await notCounted(played);
  await check(played, noted);
  const report = await makeDashboard(cabinet, { period: understandPeriod("month", "2026-12-28"), parts: null });
  expect(
    report.services.map(({ service, causes, notCounted: not }) => [
      service,
      causes.map(({ code, count }) => [code, count]),
      not.map(({ code, count }) => [code, count]),
    ]),
  ).toEqual([
    ["dmp", [["dmp.feeding_opposed", 1]], [["replacement", 1]]],
    [
      "mss-pro",
      [["5.1.1", 1]],
      [
        ["no_document", 1],
        ["replacement", 1],
        ["self", 1],
      ].sort(),
    ],
    ["mss-patient", [["mes.closed", 1]], []],
  ]);
  expect(report.breakdown.map(({ finess, rpps, service, total }) => [finess, rpps, service, total])).toEqual(
    ["dmp", "mss-pro", "mss-patient"].map((service) => [FINESS, RPPS, service, 10]),
  );
  expect((await cabinet.exchanges.verify()).differing).toBe(0);
  expect((await cabinet.journal.verify()).broken).toBeNull();
}, 300_000);

/** Every period, filter and date against what the test noted. */
async function check({ cabinet }: Scenario, noted: readonly Noted[]): Promise<void> {
  const today = "2026-12-28";
  const periods: readonly (readonly [string, string, string])[] = [
    ["month", "2026-12-01", "2026-12-31"],
    ["year", "2026-01-01", "2026-12-31"],
    ["last-year", "2025-01-01", "2025-12-31"],
    ["2025-06", "2025-06-01", "2025-06-30"],
    ["10/02/2025..04/03/2026", "2025-02-10", "2026-03-04"],
    ["2025-03-05..2025-03-05", "2025-03-05", "2025-03-05"],
    ["2024", "2024-01-01", "2024-12-31"],
  ];
  for (const [typed, from, to] of periods) {
    for (const asOf of [undefined, "2026-12-27", "2025-07-15", "2024-12-31"]) {
      for (const who of [{}, { finess: FINESS, rpps: RPPS }, { rpps: "99700000002" }]) {
        const request: DashboardRequest = { period: understandPeriod(typed, today), asOf, ...who, parts: null };
        expect([request.period.from, request.period.to]).toEqual([from, to]);
        const seen = who.rpps === "99700000002" ? [] : noted.filter((each) => (each.known ?? each.day) <= (asOf ?? "9999"));
        const within = seen.filter(({ day }) => day >= from && day <= to);
        const report = await makeDashboard(cabinet, request);
        for (const { service, total, qualified, notQualified, failed } of report.services) {
          const of = within.filter((each) => each.service === service);
          const sent = of.filter((each) => each.failed === undefined).length;
          expect([typed, asOf, service, total, qualified, notQualified, failed]).toEqual([
            typed,
            asOf,
            service,
            sent,
            sent,
            0,
            of.length - sent,
          ]);
        }
        for (const { month, services } of report.trend) {
          const of = within.filter(({ day }) => day.startsWith(month));
          expect(services.dmp.total).toBe(of.filter((each) => each.service === "dmp" && each.failed === undefined).length);
          expect(services["mss-patient"].failed).toBe(
            of.filter((each) => each.service === "mss-patient" && each.failed !== undefined).length,
          );
        }
        const { lines } = await dashboardLines(cabinet, request, { detail: "total", limit: 1_000 });
        expect(lines).toHaveLength(report.services.reduce((sum, each) => sum + each.total, 0));
      }
    }
  }
}

/** One failure of each kind: refused by the DMP's rules, refused by the operator, sent back by Mon espace santé the day after. */
async function failEach(played: Scenario, noted: Noted[]): Promise<void> {
  const { cabinet, time, patient, codes } = played;
  time.now = new Date("2026-12-28T09:00:00.000Z");
  const day = "2026-12-28";
  const cut = { ...cabinet, dmp: async () => cutOff(await cabinet.dmp()) };
  const document = await played.write();
  const { item } = await push(cut, [document.id]);
  await consent(played, "opposed");
  const refused = await attempt(cabinet, { "dmp.submit": submitHandler(cabinet) }, item?.id ?? "", NEVER);
  expect(refused).toMatchObject({ outcome: "refused", error: { code: "dmp.feeding_opposed" } });
  await consent(played, "none");
  noted.push({ day, service: "dmp", failed: "dmp.feeding_opposed" });

  codes[COLLEAGUE] = "550 5.1.1";
  expect((await played.toColleague([document])).outcome).toBe("refused");
  delete codes[COLLEAGUE];
  noted.push({ day, service: "mss-pro", failed: "5.1.1" });

  const sent = await played.toPatient(document);
  expect(sent.outcome).toBe("done");
  const before = await makeDashboard(cabinet, { period: understandPeriod("month", day), parts: null });
  expect(before.services.at(-1)).toMatchObject({ total: 11, failed: 0 });
  const bounce = {
    ...{ uid: 1, kind: "bounce" as const, envelopeId: messagePayload(sent.item).envelopeId, messageId: null },
    ...{ from: "ne-pas-repondre@patient.mssante.fr", returnPath: "", recipients: [] },
    text: "Le profil Mon espace santé de ce destinataire est fermé",
  };
  const { changed } = await noteReports(cabinet, OWN, { reports: [bounce], requests: [] }, await bounceReader(cabinet));
  expect(changed).toEqual([sent.item.id]);
  noted.push({ day, service: "mss-patient", failed: "mes.closed" });
  expect(patient.id).toBe("P1");
}

/** The DMP of the practice, when the network is cut as the deposit leaves. */
function cutOff(client: DmpClient): DmpClient {
  const fault = { kind: "unreachable", code: "dmp.network.refused", message: "Coupé.", retry: "later" } as const;
  const submit = () => Promise.reject(new DmpFault({ ...fault, serviceCode: "network.refused", uncertain: false }));
  return new Proxy(client, { get: (target, key) => (key === "submit" ? submit : Reflect.get(target, key, target)) });
}

/** What succeeds and does not count: a newer version, words, one's own mailbox. */
async function notCounted(played: Scenario): Promise<void> {
  const old = await played.cabinet.documents.get("D3");
  if (old === null) throw new Error("no D3");
  const newer = await played.write({ replaces: old.id, setId: old.setId, versionNumber: 2 });
  expect((await played.feed(newer)).outcome).toBe("done");
  expect((await played.toColleague([newer])).outcome).toBe("done");
  expect((await played.toColleague([])).outcome).toBe("done");
  expect((await played.toColleague([await played.write()], [OWN])).outcome).toBe("done");
}

async function consent({ cabinet, patient }: Scenario, dmpFeed: "none" | "opposed"): Promise<void> {
  const now = await cabinet.patients.get(patient.id);
  if (now === null) throw new Error("no patient");
  const changed = { ...now, consents: { ...now.consents, dmpFeed } };
  await cabinet.patients.save({ updates: [{ patient: changed, expectedVersion: now.version }] });
}
