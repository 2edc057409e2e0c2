import { describe, expect, test } from "vitest";
import { MAX_BYTES } from "../../../src/services/documents/source.js";
import { cdaOf, documentCabinet, qualify, refusal, sourceOf } from "./support.js";

const TEXT = "Consultation du jour.\nTension 12/8.\n";
const filedOf = async (cabinet: Awaited<ReturnType<typeof documentCabinet>>["cabinet"]) =>
  (await cabinet.documents.list({ limit: 99, states: ["current", "superseded", "removed"] })).items;

describe("a file that is refused leaves no document and no trace", () => {
  const cases: readonly (readonly [string, string | Uint8Array, object, object])[] = [
    ["empty", "", {}, { kind: "input", code: "document.empty", rule: "EX_GEN-1060" }],
    ["white", " \r\n\t ", {}, { code: "document.empty" }],
    ["an archive", Buffer.from("504b0304140000000800", "hex"), {}, { kind: "input", code: "document.kind_unknown" }],
    ["a web page", "<!DOCTYPE html><html><p>x", {}, { code: "document.kind_unknown" }],
    ["no type", TEXT, { type: undefined }, { kind: "usage", code: "document.type_missing" }],
    ["an unknown type", TEXT, { type: "zzz" }, { kind: "usage", code: "document.type_unknown" }],
    ["several types", TEXT, { type: "prescription" }, { kind: "decision", code: "document.type_ambiguous" }],
    ["a date to come", TEXT, { date: "31/12/2199" }, { kind: "usage", code: "document.act_date" }],
    ["a date before birth", TEXT, { date: "01/01/1950" }, { code: "document.act_date" }],
    ["no such day", TEXT, { date: "31/02/2026" }, { code: "document.act_date" }],
    ["a title of controls", TEXT, { title: "a\u001b[2Jb" }, { code: "document.title" }],
    ["an unknown author", TEXT, { author: "U9" }, { code: "document.author_unknown" }],
    ["an unknown patient", TEXT, { patient: "P99" }, { kind: "not_found", code: "patient.not_found" }],
    ["an unknown version", TEXT, { replaces: "D99" }, { kind: "not_found", code: "document.not_found" }],
    ["a DOCTYPE", '<!DOCTYPE a [<!ENTITY b "c">]><ClinicalDocument xmlns="urn:hl7-org:v3"/>', {}, { code: "cda.doctype" }],
    ["XML that is no CDA", "<?xml version='1.0'?><a/>", {}, { code: "cda.not_cda" }],
    ["a CDA cut short", "<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'><id", {}, { code: "cda.not_xml" }],
  ];
  test.each(cases)("%s", async (_name, bytes, request, expected) => {
    const { cabinet, file } = await documentCabinet();
    expect(await refusal(file(bytes, request))).toMatchObject(expected);
    expect(await filedOf(cabinet)).toEqual([]);
    expect(await cabinet.traces.list({ kinds: ["document.filed"], limit: 9 })).toEqual([]);
  });

  test("more than the limit, which is told, and the source is let go", async () => {
    const { cabinet, file } = await documentCabinet();
    let closed = false;
    async function* endless() {
      try {
        yield Buffer.from("Texte\n");
        const chunk = Buffer.alloc(1_000_000, 0x41);
        for (;;) yield chunk;
      } finally {
        closed = true;
      }
    }
    expect(await refusal(file("", { source: endless(), dryRun: true }))).toMatchObject({
      kind: "input",
      code: "document.too_large",
      details: { limit: MAX_BYTES },
    });
    expect(closed).toBe(true);
    expect(await filedOf(cabinet)).toEqual([]);
  });

  test("a source that breaks: its error passes as it is, nothing is filed", async () => {
    const { cabinet, file } = await documentCabinet();
    async function* broken() {
      yield Buffer.from("Texte\n".repeat(20_000));
      throw Object.assign(new Error("EIO"), { code: "EIO" });
    }
    expect(await refusal(file("", { source: broken() }))).toMatchObject({ code: "EIO" });
    expect(await filedOf(cabinet)).toEqual([]);
  });
});

