import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exportDocument } from "../../../src/services/documents/export.js";
import { listDocuments } from "../../../src/services/documents/list.js";
import { documentPage, showDocument } from "../../../src/services/documents/show.js";
import { conformance } from "../../gateways/support/conformance.js";
import { cdaOf, documentCabinet, INS, refusal } from "./support.js";

const SCREEN = { width: 80, reveal: false };
const exported = async (plan: Awaited<ReturnType<typeof exportDocument>>): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  await plan.write(async (chunk) => void pieces.push(Buffer.from(chunk)));
  return Buffer.concat(pieces);
};

describe("what does not exist or may not be seen", () => {
  test("is refused before anything is traced", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Texte");
    for (const typed of ["D9", "DUPONT", ""]) {
      const error = await refusal(showDocument(cabinet, typed, SCREEN));
      expect(error).toMatchObject({ kind: "not_found", code: "document.not_found" });
      expect(JSON.stringify(error)).not.toContain("DUPONT");
    }
    const limited = { ...cabinet, rights: new Set(["patients.read"] as const) };
    expect(await refusal(showDocument(limited, "D1", { ...SCREEN, reveal: true }))).toMatchObject({ code: "rights.missing" });
    expect(await cabinet.traces.list({ kinds: ["document.read", "ins.accessed"], limit: 9 })).toEqual([]);
  });

  test("a PDF of a document that has none, a category that is none", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const plain = (await cdaOf(patient)).toString().replace('mediaType="application/pdf"', 'mediaType="text/plain"');
    await file(plain, { type: undefined });
    expect(await refusal(exportDocument(cabinet, "D1", "pdf"))).toMatchObject({ kind: "not_found", code: "document.no_pdf" });
    expect(await refusal(listDocuments(cabinet, { patient: "P1", category: "zz", all: false, limit: 9 }))).toMatchObject({
      kind: "usage",
      code: "document.category_unknown",
    });
    expect(await cabinet.traces.list({ kinds: ["document.exported"], limit: 9 })).toEqual([]);
  });
});

describe("reading", () => {
  test("a text is shown with what the file knows; nothing in it acts on the screen; the reading is traced", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Bonjour\u000c", { title: "Lettre" });
    const { lines, document } = await showDocument(cabinet, "d1", SCREEN);
    const text = lines.map((line) => line.text).join("\n");
    expect(text).toContain("Lettre");
    expect(text).toContain("ADRUN");
    expect(text).toContain("Bonjour");
    expect(text).not.toContain(INS.matricule);
    expect(/\p{Cc}/u.test(text.replaceAll("\n", ""))).toBe(false);
    expect(document.id).toBe("D1");
    const traces = await cabinet.traces.list({ kinds: ["document.read"], limit: 9 });
    expect(traces).toMatchObject([{ patientId: "P1", data: { document: "D1", where: "doc.show" } }]);
  });

  test.skipIf(conformance.missing)(
    `a report and the PDF joined to it: where it is, its size, its text ${conformance.reason}`,
    async () => {
      const { cabinet, patient, file } = await documentCabinet();
      const { traits, ins } = patient.identity;
      const example = readFileSync(conformance.path("cda", "examples", "BIO-CR-BIO_2024.01_derived_comment.xml"), "utf8");
      const target =
        `<recordTarget><patientRole><id extension="${ins?.matricule}" root="${ins?.oid}"/><patient><name><given>${traits.firstBirthGivenName}</given>` +
        `<family qualifier="BR">${traits.birthName}</family></name><administrativeGenderCode code="${traits.sex}"/>` +
        `<birthTime value="${traits.birthDate.replaceAll("-", "")}"/></patient></patientRole></recordTarget>`;
      await file(example.replace(/<recordTarget[\s>][\s\S]*?<\/recordTarget>/, target), { type: undefined, samePatient: true });
      const { lines } = await showDocument(cabinet, "D1", { ...SCREEN, width: 100 });
      const text = lines.map((line) => line.text).join("\n");
      expect(text).not.toContain("pièce jointe absente");
      expect(text).toMatch(/\[document PDF joint \(\d+ Ko\)/);
      expect(text).toMatch(/Document PDF joint \(\d+ Ko\) : segur doc show D1 --pdf FICHIER/);
      expect(text).toMatch(/Texte extrait du PDF|C'est un PDF/);
    },
  );

  test("--reveal shows the matricule and traces its access", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("Texte");
    const { lines } = await showDocument(cabinet, "D1", { ...SCREEN, reveal: true });
    expect(lines.map(({ text }) => text).join("\n")).toContain(INS.matricule);
    expect(await cabinet.traces.list({ kinds: ["ins.accessed"], limit: 9 })).toMatchObject([{ patientId: "P1" }]);
  });

  test("a page holds everything, runs nothing and fetches nothing", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("<script>alert(1)</script>\nfin", { title: "Note" });
    await file(Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(300_000, 65), Buffer.from("\n%%EOF")]));
    const text = await documentPage(cabinet, "D1", { reveal: false });
    expect(text.html).not.toContain("<script");
    expect(text.html).toContain("&#60;script&#62;");
    const page = await documentPage(cabinet, "D2", { reveal: false });
    expect(page.html).toContain("data:application/pdf;base64,");
    expect(page.html).not.toMatch(/(src|href|data)="(https?:)?\/\//);
  });
});

