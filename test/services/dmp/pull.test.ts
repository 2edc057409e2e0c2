import { describe, expect, it } from "vitest";
import type { DmpFaultKind } from "../../../src/sandbox/dmp/script.js";
import { listDmp } from "../../../src/services/dmp/list.js";
import { pullDocuments } from "../../../src/services/dmp/pull.js";
import { openEntry } from "../../../src/services/dmp/show.js";
import { differences, differingOf } from "../../../src/services/quarantine/compare.js";
import { discardQuarantined, quarantined } from "../../../src/services/quarantine/quarantine.js";
import { AUTHORISED, type DmpPractice, dmpPractice, journalOf } from "./sandbox.js";

const SECOND: typeof AUTHORISED = ["259034974395339", "PATB-CINQ", "THIERRY", "10/03/1959", "M"];

async function listed(practice: DmpPractice, person = AUTHORISED) {
  const who = await practice.patient(...person);
  const { lines } = await listDmp(practice.cabinet, who);
  return { ...practice, who, ids: lines.map(({ id }) => id) };
}

async function fault({ sandbox }: DmpPractice, kind: DmpFaultKind, count?: number): Promise<void> {
  await sandbox.control.addDmpFault({ kind, ...(count === undefined ? {} : { count }) } as Parameters<
    typeof sandbox.control.addDmpFault
  >[0]);
}

