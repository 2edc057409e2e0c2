import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PDFDocument from "pdfkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { readCda } from "../../../src/documents/cda/reader.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import type { Document } from "../../../src/domain/document/document.js";
import type { DocumentAuthor } from "../../../src/domain/document/entry.js";
import type { Sex } from "../../../src/domain/identity/types.js";
import type { Patient } from "../../../src/domain/patient.js";
import { toPdfA1 } from "../../../src/platform/ghostscript.js";
import type { PdfConverter } from "../../../src/services/documents/pdf-converter.port.js";
import {
  type AttachmentRequest,
  openAttachments,
  type PreparedAttachments,
  prepareAttachments,
} from "../../../src/services/mss/attachments.js";
import { official, tool } from "../../documents/support/conformance.js";
import { cdaOf, collect, documentCabinet, INS, qualify, refusal } from "../documents/support.js";
import { newPatient, OFFICIAL } from "../support/patients.js";

const AUTHOR: DocumentAuthor = {
  id: "899700000001",
  familyName: "MARCEAU",
  givenName: "Paul",
  specialty: null,
  role: null,
  institution: { id: "10B0152872", name: "CABINET" },
};
const TEXT = "Consultation du jour.\nTension 12/8, évolution ≥ 3 mois.\n";

const request = (documents: readonly (Document | null)[], change: Partial<AttachmentRequest> = {}): AttachmentRequest => ({
  documents: documents.map((document) => {
    if (document === null) throw new Error("not filed");
    return document;
  }),
  action: null,
  author: AUTHOR,
  softwareName: "segur 0.1.0",
  ...change,
});

const DECLARED = "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
const hasGhostscript = spawnSync("gs", ["--version"]).status === 0;

/** A received level 1 CDA around this PDF. */
async function cdaAround(patient: Patient, pdf: Buffer): Promise<Buffer> {
  const cda = (await cdaOf(patient)).toString();
  return Buffer.from(cda.replace(Buffer.from("%PDF-1.4 x").toString("base64"), pdf.toString("base64")));
}

/** Everything in an archive, as `unzip` extracts it. */
function extracted(archive: Buffer): { readonly folder: string; read(name: string): Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "segur-attached-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "a.zip"), archive);
  mkdirSync(join(folder, "in"));
  const { status, stdout } = spawnSync("unzip", ["-q", join(folder, "a.zip"), "-d", join(folder, "in")], { encoding: "utf8" });
  expect(status, stdout).toBe(0);
  return { folder: join(folder, "in"), read: (name) => readFileSync(join(folder, "in/IHE_XDM/SUBSET01", name)) };
}
function zipOf({ attachments }: PreparedAttachments): AsyncIterable<Uint8Array> {
  const [zip] = attachments;
  if (zip === undefined) throw new Error("no archive");
  return zip.open();
}

const hasUnzip = spawnSync("unzip", ["-v"]).status === 0;

describe("documents that cannot go are refused, by a rule that is named", () => {
  test("none, or those of two patients", async () => {
    const { cabinet, file } = await documentCabinet();
    const one = (await file(TEXT)).filed;
    const two = (await file(TEXT, { patient: "P2" })).filed;
    expect(await refusal(prepareAttachments(cabinet, request([])))).toMatchObject({ code: "xdm.empty" });
    expect(await refusal(prepareAttachments(cabinet, request([one, two])))).toMatchObject({
      code: "xdm.several_patients",
      rule: "MSS/CONF.23",
    });
    expect(await refusal(prepareAttachments(cabinet, request([one, one])))).toMatchObject({ code: "xdm.document_twice" });
  });

  test("one that holds the INS of a patient who is no longer qualified", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const document = (await file(await cdaOf(patient), { type: undefined })).filed;
    const identity = { ...patient.identity, status: "validee" as const, ins: null };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
    const error = await refusal(prepareAttachments(cabinet, request([document])));
    expect(error).toMatchObject({ code: "mss.ins_not_qualified", rule: "INS/va1.53" });
    expect(JSON.stringify(error)).not.toContain(INS.matricule);
  });

  test("a new version that replaces nothing, and a code that would be a header", async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const document = (await file(TEXT)).filed;
    expect(await refusal(prepareAttachments(cabinet, request([document], { action: "C" })))).toMatchObject({
      code: "mss.replaces_nothing",
    });
    const bytes = (await cdaOf(patient)).toString().replace('code="11502-2"', 'code="11502-2&#13;&#10;Bcc: x"');
    const received = (await file(bytes, { type: undefined })).filed;
    expect(await refusal(prepareAttachments(cabinet, request([received])))).toMatchObject({ code: "mss.code_unusable" });
  });

  test.each([
    ["declares nothing", "%PDF-1.4 x", "document.not_pdfa"],
    ["is protected", `%PDF-1.4\n${DECLARED}/Encrypt 5 0 R\n%%EOF\n`, "document.not_pdfa"],
    ["was cut", `%PDF-1.4\n${DECLARED}`, "document.pdf_damaged"],
  ])("a received CDA whose PDF %s", async (_name, pdf, code) => {
    const { cabinet, file, patient } = await documentCabinet();
    const document = (await file(await cdaAround(patient, Buffer.from(pdf)), { type: undefined })).filed;
    expect(await refusal(prepareAttachments(cabinet, request([document])))).toMatchObject({ code });
  });
});

