import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ack } from "../../src/domain/inbox/acks.js";
import type { NewReceived } from "../../src/domain/inbox/received.js";
import type { InboxQuery, ReceivedDocument, ReceivedEvent } from "../../src/store/inbox.port.js";
import type { Store } from "../../src/store/open.js";
import { MAILBOX, received, receivedDocument, URGENT } from "../support/inbox.js";
import { document, failure, NOW, patient, rawDatabase, tempStore, trace } from "./support.js";

const UIDVALIDITY = "1700000000";
const LATER = "1800000000";

function position(lastUid: number, uidValidity = UIDVALIDITY) {
  return { mailbox: MAILBOX, uidValidity, lastUid, modseq: null };
}

async function keep(store: Store, ...messages: readonly NewReceived[]) {
  return store.inbox.keep(messages, position(messages.at(-1)?.place.uid ?? 0, messages.at(-1)?.place.uidValidity));
}

function event(rest: Partial<ReceivedEvent> = {}): ReceivedEvent {
  return { at: NOW, userId: "U1", kind: "proposed", ack: null, note: null, data: { rule: "none" }, ...rest };
}

const acked = (ack: Ack, note: string | null = null) => event({ kind: "ack", ack, note, data: null });

async function one(store: Store, id: string): Promise<ReceivedDocument> {
  const found = await store.inbox.document(id);
  if (found === null) throw new Error(`${id} is not there`);
  return found;
}

async function ids(store: Store, query: Partial<InboxQuery> = {}): Promise<string[]> {
  return (await store.inbox.list({ limit: 50, ...query })).items.map(({ id }) => id);
}

test("a message comes back as it was kept, with its documents in order", async () => {
  const store = tempStore();
  const content = await store.contents.write([Buffer.from("<ClinicalDocument/>")]);
  const documents = [receivedDocument({ content: content.id, uniqueId: "2.25.1" }), receivedDocument({ alerts: URGENT })];
  const message = received(7, { documents, problem: { code: "x", message: "Phrase.", technical: true } });
  expect(await keep(store, message)).toEqual(["M1"]);
  const found = await store.inbox.get("M1");
  expect(found).toMatchObject({ ...message, id: "M1", read: false, done: false, gone: false });
  expect(found?.documents.map(({ id, state, alert, rowVersion }) => ({ id, state, alert, rowVersion }))).toEqual([
    { id: "M1.1", state: "new", alert: null, rowVersion: 1 },
    { id: "M1.2", state: "new", alert: "waiting", rowVersion: 1 },
  ]);
  expect(await store.inbox.names(content.id)).toBe(true);
});

test("a place that is known adds nothing, and the position goes on", async () => {
  const store = tempStore();
  await keep(store, received(1), received(2));
  expect(await keep(store, received(2), received(3))).toEqual(["M3"]);
  expect(await store.inbox.uids(MAILBOX.toUpperCase(), UIDVALIDITY)).toEqual([1, 2, 3]);
  expect(await store.inbox.position(MAILBOX)).toEqual({ uidValidity: UIDVALIDITY, lastUid: 3, modseq: null });
  await store.inbox.keep([], position(2));
  expect(await store.inbox.position(MAILBOX)).toMatchObject({ lastUid: 3 });
});

test("after a change of UIDVALIDITY each message is found again once, with or without Message-ID, its decisions kept", async () => {
  const store = tempStore();
  const twin = { messageId: null, size: 10, receivedAt: "2026-11-02T00:00:00.000Z" };
  await keep(store, received(1), received(2, twin), received(3, twin));
  await store.inbox.markRead("M1", NOW);
  const moved = (uid: number, message: NewReceived) => ({
    ...message,
    place: { ...message.place, uidValidity: LATER, uid },
  });
  const again = [
    moved(11, received(1)),
    moved(12, received(2, twin)),
    moved(13, received(3, twin)),
    moved(14, received(3, twin)),
  ];
  expect(await keep(store, ...again)).toEqual(["M4"]);
  expect(await store.inbox.get("M1")).toMatchObject({ read: true, place: { uidValidity: LATER, uid: 11 } });
  expect(await store.inbox.uids(MAILBOX, LATER)).toEqual([11, 12, 13, 14]);
  expect(await store.inbox.uids(MAILBOX, UIDVALIDITY)).toEqual([]);
});

