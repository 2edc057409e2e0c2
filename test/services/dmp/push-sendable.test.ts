import { describe, expect, it } from "vitest";
import { type PushOptions, planPush } from "../../../src/services/dmp/push-plan.js";
import type { PdfConverter } from "../../../src/services/documents/pdf-converter.port.js";
import { cdaOf, documentCabinet } from "../documents/support.js";

const OPTIONS: PushOptions = { hideFrom: [], reviewed: true, traitsConfirmed: false, mustReplace: false, command: "c" };
const UUID = "4E92A6D7-0C35-47B8-B1F6-9A3D58E27C04";
const PLAIN_PDF = "%PDF-1.4\nx\n%%EOF\n";
const converter: PdfConverter = { isAvailable: async () => true, toPdfA1: () => Promise.reject(new Error("nothing is run")) };

type Files = Awaited<ReturnType<typeof documentCabinet>>;

/** What a plan says of the one document of the file. */
async function planned({ cabinet }: Pick<Files, "cabinet">, pdfConverter?: PdfConverter) {
  const plan = await planPush({ ...cabinet, ...(pdfConverter && { pdfConverter }) }, ["D1"], OPTIONS);
  const [refused] = plan.refused;
  return refused?.error ?? plan.groups[0]?.documents[0]?.remarks;
}

async function cdaWithId(id: string, files: Files) {
  const text = (await cdaOf(files.patient)).toString().replace(/<id root="1\.2\.3\.4"/, `<id ${id}`);
  await files.file(text, { type: undefined });
}

describe("a plan refuses what would always be refused once the DMP is asked", () => {
  it.each([
    ["a UUID", `root="${UUID}"`],
    ["an OID and a long extension", 'root="1.2.3.4" extension="compte-rendu-2026-0001"'],
    ["more than 64 characters", `root="1.2.250.1.${"1".repeat(60)}"`],
  ])("the id of a CDA that is %s: its PDF may be filed alone", async (_name, id) => {
    const files = await documentCabinet();
    await cdaWithId(id, files);
    expect(await planned(files)).toMatchObject({
      code: "document.cda_id",
      rule: "EX_2.1-1130",
      message: expect.stringContaining("D1"),
      advice: expect.stringContaining("segur doc show D1 --pdf"),
    });
  });

  it("and lets go an OID with a short extension", async () => {
    const files = await documentCabinet();
    await cdaWithId('root="1.2.3.4" extension="42"', files);
    expect(await planned(files)).toEqual([]);
  });

  it.each([
    ["an author who is nobody of the cabinet", "Texte", { author: "Dr Martin" }, "document.author_unidentified"],
    ["an image that is none", Buffer.from("ffd8ffe000104a464946", "hex"), {}, "pdf.jpeg_unreadable"],
    ["an ordinary PDF without Ghostscript", PLAIN_PDF, {}, "document.not_pdfa"],
    ["a protected PDF", PLAIN_PDF.replace("x", "/Encrypt 5 0 R"), {}, "document.not_pdfa"],
    ["a PDF that was cut", "%PDF-1.4\nx", {}, "document.pdf_damaged"],
  ] as const)("%s", async (_name, bytes, request, code) => {
    const files = await documentCabinet();
    await files.file(bytes, request);
    expect(await planned(files)).toMatchObject({ code });
    expect(await files.cabinet.documents.get("D1")).toMatchObject({ cda: null, rowVersion: 1 });
  });
});

describe("a PDF that is no PDF/A-1", () => {
  it("is told when it is filed, by what this machine can do", async () => {
    const { cabinet, file } = await documentCabinet();
    expect((await file(PLAIN_PDF)).warnings).toEqual([expect.stringContaining("ne pourra pas être transmis")]);
    expect((await file(`${PLAIN_PDF} `, { dryRun: true })).warnings).toHaveLength(1);
    expect(
      (await file("%PDF-1.4\n<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n%%EOF")).warnings,
    ).toEqual([]);
    expect(await planned({ cabinet }, converter)).toEqual([expect.stringMatching(/converti par Ghostscript.*image/)]);
  });
});
