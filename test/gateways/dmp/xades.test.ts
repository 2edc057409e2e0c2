import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keySigner } from "../../../src/gateways/dmp/signer.js";
import { signSubmission } from "../../../src/gateways/dmp/xades.js";
import { childrenOf, find, type XmlElement } from "../../../src/gateways/xml.js";
import { loadXmlReader } from "../../../src/gateways/xml-reader.js";
import { conformance } from "../support/conformance.js";
import { pki } from "./support.js";
import { xmlsec } from "./xmlsec.js";

const DS = "http://www.w3.org/2000/09/xmldsig#";
const XADES = "http://uri.etsi.org/01903/v1.1.1#";

const CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3"></id><title>Élan</title></ClinicalDocument>';
const LOOSE = `<?xml version='1.0'?>\n<ClinicalDocument  xmlns='urn:hl7-org:v3'><id root='1.2.3'/><title>&#201;lan</title></ClinicalDocument>\n`;

function part(uniqueId: string, text: string, canonical: boolean) {
  return {
    uniqueId,
    canonical,
    size: Buffer.byteLength(text),
    async *open() {
      yield Buffer.from(text);
    },
  };
}

function sealed() {
  const { chain, key } = pki().clients["dmp-sign"];
  return keySigner({ certPem: chain, keyPem: key }, pki().ca);
}

async function sign(digest: "sha256" | "sha1" = "sha256") {
  const documents = [part("1.2.3.4", CDA, true), part("1.2.3.5", LOOSE, false)];
  const set = { submissionUniqueId: "1.2.3", documents, at: new Date("2026-11-25T10:00:00Z"), uuid: randomUUID() };
  return signSubmission(set, sealed(), digest);
}

describe("signature document of a submission set (dmp.md §3.5)", () => {
  it("names the set without digest, and each document by its canonical digest, canonical or not as it is sent", async () => {
    const root = (await loadXmlReader())(await sign());
    const manifest = find(root, DS, "Manifest");
    const expected = createHash("sha256").update(CDA).digest("base64");
    const told = childrenOf(manifest, DS, "Reference").map((each) => [
      each.attributes.get("URI"),
      find(each, DS, "Transform")?.attributes.get("Algorithm"),
      find(each, DS, "DigestValue")?.text,
    ]);
    const withComments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
    expect(told).toEqual([
      ["urn:oid:1.2.3", undefined, "AA=="],
      ["urn:oid:1.2.3.4", withComments, expected],
      ["urn:oid:1.2.3.5", withComments, expected],
    ]);
    expect(find(root, DS, "SignatureProperty")?.text).toBe("1.2.840.10065.1.12.1.14");
    expect(find(root, XADES, "SigningTime")?.text).toBe("2026-11-25T10:00:00.000Z");
    const issuers = childrenOf(find(root, XADES, "SigningCertificate"), XADES, "Cert").map(
      (each) => find(each, DS, "X509IssuerName")?.text,
    );
    expect(issuers).toHaveLength(3);
    expect(issuers[0]).toBe("CN=TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS,OU=0002 187512751,O=ASIP-SANTE,C=FR");
    expect(find(root, XADES, "SignaturePolicyImplied")).toBeDefined();
  });

  it("takes the digests that are known of canonical bytes, never those of others", async () => {
    const reader = await loadXmlReader();
    for (const digest of ["sha256", "sha1"] as const) {
      const digests = { sha1: "01".repeat(20), sha256: "02".repeat(32) };
      const documents = [
        { ...part("1.2.3.4", CDA, true), digests },
        { ...part("1.2.3.5", LOOSE, false), digests },
      ];
      const set = { submissionUniqueId: "1.2.3", documents, at: new Date("2026-11-25T10:00:00Z"), uuid: randomUUID() };
      const manifest = find(reader(await signSubmission(set, sealed(), digest)), DS, "Manifest");
      const values = childrenOf(manifest, DS, "Reference").map((each) => find(each, DS, "DigestValue")?.text);
      const known = Buffer.from(digests[digest], "hex").toString("base64");
      expect(values).toEqual(["AA==", known, createHash(digest).update(CDA).digest("base64")]);
    }
  });

  it("refuses a document that is no XML", async () => {
    const set = { submissionUniqueId: "1.2.3", at: new Date(), uuid: randomUUID() };
    for (const text of ["%PDF-1.4", "<a>", '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>', ""]) {
      const signing = signSubmission({ ...set, documents: [part("1", text, false)] }, sealed(), "sha256");
      await expect(signing, text).rejects.toMatchObject({ kind: "input", code: "dmp.config.not_xml" });
    }
  });

  it.skipIf(xmlsec.missing)(`xmlsec1 verifies it, in SHA-256 and SHA-1 ${xmlsec.reason}`, async () => {
    const ids = ["--id-attr:Id", `${DS}:Manifest`, "--id-attr:Id", `${XADES}:SignedProperties`];
    for (const digest of ["sha256", "sha1"] as const) {
      const xml = await sign(digest);
      expect(xmlsec.verify(xml, ids, pki().ca)).toMatchObject({ ok: true });
      expect(xmlsec.verify(xml.replace("urn:oid:1.2.3.5", "urn:oid:1.2.3.6"), ids, pki().ca).ok).toBe(false);
      expect(xmlsec.verify(xml.replace("2026-11-25", "2026-11-24"), ids, pki().ca).ok).toBe(false);
    }
  });

  it.skipIf(conformance.missing)(`has the elements of the official sample, in its order ${conformance.reason}`, async () => {
    const read = await loadXmlReader();
    const official = read(readFileSync(conformance.path("dmp", "samples", "TD2.1-SignatureXades.xml"), "utf8"));
    // The sample lost the namespace of SignatureProperties, and signs one document.
    const shape = (element: XmlElement): string[] => [
      element.name,
      ...element.children.flatMap((each) => shape(each)).map((name) => `${element.name}/${name}`),
    ];
    const ours = shape(read(await sign()));
    expect(new Set(ours)).toEqual(new Set(shape(official)));
  });
});
