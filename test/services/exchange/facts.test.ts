import { expect, test } from "vitest";
import type { ExchangeLine } from "../../../src/domain/exchange/exchange.js";
import type { IdentityStatus } from "../../../src/domain/identity/types.js";
import { bounceReader } from "../../../src/services/mss/bounce.js";
import { noteReports } from "../../../src/services/mss/follow.js";
import { messagePayload } from "../../../src/services/mss/payload.js";
import { sendHandler } from "../../../src/services/mss/send-handler.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { cancelLine } from "../../../src/services/outbox/cancel.js";
import { retry } from "../../../src/services/outbox/retry.js";
import type { OutboxItem } from "../../../src/store/outbox.port.js";
import { COLLEAGUE, OWN, type Scenario, scenario } from "../dashboard/scenario.js";

const NEVER = new AbortController().signal;
const OTHER = "bruno@x.mssante.fr";
const START = "2026-05-05T10:00:00.000Z";

const told = async ({ cabinet }: Scenario) =>
  (await cabinet.exchanges.lines({ limit: 99, order: "oldest" })).map(
    ({ service, state, notCounted, document, identityStatus, rpps, others, cause, day }: ExchangeLine) => ({
      ...{ service, state, notCounted, document, identityStatus, rpps, others, cause, day },
    }),
  );

/** What an operator, or a reader, says of a message of ours. */
async function report(
  { cabinet }: Scenario,
  item: OutboxItem,
  kind: "dsn" | "mdn",
  address: string,
  action: string,
): Promise<void> {
  const status = action === "failed" ? "5.1.1" : null;
  const from = kind === "mdn" ? address : "mailer-daemon@x.mssante.fr";
  const said = {
    ...{ uid: 1, kind, envelopeId: messagePayload(item).envelopeId, messageId: item.key, from, returnPath: "", text: null },
    recipients: [{ address, action, status, diagnostic: null }],
  };
  await noteReports(cabinet, OWN, { reports: [said], requests: [] }, await bounceReader(cabinet));
}

async function become({ cabinet, patient }: Scenario, status: IdentityStatus): Promise<void> {
  const now = await cabinet.patients.get(patient.id);
  if (now === null) throw new Error("no patient");
  const changed = { ...now, identity: { ...now.identity, status } };
  await cabinet.patients.save({ updates: [{ patient: changed, expectedVersion: now.version }] });
}

test("a message is a failure once everyone has sent it back, and no more once one has read it; some is not everyone", async () => {
  const played = await scenario(START);
  const { item } = await played.toColleague([await played.write()], [COLLEAGUE, OTHER]);
  expect(await told(played)).toMatchObject([{ state: "sent", notCounted: null, others: 2, day: "2026-05-05" }]);
  played.time.now = new Date("2026-05-07T10:00:00.000Z");
  await report(played, item, "dsn", COLLEAGUE, "failed");
  expect(await told(played)).toMatchObject([{ state: "sent" }]);
  await become(played, "provisoire");
  await report(played, item, "dsn", OTHER, "failed");
  // Of the day when it was sent, with the identity as it was then.
  expect(await told(played)).toMatchObject([{ state: "failed", cause: "5.1.1", identityStatus: "qualifiee", day: "2026-05-05" }]);
  played.time.now = new Date("2026-05-08T10:00:00.000Z");
  await report(played, item, "mdn", OTHER, "displayed");
  expect(await told(played)).toMatchObject([{ state: "sent", cause: null, identityStatus: "qualifiee", day: "2026-05-05" }]);
  expect((await played.cabinet.exchanges.lines({ limit: 9, asOf: "2026-05-07" }))[0]).toMatchObject({ state: "failed" });
  expect((await played.cabinet.exchanges.verify()).differing).toBe(0);
}, 60_000);

test("one of two that is one's own counts for nothing: what the other sends back is a failure", async () => {
  const played = await scenario(START);
  const { item } = await played.toColleague([await played.write()], [OWN, COLLEAGUE]);
  expect(await told(played)).toMatchObject([{ state: "sent", others: 1 }]);
  await report(played, item, "dsn", COLLEAGUE, "failed");
  expect(await told(played)).toMatchObject([{ state: "failed", others: 1 }]);
}, 60_000);

test("the box of the signatory is their own, whoever sends; a colleague's of the same practice is another's", async () => {
  const played = await scenario(START);
  const { cabinet } = played;
  const mine = "paul.marceau@x.mssante.fr";
  await cabinet.users.change("U1", { settings: { familyName: "MARCEAU", givenName: "Paul", mssEmail: mine } });
  const settings = { familyName: "DURAND", givenName: "Lea", mssEmail: COLLEAGUE };
  await cabinet.users.add({ label: "Dr DURAND", rpps: "99700000002", role: "medecin", settings });
  await played.toColleague([await played.write()], [mine]);
  await played.toColleague([await played.write()]);
  const hers = await played.write({ author: { id: "899700000002", name: "Lea DURAND", institution: null } });
  await played.toColleague([hers]);
  expect(await told(played)).toMatchObject([
    { notCounted: "self", others: 0, rpps: "99700000001" },
    { notCounted: null, others: 1, rpps: "99700000001" },
    { notCounted: "self", others: 0, rpps: "99700000002" },
  ]);
}, 60_000);

