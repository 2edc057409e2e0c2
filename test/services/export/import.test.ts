import { describe, expect, test } from "vitest";
import type { Document } from "../../../src/domain/document/document.js";
import type { Ins } from "../../../src/domain/identity/types.js";
import type { Right } from "../../../src/domain/users/rights.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { vsmToShare } from "../../../src/services/vsm/share.js";
import type { ReceivedDocument } from "../../../src/store/inbox.port.js";
import { cdaOf, type DocumentCabinet, documentCabinet, must, refusal } from "../documents/support.js";
import { arrives, documentOf, report } from "../inbox/filing-support.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";
import { exported, filesIn, imported, jsonIn, medical, NO_DETAIL } from "./support.js";

const URGENT = { urgent: "yes", outside: "yes", comment: "no" } as const;

/** A file with all that a file may have: versions, a document withdrawn, a result acknowledged, one that is not, medical data. */
async function richCabinet(): Promise<DocumentCabinet> {
  const practice = await documentCabinet();
  const { cabinet, file, patient } = practice;
  await file("Consultation.\n", { date: "2026-03-01" });
  await file("Consultation corrigée.\n", { date: "2026-03-01", replaces: "D1" });
  await file(await cdaOf(patient), { type: undefined });
  const lost = await file("Retiré.\n", { date: "2026-04-01" });
  await cabinet.documents.update({ ...(lost.filed as NonNullable<typeof lost.filed>), state: "removed" });
  await bring(practice, "1.2.3.90", ["read", "patient_called"]);
  await bring(practice, "1.2.3.91", []);
  const [problem] = await medical(cabinet, "P1", {
    kind: "problem",
    ...NO_DETAIL,
    label: "Diabète",
    code: { code: "E11.9", system: "2.16.840.1.113883.6.3", label: "Diabète de type 2" },
    since: "2019-04",
  });
  await medical(
    cabinet,
    "P1",
    { kind: "problem", ...NO_DETAIL, label: "Fracture", closed: true, until: "2012" },
    { kind: "allergy", ...NO_DETAIL, label: "Amoxicilline", allergen: "drug", reaction: "urticaire" },
    { kind: "habit", ...NO_DETAIL, label: "Tabac", habit: "tobacco", quantity: { value: 12, unit: "{pack}/a" } },
    { kind: "family", ...NO_DETAIL, label: "Cancer du sein", relative: "mother" },
    {
      kind: "treatment",
      ...NO_DETAIL,
      label: "Metformine 500 mg",
      cip13: "3400936987654",
      dosage: "1 comprimé matin et soir",
      schedule: { dose: { low: 1, high: 1, unit: null }, everyHours: 12 },
      route: null,
      reason: problem?.id ?? null,
    },
  );
  await cabinet.medical.stateNone("P1", "surgery", true);
  return practice;
}

/** A result that arrived by the inbox, was filed, and acknowledged so. */
async function bring(
  { cabinet, patient }: DocumentCabinet,
  uniqueId: string,
  acks: readonly ("read" | "patient_called")[],
): Promise<void> {
  const change = { uniqueId, setId: `${uniqueId}.1`, actDate: "2026-06-01" };
  const id = await arrives(cabinet, [await report(cabinet, patient, change, { alerts: URGENT })]);
  const received = await documentOf(cabinet, `${id}.1`);
  const content = received.content as string;
  const { document } = await cabinet.documents.add(
    {
      patientId: "P1",
      content,
      cda: content,
      size: received.size,
      mimeType: "text/xml",
      origin: "mss",
      title: "Biologie",
      fileName: null,
      replaces: null,
      dmp: null,
      uniqueId,
      setId: change.setId,
      versionNumber: 1,
      type: received.type as NonNullable<typeof received.type>,
      class: received.class as NonNullable<typeof received.class>,
      actDate: change.actDate,
      author: { id: "899700000009", name: "LABO", institution: "LABORATOIRE" },
      confidentiality: "N",
      visibility: { hiddenFromProfessionals: false, hiddenFromPatient: false, hiddenFromLegalRepresentatives: false },
      createdAt: "2026-06-01T08:00:00.000Z",
    },
    { userId: "U1", at: "2026-06-02T08:00:00.000Z" },
  );
  const at = "2026-06-02T09:00:00.000Z";
  const next = { state: "filed", patientId: "P1", document: document.id, filing: null } as const;
  await cabinet.inbox.decide(received, next, { at, userId: "U1", kind: "filed", ack: null, note: null, data: null });
  for (const [index, ack] of acks.entries()) {
    const when = `2026-06-02T1${index}:00:00.000Z`;
    await cabinet.inbox.acknowledge(received.id, {
      at: when,
      userId: "U1",
      kind: "ack",
      ack,
      note: "dit au téléphone",
      data: null,
    });
  }
}