test.skipIf(!hasGhostscript)(
  `the ordinary PDF of a received CDA stays in it, and goes beside converted ${hasGhostscript ? "" : "(SKIPPED: no gs)"}`,
  async () => {
    const { cabinet, file, patient } = await documentCabinet();
    const pdf = new PDFDocument();
    const pieces: Buffer[] = [];
    pdf.on("data", (piece: Buffer) => pieces.push(piece));
    const ended = once(pdf, "end");
    pdf.text("Bonjour").end();
    await ended;
    const bytes = await cdaAround(patient, Buffer.concat(pieces));
    const document = (await file(bytes, { type: undefined })).filed;
    const env = { PATH: process.env.PATH };
    const pdfConverter: PdfConverter = {
      isAvailable: async () => true,
      toPdfA1: (source, about) => toPdfA1(source, { ...about, env }),
    };
    const made = await prepareAttachments({ ...cabinet, pdfConverter }, request([document]));
    expect(made.warnings.join()).toContain("a été convertie");
    const [, beside] = await Promise.all(made.attachments.map((each) => collect(each.open())));
    expect(isPdfA1(await inspectPdf(beside ?? Buffer.alloc(0)))).toBe(true);
    expect(extracted(await collect(zipOf(made))).read("DOC0001.XML")).toEqual(bytes);
  },
);

describe("the files of a message", () => {
  test.skipIf(!hasUnzip)(
    `are the archive, then the very PDF that each CDA holds ${hasUnzip ? "" : "(SKIPPED: no unzip)"}`,
    async () => {
      const { cabinet, file } = await documentCabinet();
      const first = (await file(TEXT, { date: "2026-05-04" })).filed;
      const second = (await file("autre", { date: "2026-05-04" })).filed;
      const made = await prepareAttachments(cabinet, request([first, second]));
      expect(made).toMatchObject({ cdaCodes: ["11488-4"], insQualified: true, warnings: [] });
      expect(made.files.map(({ fileName }) => fileName)).toEqual([
        "IHE_XDM.zip",
        "20260504_CR ou fiche de consultation ou de visite_ADRUN_ZOE_F-ADRUN.pdf",
        "20260504_CR ou fiche de consultation ou de vi (2)_ADRUN_ZOE_F-ADRUN.pdf",
      ]);
      const [archive, ...pdfs] = await Promise.all(made.attachments.map((each) => collect(each.open())));
      if (archive === undefined) throw new Error("no archive");
      expect(made.size).toBe([archive, ...pdfs].reduce((sum, bytes) => sum + bytes.length, 0));
      const inside = extracted(archive);
      for (const [index, pdf] of pdfs.entries()) {
        let held: Buffer | null = null;
        const { header } = await readCda([inside.read(`DOC000${index + 1}.XML`)], {
          async onBinary(_binary, body) {
            held = await collect(body);
          },
        });
        expect(header.patient.ins).toEqual(INS);
        expect(pdf).toEqual(held);
        expect(isPdfA1(await inspectPdf(pdf))).toBe(true);
      }
      // What the outbox keeps is enough to send the same bytes again.
      const again = openAttachments(cabinet.contents, JSON.parse(JSON.stringify(made.files)));
      expect(await Promise.all(again.map((each) => collect(each.open())))).toEqual([archive, ...pdfs]);
      expect((await cabinet.documents.get("D1"))?.cda).toBe(made.documents[0]?.cda);
    },
  );

  test.skipIf(!hasUnzip)("of a patient who is not qualified hold no INS, and say so", async () => {
    const { cabinet, file } = await documentCabinet({ qualified: false });
    const made = await prepareAttachments(cabinet, request([(await file(TEXT)).filed]));
    expect(made.insQualified).toBe(false);
    const archive = await collect(zipOf(made));
    const metadata = extracted(archive).read("METADATA.XML").toString("utf8");
    expect(metadata).not.toContain("1.2.250.1.213.1.4.");
    expect(metadata).toMatch(/value="F-ADRUN\^\^\^/);
    // Once it is, the CDA is written again, and tells it.
    await qualify(cabinet, "P1");
    expect((await prepareAttachments(cabinet, request([await cabinet.documents.get("D1")]))).insQualified).toBe(true);
  });

  test.skipIf(!hasUnzip)("of a new version name the one that it replaces", async () => {
    const { cabinet, file } = await documentCabinet();
    const first = (await file(TEXT)).filed;
    const second = (await file("corrigé", { replaces: "D1" })).filed;
    const made = await prepareAttachments(cabinet, request([second], { action: "C" }));
    const metadata = extracted(await collect(zipOf(made)))
      .read("METADATA.XML")
      .toString("utf8");
    const before = await prepareAttachments(cabinet, request([await cabinet.documents.get("D1")]));
    const old = extracted(await collect(zipOf(before)))
      .read("METADATA.XML")
      .toString("utf8");
    const named = /<rim:ExtrinsicObject id="([^"]+)"/.exec(old)?.[1];
    expect(first?.id).toBe("D1");
    expect(metadata).toContain(`targetObject="${named}"`);
    expect(metadata).toMatch(/:action"><rim:ValueList><rim:Value>C</);
    // A first sending to somebody else says nothing of it.
    const elsewhere = await prepareAttachments(cabinet, request([await cabinet.documents.get("D2")]));
    const plain = extracted(await collect(zipOf(elsewhere)))
      .read("METADATA.XML")
      .toString("utf8");
    expect(plain).not.toMatch(/RPLC|:action/);
  });
});

