import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Agent } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandbox } from "../../../src/sandbox/sandbox.js";
import {
  cda,
  type Deposit,
  deposit,
  EVERY_STATUS,
  entriesOf,
  find,
  newOid,
  partsOf,
  retrieve,
  type TestDocument,
  testDocument,
} from "./submission.js";
import { DmpTestClient, LAURENCE, openDmp, type TestDmp } from "./support.js";

let dmp: TestDmp;
beforeAll(async () => {
  dmp = await openDmp();
});
afterAll(() => dmp.end());

const put = (what: Partial<Deposit> = {}) => deposit(dmp.client, dmp.sandbox, { documents: [testDocument()], ...what });
const own = async (uniqueId: string) => (await dmp.sandbox.control.dmpDocuments()).find((one) => one.uniqueId === uniqueId);

describe("deposit", () => {
  it("is registered, listed and given back to the byte", async () => {
    const one = testDocument();
    const other = testDocument({ symbol: "Document02", typeCode: "57833-6", classCode: "42" });
    expect(await put({ documents: [one, other] })).toMatchObject({ success: true });
    const entries = entriesOf(await find(dmp.client)).filter(({ uniqueId }) => [one.uniqueId, other.uniqueId].includes(uniqueId));
    expect(entries).toHaveLength(2);
    expect(entries.map(({ id, lid, version, status }) => ({ same: id === lid, version, status }))).toEqual([
      { same: true, version: "1", status: "Approved" },
      { same: true, version: "1", status: "Approved" },
    ]);
    const [first, second] = partsOf(await retrieve(dmp.client, [one.uniqueId, other.uniqueId]));
    expect(first?.bytes.equals(one.content)).toBe(true);
    expect(second?.bytes.equals(other.content)).toBe(true);
    expect(entries[0]?.hash).toBe(createHash("sha1").update(one.content).digest("hex"));
  });

  it("without hash nor size gets those of its bytes", async () => {
    const one = testDocument({ hash: null, size: null });
    expect(await put({ documents: [one] })).toMatchObject({ success: true });
    const entry = entriesOf(await find(dmp.client)).find(({ uniqueId }) => uniqueId === one.uniqueId);
    expect(entry).toMatchObject({ hash: createHash("sha1").update(one.content).digest("hex"), size: one.content.length });
  });

  it("of bytes that are not canonical is compared in canonical form", async () => {
    const uniqueId = newOid();
    const content = Buffer.from(
      `<?xml version='1.0'?>\n${cda(uniqueId).toString().replace('<realmCode code="FR"></realmCode>', "<realmCode   code='FR'/>")}`,
    );
    const canonical = createHash("sha1").update(cda(uniqueId)).digest("base64");
    const raw = createHash("sha1").update(content).digest("base64");
    const { xades } = await import("./submission.js");
    const setId = newOid();
    const signature = xades(dmp.sandbox, setId, [{ uniqueId, sha1: canonical }]);
    expect(raw).not.toBe(canonical);
    expect(await put({ setId, documents: [testDocument({ uniqueId, content })], signature: () => signature })).toMatchObject({
      success: true,
    });
  });

  it("is kept over a restart", async () => {
    const one = testDocument();
    const box = await openDmp();
    try {
      expect(await deposit(box.client, box.sandbox, { documents: [one] })).toMatchObject({ success: true });
      await box.sandbox.stop();
      const again = await startSandbox({ directory: box.directory });
      try {
        const pair = again.pki.clients.dmp;
        const [ca, cert, key] = await Promise.all([again.pki.ca, pair.cert, pair.key].map((path) => readFile(path)));
        const client = new DmpTestClient(again, new Agent({ ca, cert, key }));
        const [part] = partsOf(await retrieve(client, [one.uniqueId]));
        expect(part?.bytes.equals(one.content)).toBe(true);
        expect(await deposit(client, again, { documents: [one] })).toMatchObject({ code: "XDSDuplicateUniqueIdInRegistry" });
        await again.control.reset();
        expect((await again.control.dmpDocuments()).filter(({ seeded }) => !seeded)).toEqual([]);
      } finally {
        await again.stop();
      }
    } finally {
      await box.end();
    }
  });
});

