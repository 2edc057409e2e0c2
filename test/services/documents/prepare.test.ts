import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PDFDocument from "pdfkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { toEntry } from "../../../src/documents/cda/metadata.js";
import { readCda } from "../../../src/documents/cda/reader.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import { documentTypes } from "../../../src/documents/vocabularies/types.js";
import type { Document } from "../../../src/domain/document/document.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { hasGhostscript, toPdfA1 } from "../../../src/platform/ghostscript.js";
import type { PdfConverter } from "../../../src/services/documents/pdf-converter.port.js";
import { prepareCda } from "../../../src/services/documents/prepare.js";
import { tool } from "../../documents/support/conformance.js";
import { cdaOf, collect, documentCabinet, INS, qualify, refusal } from "./support.js";

const TEXT = "Consultation du jour.\nTension 12/8, évolution ≥ 3 mois.\n";
const DECLARED = "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
const pdf = (inside: string) => `%PDF-1.4\n${inside}\n%%EOF\n`;

type Conversion = Parameters<PdfConverter["toPdfA1"]>[1];
const isInstalled = spawnSync("gs", ["--version"]).status === 0;
const reason = isInstalled ? "" : "(SKIPPED: no gs)";

function filed(document: Document | null): Document {
  if (document === null) throw new Error("not filed");
  return document;
}

describe("a document that cannot be exchanged", () => {
  test.each([
    ["a PDF that declares nothing", pdf("x"), { kind: "refused", code: "document.not_pdfa", rule: "DOC/va1.01" }],
    [
      "a PDF/A-3",
      pdf(DECLARED.replace(">1<", ">3<")),
      { code: "document.not_pdfa", why: expect.stringContaining("Il déclare PDF/A-3b, et non PDF/A-1.") },
    ],
    ["a protected PDF", pdf(`${DECLARED}/Encrypt 5 0 R`), { code: "document.not_pdfa" }],
    ["a PDF cut short", `%PDF-1.4\n${DECLARED}`, { kind: "input", code: "document.pdf_damaged" }],
    ["an image that is none", Buffer.from("ffd8ffe000104a464946", "hex"), { kind: "input", code: "pdf.jpeg_unreadable" }],
  ] as const)("%s is refused, and keeps no CDA", async (_name, bytes, expected) => {
    const { cabinet, file } = await documentCabinet();
    const { filed: document } = await file(bytes);
    expect(await refusal(prepareCda(cabinet, filed(document)))).toMatchObject(expected);
    expect(await cabinet.documents.get("D1")).toMatchObject({ cda: null, rowVersion: 1 });
  });

  test("one whose author nobody knows, or whose user has no name, says what to do", async () => {
    const { cabinet, file } = await documentCabinet();
    const outside = await file(TEXT, { author: "Dr Martin" });
    expect(await refusal(prepareCda(cabinet, filed(outside.filed)))).toMatchObject({
      kind: "refused",
      code: "document.author_unidentified",
    });
    await cabinet.users.add({ label: "Remplaçante", rpps: "99700000027", role: "medecin" });
    const unnamed = await file("autre", { author: "U2" });
    expect(await refusal(prepareCda(cabinet, filed(unnamed.filed)))).toMatchObject({
      kind: "config",
      code: "document.author_unnamed",
    });
  });

  test("a CDA filed for the patient whose identity has since become another", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const { filed: document } = await file(await cdaOf(patient), { type: undefined });
    const identity = { ...patient.identity, ins: { ...INS, matricule: "180032636322028" } };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
    expect(await refusal(prepareCda(cabinet, filed(document)))).toMatchObject({ code: "document.other_patient" });
  });
});