test("a Message-ID that two senders use for different messages makes two messages", async () => {
  const store = tempStore();
  await keep(store, received(1));
  const other = received(5, { messageId: received(1).messageId, place: { mailbox: MAILBOX, uidValidity: LATER, uid: 5 } });
  expect(await keep(store, other)).toEqual(["M2"]);
});

test("traces and messages are written together or not at all", async () => {
  const store = tempStore();
  const broken = () => [trace({ patientId: "not an id" })];
  expect(await failure(store.inbox.keep([received(1)], position(1), broken))).toMatchObject({ code: "trace.patient_id" });
  expect(await store.inbox.position(MAILBOX)).toBeNull();
  expect(await ids(store)).toEqual([]);
  await store.inbox.keep([received(1)], position(1), (added) => added.map(({ id }) => trace({ data: { message: id } })));
  expect((await store.traces.list({ limit: 10 })).map(({ data }) => data)).toEqual([{ message: "M1" }]);
});

test("what a technical failure left half read is found again, while it is in the mailbox", async () => {
  const store = tempStore();
  const problem = { code: "inbox.reading_failed", message: "La lecture a échoué.", technical: true };
  await keep(
    store,
    received(1, { problem }),
    received(2, { problem: { ...problem, technical: false } }),
    received(3, { problem }),
  );
  expect(await store.inbox.technical(MAILBOX.toUpperCase(), UIDVALIDITY)).toEqual([
    { id: "M1", uid: 1 },
    { id: "M3", uid: 3 },
  ]);
  await store.inbox.reread("M1", received(1));
  await store.inbox.update(MAILBOX, UIDVALIDITY, { seen: new Map(), gone: [3], modseq: null });
  expect(await store.inbox.technical(MAILBOX, UIDVALIDITY)).toEqual([]);
});

test("what a folder that was made anew no longer has is gone, for who reads it as it is now only", async () => {
  const store = tempStore();
  await keep(store, received(1), received(2));
  const place = { mailbox: MAILBOX, uidValidity: LATER };
  await store.inbox.keep([received(1, { place: { ...place, uid: 7 } })], { ...place, lastUid: 7, modseq: null });
  const nothing = { seen: new Map<number, boolean>(), gone: [], modseq: null };
  // A process that still has the former one.
  await store.inbox.update(MAILBOX, UIDVALIDITY, nothing);
  expect(await Promise.all(["M1", "M2"].map(async (id) => (await store.inbox.get(id))?.gone))).toEqual([false, false]);
  await store.inbox.update(MAILBOX, LATER, nothing);
  expect(await Promise.all(["M1", "M2"].map(async (id) => (await store.inbox.get(id))?.gone))).toEqual([false, true]);
});

test("flags and departures of the server, within its UIDVALIDITY only", async () => {
  const store = tempStore();
  await keep(store, received(1), received(2));
  await store.inbox.update(MAILBOX, UIDVALIDITY, { seen: new Map([[1, true]]), gone: [2], modseq: "40" });
  await store.inbox.update(MAILBOX, LATER, { seen: new Map([[2, true]]), gone: [1], modseq: "50" });
  expect(await store.inbox.get("M1")).toMatchObject({ read: true, seen: true, gone: false });
  expect(await store.inbox.get("M2")).toMatchObject({ read: false, gone: true });
  expect(await store.inbox.uids(MAILBOX, UIDVALIDITY)).toEqual([1]);
  expect(await store.inbox.position(MAILBOX)).toMatchObject({ modseq: "40" });
});

test("a decision moves the row once; what was decided meanwhile is told", async () => {
  const store = tempStore();
  await keep(store, received(1, { documents: [receivedDocument()] }));
  const before = await one(store, "M1.1");
  const next = { state: "set_aside" as const, patientId: null, document: null, filing: null };
  expect(await store.inbox.decide(before, next, event({ kind: "set_aside" }))).toBe(true);
  expect(await store.inbox.decide(before, { ...next, state: "new" }, event({ kind: "reopened" }))).toBe(false);
  expect(await one(store, "M1.1")).toMatchObject({ state: "set_aside", rowVersion: 2 });
  expect((await store.inbox.events("M1.1")).map(({ kind }) => kind)).toEqual(["set_aside"]);
});

test("events cannot be changed nor removed, not even under the ports", async () => {
  const store = tempStore();
  await keep(store, received(1, { documents: [receivedDocument({ alerts: URGENT })] }));
  await store.inbox.acknowledge("M1.1", acked("read"));
  const raw = rawDatabase(store.path);
  expect(() => raw.exec("UPDATE inbox_events SET note = 'x'")).toThrow(/append only/);
  expect(() => raw.exec("DELETE FROM inbox_events")).toThrow(/append only/);
});