describe("uniqueness", () => {
  it("the same document again is a duplicate, another content under its id is not identical", async () => {
    const one = testDocument();
    expect(await put({ documents: [one] })).toMatchObject({ success: true });
    expect(await put({ documents: [one] })).toMatchObject({ status: 200, code: "XDSDuplicateUniqueIdInRegistry" });
    const other = testDocument({ uniqueId: one.uniqueId, content: cda(one.uniqueId, LAURENCE.matricule, "Autre") });
    expect(await put({ documents: [other] })).toMatchObject({ code: "XDSNonIdenticalHash" });
  });

  it("two deposits of one document at once leave one", async () => {
    const one = testDocument();
    const codes = (await Promise.all([put({ documents: [one] }), put({ documents: [one] }), put({ documents: [one] })])).map(
      ({ code }) => code,
    );
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(codes.filter((code) => code === "XDSDuplicateUniqueIdInRegistry")).toHaveLength(2);
  });

  it("two documents of one set, and two sets, have their own ids", async () => {
    const one = testDocument();
    const twin = { ...one, symbol: "Document02" };
    expect(await put({ documents: [one, twin] })).toMatchObject({ code: "XDSDuplicateUniqueIdInMessage" });
    const setId = newOid();
    expect(await put({ setId })).toMatchObject({ success: true });
    expect(await put({ setId })).toMatchObject({ code: "XDSDuplicateUniqueIdInRegistry" });
  });
});

describe("refusals of metadata", () => {
  it.each([
    "creationTime",
    "serviceStartTime",
    "languageCode",
    "legalAuthenticator",
    "sourcePatientId",
    "title",
    "author",
    "classCode",
    "typeCode",
    "confidentialityCode",
    "formatCode",
    "healthcareFacilityTypeCode",
    "practiceSettingCode",
    "patientId",
    "uniqueId",
  ])("%s is required", async (without) => {
    const reply = await put({ documents: [testDocument({ without })] });
    expect(reply).toMatchObject({ status: 200, code: "XDSRegistryMetadataError" });
    expect(reply.text).toContain(without);
  });

  it.each<[string, Partial<TestDocument>]>([
    ["typeCode", { typeCode: "27899-4" }],
    ["typeCode", { typeCode: "E1762X" }],
    ["typeCode", { typeSystem: "1.2.3" }],
    ["classCode", { classCode: "42" }],
    ["confidentialityCode", { confidentiality: ["MASQUE_PS"] }],
    ["confidentialityCode", { confidentiality: ["N", "SECRET"] }],
    ["confidentialityCode", { confidentiality: ["N", "MASQUE_PS", "INVISIBLE_PATIENT"] }],
    ["confidentialityCode", { confidentiality: ["N", "INVISIBLE_REPRESENTANTS_LEGAUX"] }],
    ["mimeType", { mimeType: "application/pdf" }],
  ])("%s of %o", async (field, parts) => {
    const reply = await put({ documents: [testDocument(parts)] });
    expect(reply.code).toBe("XDSRegistryMetadataError");
    expect(reply.text).toContain(field);
  });

  it("hash and size are those of the bytes", async () => {
    expect(await put({ documents: [testDocument({ hash: "0".repeat(40) })] })).toMatchObject({
      code: "XDSRepositoryMetadataError",
    });
    expect(await put({ documents: [testDocument({ size: "1" })] })).toMatchObject({ code: "XDSRepositoryMetadataError" });
  });

  it("a secret connection puts only what the representatives do not see, of a minor", async () => {
    const minor = { matricule: "111068647818424", oid: "1.2.250.1.213.1.4.10" };
    const put1 = (confidentiality: readonly string[], secret: boolean) => {
      const uniqueId = newOid();
      const document = testDocument({ uniqueId, patient: minor, confidentiality, content: cda(uniqueId, minor.matricule) });
      return put({ patient: minor, documents: [document], options: { claims: { secret } } });
    };
    expect(await put1(["N"], true)).toMatchObject({ code: "XDSRegistryMetadataError" });
    expect(await put1(["N", "INVISIBLE_REPRESENTANTS_LEGAUX"], true)).toMatchObject({ success: true });
  });
});

describe("refusals of contents", () => {
  it.each<[string, (uniqueId: string) => Buffer, string]>([
    ["no CDA", () => Buffer.from("%PDF-1.4 not a CDA"), "InvalidDocumentContent"],
    ["a DOCTYPE", (id) => Buffer.concat([Buffer.from("<!DOCTYPE x []>"), cda(id)]), "InvalidDocumentContent"],
    ["a script", (id) => cda(id, LAURENCE.matricule, "<script>alert(1)</script>"), "InvalidDocumentContent"],
    ["another id", () => cda(newOid()), "XDSRepositoryMetadataError"],
    ["another patient", (id) => cda(id, "259034974395339"), "XDSPatientIdDoesNotMatch"],
    ["nothing", () => Buffer.alloc(0), "XDSRepositoryError"],
  ])("%s", async (_what, content, code) => {
    const uniqueId = newOid();
    expect(await put({ documents: [testDocument({ uniqueId, content: content(uniqueId) })] })).toMatchObject({ code });
    expect(await own(uniqueId)).toBeUndefined();
  });
});