test("who tries again changes no signatory; a refusal that is tried again with success is no failure from that day", async () => {
  const played = await scenario(START);
  const { cabinet, codes, time } = played;
  codes[COLLEAGUE] = "550 5.1.1";
  const { item } = await played.toColleague([await played.write()]);
  expect(await told(played)).toMatchObject([{ state: "failed", cause: "5.1.1", day: "2026-05-05" }]);
  delete codes[COLLEAGUE];
  time.now = new Date("2026-06-02T10:00:00.000Z");
  const nobody = { ...cabinet, session: null, actor: { userId: "-", rpps: null, authMode: "none" as const } };
  const tries = retry(nobody, { "mss.send": sendHandler(nobody) }, { ids: [item.id] }, NEVER);
  for await (const { outcome } of tries) expect(outcome).toBe("done");
  expect(await told(played)).toMatchObject([{ state: "sent", cause: null, rpps: "99700000001", day: "2026-06-02" }]);
  expect(await cabinet.exchanges.cells({ from: "2026-05-01", to: "2026-05-31" })).toEqual([]);
  const may = await cabinet.exchanges.cells({ from: "2026-05-01", to: "2026-05-31", asOf: "2026-05-31" });
  expect(may).toMatchObject([{ state: "failed", count: 1 }]);
}, 60_000);

test("demoted once it has left, before its answer is known: it was qualified when it left", async () => {
  const played = await scenario(START);
  const { cabinet } = played;
  let isLost = true;
  const losing = {
    ...cabinet,
    mss: async () => {
      const client = await cabinet.mss();
      return {
        ...client,
        keepSent: async (...given: Parameters<typeof client.keepSent>) => {
          if (isLost) throw new Error("the machine stops here");
          return client.keepSent(...given);
        },
      };
    },
  };
  const document = await played.write();
  const { planSend } = await import("../../../src/services/mss/plan.js");
  const { writeMessage } = await import("../../../src/services/mss/write.js");
  const plan = await planSend(losing, {
    ...{ to: [COLLEAGUE], toPatient: null, documents: [document.id], subject: null, body: null, readReceipt: false },
    ...{ noReply: false, replaces: null },
  });
  const { item } = await writeMessage(losing, plan, NEVER);
  await expect(attempt(losing, { "mss.send": sendHandler(losing) }, item.id, NEVER)).rejects.toThrow("the machine stops here");
  await become(played, "provisoire");
  isLost = false;
  await attempt(losing, { "mss.send": sendHandler(losing) }, item.id, NEVER);
  expect(await told(played)).toMatchObject([{ service: "mss-pro", state: "sent", identityStatus: "qualifiee" }]);
}, 60_000);

test("what was tried and is given up is a failure with what was answered; what was never tried is nothing", async () => {
  const played = await scenario(START);
  const { cabinet, codes } = played;
  codes[COLLEAGUE] = "550 5.1.1";
  codes[OTHER] = "451 4.3.0";
  const { item } = await played.toColleague([await played.write()], [COLLEAGUE, OTHER]);
  expect([(await cabinet.outbox.get(item.id))?.state, await told(played)]).toEqual(["queued", []]);
  await cancelLine(cabinet, item.id, sendHandler(cabinet));
  expect(await told(played)).toMatchObject([{ state: "failed", cause: "5.1.1", notCounted: null, others: 2 }]);
  const { item: second } = await played.toColleague([await played.write()], [OTHER]);
  const never = { ...(await cabinet.outbox.get(second.id)), attempts: 0, lastError: null } as OutboxItem;
  await cancelLine({ ...cabinet, outbox: { ...cabinet.outbox, get: async () => never } }, second.id, sendHandler(cabinet));
  expect(await told(played)).toHaveLength(1);
  expect((await cabinet.exchanges.verify()).differing).toBe(0);
});

test("what a demotion stopped before it left is a failure of an identity that is not qualified", async () => {
  const played = await scenario(START);
  const { cabinet, codes } = played;
  codes[COLLEAGUE] = "451 4.3.0";
  const { item } = await played.toColleague([await played.write()]);
  await become(played, "provisoire");
  await attempt(cabinet, { "mss.send": sendHandler(cabinet) }, item.id, NEVER);
  expect(await told(played)).toMatchObject([{ state: "failed", cause: "mss.ins_not_qualified", identityStatus: "provisoire" }]);
});