describe("a document that is prepared", () => {
  test("is written once: the second time, and for another process, it is the same bytes", async () => {
    const { cabinet, file } = await documentCabinet();
    const document = filed((await file(TEXT)).filed);
    const first = await prepareCda(cabinet, document);
    expect(first).toMatchObject({ canonical: true, bodyMediaType: "application/pdf", document: { cda: first.info.id } });
    expect(await cabinet.documents.get("D1")).toEqual(first.document);
    const again = await prepareCda(cabinet, first.document);
    expect(again.info).toEqual(first.info);
    expect(again.document.rowVersion).toBe(first.document.rowVersion);
    // As another process that read the document before us.
    expect((await prepareCda(cabinet, document)).info).toEqual(first.info);
    expect(await cabinet.traces.list({ kinds: ["document.changed"], limit: 9 })).toHaveLength(1);
  });

  test("two at once leave one CDA", async () => {
    const { cabinet, file } = await documentCabinet();
    const document = filed((await file(TEXT)).filed);
    const [one, two] = await Promise.all([prepareCda(cabinet, document), prepareCda(cabinet, document)]);
    const kept = (await cabinet.documents.get("D1"))?.cda;
    expect([one.info.id, two.info.id]).toEqual([kept, kept]);
    expect(await cabinet.documents.get("D1")).toMatchObject({ rowVersion: 2 });
  });

  test("has the header that a reader finds in it, and all the metadata of the DMP, the second time too", async () => {
    const { cabinet, file } = await documentCabinet();
    await file("première", { date: "2026-05-04" });
    const document = filed((await file(TEXT, { replaces: "D1" })).filed);
    const { header, info } = await prepareCda(cabinet, document);
    const read = await readCda(cabinet.contents.read(info.id));
    expect(read.warnings).toEqual([]);
    expect(read.header).toEqual(header);
    expect(header).toMatchObject({ versionNumber: 2, patient: { ins: INS } });
    expect(header.replaces?.root).toBe((await cabinet.documents.get("D1"))?.uniqueId);
    const facts = { visibility: VISIBLE, sha1: info.sha1, size: info.size, bodyMediaType: "application/pdf" };
    const entry = toEntry(header, facts);
    expect(entry).toMatchObject({ uniqueId: document.uniqueId, serviceStart: "2026-05-04T00:00:00Z", patientId: INS });
    expect(toEntry((await prepareCda(cabinet, document)).header, facts)).toEqual(entry);
  });

  test("before the identity was qualified is written again with the INS, unless it waits to leave", async () => {
    const { cabinet, file } = await documentCabinet({ qualified: false });
    const document = filed((await file(TEXT)).filed);
    const before = await prepareCda(cabinet, document);
    expect(before.header.patient.ins).toBeNull();
    await qualify(cabinet, "P1");
    const line = {
      kind: "mss.send" as const,
      key: "k",
      patientId: "P1",
      documents: ["D1"],
      payload: null,
      contents: [before.info.id],
      createdAt: "2026-11-25T10:00:00.000Z",
      createdBy: "U1",
    };
    await cabinet.outbox.add(line);
    expect((await prepareCda(cabinet, before.document)).info).toEqual(before.info);
    await cabinet.outbox.cancel("O1", "2026-11-25T10:00:00.000Z");
    const after = await prepareCda(cabinet, before.document);
    expect(after.info.id).not.toBe(before.info.id);
    expect(after.header.patient.ins).toEqual(INS);
  });

  test("by somebody who has left is signed by the structure too, written again if it was not (DMP/HISTO.04)", async () => {
    const { cabinet, file } = await documentCabinet();
    const document = filed((await file(TEXT, { date: "2026-05-04" })).filed);
    const before = await prepareCda(cabinet, document);
    expect(before.header.authors).toHaveLength(1);
    await cabinet.users.change("U1", { disabledAt: "2026-11-25T10:00:00.000Z" });
    const after = await prepareCda(cabinet, before.document);
    expect(after.info.id).not.toBe(before.info.id);
    const [person, structure, ...others] = after.header.authors;
    expect([person?.id, others]).toEqual(["899700000001", []]);
    expect(structure).toMatchObject({ id: structure?.institution?.id, givenName: null, specialty: null });
    expect(after.header.legalAuthenticator?.id).toBe("899700000001");
    expect((await readCda(cabinet.contents.read(after.info.id))).header).toEqual(after.header);
    // Once is enough.
    expect((await prepareCda(cabinet, after.document)).info).toEqual(after.info);
  });

  test("that is a PDF/A-1 keeps its bytes", async () => {
    const { cabinet, file } = await documentCabinet();
    const bytes = Buffer.from(pdf(DECLARED));
    const { info } = await prepareCda(cabinet, filed((await file(bytes)).filed));
    let inside: Buffer | null = null;
    await readCda(cabinet.contents.read(info.id), {
      async onBinary(_binary, body) {
        inside = await collect(body);
      },
    });
    expect(inside).toEqual(bytes);
  });

  test.skipIf(!isInstalled)(`that is an ordinary PDF is converted where Ghostscript is, and said so ${reason}`, async () => {
    const { cabinet, file } = await documentCabinet();
    const env = { PATH: process.env.PATH };
    const converting = {
      ...cabinet,
      pdfConverter: {
        isAvailable: () => hasGhostscript(env),
        toPdfA1: (source: AsyncIterable<Uint8Array>, about: Conversion) => toPdfA1(source, { ...about, env }),
      },
    };
    const document = new PDFDocument();
    const pieces: Buffer[] = [];
    document.on("data", (piece: Buffer) => pieces.push(piece));
    const ended = once(document, "end");
    document.text("Bonjour").end();
    await ended;
    const filedPdf = filed((await file(Buffer.concat(pieces))).filed);
    expect(await refusal(prepareCda(cabinet, filedPdf))).toMatchObject({ code: "document.not_pdfa" });
    const { info, warnings } = await prepareCda(converting, filedPdf);
    expect(warnings.join()).toContain("Ghostscript");
    let inside: Uint8Array = new Uint8Array();
    await readCda(cabinet.contents.read(info.id), {
      async onBinary(_binary, body) {
        inside = await collect(body);
      },
    });
    expect(isPdfA1(await inspectPdf(inside))).toBe(true);
    // What was filed is still what was given.
    expect(await cabinet.documents.get("D1")).toMatchObject({ content: filedPdf.content });
    const locked = filed((await file(pdf("/Encrypt 5 0 R"))).filed);
    expect(await refusal(prepareCda(converting, locked))).toMatchObject({ code: "document.not_pdfa" });
  });

  test("that is a CDA leaves as it is, and is not said to be canonical", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const document = filed((await file(await cdaOf(patient), { type: undefined })).filed);
    expect(await prepareCda(cabinet, document)).toMatchObject({ canonical: false, info: { id: document.content }, document });
  });
});

