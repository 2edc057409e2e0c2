import { describe, expect, it } from "vitest";
import { rightsOf } from "../../../src/domain/users/rights.js";
import { markMessageDone } from "../../../src/services/inbox/done.js";
import { todo } from "../../../src/services/todo/todo.js";
import { MAILBOX, received, receivedDocument, URGENT } from "../../support/inbox.js";
import { filed, qualified } from "../dmp/support.js";
import { MACHINE, type TestCabinet, testCabinet } from "../support/cabinet.js";

const AT = "2026-11-25T08:00:00.000Z";
const NONE = { granted: [], revoked: [] } as const;

/** A cabinet where one thing of each kind waits. */
async function busy(): Promise<TestCabinet> {
  const cabinet = await testCabinet();
  const [patient] = await cabinet.add(qualified());
  if (patient === undefined) throw new Error("no patient");
  const document = await filed(cabinet, patient);
  const send = async (kind: "dmp.submit" | "mss.send", key: string, state: "refused" | "uncertain") => {
    const envelopeId = key;
    const line = {
      kind,
      key,
      patientId: patient.id,
      documents: [document.id],
      payload: { envelopeId },
      contents: [document.content],
    };
    const item = await cabinet.outbox.add({ ...line, createdAt: AT, createdBy: "U1" });
    const id = String(item?.id);
    await cabinet.outbox.claim(id, MACHINE, { now: AT, leaseUntil: AT });
    await cabinet.outbox.settle(id, MACHINE, { state, at: AT, nextTryAt: null, error: { code: "x", message: "Non." } });
    return id;
  };
  await send("dmp.submit", "1", "refused");
  await send("mss.send", "2", "uncertain");
  const sent = await send("mss.send", "3", "refused");
  const now = cabinet.clock.now().toISOString();
  const fate = { state: "failed", code: "5.1.1", cause: null } as const;
  await cabinet.fates.record(sent, [
    { ...fate, address: "a@b.mssante.fr", at: now },
    { ...fate, address: "old@b.mssante.fr", at: "2020-01-01T00:00:00.000Z" },
  ]);
  const quarantine = { code: "902", message: "Inconnu.", technical: false };
  const { id: content } = await cabinet.contents.write([Buffer.from("the same bytes")]);
  const duplicate = received(3, { documents: [receivedDocument({ alerts: URGENT, content })] });
  await cabinet.inbox.keep(
    [
      received(1, {
        documents: [receivedDocument({ alerts: URGENT, content }), receivedDocument({ alerts: { ...URGENT, urgent: "no" } })],
      }),
      received(2, { documents: [receivedDocument({ quarantine })], sender: "patient" }),
      duplicate,
    ],
    { mailbox: MAILBOX, uidValidity: "1", lastUid: 3, modseq: null },
  );
  const found = await cabinet.inbox.document("M3.1");
  if (found === null) throw new Error("M3.1 is not there");
  const next = { state: "duplicate", patientId: null, document: null, filing: null } as const;
  await cabinet.inbox.decide(found, next, { at: AT, userId: "U1", kind: "proposed", ack: null, note: null, data: null });
  await cabinet.quarantine.add({
    ...{ origin: "dmp", reason: "hash_mismatch", message: "Altéré.", patientId: patient.id },
    ...{ key: "2.25.1", content: null, data: null, at: AT },
  });
  return cabinet;
}

