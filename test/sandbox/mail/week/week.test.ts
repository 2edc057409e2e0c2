import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewReceived } from "../../../../src/domain/inbox/received.js";
import { readMessageFile } from "../../../../src/gateways/mss/message-file.js";
import { Mailboxes } from "../../../../src/sandbox/mail/store/mailboxes.js";
import { fillMailbox } from "../../../../src/sandbox/mail/week/fill.js";
import { kindAt, ROUND, WEEK_KINDS, type WeekKind } from "../../../../src/sandbox/mail/week/kinds.js";
import { Week, type WeekMessage } from "../../../../src/sandbox/mail/week/week.js";
import { receive, wanted } from "../../../../src/services/inbox/receive.js";
import { digests } from "../../../services/inbox/support.js";

const OPTIONS = { seed: 3, directorySeed: 1, total: ROUND, to: "cabinet@bac-a-sable.mssante.fr", population: null };
const KINDS = Object.keys(WEEK_KINDS) as WeekKind[];

interface Read {
  readonly written: WeekMessage;
  readonly message: NewReceived;
}

/** As the synchronisation reads them: our own reader of messages and of what they hold. */
async function read(written: WeekMessage): Promise<Read> {
  const { head, contents } = await readMessageFile(written.bytes, { now: written.at.toISOString() });
  const parts = new Map(wanted(head).flatMap(({ part }) => (contents.has(part) ? [[part, contents.get(part) as Buffer]] : [])));
  return { written, message: await receive(head, OPTIONS.to, "1", parts, { contents: digests(), environment: "production" }) };
}

const all: Read[] = [];
beforeAll(async () => {
  const week = new Week(OPTIONS);
  for (let index = 0; index < ROUND; index += 1) all.push(await read(await week.message(index)));
}, 120_000);

const of = (kind: WeekKind): readonly NewReceived[] =>
  all.filter(({ written }) => written.kind === kind).map(({ message }) => message);
const documentsOf = (kind: WeekKind) => of(kind).flatMap(({ documents }) => documents);

describe("the deck of a week", () => {
  it("shows everything in its first round, whatever the seed", () => {
    for (const seed of [0, 1, 7, 0xffffffff]) {
      const kinds = new Set(Array.from({ length: ROUND }, (_, index) => kindAt(seed, index).kind));
      expect([...kinds].sort()).toEqual([...KINDS].sort());
    }
  });

  it("puts what is about another message after it, in every round", () => {
    for (let seed = 0; seed < 20; seed += 1)
      for (let index = 0; index < 5 * ROUND; index += 1) {
        const { kind, about } = kindAt(seed, index);
        if (about === null) continue;
        expect(about, `${seed} ${index} ${kind}`).toBeLessThan(index);
        expect(about).toBeGreaterThanOrEqual(index - (index % ROUND));
      }
  });
});