test("an urgent alert waits until it is resolved, a note changes nothing, acknowledgements at once all count", async () => {
  const store = tempStore();
  await keep(store, received(1, { documents: [receivedDocument({ alerts: URGENT })] }));
  expect(await store.inbox.acknowledge("M1.1", acked("note", "Appel du laboratoire"))).toEqual({ alert: "waiting" });
  const [first, second] = await Promise.all([
    store.inbox.acknowledge("M1.1", acked("resolved")),
    store.inbox.acknowledge("M1.1", acked("note", "Vu")),
  ]);
  expect([first, second]).toEqual([{ alert: "resolved" }, { alert: "resolved" }]);
  expect((await store.inbox.events("M1.1")).map(({ ack, note }) => [ack, note])).toEqual([
    ["note", "Appel du laboratoire"],
    ["resolved", null],
    ["note", "Vu"],
  ]);
  expect(await store.inbox.acknowledge("M9.1", acked("read"))).toBeNull();
});

test("a second reading replaces what failed, and leaves what a person decided", async () => {
  const store = tempStore();
  await keep(store, received(1, { kind: "unreadable", documents: [receivedDocument(), receivedDocument(), receivedDocument()] }));
  await store.inbox.acknowledge("M1.2", acked("note", "vu"));
  await store.inbox.reread("M1", received(1, { documents: [receivedDocument({ title: "Lu", alerts: URGENT })] }));
  const found = await store.inbox.get("M1");
  expect(found).toMatchObject({ kind: "documents", problem: null });
  expect(found?.documents.map(({ id, title, alert }) => [id, title, alert])).toEqual([
    ["M1.1", "Lu", "waiting"],
    ["M1.2", "Examens de biologie médicale", null],
  ]);
});

test("the same document is found by its id or its set; nothing is the same as what has neither", async () => {
  const store = tempStore();
  const named = (uniqueId: string | null, setId: string | null) => receivedDocument({ uniqueId, setId });
  await keep(store, received(1, { documents: [named("1", "S"), named("2", "S"), named(null, null)] }));
  const same = async (uniqueId: string | null, setId: string | null) =>
    (await store.inbox.sameDocument({ uniqueId, setId })).map(({ id }) => id);
  expect(await same("1", "S")).toEqual(["M1.1", "M1.2"]);
  expect(await same("2", null)).toEqual(["M1.2"]);
  expect(await same(null, null)).toEqual([]);
});

test("contents that the inbox names are not swept", async () => {
  const store = tempStore();
  const kept = await store.contents.write([Buffer.from("kept")]);
  const alone = await store.contents.write([Buffer.from("alone")]);
  await keep(store, received(1, { documents: [receivedDocument({ content: kept.id })] }));
  expect(await store.contents.sweep("2026-12-31T00:00:00.000Z")).toBe(1);
  expect(await store.contents.info(kept.id)).not.toBeNull();
  expect(await store.contents.info(alone.id)).toBeNull();
});