describe("what waits for a person", () => {
  it("is counted once, the gravest first; the alert of a duplicate is that of the other one, which has the same bytes", async () => {
    const lines = await todo(await busy(), 24);
    expect(lines.map(({ id, count }) => [id, count])).toEqual([
      ["results.urgent", 1],
      ["results.other", 1],
      ["inbox.quarantined", 1],
      ["inbox.unfiled", 2],
      ["inbox.patients", 1],
      ["quarantine", 1],
      ["dmp.refused", 1],
      ["mss.refused", 1],
      ["mss.bounced", 1],
      ["outbox.uncertain", 1],
    ]);
  });

  it("is late when an urgent result is older than its limit, and by nothing else", async () => {
    const cabinet = await busy();
    const age = (cabinet.clock.now().getTime() - Date.parse(received(1).receivedAt)) / 3_600_000;
    const late = async (hours: number) => (await todo(cabinet, hours)).filter((line) => line.late).map(({ id }) => id);
    expect(await late(Math.floor(age) - 1)).toEqual(["results.urgent"]);
    expect(await late(Math.ceil(age) + 1)).toEqual([]);
  });

  it("is told to whom it concerns: a technician and an administrator learn only how many critical results wait", async () => {
    const cabinet = await busy();
    const seen = async (role: "secretaire" | "technicien" | "administrateur") => {
      const lines = await todo({ ...cabinet, rights: rightsOf({ role, ...NONE }) }, 24);
      return lines.map(({ id }) => id);
    };
    // A number of critical results says nothing of anybody, and a supervision that is always green is none.
    const sending = ["results.urgent", "dmp.refused", "mss.refused", "outbox.uncertain"];
    expect(await seen("technicien")).toEqual(sending);
    expect(await seen("administrateur")).toEqual(sending);
    expect(await seen("secretaire")).not.toContain("quarantine");
    expect(await seen("secretaire")).toContain("results.urgent");
  });

  it("holds what could not be read, what a patient asked until it is answered, what a colleague wrote until it is read", async () => {
    const cabinet = await testCabinet();
    const text = { kind: "text", documents: [] } as const;
    const problem = { code: "xdm.damaged", message: "Abîmée.", technical: false };
    await cabinet.inbox.keep(
      [
        received(1, { kind: "unreadable", problem }),
        received(2, { documents: [receivedDocument()], problem }),
        received(3, { ...text, sender: "patient" }),
        received(4, { ...text, sender: "professional" }),
        received(5, { ...text, sender: "other" }),
        received(6, { kind: "report" }),
      ],
      { mailbox: MAILBOX, uidValidity: "1", lastUid: 6, modseq: null },
    );
    await cabinet.receipts.add({ mailbox: MAILBOX, messageId: "<4@labo.mssante.fr>", data: {}, at: AT });
    await cabinet.outbox.add({
      ...{ kind: "mss.send", key: "1", patientId: null, documents: [], payload: {}, contents: [] },
      ...{ createdAt: AT, createdBy: "U1" },
    });
    const counted = async () => Object.fromEntries((await todo(cabinet, 24)).map(({ id, count }) => [id, count]));
    const always = { "inbox.unfiled": 1, "outbox.queued": 1, "mss.receipts": 1 };
    expect(await counted()).toEqual({ ...always, "inbox.unreadable": 2, "inbox.patients": 1, "inbox.messages": 2 });
    const listed = async (query: { pending?: boolean; problem?: boolean }) =>
      (await cabinet.inbox.list({ ...query, limit: 9 })).items.map(({ id }) => id);
    expect(await listed({ pending: true })).toEqual(["M5", "M4", "M3"]);
    expect(await listed({ problem: true })).toEqual(["M2", "M1"]);
    for (const id of ["M1", "M3", "M4"]) await cabinet.inbox.markRead(id, AT);
    expect(await counted()).toEqual({ ...always, "inbox.unreadable": 2, "inbox.patients": 1, "inbox.messages": 1 });
    for (const id of ["M1", "M2", "M3"]) await markMessageDone(cabinet, id);
    expect(await counted()).toEqual({ ...always, "inbox.messages": 1 });
    await markMessageDone(cabinet, "M3", false);
    expect(await counted()).toEqual({ ...always, "inbox.patients": 1, "inbox.messages": 1 });
  });

  it("is nothing in a cabinet where nothing waits", async () => {
    expect(await todo(await testCabinet(), 24)).toEqual([]);
  });

  it("tells an import that was cut, until it is whole, and not one that runs", async () => {
    const cabinet = await testCabinet();
    await cabinet.imports.begin("a".repeat(64), AT, cabinet.machine);
    const told = async () => (await todo(cabinet, 24)).filter(({ id }) => id === "imports.unfinished");
    expect(await told()).toEqual([]);
    await cabinet.imports.leave("a".repeat(64), false);
    expect(await told()).toEqual([{ id: "imports.unfinished", count: 1, more: false, oldest: AT, late: false }]);
    await cabinet.imports.begin("a".repeat(64), AT, cabinet.machine);
    await cabinet.imports.leave("a".repeat(64), true);
    expect(await told()).toEqual([]);
  });
});