describe("a message of the week, as we read it", () => {
  it.each<[WeekKind, readonly [string, string, string]]>([
    ["bio_normal", ["no", "no", "no"]],
    ["bio_out", ["no", "yes", "no"]],
    ["bio_urgent_high", ["yes", "yes", "no"]],
    ["bio_urgent_low", ["yes", "yes", "no"]],
    ["bio_urgent_other", ["yes", "yes", "yes"]],
    ["bio_comment", ["no", "no", "yes"]],
    ["bio_conflict", ["no", "yes", "no"]],
  ])("%s has its alerts", (kind, [urgent, outside, comment]) => {
    expect(documentsOf(kind).length).toBeGreaterThan(0);
    for (const { alerts, quarantine } of documentsOf(kind)) {
      expect(alerts).toEqual({ urgent, outside, comment });
      expect(quarantine).toBeNull();
    }
  });

  it("has its PDF beside its CDA, one of each", () => {
    for (const kind of ["bio_normal", "discharge", "imaging", "specialist"] as const)
      for (const { documents } of of(kind)) {
        expect(documents).toHaveLength(1);
        expect(documents[0]).toMatchObject({ attachment: { mediaType: "application/pdf" }, content: expect.any(String) });
      }
    expect(of("several").map(({ documents }) => documents.length)).toEqual([2]);
    expect(documentsOf("pdf_alone")).toMatchObject([{ content: null, mediaType: "application/pdf" }]);
  });

  it("names a version, a withdrawal and a copy of what came before", () => {
    for (const kind of ["bio_replacement", "bio_deletion", "duplicate"] as const) {
      const [found] = all.filter(({ written }) => written.kind === kind);
      const { about } = kindAt(OPTIONS.seed, found?.written.index ?? -1);
      const [before] = all[about ?? -1]?.message.documents ?? [];
      const [document] = found?.message.documents ?? [];
      if (kind === "bio_replacement") {
        expect(document).toMatchObject({ action: "C", setId: before?.setId, versionNumber: 2, replaces: before?.uniqueId });
        expect(document?.uniqueId).not.toBe(before?.uniqueId);
      } else {
        expect(document).toMatchObject({ action: kind === "bio_deletion" ? "D" : null, uniqueId: before?.uniqueId });
        expect(document?.content).toBe(before?.content);
      }
    }
    expect(documentsOf("bio_partial")[0]?.partial).toBe(true);
  });

  it("is held back when it lies", () => {
    const codes = (kind: WeekKind) => documentsOf(kind).map(({ quarantine }) => quarantine?.code);
    expect(codes("metadata_other")).toEqual(["other_patient"]);
    expect(codes("hash_wrong")).toEqual(["hash_mismatch"]);
    expect(codes("size_wrong")).toEqual(["size_mismatch"]);
    expect(codes("test_oid")).toEqual([expect.any(String)]);
    expect(of("traversal")).toMatchObject([{ problem: { code: "xdm.traversal" } }]);
    expect(of("damaged")[0]?.problem?.technical).toBe(false);
    expect(of("broken").length).toBe(1);
    expect(documentsOf("not_qualified")).toMatchObject([{ patient: { ins: null } }]);
    const stranger = documentsOf("unknown_ins")[0]?.patient;
    expect(stranger?.birthName).toBe("INCONNU");
  });

  it("of another person with the matricule of one of ours differs by its birth date alone", () => {
    for (const { written, message } of all.filter(({ written: { kind } }) => kind === "traits_differ")) {
      const patient = message.documents[0]?.patient;
      expect(patient?.ins?.matricule).toBe(`${written.person?.number}${written.person?.key}`);
      expect(patient?.birthName).toBe(written.person?.birthName);
      expect(patient?.birthDate).not.toBe(written.person?.birthDate);
    }
  });

  it("without a document is told from a report, a patient from a colleague", () => {
    for (const kind of ["text", "text_end", "patient_reply"] as const)
      for (const message of of(kind))
        expect(message).toMatchObject({ kind: "text", sender: kind === "patient_reply" ? "patient" : "professional" });
    expect(of("text_end")[0]?.mss.end).toBe(true);
    expect(of("text")[0]?.mss.end).toBe(false);
    expect(of("patient_reply")[0]?.senderIns).not.toBeNull();
    for (const kind of ["delivered", "bounce", "read"] as const) expect(of(kind)[0]?.kind).toBe("report");
  });
});

describe("the same week", () => {
  const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

  it("has the same bytes whatever was written before, and others with another seed", async () => {
    const [again, other] = [new Week(OPTIONS), new Week({ ...OPTIONS, seed: 4 })];
    for (const index of [41, 7, 0]) {
      expect(hash((await again.message(index)).bytes)).toBe(hash(all[index]?.written.bytes ?? Buffer.alloc(0)));
      expect(hash((await other.message(index)).bytes)).not.toBe(hash(all[index]?.written.bytes ?? Buffer.alloc(0)));
    }
  });

  it("has people of the population besides the official identities", async () => {
    const week = new Week({ ...OPTIONS, population: { seed: 3, count: 500 } });
    const people = new Set<string | undefined>();
    for (const index of [0, 1, 2, 3, 4, 5, 6, 7]) people.add((await week.message(index)).person?.number);
    const official = new Set(all.map(({ written }) => written.person?.number));
    expect([...people].filter((one) => one !== undefined && !official.has(one)).length).toBeGreaterThan(3);
  });
});

describe("a mailbox that is filled", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "segur-week-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("holds the messages in their order, by slices, there again once it is opened anew; no other mailbox is made", async () => {
    const now = () => new Date("2026-11-25T08:00:00Z");
    const boxes = new Mailboxes(folder, now);
    const filling = { mailbox: OPTIONS.to.toUpperCase(), seed: 3, total: 20, population: null };
    const deps = { boxes, directorySeed: 1 };
    const first = await fillMailbox({ ...filling, from: 0, count: 12 }, deps);
    const second = await fillMailbox({ ...filling, from: 12, count: 12 }, deps);
    expect([first?.messages, second?.messages]).toEqual([12, 8]);
    expect(await fillMailbox({ ...filling, mailbox: "personne@bac-a-sable.mssante.fr", from: 0, count: 1 }, deps)).toBeNull();
    const inbox = await new Mailboxes(folder, now).folder(OPTIONS.to, "INBOX");
    const week = new Week({ ...OPTIONS, total: 20 });
    expect(inbox.messages().map(({ uid }) => uid)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const dates = inbox.messages().map(({ date }) => date);
    expect(dates).toEqual([...dates].sort((a, b) => a - b));
    for (const uid of [1, 13, 20]) expect(await inbox.read(uid)).toEqual((await week.message(uid - 1)).bytes);
  }, 60_000);
});