test("conditions hold together for one document; reports are shown when asked", async () => {
  const store = tempStore();
  await keep(
    store,
    received(1, {
      documents: [receivedDocument({ alerts: URGENT, quarantine: { code: "902", message: "…", technical: false } })],
    }),
    received(2, { documents: [receivedDocument({ alerts: URGENT, type: null }), receivedDocument()] }),
    received(3, { kind: "report", subject: "Non remis" }),
    received(4, {
      kind: "text",
      sender: "patient",
      subject: "Été à l'ŒUVRE",
      from: { address: "p@patient.mssante.fr", name: null },
      seen: true,
    }),
  );
  expect(await ids(store)).toEqual(["M4", "M2", "M1"]);
  expect(await ids(store, { reports: true })).toEqual(["M4", "M3", "M2", "M1"]);
  expect(await ids(store, { states: ["quarantined"], alert: "urgent" })).toEqual(["M1"]);
  expect(await ids(store, { typeCode: "11502-2", alert: "urgent", states: ["new"] })).toEqual([]);
  expect(await ids(store, { text: "a l'oeuvre" })).toEqual(["M4"]);
  expect(await ids(store, { from: "ECOLES", unread: true, unresolved: true })).toEqual(["M2", "M1"]);
  expect(await ids(store, { sender: "patient" })).toEqual(["M4"]);
  expect(await ids(store, { since: received(2).receivedAt })).toEqual(["M4", "M2"]);
  expect(await store.inbox.counts({})).toEqual({
    ...{ messages: 3, unread: 2, urgent: 2 },
    byState: { new: 2, quarantined: 1 },
  });
  expect(await store.inbox.tally()).toEqual({
    documents: [
      { state: "new", level: null, alert: null, count: 1, toldElsewhere: false, oldest: received(2).receivedAt },
      { state: "new", level: "urgent", alert: "waiting", count: 1, toldElsewhere: false, oldest: received(2).receivedAt },
      { state: "quarantined", level: "urgent", alert: "waiting", count: 1, toldElsewhere: false, oldest: received(1).receivedAt },
    ],
    patients: { count: 1, oldest: received(4).receivedAt },
    others: { count: 0, oldest: null },
    unreadable: { count: 0, oldest: null },
  });
  expect(await store.inbox.attention()).toEqual({ unread: 2, urgent: 2, inProgress: 0 });
  expect(await store.inbox.counts({ sender: "patient" })).toMatchObject({ messages: 1, unread: 0, urgent: 0, byState: {} });
  expect(await failure(store.inbox.list({ limit: 1, after: "M99" }))).toMatchObject({ code: "inbox.cursor", kind: "usage" });
});

test("pages of any size and any sort give each message once, in order", async () => {
  const store = tempStore();
  const letters = fc.constantFrom("A", "B", "É", "");
  const messages = fc.array(fc.record({ name: letters, minute: fc.nat(3) }), { maxLength: 12 });
  let uid = 0;
  await fc.assert(
    fc.asyncProperty(
      messages,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom("date", "patient", "type"),
      async (made, limit, sort) => {
        await keep(
          store,
          ...made.map(({ name, minute }) => {
            uid += 1;
            const base = receivedDocument();
            const who = base.patient === null || name === "" ? null : { ...base.patient, birthName: name };
            const receivedAt = `2026-11-0${minute + 1}T00:00:00.000Z`;
            return received(uid, { receivedAt, documents: [receivedDocument({ patient: who })] });
          }),
        );
        const whole = await ids(store, { sort: sort as "date", limit: 10_000 });
        const paged: string[] = [];
        let after: string | undefined;
        do {
          const page = await store.inbox.list({ sort: sort as "date", limit, after });
          paged.push(...page.items.map(({ id }) => id));
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect(paged).toEqual(whole);
        expect(new Set(whole).size).toBe(uid);
      },
    ),
    { numRuns: 12 },
  );
});

test("a document of the inbox is found by the one it became in the file, with its alert", async () => {
  const store = tempStore();
  await store.patients.save({ inserts: [patient()] });
  const content = await store.contents.write([Buffer.from("abc")]);
  await store.documents.add(document({ content: content.id }), { at: NOW, userId: "U1" });
  await keep(store, received(1, { documents: [receivedDocument({ alerts: URGENT }), receivedDocument()] }));
  const about = { patientId: "P1", document: "D1", filing: null };
  await store.inbox.decideMany([
    { document: await one(store, "M1.1"), next: { ...about, state: "filed" }, event: event({ kind: "filed" }) },
    { document: await one(store, "M1.2"), next: { ...about, state: "new_version" }, event: event() },
  ]);
  const found = await store.inbox.ofDocuments(["D1", "D2", "x"]);
  expect([...found].map(([key, { id, alert, patientId }]) => ({ key, id, alert, patientId }))).toEqual([
    { key: "D1", id: "M1.1", alert: "waiting", patientId: "P1" },
  ]);
  expect(await ids(store, { patientId: "P1" })).toEqual(["M1"]);
  expect(await ids(store, { patientId: "P2" })).toEqual([]);
});

test("what waits comes oldest first, page by page", async () => {
  const store = tempStore();
  await keep(
    store,
    received(1, { documents: [receivedDocument(), receivedDocument()] }),
    received(2, { documents: [receivedDocument()] }),
  );
  const page = async (after?: string) => (await store.inbox.waiting(["new"], { limit: 2, after })).map(({ id }) => id);
  expect(await page()).toEqual(["M1.1", "M1.2"]);
  expect(await page("M1.2")).toEqual(["M2.1"]);
  expect(await store.inbox.waiting(["filed"], { limit: 2 })).toEqual([]);
});