describe("a CDA", () => {
  test("of another patient is refused, without telling who", async () => {
    const { cabinet, file, other } = await documentCabinet();
    const error = await refusal(file(await cdaOf(other), { type: undefined }));
    expect(error).toMatchObject({ kind: "refused", code: "document.other_patient", details: { patient: "P1" } });
    expect(JSON.stringify(error)).not.toMatch(/VINCI|LEONARDO/i);
    expect(await filedOf(cabinet)).toEqual([]);
  });

  test("whose patient cannot be told waits for a person", async () => {
    const { file, patient } = await documentCabinet();
    const silent = (await cdaOf(patient)).toString().replace(/<recordTarget>.*<\/recordTarget>/s, "");
    expect(await refusal(file(silent, { type: undefined }))).toMatchObject({ kind: "decision", code: "document.patient_unsure" });
    expect(await file(silent, { type: undefined, samePatient: true })).toMatchObject({ added: true });
  });

  test("tells its own type, title, date, author and identifiers; an option that says otherwise is refused", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const bytes = await cdaOf(patient);
    for (const [option, value] of [
      ["type", "11488-4"],
      ["title", "Autre"],
      ["date", "01/10/2026"],
      ["author", "U1"],
    ] as const) {
      const error = await refusal(file(bytes, { type: undefined, [option]: value }));
      expect(error, option).toMatchObject({ code: "document.said_by_cda", details: { option: `--${option}` } });
    }
    const { filed } = await file(bytes, { type: undefined });
    expect(filed).toMatchObject({
      id: "D1",
      type: { code: "11502-2" },
      title: "Compte rendu d'examens biologiques",
      actDate: "2026-10-02",
      createdAt: "2026-10-03T08:00:00.000Z",
      uniqueId: "1.2.3.4",
      setId: "1.2.3.5",
      versionNumber: 1,
      mimeType: "text/xml",
      author: { id: "899700000009", institution: "LABORATOIRE" },
    });
    expect(filed?.cda).toBe(filed?.content);
    expect(await cabinet.documents.byUniqueId("1.2.3.4")).toEqual(filed);
  });

  test("without an identifier is refused; without a type it takes the one that is given", async () => {
    const { file, patient } = await documentCabinet();
    const text = (await cdaOf(patient)).toString();
    expect(await refusal(file(text.replace(/<id [^>]*root="1\.2\.3\.4"[^>]*>(<\/id>)?/, ""), { type: undefined }))).toMatchObject(
      {
        code: "document.cda_without_id",
      },
    );
    const untyped = text.replace(/<code code="11502-2"[^>]*><\/code>/, "");
    expect(untyped).not.toBe(text);
    expect(await refusal(file(untyped, { type: undefined }))).toMatchObject({ code: "document.type_missing" });
    expect((await file(untyped)).filed).toMatchObject({ type: { code: "11488-4" } });
  });

  test("is a version of the set that is there: newer replaces, older is refused, the same is the same", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    await file(await cdaOf(patient), { type: undefined });
    const two = await cdaOf(patient, { uniqueId: "1.2.3.6", versionNumber: 2, replaces: "1.2.3.4" });
    expect((await file(two, { type: undefined })).filed).toMatchObject({ id: "D2", replaces: "D1" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "superseded" });
    expect(await file(two, { type: undefined })).toMatchObject({ added: false, filed: { id: "D2" } });
    expect(await file(await cdaOf(patient), { type: undefined })).toMatchObject({ added: false, filed: { id: "D1" } });
    const late = await cdaOf(patient, { uniqueId: "1.2.3.9" });
    expect(await refusal(file(late, { type: undefined }))).toMatchObject({
      code: "document.obsolete",
      details: { document: "D2" },
    });
  });
});

