import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readXdm } from "../../../src/documents/xdm/read.js";
import { writeXdm } from "../../../src/documents/xdm/write.js";
import { AUTHOR, PATIENT, sampleEntry } from "../../gateways/dmp/support/samples.js";
import { collect } from "../cda/sample.js";
import { official } from "../support/conformance.js";
import { metadataOf, sha1, xdmOf } from "./support/archive.js";
import { rawZip } from "./support/zip.js";

const CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"/>';
const one = [{ uri: "DOC0001.XML", bytes: CDA }];

describe("an archive of another publisher", () => {
  test("tells what its metadata say, with the bytes that they speak of", async () => {
    const { documents, subsets, warnings } = await readXdm(xdmOf(one));
    expect(subsets).toEqual([{ folder: "IHE_XDM/SUBSET01/", fault: null }]);
    expect(warnings).toEqual([]);
    expect(documents).toMatchObject([
      {
        name: "IHE_XDM/SUBSET01/DOC0001.XML",
        mediaType: "text/xml",
        integrity: "ok",
        fault: null,
        metadata: {
          uniqueId: "1.2.3.1",
          patientId: { value: "279035121518989", authority: "1.2.250.1.213.1.4.10" },
          title: "Titre 0",
          typeCode: { code: "11502-2", system: "2.16.840.1.113883.6.1", label: "Libellé" },
          authors: [
            { id: "810000000001", familyName: "BIO", givenName: "Anne", institution: { id: "1750000001", name: "Labo" } },
          ],
          creationTime: "2021-01-04T16:05:27.000Z",
          action: null,
          replaces: null,
        },
      },
    ]);
    expect(documents[0]?.bytes?.toString()).toBe(CDA);
  });

  test.each(["samplexdm/IHE_XDM/SUBSET01/", "ihe_xdm/subset01/", "a/b/c/Ihe_Xdm/Subset99/"])(
    "is found under %s",
    async (folder) => {
      const { documents } = await readXdm(xdmOf(one, [], folder));
      expect(documents).toMatchObject([{ integrity: "ok", folder }]);
    },
  );

  test.each(["doc0001.xml", "./DOC0001.XML", ".\\DOC0001.XML", "DOC0001%2EXML", "IHE_XDM/SUBSET01/DOC0001.XML", "1|DOC00"])(
    "names its file by the URI %s",
    async (uri) => {
      const metadata = metadataOf([{ ...one[0], uri, bytes: CDA }]).replace(
        "<Value>1|DOC00</Value>",
        "<Value>2|01.XML</Value><Value>1|DOC00</Value>",
      );
      const archive = rawZip([
        { name: "IHE_XDM/SUBSET01/METADATA.XML", data: metadata },
        { name: "IHE_XDM/SUBSET01/DOC0001.XML", data: CDA },
      ]);
      expect((await readXdm(archive)).documents).toMatchObject([{ integrity: "ok", fault: null }]);
    },
  );

  test("in a subset names nothing out of it by a « .. »", async () => {
    const archive = rawZip([
      { name: "IHE_XDM/SUBSET01/METADATA.XML", data: metadataOf([{ uri: "../README.TXT", bytes: "XDM" }]) },
      { name: "IHE_XDM/README.TXT", data: "XDM" },
    ]);
    expect((await readXdm(archive)).documents).toMatchObject([{ bytes: null, fault: { code: "xdm.file_missing" } }]);
  });

  test("of several subsets and documents, with a style sheet and PDFs", async () => {
    const pdf = "%PDF-1.4\n%%EOF";
    const archive = rawZip([
      {
        name: "IHE_XDM/SUBSET01/METADATA.XML",
        data: metadataOf([...one, { uri: "X.PDF", bytes: pdf, mimeType: "application/pdf" }]),
      },
      { name: "IHE_XDM/SUBSET01/DOC0001.XML", data: CDA },
      { name: "IHE_XDM/SUBSET01/X.PDF", data: pdf },
      { name: "IHE_XDM/SUBSET01/DOC0001.PDF", data: pdf },
      { name: "IHE_XDM/SUBSET01/STYLE.XSL", data: "<xsl/>" },
      { name: "IHE_XDM/SUBSET02/METADATA.XML", data: metadataOf([{ ...one[0], uri: "A.XML", bytes: CDA }]) },
      { name: "IHE_XDM/SUBSET02/A.XML", data: CDA },
      { name: "IHE_XDM/SUBSET02/FORGOTTEN.XML", data: CDA },
    ]);
    const read = await readXdm(archive);
    expect(read.documents.map(({ name, metadata, mediaType }) => [name, metadata !== null, mediaType])).toEqual([
      ["IHE_XDM/SUBSET01/DOC0001.XML", true, "text/xml"],
      ["IHE_XDM/SUBSET01/X.PDF", true, "application/pdf"],
      ["IHE_XDM/SUBSET02/A.XML", true, "text/xml"],
      ["IHE_XDM/SUBSET02/FORGOTTEN.XML", false, "text/xml"],
    ]);
    expect(read.pdfs.map(({ name }) => name)).toEqual(["IHE_XDM/SUBSET01/DOC0001.PDF"]);
    expect(read.stylesheets.map((each) => each.bytes().toString())).toEqual(["<xsl/>"]);
  });
});