/** What a general practitioner writes. */
const WRITTEN = [
  "11488-4",
  "96349-6",
  "57833-6",
  "57832-8",
  "PRESC-BIO",
  "PRESC-KINE",
  "PRESC-INF",
  "55115-0",
  "89601-9",
  "CERT_DECL",
  "85208-7",
  "29274-8",
  "PROT_ALD",
];
const validate = tool("cda-validate/validate.sh");
const pdfa = tool("pdfa-check.sh");

test.skipIf(validate.missing || pdfa.missing)(
  `${WRITTEN.length} types of documents pass the official schematrons around a PDF/A-1b ${validate.reason}${pdfa.reason}`,
  { timeout: 120_000 },
  async (context) => {
    const { cabinet, file } = await documentCabinet();
    const folder = mkdtempSync(join(tmpdir(), "segur-prepared-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const known = new Set(documentTypes().map(({ code }) => code.code));
    const paths: string[] = [];
    for (const type of WRITTEN) {
      expect(known, type).toContain(type);
      const { info } = await prepareCda(cabinet, filed((await file(TEXT, { type })).filed));
      const path = join(folder, `${type}.xml`);
      writeFileSync(path, await collect(cabinet.contents.read(info.id)));
      paths.push(path);
    }
    await cabinet.users.change("U1", { disabledAt: "2026-11-25T10:00:00.000Z" });
    const left = await prepareCda(cabinet, filed((await file("départ", { author: "U1" })).filed));
    paths.push(join(folder, "left.xml"));
    writeFileSync(join(folder, "left.xml"), await collect(cabinet.contents.read(left.info.id)));
    const checked = validate.run(context, paths);
    expect(checked.output.match(/^OK /gm), checked.output).toHaveLength(paths.length);
    const converted = pdfa.run(context, ["-x", ...paths]);
    expect(converted.output.match(/^OK /gm), converted.output).toHaveLength(paths.length);
    expect([checked.status, converted.status]).toEqual([0, 0]);
  },
);