describe("filing", () => {
  test("what was not said is the type's label, today, the person of the session", async () => {
    const { cabinet, file } = await documentCabinet();
    const { filed, added } = await file(TEXT);
    expect(added).toBe(true);
    expect(filed).toMatchObject({
      id: "D1",
      title: "CR ou fiche de consultation ou de visite",
      class: { code: "10" },
      origin: "local",
      mimeType: "text/plain",
      size: TEXT.length,
      versionNumber: 1,
      author: { id: "899700000001", name: "Paul MARCEAU", institution: "CABINET MEDICAL DE DEMONSTRATION" },
      filedBy: "U1",
      cda: null,
    });
    expect(filed?.uniqueId).toMatch(/^2\.25\.\d{30,39}$/);
    const [trace] = await cabinet.traces.list({ kinds: ["document.filed"], limit: 9 });
    expect(trace).toMatchObject({
      patientId: "P1",
      data: { document: "D1", type: "11488-4", origin: "local", uniqueId: filed?.uniqueId },
    });
  });

  test("an author is a user by id or RPPS, or somebody else in words", async () => {
    const { file } = await documentCabinet();
    for (const author of ["u1", "99700000001", "899700000001"]) {
      expect((await file(TEXT, { author, dryRun: true })).document.author.id).toBe("899700000001");
    }
    const { document } = await file(TEXT, { author: "Dr Martin, cardiologue", dryRun: true });
    expect(document.author).toEqual({ id: null, name: "Dr Martin, cardiologue", institution: null });
  });

  test("a rehearsal says what would be filed and writes nothing, contents included", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    for (const bytes of [TEXT, await cdaOf(patient)]) {
      const { document, filed, added } = await file(bytes, { type: bytes === TEXT ? "11488-4" : undefined, dryRun: true });
      expect([filed, added]).toEqual([null, false]);
      expect(await cabinet.contents.info(document.content)).toBeNull();
    }
    expect(await filedOf(cabinet)).toEqual([]);
  });

  test("the same file twice is one document, by two processes at once too; another day or type is another one", async () => {
    const { cabinet, file } = await documentCabinet();
    const second = await documentCabinet({ path: cabinet.path });
    // The installation is the same: two processes of one cabinet.
    const twin = { ...second.cabinet, info: cabinet.info };
    const { addDocument } = await import("../../../src/services/documents/add.js");
    const request = () => ({ patient: "P1", source: sourceOf(TEXT), fileName: "f", type: "11488-4" });
    const both = await Promise.all([addDocument(cabinet, request()), addDocument(twin, request())]);
    expect(both.map(({ added }) => added).sort()).toEqual([false, true]);
    expect(both[0].filed?.id).toBe(both[1].filed?.id);
    expect(await file(TEXT)).toMatchObject({ added: false });
    expect(await file(TEXT, { date: "2026-01-05" })).toMatchObject({ added: true });
    expect(await file(TEXT, { type: "consultation", patient: "P2" })).toMatchObject({ added: true });
    expect(await filedOf(cabinet)).toHaveLength(3);
  });

  test("a new version keeps the set, counts up, and takes what is not said from the version before", async () => {
    const { cabinet, file } = await documentCabinet();
    const { filed: one } = await file(TEXT, { title: "Première", date: "2026-05-04" });
    expect(await refusal(file(TEXT, { replaces: "D1" }))).toMatchObject({
      kind: "refused",
      code: "document.unchanged",
      rule: "EX_GEN-1060",
    });
    expect(await refusal(file("autre", { replaces: "D1", patient: "P2" }))).toMatchObject({ code: "document.replaces_patient" });
    const { filed: two } = await file(`${TEXT}corrigé`, { replaces: "d1", type: undefined });
    expect(two).toMatchObject({
      id: "D2",
      replaces: "D1",
      setId: one?.setId,
      versionNumber: 2,
      title: "Première",
      actDate: "2026-05-04",
    });
    expect(two?.uniqueId).not.toBe(one?.uniqueId);
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "superseded" });
    expect(await refusal(file("encore", { replaces: "D1" }))).toMatchObject({ code: "document.replaces_superseded" });
  });

  test("two processes that replace the same version: one does, the other is told", async () => {
    const { cabinet, file } = await documentCabinet();
    await file(TEXT);
    const outcomes = await Promise.allSettled([file("a", { replaces: "D1" }), file("b", { replaces: "D1" })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = outcomes.find((each) => each.status === "rejected");
    expect(lost).toMatchObject({ reason: { kind: "refused", code: "document.replaced" } });
    expect((await filedOf(cabinet)).filter(({ state }) => state === "current")).toHaveLength(1);
  });

  test("a patient without INS has documents too", async () => {
    const { cabinet, file, patient } = await documentCabinet({ qualified: false });
    const bytes = await cdaOf(patient);
    expect(await file(bytes, { type: undefined })).toMatchObject({ added: true });
    await qualify(cabinet, "P1");
    expect(await file(bytes, { type: undefined })).toMatchObject({ added: false });
  });
});