describe("refusals of the signature of the set", () => {
  it.each<[string, Partial<Deposit>]>([
    [
      "another document's digest",
      {
        signature: (right) =>
          right.replace(/(<DigestValue>)[^<]{27}=(<\/DigestValue><\/Reference><\/Manifest>)/, "$1AAAAAAAAAAAAAAAAAAAAAAAAAAA=$2"),
      },
    ],
    ["a changed value", { signature: (right) => right.replace(/<SignatureValue>..../, "<SignatureValue>AAAA") }],
    ["no XML", { signature: () => "hello" }],
    ["the TLS certificate in place of the seal", { seal: "dmp" }],
  ])("%s", async (_what, spoiled) => {
    const reply = await put(spoiled);
    expect(reply.code).toBe("XDSRepositoryMetadataError");
    expect(reply.text).toContain("Signature XAdES");
  });

  it("names every document of the set, and the set", async () => {
    const { xades } = await import("./submission.js");
    const one = testDocument();
    const sha1 = createHash("sha1").update(one.content).digest("base64");
    const setId = newOid();
    for (const signature of [
      xades(dmp.sandbox, setId, []),
      xades(dmp.sandbox, newOid(), [{ uniqueId: one.uniqueId, sha1 }]),
      xades(dmp.sandbox, setId, [
        { uniqueId: one.uniqueId, sha1 },
        { uniqueId: newOid(), sha1 },
      ]),
    ]) {
      expect(await put({ setId, documents: [one], signature: () => signature })).toMatchObject({
        code: "XDSRepositoryMetadataError",
      });
    }
  });

  it("is there, once", async () => {
    expect(await put({ body: (right) => right.replaceAll("E1762", "11488-4") })).toMatchObject({
      code: "XDSRegistryMetadataError",
    });
  });
});

describe("refusals of the message", () => {
  it("parts and documents match", async () => {
    expect(await put({ parts: (right) => right.slice(0, 1) })).toMatchObject({ code: "XDSMissingDocument" });
    expect(await put({ parts: (right) => [...right, { contentId: "x", body: [Buffer.from("x")] }] })).toMatchObject({
      code: "XDSRepositoryError",
    });
    expect(await put({ body: (right) => right.replace(/<Document id="Document01">.*?<\/Document>/, "") })).toMatchObject({
      code: "XDSMissingDocument",
    });
    expect(await put({ body: (right) => right.replace("<xop:Include", "<x").replace("SubmissionSetStatus", "X") })).toMatchObject(
      { success: false },
    );
  });

  it("is MTOM", async () => {
    const reply = await dmp.client.send(
      "repository",
      "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
      '<ProvideAndRegisterDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007"/>',
      { claims: { mode: "INDIRECTE" } },
    );
    expect(reply).toMatchObject({ status: 500, code: "soap:DMPInvalidRequest" });
  });

  it.each(["153078987658513", "270108604926542", "199999999999999"])("the DMP of %s takes nothing", async (matricule) => {
    const patient = { ...LAURENCE, matricule };
    const reply = await put({ patient, documents: [testDocument({ patient })] });
    expect(reply.code).toBe(matricule === "270108604926542" ? "DMPClosed" : "XDSUnknownPatientId");
  });

  it("a patient other than the VIHF's is not taken", async () => {
    const patient = { ...LAURENCE, matricule: "259034974395339" };
    expect(await put({ documents: [testDocument({ patient })] })).toMatchObject({ code: "XDSPatientIdDoesNotMatch" });
  });

  it("AIR does not feed", async () => {
    expect(await put({ options: { claims: { mode: "INDIRECTE_RENFORCEE", decl: true } } })).toMatchObject({
      code: "DMPAccessDeniedByRightsService",
    });
  });
});

describe("replacement", () => {
  it("makes the old one obsolete, once", async () => {
    const old = testDocument();
    await put({ documents: [old] });
    const entry = entriesOf(await find(dmp.client)).find(({ uniqueId }) => uniqueId === old.uniqueId);
    const next = testDocument({ replaces: entry?.id ?? "" });
    expect(await put({ documents: [next] })).toMatchObject({ success: true });
    expect(await own(old.uniqueId)).toMatchObject({ status: "deprecated" });
    expect(await own(next.uniqueId)).toMatchObject({ status: "approved" });
    expect(await put({ documents: [testDocument({ replaces: entry?.id ?? "" })] })).toMatchObject({
      code: "XDSRegistryDeprecatedDocumentError",
    });
    expect(await put({ documents: [testDocument({ replaces: "urn:uuid:00000000-0000-4000-8000-000000000000" })] })).toMatchObject(
      { code: "UnresolvedReferenceException" },
    );
  });

  it("of somebody else's document is refused", async () => {
    const seeded = entriesOf(await find(dmp.client, { $XDSDocumentEntryStatus: EVERY_STATUS })).find(
      ({ title }) => title === "Radiographie du thorax",
    );
    expect(await put({ documents: [testDocument({ replaces: seeded?.id ?? "" })] })).toMatchObject({
      code: "DMPAccessDeniedByRightsService",
    });
  });
});