async function documentsOf(cabinet: TestCabinet, patientId: string) {
  const { items } = await cabinet.documents.list({ patientId, states: ["current", "superseded", "removed"], limit: 100 });
  return [...items].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}

async function receivedOf(cabinet: TestCabinet, patientId: string): Promise<readonly ReceivedDocument[]> {
  const ids = (await documentsOf(cabinet, patientId)).map(({ id }) => id);
  return [...(await cabinet.inbox.ofDocuments(ids)).values()];
}

interface Told {
  readonly id: string;
  readonly uniqueId: string;
  readonly replaces: string | null;
  readonly files: { readonly original: string; readonly cda: string | null };
  readonly received: {
    readonly acknowledgements: readonly { readonly ack: string; readonly at: string; readonly note: string }[];
  } | null;
  readonly [other: string]: unknown;
}

/**
 * Where the same content may differ, as docs/export-format.md says: what the new cabinet gives (ids, who filed and when), and what no file
 * proves (status, INS). `reading.pdf` tells the identity as it is: it is not compared.
 */
function comparable(files: ReadonlyMap<string, Buffer>, id: string) {
  const { id: _id, createdAt: _created, updatedAt: _updated, identity, ...rest } = jsonIn(files, `patients/${id}/patient.json`);
  const { ins: _ins, insHistory: _history, status: _status, ...traits } = identity;
  const documents: readonly Told[] = jsonIn(files, `patients/${id}/documents.json`).items;
  const medicalFile = jsonIn(files, `patients/${id}/medical.json`);
  const items: readonly (Record<string, unknown> & {
    readonly id: string;
    readonly label: string;
    readonly reason?: string | null;
  })[] = medicalFile.items;
  const bytes = (path: string | null) => (path === null ? null : files.get(`patients/${id}/${path}`)?.toString("latin1"));
  return {
    patient: { ...rest, traits },
    noneKnown: medicalFile.noneKnown,
    medical: items.map(({ id: _own, createdAt: _at, createdBy: _by, updatedAt: _up, reason, ...item }) => ({
      ...item,
      reason: items.find((each) => each.id === reason)?.label ?? null,
    })),
    documents: documents.map(({ id: _own, filedAt: _at, filedBy: _by, replaces, files: paths, received, ...document }) => ({
      ...document,
      replaces: documents.find((each) => each.id === replaces)?.uniqueId ?? null,
      contents: [bytes(paths.original), bytes(paths.cda)],
      received:
        received === null
          ? null
          : { ...received, id: null, acknowledgements: received.acknowledgements.map(({ ack, at, note }) => [ack, at, note]) },
    })),
  };
}