describe("hash and size", () => {
  test.each([
    ["both right, the hash in capitals", { hash: sha1(CDA).toUpperCase() }, "ok"],
    ["neither said", { hash: null, size: null }, "undeclared"],
    ["another hash", { hash: sha1("x") }, "hash_mismatch"],
    ["another size", { size: 1 }, "size_mismatch"],
    ["another size, no hash", { size: 1, hash: null }, "size_mismatch"],
  ])("%s", async (_name, change, integrity) => {
    expect((await readXdm(xdmOf([{ ...one[0], uri: "DOC0001.XML", bytes: CDA, ...change }]))).documents).toMatchObject([
      { integrity },
    ]);
  });
});

describe("the extra metadata « action »", () => {
  test.each([
    ["action", "C", "C"],
    ["urn:asip:ci-sis:action", "D", "D"],
    ["URN:X:ACTION", "d", "D"],
    ["reaction", "D", null],
    ["urn:action:other", "C", null],
    ["action", "X", null],
  ])("%s = %s", async (slot, value, action) => {
    const { documents, warnings } = await readXdm(xdmOf([{ uri: "DOC0001.XML", bytes: CDA, action: { slot, value } }]));
    expect(documents[0]?.metadata?.action).toBe(action);
    expect(warnings.length).toBe(value === "X" ? 1 : 0);
  });

  test("with what it replaces, by an OID or by an entry of the same archive", async () => {
    const documents = [
      { uri: "A.XML", bytes: CDA, uniqueId: "1.2.9", replaces: "urn:oid:1.2.8" },
      { uri: "B.XML", bytes: "<b/>", uniqueId: "1.2.10", replaces: "Document0" },
    ];
    expect((await readXdm(xdmOf(documents))).documents.map(({ metadata }) => metadata?.replaces)).toEqual(["1.2.8", "1.2.9"]);
  });
});

test("whatever we write, we read", async () => {
  const contents = fc.uniqueArray(fc.string({ maxLength: 200, unit: "binary" }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(contents, fc.constantFrom("C", "D", null), async (texts, action) => {
      const documents = texts.map((text, index) => {
        const bytes = Buffer.from(text);
        const cda = { size: bytes.length, sha1: sha1(bytes), open: () => [bytes] };
        return { entry: sampleEntry({ uniqueId: `1.2.3.${index + 1}` }), replaces: null, cda };
      });
      const set = {
        ...{ uniqueId: "2.25.7", submissionTime: "2026-11-25T10:00:00.000Z", title: null, comment: null, author: AUTHOR },
        contentType: { code: "07", system: "1.2.250.1.213.2.2", label: "Consultations" },
        ...{ sourceId: "2.25.8", patientId: PATIENT },
      };
      const input = { set, documents, action, softwareName: "segur", at: new Date("2026-11-25T10:00:00.000Z") };
      const read = await readXdm(await collect(writeXdm(input)));
      expect(read.documents.map(({ bytes, integrity, metadata }) => [bytes?.toString(), integrity, metadata?.action])).toEqual(
        texts.map((text) => [Buffer.from(text).toString(), "ok", action]),
      );
      expect(read.documents[0]?.metadata).toMatchObject({
        uniqueId: "1.2.3.1",
        patientId: { value: PATIENT.matricule, authority: PATIENT.oid },
        title: sampleEntry().title,
      });
    }),
    { numRuns: 40 },
  );
});

const examples = official("cda/examples");
describe.skipIf(examples.missing)(`every official example ${examples.reason}`, () => {
  test.each(examples.missing ? [] : readdirSync(examples.path))("%s", async (name) => {
    const bytes = readFileSync(join(examples.path, name));
    const { documents } = await readXdm(xdmOf([{ uri: "DOC0001.XML", bytes }]));
    expect(documents).toMatchObject([{ integrity: "ok", mediaType: "text/xml" }]);
    expect(documents[0]?.bytes?.equals(bytes)).toBe(true);
  });
});
