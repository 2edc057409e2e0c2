import { describe, expect, test } from "vitest";
import { readMessageFile } from "../../../src/gateways/mss/message-file.js";
import { type MetadataDocument, metadataOf, xdmOf } from "../../documents/xdm/support/archive.js";
import { type RawFile, rawZip } from "../../documents/xdm/support/zip.js";
import { received } from "./support.js";

/** What an attacker sent to an inbox that filed by itself, or that left a critical result unseen (mss.md §2.2, §8.2; cda.md §4). */
const ZOE = { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.8" };
const RUTH = { matricule: "277076322082910", oid: ZOE.oid };
const idOf = ({ matricule, oid }: typeof ZOE) => `${matricule}^^^&amp;${oid}&amp;ISO^NH`;
const CONSULTATION = "11488-4";

function cda({ more = "", patient = "", code = CONSULTATION } = {}): string {
  return `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3.1"/><code code="${code}" codeSystem="2.16.840.1.113883.6.1"/><title>CR</title><effectiveTime value="20210104160527+0100"/><recordTarget><patientRole><id root="${ZOE.oid}" extension="${ZOE.matricule}"/><patient><name><family qualifier="BR">ADRUN</family><given qualifier="BR">ZOE</given></name><administrativeGenderCode code="F"/><birthTime value="19751231"/>${patient}</patient></patientRole></recordTarget><component><nonXMLBody><text mediaType="text/plain" representation="B64">Ym9uam91cg==</text></nonXMLBody></component>${more}</ClinicalDocument>`;
}

const one = (change: Partial<MetadataDocument> = {}): MetadataDocument => ({
  ...{ uri: "DOC0001.XML", bytes: cda(), patientId: idOf(ZOE), uniqueId: "1.2.3.1", typeCode: CONSULTATION },
  ...change,
});
const file = (change: Partial<MetadataDocument> = {}): MetadataDocument =>
  one({ uri: "D.PDF", bytes: "%PDF-1.4\n", mimeType: "application/pdf", uniqueId: "1.2.3.9", ...change });
const archive = (documents: readonly MetadataDocument[], others: readonly RawFile[] = []) => ({
  bytes: xdmOf(documents, others),
  fileName: "IHE_XDM.ZIP",
});
const said = async (message: Parameters<typeof received>[0]) =>
  (await received(message)).documents.map(
    ({ quarantine, vouched }) => quarantine?.code ?? (vouched === true ? "vouched" : "not"),
  );
/** An archive whose METADATA.XML is changed by hand. */
const changed = (from: string | RegExp, to: string) => {
  const metadata = metadataOf([one()]).replace(from, to);
  return {
    fileName: "IHE_XDM.ZIP",
    bytes: rawZip([
      { name: "IHE_XDM/SUBSET01/METADATA.XML", data: metadata },
      { name: "IHE_XDM/SUBSET01/DOC0001.XML", data: cda() },
    ]),
  };
};

describe("an archive vouches for its document", () => {
  test("when its metadata name the patient, and give the hash and the size; a header that says otherwise takes it back", async () => {
    expect(await said({ parts: [archive([one()])] })).toEqual(["vouched"]);
    expect(await said({ parts: [archive([one()])], head: { headers: new Map([["x-mss-ins", "N"]]) } })).toEqual(["not"]);
  });

  test.each([
    ["no hash", { hash: null }],
    ["no size", { size: null }],
    ["another type", { typeCode: "11502-2" }],
    ["another identifier", { uniqueId: "1.2.3.77" }],
  ])("and not with %s", async (_name, change) => {
    expect(await said({ parts: [archive([one(change)])] })).toEqual(["not"]);
  });

  test("and not when its characters are lost, whatever the archive says of its bytes", async () => {
    const bytes = Buffer.from(cda().replace("</title>", " é</title>"), "latin1");
    const sound = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>'), bytes]);
    expect(await said({ parts: [archive([one({ bytes })])] })).toEqual(["not"]);
    expect(await said({ parts: [archive([one({ bytes: sound })])] })).toEqual(["vouched"]);
  });

  test("and not without a patient in it, nor without an archive", async () => {
    const unnamed = changed(/<ExternalIdentifier identificationScheme="urn:uuid:58a6f841[^>]*>/, "");
    expect(await said({ parts: [unnamed] })).toEqual(["not"]);
    expect(await said({ parts: [{ bytes: cda(), mediaType: "text/xml", fileName: "cda.xml" }] })).toEqual(["not"]);
  });
});

describe("what contradicts itself waits in quarantine", () => {
  test.each([
    ["two birth names", { patient: '<name><family qualifier="BR">NESSI</family></name>' }],
    ["two birth dates", { patient: '<birthTime value="19800101"/>' }],
    ["two sexes", { patient: '<administrativeGenderCode code="M"/>' }],
  ])("a CDA with %s", async (_name, change) => {
    expect(await said({ parts: [archive([one({ bytes: cda(change) })])] })).toEqual(["other_patient"]);
  });

  test("the same name twice is one name", async () => {
    const patient = '<name><family qualifier="BR">Adrun</family><given qualifier="BR">Zoé</given></name>';
    expect(await said({ parts: [archive([one({ bytes: cda({ patient }) })])] })).toEqual(["vouched"]);
  });

  test("a file of two documents", async () => {
    expect(await said({ parts: [archive([one({ bytes: `<wrap>${cda()}${cda()}</wrap>` })])] })).toEqual(["906"]);
  });

  test.each([
    ["another person", "<Value>PID-5|NESSI^RUTH^^^^^L</Value>", "other_patient"],
    ["a twin", "<Value>PID-5|ADRUN^LEA^^^^^L</Value>", "other_patient"],
    ["another birth date", "<Value>PID-7|19770714</Value>", "other_patient"],
    ["the same person", "<Value>PID-5|Adrun^Zoé^^^^^L</Value><Value>PID-7|19751231</Value><Value>PID-8|F</Value>", "vouched"],
  ])("metadata whose sourcePatientInfo says %s", async (_name, values, expected) => {
    const slot = `<Slot name="sourcePatientInfo"><ValueList>${values}</ValueList></Slot><Slot name="creationTime">`;
    expect(await said({ parts: [changed('<Slot name="creationTime">', slot)] })).toEqual([expected]);
  });

  test("entries that name two patients, even where one is a PDF, in one archive or in two", async () => {
    const two = ["other_patient", "other_patient"];
    expect(await said({ parts: [archive([one(), file({ patientId: idOf(RUTH) })])] })).toEqual(two);
    expect(await said({ parts: [archive([one()]), archive([file({ patientId: idOf(RUTH) })])] })).toEqual(two);
    expect(await said({ parts: [archive([one(), file()])] })).toEqual(["vouched", "not"]);
    const local = (value: string) => `${value}^^^&amp;1.2.3&amp;ISO^PI`;
    const files = [file({ patientId: local("1") }), file({ uri: "E.PDF", uniqueId: "1.2.3.8", patientId: local("2") })];
    expect(await said({ parts: [archive(files)] })).toEqual(two);
  });
});

test("a PDF keeps whom its metadata name, and its alerts are not « no »", async () => {
  const { documents } = await received({ parts: [archive([file({ patientId: idOf(RUTH), typeCode: "11502-2" })])] });
  expect(documents).toMatchObject([{ patient: { ins: RUTH }, alerts: { urgent: "undetermined" }, vouched: false }]);
});

describe("nothing of an archive is left unseen", () => {
  const subset = "IHE_XDM/SUBSET01/";
  test.each([
    ["a PDF of another name", `${subset}RESULTAT_CRITIQUE.PDF`, "%PDF-1.4\n", "application/pdf"],
    ["a CDA of another ending", `${subset}HH.CDA`, cda(), "text/xml"],
    ["a CDA in another folder", "IHE_XDM/SUBSET1/HH.CDA", cda(), "text/xml"],
    ["a PDF in another folder", "AUTRE/X.PDF", "%PDF-1.4\n", "application/pdf"],
  ])("%s", async (_name, name, data, mediaType) => {
    const { documents } = await received({ parts: [archive([one()], [{ name, data }])] });
    expect(documents).toMatchObject([{ vouched: true }, { mediaType, vouched: false }]);
    expect(documents[1]?.content).not.toBeNull();
  });

  test.each([
    ...["HH.XSL", "HH.HTM", "HH.PNG", "HH.PDF", "HH.TXT", "README.TXT", "HH"].map((name) => [name, Buffer.from(cda())] as const),
    ["WIDE.XSL", Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${cda()}`, "utf16le")],
    ["LATE.HTM", Buffer.from(`<!--${"x".repeat(100_000)}-->${cda()}`)],
  ] as const)("a CDA that the metadata do not list, named %s", async (name, data) => {
    const { documents } = await received({ parts: [archive([one()], [{ name: subset + name, data }])] });
    expect(documents).toMatchObject([{ quarantine: null }, { mediaType: "text/xml", quarantine: { code: "906" } }]);
  });

  test.each([
    ["SCAN.TIF", "II*\0xxxx"],
    ["SCAN.XSL", "II*\0xxxx"],
    ["PHOTO.JPG", "\xff\xd8\xffxx"],
    ["SUITE.HTM", "<html>Potassium 7,2</html>"],
    ["SUITE.DOCX", "PK\u0003\u0004xx"],
  ])("another file that the metadata do not list is told: %s", async (name, data) => {
    const { documents } = await received({
      parts: [archive([one()], [{ name: subset + name, data: Buffer.from(data, "latin1") }])],
    });
    expect(documents).toMatchObject([{ vouched: true }]);
    expect(documents[0]?.warnings).toContainEqual(expect.stringContaining("ne parlent pas"));
  });

  test("a PDF of any name is a document, and the pages of the publisher are not told", async () => {
    const others = [
      { name: `${subset}HH.PNG`, data: "%PDF-1.4\n" },
      { name: `${subset}STYLE.XSL`, data: "<xsl:stylesheet/>" },
      { name: `${subset}INDEX.HTM`, data: "<html></html>" },
      { name: `${subset}README.TXT`, data: "x" },
    ];
    const { documents } = await received({ parts: [archive([one()], others)] });
    expect(documents).toMatchObject([{ mediaType: "text/xml" }, { mediaType: "application/pdf" }]);
    expect(documents[0]?.warnings).not.toContainEqual(expect.stringContaining("ne parlent pas"));
  });

  test("the twin of a CDA is one line with it, and told", async () => {
    const { documents } = await received({ parts: [archive([one()], [{ name: `${subset}DOC0001.PDF`, data: "%PDF-1.4\n" }])] });
    expect(documents).toHaveLength(1);
    expect(documents[0]?.warnings).toContainEqual(expect.stringContaining("PDF"));
  });

  test.each([
    ["CR NESSI RUTH 14-07-1977.pdf", false],
    ["nessi.pdf", false],
    ["CR 14-07-1977.pdf", false],
    ["CR ADRUN ZOE 31-12-1975.pdf", true],
    ["DOC0001.pdf", true],
    ["compte_rendu_2021-01-04.pdf", true],
  ])("a PDF beside it, %s, is shown as it only when its name names nobody else", async (fileName, paired) => {
    const pdf = { bytes: "%PDF-1.4", mediaType: "application/pdf", fileName, disposition: "attachment" as const };
    const { documents } = await received({ parts: [archive([one()]), pdf] });
    expect(documents.length).toBe(paired ? 1 : 2);
    expect(documents[0]?.attachment?.fileName ?? null).toBe(paired ? fileName : null);
  });
});

describe("what a mailer says badly is read all the same", () => {
  test.each([
    ["an archive as a nameless file", { bytes: xdmOf([one()]), mediaType: "application/octet-stream", fileName: "resultat.dat" }],
    ["a CDA as plain text", { bytes: cda(), mediaType: "text/plain", fileName: "resultat.xml" }],
    ["a CDA as a nameless file", { bytes: cda(), mediaType: "application/octet-stream", fileName: null }],
  ])("%s", async (_name, part) => {
    const { documents, problem } = await received({ parts: [{ ...part, disposition: "attachment" }] });
    expect([documents.length, problem]).toEqual([1, null]);
    expect(documents[0]?.patient?.ins).toEqual(ZOE);
  });

  test("a message that is forwarded, and its PDF: nothing vouches for them", async () => {
    const bytes = xdmOf([one()]).toString("base64");
    const part = (type: string, name: string, content: string) =>
      `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}\r\n`;
    const inner = `From: labo@bio.mssante.fr\r\nSubject: XDM/1.0/DDM+CR\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part("application/zip", "IHE_XDM.ZIP", bytes)}${part("application/pdf", "lettre.pdf", Buffer.from("%PDF-1.4\n").toString("base64"))}--b--\r\n`;
    const parts = [{ bytes: inner, mediaType: "message/rfc822" }];
    const found = await received({ parts }, { messageFiles: async () => readMessageFile });
    expect(found).toMatchObject({ kind: "documents", problem: null });
    expect(found.documents).toMatchObject([
      { patient: { ins: ZOE }, vouched: false, quarantine: null },
      { mediaType: "application/pdf", title: "lettre.pdf", vouched: false },
    ]);
    expect(found.documents[0]?.warnings).toContainEqual(expect.stringContaining("transféré"));
    expect(await received({ parts })).toMatchObject({ kind: "unreadable", problem: { code: "inbox.forwarded_unreadable" } });
  });

  test("more archives than are read: the reason is their number, not their size", async () => {
    const parts = Array.from({ length: 22 }, (_each, index) => {
      const uniqueId = `1.2.3.${index}`;
      return archive([one({ uniqueId, bytes: cda().replace('<id root="1.2.3.1"/>', `<id root="${uniqueId}"/>`) })]);
    });
    const { documents, problem } = await received({ parts });
    expect(documents).toHaveLength(20);
    expect(problem).toMatchObject({ code: "inbox.too_many_parts", technical: false });
    expect(problem?.message).toContain("20");
  });
});

describe("a file of the archive that its metadata do not list", () => {
  const withOther = async (name: string, data: string) =>
    (await received({ parts: [archive([one()], [{ name, data }])] })).documents.map(({ mediaType, quarantine, warnings }) => ({
      ...{ mediaType, code: quarantine?.code ?? null, told: warnings.some((each) => /porte le nom du document/.test(each)) },
    }));
  const own = { mediaType: "text/xml", code: null, told: false };

  test("is the twin of its CDA when it is a PDF that holds it (PDF/A-3)", async () => {
    expect(await withOther("IHE_XDM/SUBSET01/DOC0001.PDF", `%PDF-1.4\n${cda()}`)).toEqual([{ ...own, told: true }]);
  });

  test("is kept out of every file when it is a CDA that something stands before", async () => {
    expect(await withOther("IHE_XDM/SUBSET01/R.TXT", `bonjour\n${cda({ code: "11502-2" })}`)).toEqual([
      own,
      { ...own, code: "unreadable" },
    ]);
  });
});