describe("pulling documents", () => {
  it("files what was asked for in one call, with where it comes from, and never twice", async () => {
    const { cabinet, who: patient, ids, sandbox } = await listed(await dmpPractice());
    const before = (await sandbox.control.dmpCalls()).length;
    const pulled = await pullDocuments(cabinet, { ids: ids.slice(0, 3) });
    expect(pulled.map(({ id, outcome, document }) => [id, outcome, document])).toEqual([
      [ids[0], "filed", "D1"],
      [ids[1], "filed", "D2"],
      [ids[2], "filed", "D3"],
    ]);
    expect((await sandbox.control.dmpCalls()).length - before).toBe(1);
    const { lines } = await listDmp(cabinet, patient);
    expect(lines.slice(0, 3).map(({ local }) => local)).toEqual(
      ["D1", "D2", "D3"].map((document) => ({ state: "filed", document })),
    );
    const first = lines[0]?.entry;
    expect(await cabinet.documents.get("D1")).toMatchObject({
      patientId: patient.id,
      origin: "dmp",
      title: first?.title,
      type: first?.typeCode,
      class: first?.classCode,
      uniqueId: first?.uniqueId,
      actDate: lines[0]?.act,
      state: "current",
      size: first?.size,
      dmp: { direction: "pulled", entryUuid: first?.entryUuid, logicalId: first?.logicalId },
    });
    const again = await pullDocuments(cabinet, { ids: [ids[0] ?? "", ids[3] ?? "", ids[0]?.toLowerCase() ?? ""] });
    expect(again.map(({ outcome, document }) => [outcome, document])).toEqual([
      ["already", "D1"],
      ["filed", "D4"],
    ]);
    expect((await journalOf(cabinet)).filter((line) => line.startsWith("document.filed"))).toHaveLength(4);
  });

  it("takes everything that is new, and then finds nothing new", async () => {
    const { cabinet, who: patient, ids } = await listed(await dmpPractice());
    expect((await pullDocuments(cabinet, { allNewOf: patient })).map(({ outcome }) => outcome)).toEqual(ids.map(() => "filed"));
    expect(await pullDocuments(cabinet, { allNewOf: patient })).toEqual([]);
  });

  it.each([
    ["hash", "hash_mismatch"],
    ["other-patient", "other_patient"],
  ] as const)("puts in quarantine what comes with the fault « %s », and files nothing of it", async (kind, reason) => {
    const bare = await dmpPractice();
    // A registry that describes the wrong document says so from the listing on.
    if (kind === "other-patient") await fault(bare, kind);
    const practice = await listed(bare);
    const { cabinet, ids, who: patient } = practice;
    if (kind === "hash") await fault(practice, kind);
    const pulled = await pullDocuments(cabinet, { ids: ids.slice(0, 2) });
    expect(pulled.map(({ outcome, code, quarantine }) => [outcome, code, quarantine])).toEqual([
      ["quarantined", reason, "Q1"],
      ["quarantined", reason, "Q2"],
    ]);
    expect((await cabinet.documents.list({ patientId: patient.id, limit: 10 })).items).toEqual([]);
    // Neither the message nor the trace says whose it is.
    const [line] = await cabinet.quarantine.list({ limit: 10 });
    expect(`${line?.message} ${JSON.stringify(line?.data)}`).not.toMatch(/PATB|227023187597832/);
    expect((await journalOf(cabinet)).filter((each) => each.startsWith("quarantine"))).toEqual(
      [reason, reason].map((each) => `quarantine.added ${each}`),
    );
    // By name what differs; what it says, only to who may see a matricule, and that is traced.
    if (line === undefined) throw new Error("no line");
    const fields = differingOf(line);
    const limited = { ...cabinet, rights: new Set(["dmp.read"] as const) };
    await expect(differences(limited, line)).rejects.toMatchObject({ code: "rights.missing" });
    const said = await differences(cabinet, line);
    expect(said.map(({ field }) => field)).toEqual(fields);
    const accesses = await cabinet.traces.list({ kinds: ["ins.accessed"], limit: 9 });
    if (kind === "hash") expect([fields, accesses]).toEqual([[], []]);
    else {
      expect(fields).toContain("ins");
      expect(said[0]).toMatchObject({ field: "ins", file: "227023187597832", document: expect.stringMatching(/^\d{15}$/) });
      expect(said[0]?.document).not.toBe(said[0]?.file);
      expect(accesses).toMatchObject([{ patientId: patient.id, data: { where: "quarantine.show" } }]);
    }
    // Once the service is right again the documents reach the file, and what was kept aside is still told.
    await practice.sandbox.control.clearDmpFaults();
    await listDmp(cabinet, patient, { refresh: true });
    expect((await pullDocuments(cabinet, { ids: ids.slice(0, 2) })).map(({ outcome }) => outcome)).toEqual(["filed", "filed"]);
    await discardQuarantined(cabinet, "q1");
    await expect(discardQuarantined(cabinet, "Q1")).rejects.toMatchObject({ code: "quarantine.decided" });
    await expect(discardQuarantined(cabinet, "Q99")).rejects.toMatchObject({ kind: "not_found", code: "quarantine.unknown" });
    const left: string[] = [];
    for await (const { id } of quarantined(cabinet)) left.push(id);
    expect(left).toEqual(["Q2"]);
  });

  it("puts in quarantine what has the INS of the patient and the traits of somebody else", async () => {
    const { cabinet, ids, who } = await listed(await dmpPractice(), ["227023187597832", "DURAND", "FREDERIC", "04/02/1927", "M"]);
    const pulled = await pullDocuments(cabinet, { ids: ids.slice(0, 1) });
    expect(pulled).toMatchObject([{ outcome: "quarantined", code: "traits_differ", quarantine: "Q1" }]);
    const line = await cabinet.quarantine.get("Q1");
    expect(line).toMatchObject({ reason: "traits_differ", data: { differing: ["birthName"] } });
    expect((await cabinet.documents.list({ patientId: who.id, limit: 10 })).items).toEqual([]);
  });

  it("never says « already » of other bytes than those that the registry describes", async () => {
    const { cabinet, ids } = await listed(await dmpPractice());
    await pullDocuments(cabinet, { ids: ids.slice(0, 1) });
    const filed = await cabinet.documents.get("D1");
    if (filed === null) throw new Error("not filed");
    const { id: cda } = await cabinet.contents.write([Buffer.from("<other/>")]);
    await cabinet.documents.update({ ...filed, cda });
    expect(await pullDocuments(cabinet, { ids: ids.slice(0, 1) })).toMatchObject([
      { outcome: "failed", document: "D1", code: "dmp.same_id_other_content" },
    ]);
  });

  it("files nothing of a document that was cut, and says that the service broke off", async () => {
    const practice = await listed(await dmpPractice());
    await fault(practice, "cut");
    await expect(pullDocuments(practice.cabinet, { ids: practice.ids.slice(0, 1) })).rejects.toMatchObject({
      name: "DmpFault",
      kind: "unreachable",
    });
    expect((await practice.cabinet.documents.list({ limit: 10 })).items).toEqual([]);
    expect((await journalOf(practice.cabinet)).at(-1)).toMatch(/^dmp\.answered (?!OK)\S+ TD3\.2$/);
  });

  it("tells the refusal of one patient on its lines, and goes on with the others", async () => {
    const practice = await dmpPractice();
    const one = await listed(practice);
    const two = await listed(practice, SECOND);
    const { cabinet } = practice;
    await cabinet.patients.save({
      updates: [
        {
          patient: { ...one.who, consents: { ...one.who.consents, dmpRead: "opposed" } },
          expectedVersion: one.who.version,
        },
      ],
    });
    const pulled = await pullDocuments(cabinet, { ids: [one.ids[0] ?? "", two.ids[0] ?? ""] });
    expect(pulled.map(({ outcome, code, patientId }) => [outcome, code, patientId])).toEqual([
      ["failed", "dmp.reading_opposed", one.who.id],
      ["filed", null, two.who.id],
    ]);
  });

  it("tells what names nothing on its own line, and files the others", async () => {
    const { cabinet, ids } = await listed(await dmpPractice());
    const pulled = await pullDocuments(cabinet, { ids: ["X9999", ids[0] ?? "", "DUPONT Jeanne"] });
    expect(pulled.map(({ id, outcome, code }) => [id, outcome, code])).toEqual([
      ["X9999", "failed", "dmp.entry_unknown"],
      [ids[0], "filed", null],
      ["?", "failed", "dmp.entry_unknown"],
    ]);
    expect(JSON.stringify(pulled)).not.toContain("DUPONT");
  });

  it("refuses what names nothing, or what somebody else's list named", async () => {
    const practice = await listed(await dmpPractice());
    const { cabinet, ids } = practice;
    await expect(pullDocuments(cabinet, { ids: ["X999"] })).rejects.toMatchObject({ code: "dmp.entry_unknown" });
    await expect(pullDocuments(cabinet, { ids: ["D1"] })).rejects.toMatchObject({ code: "dmp.entry_unknown" });
    await expect(pullDocuments(cabinet, {})).rejects.toMatchObject({ kind: "usage", code: "dmp.nothing_to_pull" });
    const other = { ...cabinet, actor: { ...cabinet.actor, userId: "U2" } };
    await expect(pullDocuments(other, { ids: ids.slice(0, 1) })).rejects.toMatchObject({ code: "dmp.other_view" });
  });
});