const validate = tool("cda-validate/validate.sh");
const pdfa = tool("pdfa-check.sh");
const xsd = tool("xsd-check.sh");
const vsm = official("cda/reference/VSM_typical.xml");

test.skipIf(validate.missing || pdfa.missing || xsd.missing || vsm.missing || !hasUnzip)(
  `documents of each kind, a received VSM included, pass every official check ${validate.reason}${vsm.reason}`,
  { timeout: 180_000 },
  async (context) => {
    const { cabinet, file } = await documentCabinet();
    const bytes = readFileSync(vsm.path);
    const { header } = await readCda([bytes]);
    const { ins, birthName, firstBirthGivenName, birthDate, birthPlace, sex } = header.patient;
    if (!ins || !birthName || !firstBirthGivenName || !birthDate || !birthPlace) throw new Error("no identity in the reference");
    const traits = {
      birthName,
      firstBirthGivenName,
      birthGivenNames: [firstBirthGivenName],
      birthDate,
      birthPlace,
      sex: sex as Sex,
    };
    const proof = { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" };
    const patient = newPatient(OFFICIAL.adrun);
    const [owner] = await cabinet.add({
      ...patient,
      fileNumber: "F-VSM",
      identity: { ...patient.identity, traits, status: "qualifiee", ins, proof },
    });
    const received = (await file(bytes, { patient: owner?.id ?? "", type: undefined })).filed;
    const own = [(await file(TEXT)).filed, (await file("prescription", { type: "57833-6" })).filed];
    const metadata: string[] = [];
    const cdas: string[] = [];
    const pdfs: string[] = [];
    for (const documents of [own, [received]]) {
      const made = await prepareAttachments(cabinet, request(documents));
      expect(made.insQualified).toBe(true);
      const { folder } = extracted(await collect(zipOf(made)));
      metadata.push(join(folder, "IHE_XDM/SUBSET01/METADATA.XML"));
      for (const [index, pdf] of made.attachments.slice(1).entries()) {
        cdas.push(join(folder, `IHE_XDM/SUBSET01/DOC000${index + 1}.XML`));
        pdfs.push(join(folder, pdf.fileName));
        writeFileSync(join(folder, pdf.fileName), await collect(pdf.open()));
      }
    }
    expect(pdfs).toHaveLength(3);
    const tested = [xsd.run(context, ["xds-lcm", ...metadata]), pdfa.run(context, pdfs), validate.run(context, cdas)];
    for (const { status, output } of tested) expect(status, output).toBe(0);
  },
);