describe("an export", () => {
  test("is the file as it was, the CDA, or the PDF in it; each traced when its bytes leave", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const cda = await cdaOf(patient);
    await file("Texte du jour");
    await file(cda, { type: undefined });
    const original = await exportDocument(cabinet, "D1", "original");
    expect(await cabinet.traces.list({ kinds: ["document.exported"], limit: 9 })).toEqual([]);
    expect((await exported(original)).toString()).toBe("Texte du jour");
    expect(original.extension).toBe("txt");
    expect((await exported(await exportDocument(cabinet, "D1", "cda"))).toString()).toMatch(/^<ClinicalDocument /);
    const made = await exported(await exportDocument(cabinet, "D1", "pdf"));
    expect(made.subarray(0, 8).toString()).toBe("%PDF-1.4");
    expect((await exported(await exportDocument(cabinet, "D2", "original"))).equals(cda)).toBe(true);
    expect((await exported(await exportDocument(cabinet, "D2", "cda"))).equals(cda)).toBe(true);
    expect((await exported(await exportDocument(cabinet, "D2", "pdf"))).toString()).toBe("%PDF-1.4 x");
    const traces = await cabinet.traces.list({ kinds: ["document.exported"], limit: 99 });
    expect(traces.map(({ data }) => `${data?.document} ${data?.format}`)).toEqual([
      "D1 original",
      "D1 cda",
      "D1 pdf",
      "D2 original",
      "D2 cda",
      "D2 pdf",
    ]);
  });
});

test("the list keeps what is asked: type, category in words, days, versions that were replaced", async () => {
  const { cabinet, file } = await documentCabinet();
  await file("a", { date: "2026-01-05" });
  await file("b", { date: "2026-02-05", type: "ordonnance" });
  await file("c", { replaces: "D1", type: undefined });
  const ids = async (request: object) =>
    (await listDocuments(cabinet, { patient: "F-ADRUN", all: false, limit: 9, ...request })).items.map(({ id }) => id);
  expect(await ids({})).toEqual(["D2", "D3"]);
  expect(await ids({ all: true })).toEqual(["D2", "D3", "D1"]);
  expect(await ids({ type: "consultation" })).toEqual(["D3"]);
  expect(await ids({ category: "compte" })).toEqual(["D3"]);
  expect(await ids({ since: "01/02/2026", until: "28/02/2026" })).toEqual(["D2"]);
  expect(await ids({ origin: "dmp" })).toEqual([]);
});

test("a page gives the next one by a cursor of one word; any other is refused", async () => {
  const { cabinet, file } = await documentCabinet();
  for (const [text, date] of [
    ["a", "2026-01-05"],
    ["b", "2026-01-05"],
    ["c", "2026-02-05"],
  ] as const)
    await file(text, { date });
  const page = (after?: string) => listDocuments(cabinet, { patient: "P1", all: false, limit: 2, after });
  const first = await page();
  expect(first.next).toMatch(/^\S+$/);
  expect([...first.items, ...(await page(first.next ?? "")).items].map(({ id }) => id)).toEqual(["D3", "D2", "D1"]);
  expect(await refusal(page("2026-01-05 2"))).toMatchObject({ kind: "usage", code: "document.after" });
});
