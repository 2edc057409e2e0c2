import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createArchive } from "../../../src/documents/export/write.js";
import { cdaOf, documentCabinet, refusal } from "../documents/support.js";
import { testCabinet } from "../support/cabinet.js";
import { exported, filesIn, imported, medical, NO_DETAIL } from "./support.js";

type Json = Record<string, unknown>;

/** The same export, one of its JSON files changed by somebody who knows the format: every hash is right again. */
async function forged(bytes: Buffer, path: string, change: (json: Json) => void): Promise<Buffer> {
  const files = new Map(await filesIn(bytes));
  const edit = (name: string, work: (json: Json) => void) => {
    const json = JSON.parse(files.get(name)?.toString("utf8") ?? "{}");
    work(json);
    files.set(name, Buffer.from(JSON.stringify(json)));
  };
  const told = (name: string, shown: string) => {
    const content = files.get(name) ?? Buffer.alloc(0);
    return { path: shown, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  };
  edit(path, change);
  for (const id of ["P1", "P2"]) {
    const folder = `patients/${id}/`;
    edit(`${folder}manifest.json`, (json) => {
      Object.assign(json, { files: (json.files as { path: string }[]).map((each) => told(folder + each.path, each.path)) });
    });
  }
  edit("manifest.json", (json) => {
    for (const list of ["files", "patients"]) {
      Object.assign(json, { [list]: (json[list] as { path: string }[]).map((each) => told(each.path, each.path)) });
    }
  });
  const archive = await createArchive();
  const all: Buffer[] = [];
  const reading = (async () => {
    for await (const piece of archive.output) all.push(piece);
  })();
  for (const [name, content] of files) await archive.add(name, (sink) => sink(content));
  archive.end();
  await reading;
  return Buffer.concat(all);
}

async function honest(): Promise<Buffer> {
  const { cabinet, file } = await documentCabinet();
  await file("Consultation.\n");
  await medical(cabinet, "P1", { kind: "problem", ...NO_DETAIL, label: "Asthme" });
  return (await exported(cabinet)).bytes;
}

const DOCUMENTS = "patients/P1/documents.json";
const PATIENT = "patients/P1/patient.json";
const MEDICAL = "patients/P1/medical.json";
const first = (json: Json) => (json.items as Record<string, unknown>[])[0] as Record<string, never> & Record<string, unknown>;

describe("an export whose hashes are right and whose words are not", () => {
  test.each<[string, string, (json: Json) => void]>([
    [
      "a path that leaves the folder",
      DOCUMENTS,
      (json) => Object.assign(first(json), { files: { original: "../P2/patient.json", cda: null } }),
    ],
    [
      "a path of another kind",
      DOCUMENTS,
      (json) => Object.assign(first(json), { files: { original: "patient.json", cda: null } }),
    ],
    ["a state that is none", DOCUMENTS, (json) => Object.assign(first(json), { state: "deleted" })],
    ["a kind of file that is not filed", DOCUMENTS, (json) => Object.assign(first(json), { mimeType: "text/html" })],
    ["an escape sequence in a title", DOCUMENTS, (json) => Object.assign(first(json), { title: "\u001b[2Jrien" })],
    ["a title without end", DOCUMENTS, (json) => Object.assign(first(json), { title: "x".repeat(30_000) })],
    ["a date that is none", DOCUMENTS, (json) => Object.assign(first(json), { actDate: "2026-13-45" })],
    ["an identifier that is markup", DOCUMENTS, (json) => Object.assign(first(json), { uniqueId: '1"><script>' })],
    ["items that are no list", DOCUMENTS, (json) => Object.assign(json, { items: { 0: 1 } })],
    ["another patient's number", PATIENT, (json) => Object.assign(json, { id: "P2" })],
    ["an identity that is a list", PATIENT, (json) => Object.assign(json, { identity: [] })],
    ["a sex that is none", PATIENT, (json) => Object.assign(json.identity as object, { sex: "X" })],
    ["a medical kind that is none", MEDICAL, (json) => Object.assign(first(json), { kind: "secret" })],
    ["a line break in a label", MEDICAL, (json) => Object.assign(first(json), { label: "Asthme\nAllergie" })],
    ["an empty label", MEDICAL, (json) => Object.assign(first(json), { label: " " })],
    ["a source that is none", MEDICAL, (json) => Object.assign(first(json), { source: { from: "vote", document: null } })],
  ])("%s is refused, and nothing of that patient is written", async (_name, path, change) => {
    const bytes = await forged(await honest(), path, change);
    const other = await testCabinet();
    expect(await refusal(imported(other, bytes))).toMatchObject({ kind: "input", code: "export.altered" });
    expect(await other.patients.count()).toBe(0);
  });

  test("a qualified identity that somebody wrote there is no more believed than another", async () => {
    const bytes = await forged(await honest(), "patients/P2/patient.json", (json) => {
      const ins = { matricule: "175126322074974", oid: "1.2.250.1.213.1.4.8" };
      Object.assign(json.identity as object, {
        status: "qualifiee",
        ins,
        proof: { type: "ZZ", checkedOn: "2026-01-05", checkedBy: "x" },
      });
    });
    const other = await testCabinet();
    const [, second] = await imported(other, bytes);
    expect((await other.patients.get(second?.patientId ?? ""))?.identity).toMatchObject({
      status: "provisoire",
      ins: null,
      proof: null,
    });
    expect(second?.warnings.join(" ")).toContain("preuve d'identité n'est pas reprise");
  });

  test("a birth date to come makes a patient that is refused, the others are taken", async () => {
    const bytes = await forged(await honest(), PATIENT, (json) =>
      Object.assign(json.identity as object, { birthDate: "2199-01-01" }),
    );
    const other = await testCabinet();
    expect((await imported(other, bytes)).map(({ outcome }) => outcome)).toEqual(["refused", "created"]);
  });

  test.each<[string, string, object]>([
    ["a date that is in no calendar", "date.calendar", { since: "2019-99" }],
    ["a mark that turns the text round", "medical.line", { label: "Asthme\u202e" }],
    ["a label without end", "medical.too_long", { label: "x".repeat(15_000) }],
    ["a code that is none", "medical.", { code: { code: "E99<ZZ>", system: "2.16.840.1.113883.6.3", label: "x" } }],
  ])("a medical item with %s is refused alone, and told", async (_name, code, change) => {
    const bytes = await forged(await honest(), MEDICAL, (json) => {
      Object.assign(first(json), change);
      Object.assign(json, { protocols: ["Asalée", 'un "guillemet"'] });
    });
    const other = await testCabinet();
    const [result] = await imported(other, bytes);
    expect(result?.problems.map((each) => each.code)).toEqual([expect.stringContaining(code), "medical.protocol"]);
    expect((await other.medical.record("P1")).items).toEqual([]);
    expect(await other.medical.protocols("P1")).toEqual(["Asalée"]);
  });

  test("a manifest that says that nothing is medical gives nobody the right to it", async () => {
    const bytes = await forged(await honest(), "manifest.json", (json) => {
      Object.assign(json.counts as object, { medicalItems: 0, acknowledgements: 0 });
    });
    const other = await testCabinet();
    const rights = new Set([...other.rights].filter((right) => right !== "medical"));
    expect(await refusal(imported({ ...other, rights }, bytes))).toMatchObject({ code: "rights.missing" });
    expect([await other.patients.count(), await other.imports.begun("2026-01-01T00:00:00Z", other.machine)]).toEqual([0, []]);
  });

  test.each<[string, object]>([
    ["type", { type: { code: "11488-4", system: "2.16.840.1.113883.6.1", label: "CR de consultation" } }],
    ["date", { actDate: "1999-01-01" }],
    ["titre", { title: "Autre chose" }],
    ["auteur", { author: { id: "899700000123", name: "Dr AUTRE", institution: null } }],
    ["identifiant", { uniqueId: "1.2.3.99" }],
  ])("a CDA of which the %s is said otherwise is refused alone", async (fact, change) => {
    const { cabinet, file, patient } = await documentCabinet();
    await file(await cdaOf(patient), { type: undefined });
    const honestly = (await exported(cabinet)).bytes;
    const fair = await testCabinet();
    expect((await imported(fair, honestly))[0]?.problems).toEqual([]);
    const other = await testCabinet();
    const [result] = await imported(other, await forged(honestly, DOCUMENTS, (json) => Object.assign(first(json), change)));
    expect(result?.problems).toEqual([{ code: "document.contradicts_cda", message: expect.stringContaining(fact) }]);
    expect((await other.documents.list({ patientId: "P1", limit: 9 })).items).toEqual([]);
  });

  test.each([
    [MEDICAL, 4],
    [PATIENT, 1],
    ["manifest.json", 5],
    ["patients/P1/manifest.json", 5],
  ])("%s that is larger than any that is written is not read whole", async (path, megabytes) => {
    const bytes = await forged(await honest(), path, (json) => {
      // It is no bomb for the archive: it does not shrink enough.
      Object.assign(json, {
        more: Array.from({ length: megabytes * 40_000 }, (_, index) => createHash("md5").update(`${index}`).digest("hex")),
      });
    });
    const other = await testCabinet();
    expect(await refusal(imported(other, bytes))).toMatchObject({
      code: "export.altered",
      details: { what: "large", where: path },
    });
  });
});