describe("an import of an export of ours", () => {
  test("gives back the same content: exported again, only what a new cabinet gives differs", async () => {
    const { cabinet } = await richCabinet();
    const first = (await exported(cabinet, { withNotes: true })).bytes;
    const other = await testCabinet();
    await other.users.add({
      label: "Dr MARCEAU",
      rpps: "99700000001",
      role: "medecin",
      settings: { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" },
    });
    const results = await imported(other, first);
    expect(
      results.map(({ outcome, documents, medicalItems, acknowledgements, problems }) => [
        outcome,
        documents,
        medicalItems,
        acknowledgements,
        problems,
      ]),
    ).toEqual([
      ["created", 6, 6, 2, []],
      ["created", 0, 0, 0, []],
    ]);
    const again = (await exported(other, { withNotes: true })).bytes;
    const [before, after] = [await filesIn(first), await filesIn(again)];
    expect(comparable(after, "P1")).toEqual(comparable(before, "P1"));
    expect(comparable(after, "P2")).toEqual(comparable(before, "P2"));
  });

  test("proves no identity: the INS comes from INSi alone, the document that was seen validates", async () => {
    const { cabinet } = await documentCabinet();
    const other = await testCabinet();
    const [first] = await imported(other, (await exported(cabinet)).bytes);
    expect((await must(other, "P1")).identity).toMatchObject({
      status: "validee",
      ins: null,
      insHistory: [],
      proof: { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" },
    });
    expect((await must(other, "P2")).identity).toMatchObject({ status: "provisoire", ins: null, proof: null });
    expect(first?.warnings.join(" ")).toContain("segur ins qualify");
    expect(await other.patients.findByMatricule("275126322074974")).toEqual([]);
  });

  test("an attestation of who knows the patient is not taken from a file", async () => {
    const { cabinet } = await documentCabinet();
    const patient = await must(cabinet, "P1");
    const proof = { type: "PS", checkedOn: "2026-01-05", checkedBy: "Dr MARCEAU" };
    await cabinet.patients.save({
      updates: [{ patient: { ...patient, identity: { ...patient.identity, proof } }, expectedVersion: patient.version }],
    });
    const other = await testCabinet();
    const [first] = await imported(other, (await exported(cabinet)).bytes);
    expect((await must(other, "P1")).identity).toMatchObject({ status: "provisoire", proof: null });
    expect(first?.warnings.join(" ")).toContain("attestation");
  });

  test("keeps alerts that nobody resolved, and who acknowledged by RPPS only", async () => {
    const { cabinet } = await richCabinet();
    const other = await testCabinet();
    await other.users.add({ label: "Secrétariat", rpps: null, role: "secretaire" });
    await other.users.add({ label: "Dr MARCEAU", rpps: "99700000001", role: "medecin" });
    await imported(other, (await exported(cabinet, { withNotes: true })).bytes);
    const received = await receivedOf(other, "P1");
    expect(received.map(({ state, alert, alerts }) => [state, alert, alerts])).toEqual([
      ["filed", "in_progress", URGENT],
      ["filed", "waiting", URGENT],
    ]);
    expect((await other.inbox.attention()).urgent).toBe(2);
    const events = (await other.inbox.events(received[0]?.id ?? "")).filter(({ kind }) => kind === "ack");
    expect(events.map(({ at, userId, ack, note }) => [at, userId, ack, note])).toEqual([
      ["2026-06-02T10:00:00.000Z", "U2", "read", "dit au téléphone"],
      ["2026-06-02T11:00:00.000Z", "U2", "patient_called", "dit au téléphone"],
    ]);
    const third = await testCabinet();
    await third.users.add({ label: "Autre", rpps: null, role: "medecin" });
    await imported(third, (await exported(cabinet)).bytes);
    const [one] = await receivedOf(third, "P1");
    expect(
      (await third.inbox.events(one?.id ?? "")).filter(({ kind }) => kind === "ack").map(({ userId, note }) => [userId, note]),
    ).toEqual([
      ["-", null],
      ["-", null],
    ]);
  });

  test("twice is once, and a change made since stays", async () => {
    const { cabinet } = await richCabinet();
    const { bytes } = await exported(cabinet);
    const other = await testCabinet();
    await imported(other, bytes);
    const patient = await must(other, "P1");
    const renamed = { ...patient, usedName: "AUTRE" };
    await other.patients.save({ updates: [{ patient: renamed, expectedVersion: patient.version }] });
    const before = [await documentsOf(other, "P1"), await other.medical.record("P1"), await receivedOf(other, "P1")];
    const results = await imported(other, bytes);
    expect(results.map(({ outcome, patientId }) => [outcome, patientId])).toEqual([
      ["known", "P1"],
      ["known", "P2"],
    ]);
    expect([await documentsOf(other, "P1"), await other.medical.record("P1"), await receivedOf(other, "P1")]).toEqual(before);
    expect(await other.patients.count()).toBe(2);
    expect((await must(other, "P1")).usedName).toBe("AUTRE");
  });

  test("cut at any write, it goes on where it was, and nothing is twice there", async () => {
    const { cabinet } = await richCabinet();
    const { bytes } = await exported(cabinet);
    const whole = await testCabinet();
    await imported(whole, bytes);
    const expected = (await documentsOf(whole, "P1")).map(({ uniqueId, state }) => [uniqueId, state]);
    for (let cut = 1; cut < 40; cut += 3) {
      const other = await testCabinet();
      let left = cut;
      const failing = <T extends object>(port: T, names: readonly string[]): T =>
        new Proxy(port, {
          get(target, name, receiver) {
            const value = Reflect.get(target, name, receiver);
            if (typeof value !== "function" || !names.includes(String(name))) return value;
            return async (...args: unknown[]) => {
              left -= 1;
              if (left === 0) throw new Error("killed");
              return value.apply(target, args);
            };
          },
        });
      const killed: TestCabinet = {
        ...other,
        patients: failing(other.patients, ["save"]),
        documents: failing(other.documents, ["add", "update"]),
        inbox: failing(other.inbox, ["takeOver"]),
        medical: failing(other.medical, ["add", "stateNone"]),
        traces: failing(other.traces, ["append"]),
      };
      const stopped = await imported(killed, bytes).catch((error: Error) => error.message);
      // What is there at any moment is as it was: nothing withdrawn is in force, no urgent result is silent, and it is told.
      const there = (await documentsOf(other, "P1")).map(({ uniqueId, state }) => [uniqueId, state]);
      expect([cut, there]).toEqual([cut, expected.slice(0, there.length)]);
      const results = (await documentsOf(other, "P1")).filter(({ origin }) => origin === "mss").length;
      expect((await other.inbox.attention()).urgent).toBe(results);
      const begun = await other.imports.begun(new Date().toISOString(), other.machine);
      expect([cut, begun.length]).toEqual([cut, typeof stopped === "string" && (await other.patients.count()) > 0 ? 1 : 0]);
      await imported(other, bytes);
      expect([cut, (await documentsOf(other, "P1")).map(({ uniqueId, state }) => [uniqueId, state])]).toEqual([cut, expected]);
      expect((await other.medical.record("P1")).items).toHaveLength(6);
      expect(await other.patients.count()).toBe(2);
      const received = await receivedOf(other, "P1");
      const acks = await Promise.all(
        received.map(async ({ id }) => (await other.inbox.events(id)).filter(({ kind }) => kind === "ack").length),
      );
      expect(acks).toEqual([2, 0]);
      if (typeof stopped !== "string") break;
    }
  });

  test("what a person decided between two halves of it stays decided, and each change has its line", async () => {
    const { cabinet } = await richCabinet();
    await cabinet.medical.changeProtocols("P1", { add: ["Asalée"], remove: [] });
    const { bytes } = await exported(cabinet);
    const other = await testCabinet();
    // Cut before its last line: every document of P1 is there.
    const traces = { ...other.traces, append: async () => Promise.reject(new Error("killed")) };
    await expect(imported({ ...other, traces }, bytes)).rejects.toThrow("killed");
    const [first] = await documentsOf(other, "P1");
    const current = (await documentsOf(other, "P1")).find(({ state, origin }) => state === "current" && origin === "local");
    const urgent = (await receivedOf(other, "P1"))[1] as ReceivedDocument;
    await other.documents.update({ ...must3(current), state: "superseded" });
    const event = { at: "2026-11-02T08:00:00.000Z", userId: "U1", ack: null, note: null, data: null } as const;
    const out = { state: "new", patientId: null, document: null, filing: null } as const;
    expect(await other.inbox.unfile(urgent, { next: out, event: { ...event, kind: "unfiled" } })).toEqual({ outcome: "unfiled" });
    await other.medical.changeProtocols("P1", { add: [], remove: ["Asalée"] });
    await other.medical.stateNone("P1", "surgery", false);
    const results = await imported(other, bytes);
    expect(results.map(({ outcome }) => outcome)).toEqual(["completed", "created"]);
    expect(await other.documents.get(must3(current).id)).toMatchObject({ state: "superseded" });
    expect(await other.documents.get(must3(first).id)).toMatchObject({ state: "superseded" });
    expect(await other.documents.byUniqueId(urgent.uniqueId ?? "")).toBe(null);
    expect(await other.medical.protocols("P1")).toEqual([]);
    expect((await other.medical.record("P1")).noneKnown).toEqual({});
    const filed = await other.traces.list({ patientId: "P1", kinds: ["document.filed"], limit: 50 });
    expect(filed.map(({ data }) => data?.state ?? "current")).toEqual([
      "superseded",
      "current",
      "current",
      "removed",
      "current",
      "current",
    ]);
  });

  test("the summary in force goes on here: the next one is its next version, in the same set, and replaces it", async () => {
    const { cabinet } = await documentCabinet();
    await medical(cabinet, "P1", { kind: "problem", ...NO_DETAIL, label: "Diabète" });
    await generateVsm(cabinet, { patient: "P1" });
    const dmp = { entryUuid: null, logicalId: null, repositoryUniqueId: null, direction: "pushed" } as const;
    const own = await must2(cabinet, "D1");
    const ins = (await must(cabinet, "P1")).identity.ins as Ins;
    await cabinet.documents.update({ ...own, dmp: { ...dmp, at: "2026-11-01T08:00:00.000Z", ins } });
    const other = await testCabinet();
    await other.users.add({
      label: "Dr MARCEAU",
      rpps: "99700000001",
      role: "medecin",
      settings: { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" },
    });
    expect((await imported(other, (await exported(cabinet)).bytes))[0]?.problems).toEqual([]);
    const here = (await other.documents.byUniqueId(own.uniqueId)) as NonNullable<Document>;
    expect((await vsmToShare(other, "P1")).document.id).toBe(here.id);
    const { document, supersedes } = await generateVsm(other, { patient: "P1", again: true });
    expect(supersedes?.id).toBe(here.id);
    expect(document).toMatchObject({ setId: own.setId, versionNumber: 2, replaces: here.id });
    expect(await must2(other, here.id)).toMatchObject({ state: "superseded" });
    expect((await generateVsm(other, { patient: "P1", again: true })).document).toMatchObject({
      setId: own.setId,
      versionNumber: 3,
    });
    // And in a third one.
    const third = await testCabinet();
    await imported(third, (await exported(other)).bytes);
    expect((await vsmToShare(third, "P1")).document).toMatchObject({ setId: own.setId, versionNumber: 3, state: "current" });
  });

  test("one at a time: a second one beside it is refused, and a dead one's place is taken", async () => {
    const { cabinet } = await documentCabinet();
    const { bytes } = await exported(cabinet);
    const other = await testCabinet();
    const at = new Date().toISOString();
    expect(await other.imports.begin("a".repeat(64), at, other.machine)).toBe(true);
    expect(await refusal(imported(other, bytes))).toMatchObject({ kind: "storage", code: "export.import_running" });
    expect(await other.patients.count()).toBe(0);
    const alone = { ...other, machine: { ...other.machine, isAlive: () => false } };
    expect((await imported(alone, bytes)).map(({ outcome }) => outcome)).toEqual(["created", "created"]);
    expect(await other.imports.begun(at, alone.machine)).toEqual([{ sha256: "a".repeat(64), at, running: false }]);
  });

  test("a killed import whose number another process has since holds up nothing", async () => {
    const other = await testCabinet();
    const [at, later] = ["2026-01-01T08:00:00.000Z", "2026-01-03T08:00:00.000Z"];
    const { machine } = other;
    await other.imports.begin("a".repeat(64), at, machine);
    const same = await testCabinet({ path: other.path });
    expect(await same.imports.begun(at, machine)).toEqual([{ sha256: "a".repeat(64), at, running: false }]);
    const beside = { ...machine, pid: machine.pid + 1, isAlive: () => true };
    expect([
      await same.imports.begin("b".repeat(64), at, beside),
      await same.imports.begin("b".repeat(64), later, beside),
    ]).toEqual([false, true]);
  });

  test("somebody with the same number, INS or traits is told, and nothing is written of them", async () => {
    const { cabinet } = await documentCabinet();
    const vinci = await must(cabinet, "P2");
    await cabinet.patients.save({ updates: [{ patient: { ...vinci, fileNumber: "77" }, expectedVersion: vinci.version }] });
    const { bytes } = await exported(cabinet);
    const here = await testCabinet();
    await here.add({ ...newPatient(OFFICIAL.adrun), fileNumber: null }, { ...newPatient(OFFICIAL.corse), fileNumber: "77" });
    const results = await imported(here, bytes);
    expect(results.map(({ outcome, patientId, problems }) => [outcome, patientId, problems[0]?.code])).toEqual([
      ["conflict", "P1", "import.same_traits"],
      ["conflict", "P2", "import.same_file_number"],
    ]);
    expect(await here.patients.count()).toBe(2);
    expect(await documentsOf(here, "P1")).toEqual([]);
    expect(await here.traces.list({ kinds: ["export.imported"], limit: 5 })).toEqual([]);
  });

  test("tried only, it writes nothing", async () => {
    const { cabinet } = await richCabinet();
    const other = await testCabinet();
    const head = await other.journal.head();
    const results = await imported(other, (await exported(cabinet)).bytes, { dryRun: true });
    expect(results.map(({ outcome, documents, patientId }) => [outcome, documents, patientId])).toEqual([
      ["created", 6, null],
      ["created", 0, null],
    ]);
    expect([await other.patients.count(), (await other.journal.head()).seq]).toEqual([0, head.seq]);
  });

  test("its own cabinet, another environment and who may not are refused before anything", async () => {
    const { cabinet } = await richCabinet();
    const { bytes } = await exported(cabinet);
    expect(await refusal(imported(cabinet, bytes))).toMatchObject({ kind: "refused", code: "export.same_cabinet" });
    const production = await testCabinet({ environment: "production" });
    expect(await refusal(imported(production, bytes))).toMatchObject({ kind: "refused", code: "export.other_environment" });
    const other = await testCabinet();
    const without = (right: Right) => ({ ...other, rights: new Set([...other.rights].filter((each) => each !== right)) });
    for (const right of ["patients.write", "medical"] as const) {
      expect(await refusal(imported(without(right), bytes))).toMatchObject({ kind: "refused", code: "rights.missing" });
    }
    expect(await other.patients.count()).toBe(0);
  });

  test("a document of somebody else, of another kind, or known in another file is refused alone", async () => {
    const { cabinet, file, patient, other: vinci } = await documentCabinet();
    await file("Consultation.\n");
    await file(await cdaOf(patient), { type: undefined });
    const stranger = await cdaOf(vinci, { uniqueId: "1.2.3.77", setId: "1.2.3.78" });
    const { id: content } = await cabinet.contents.write([stranger]);
    const filed = await must2(cabinet, "D2");
    await cabinet.documents.add(
      { ...filed, content, cda: content, uniqueId: "1.2.3.77", setId: "1.2.3.78", replaces: null },
      { userId: "U1", at: "2026-01-01T00:00:00.000Z" },
    );
    await cabinet.documents.add(
      { ...filed, mimeType: "application/pdf", cda: null, uniqueId: "1.2.3.79", setId: "1.2.3.80" },
      { userId: "U1", at: "2026-01-01T00:00:00.000Z" },
    );
    const { bytes } = await exported(cabinet);
    const here = await testCabinet();
    const [corse] = await here.add(newPatient(OFFICIAL.corse));
    const text = await here.contents.write([Buffer.from("x")]);
    const first = await must2(cabinet, "D1");
    await here.documents.add(
      { ...first, patientId: corse?.id ?? "", content: text.id, cda: null },
      { userId: "U1", at: "2026-01-01T00:00:00.000Z" },
    );
    const [result] = await imported(here, bytes);
    expect(result?.problems.map(({ code }) => code)).toEqual([
      "document.other_file",
      "document.other_patient",
      "document.other_kind",
    ]);
    expect((await documentsOf(here, result?.patientId ?? "")).map(({ uniqueId }) => uniqueId)).toEqual([filed.uniqueId]);
  });

  test("what is in a DMP is said to be perhaps withdrawn since", async () => {
    const { cabinet, file } = await documentCabinet();
    const { filed } = await file("Consultation.\n");
    const dmp = {
      entryUuid: "urn:uuid:1",
      logicalId: null,
      repositoryUniqueId: "1.2",
      at: "2026-03-01T08:00:00.000Z",
      direction: "pushed",
    } as const;
    await cabinet.documents.update({ ...(filed as NonNullable<typeof filed>), dmp });
    const other = await testCabinet();
    await imported(other, (await exported(cabinet)).bytes);
    expect((await documentsOf(other, "P1"))[0]?.dmp).toEqual({ ...dmp, unverified: true });
  });
});

async function must2(cabinet: TestCabinet, id: string) {
  const found = await cabinet.documents.get(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}

function must3<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing there");
  return value;
}