describe("showing a document", () => {
  it("draws it, traces the reading, files nothing; once in the file nothing is asked of the DMP", async () => {
    const { cabinet, ids, sandbox } = await listed(await dmpPractice());
    const opened = await openEntry(cabinet, ids[0] ?? "", { reveal: false });
    if (!("header" in opened)) throw new Error(opened.message);
    const text = (await opened.lines(80)).map((line) => line.text).join("\n");
    expect(text).toContain(opened.header.title);
    expect(text).not.toContain("227023187597832");
    expect((await cabinet.documents.list({ limit: 10 })).items).toEqual([]);
    expect((await journalOf(cabinet)).at(-1)).toBe("document.read");
    await pullDocuments(cabinet, { ids: ids.slice(0, 1) });
    const before = (await sandbox.control.dmpCalls()).length;
    expect(await openEntry(cabinet, ids[0] ?? "", { reveal: false })).toMatchObject({ filedAs: "D1" });
    expect((await sandbox.control.dmpCalls()).length).toBe(before);
  });

  it("does not show what was altered, but says where it is kept", async () => {
    const practice = await listed(await dmpPractice());
    await fault(practice, "hash");
    expect(await openEntry(practice.cabinet, practice.ids[0] ?? "", { reveal: false })).toMatchObject({
      quarantine: "Q1",
      code: "hash_mismatch",
    });
  });
});

describe("an emergency", () => {
  it("reads without an authorisation, says why in the journal each time, and what it saw is not opened without saying it again", async () => {
    const practice = await dmpPractice();
    const { cabinet, patient } = practice;
    const one = await patient("155076322000225", "BON", "JEAN", "14/07/1955", "M");
    const asking = { access: "bris_de_glace", reason: "patient inconscient aux urgences" } as const;
    await expect(listDmp(cabinet, one, { ...asking, reason: "vite" })).rejects.toMatchObject({ code: "dmp.break_glass_reason" });
    expect(await journalOf(cabinet)).toEqual([]);
    const { lines } = await listDmp(cabinet, one, asking);
    expect(lines.length).toBeGreaterThan(0);
    const kinds = (await journalOf(cabinet)).map((line) => line.split(" ")[0]);
    expect(kinds.filter((kind) => kind === "dmp.break_glass").length).toBe(
      kinds.filter((kind) => kind === "dmp.intended").length,
    );
    expect(kinds[0]).toBe("dmp.break_glass");
    const ids = [lines[0]?.id ?? ""];
    await expect(pullDocuments(cabinet, { ids })).rejects.toMatchObject({ code: "dmp.seen_in_emergency" });
    expect(await pullDocuments(cabinet, { ids, ...asking })).toMatchObject([{ outcome: "filed" }]);
  });
});
