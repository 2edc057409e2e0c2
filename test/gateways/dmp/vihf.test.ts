import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SignedXml } from "xml-crypto";
import { dmpEnvelope } from "../../../src/gateways/dmp/envelope.js";
import { keySigner } from "../../../src/gateways/dmp/signer.js";
import { writeVihf } from "../../../src/gateways/dmp/vihf.js";
import { childrenOf, find, type XmlElement } from "../../../src/gateways/xml.js";
import { loadXmlReader } from "../../../src/gateways/xml-reader.js";
import { call, config, HOMOLOGATION, PATIENT, pki } from "./support.js";
import { xmlsec } from "./xmlsec.js";

const SAML2 = "urn:oasis:names:tc:SAML:2.0:assertion";

type Overrides = Partial<Parameters<typeof writeVihf>[0]> & { config?: Parameters<typeof config>[1] };

async function vihf({ config: settings, ...request }: Overrides = {}): Promise<string> {
  const made = config("https://localhost/x", settings);
  if (made.seal === null) throw new Error("no seal");
  const all = { transaction: "TD3.1", mode: "INDIRECTE_RENFORCEE", patient: PATIENT, call: call(), ...request } as const;
  return (await writeVihf(all, keySigner(made.seal, made.ca), made)).xml;
}

/** Values of each attribute: texts, or code and displayName of a coded value. */
async function attributesOf(xml: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = (await loadXmlReader())(xml);
  const statement = find(root, SAML2, "AttributeStatement");
  const shown = (value: XmlElement) => {
    const coded = value.children[0];
    return coded === undefined
      ? value.text
      : `${coded.name} ${coded.attributes.get("code")} ${coded.attributes.get("codeSystem")}`;
  };
  return new Map(
    childrenOf(statement, SAML2, "Attribute").map((each) => [
      each.attributes.get("Name") ?? "",
      childrenOf(each, SAML2, "AttributeValue").map(shown),
    ]),
  );
}

describe("VIHF (psc.md §4.2, dmp.md §1.4)", () => {
  it("says who, from where, for whom, in the order of the official samples", async () => {
    const xml = await vihf();
    expect(xml).toMatch(
      /^<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="_[0-9a-f-]{36}" IssueInstant="[^"]+Z" Version="2.0"><saml2:Issuer [^>]+X509SubjectName">CN=DMP-SEGUR,OU=10B0152872,O=CABINET MEDICAL DE DEMONSTRATION,C=FR<\/saml2:Issuer><ds:Signature /,
    );
    expect(xml).toContain("</ds:Signature><saml2:Subject><saml2:NameID>899700000001</saml2:NameID></saml2:Subject>");
    expect(xml).toContain("<saml2:AuthnContextDecl>CONF_EXI_PGSSIS</saml2:AuthnContextDecl>");
    expect(xml).toContain("ac:classes:MobileTwoFactorUnregistered<");
    expect([...(await attributesOf(xml))]).toEqual([
      ["Identifiant_Structure", ["10B0152872"]],
      ["Secteur_Activite", ["SA07^1.2.250.1.71.4.2.4"]],
      ["urn:oasis:names:tc:xspa:1.0:subject:subject-id", ["MARCEAU Élise"]],
      ["urn:oasis:names:tc:xacml:2.0:subject:role", ["Role 10 1.2.250.1.71.1.2.7", "Role SM26 1.2.250.1.71.4.2.5"]],
      ["VIHF_Version", ["3.0"]],
      ["Authentification_mode", ["INDIRECTE_RENFORCEE"]],
      ["urn:oasis:names:tc:xacml:2.0:resource:resource-id", ["279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"]],
      ["Ressource_URN", ["urn:dmp"]],
      ["urn:oasis:names:tc:xspa:1.0:subject:purposeofuse", ["PurposeOfUse normal 1.2.250.1.213.1.1.4.248"]],
      ["LPS_ID", ["8f0c7b1e-5d2f-4c4e-9a51-0b6b8f3f2a10"]],
      ["LPS_Nom", ["segur"]],
      ["LPS_Version", ["0.1.0"]],
      ["LPS_ID_HOMOLOGATION_DMP", [HOMOLOGATION]],
    ]);
  });

  it("follows the mode: no declaration in INDIRECTE, no name in DIRECTE, no patient for TD0.4", async () => {
    expect(await vihf({ mode: "INDIRECTE" })).not.toContain("AuthnContextDecl");
    const direct = await vihf({
      mode: "DIRECTE",
      call: call({ subject: { ...call().subject, structureId: "499700000001001" } }),
    });
    const told = await attributesOf(direct);
    expect(told.has("urn:oasis:names:tc:xspa:1.0:subject:subject-id")).toBe(false);
    expect(told.get("Identifiant_Structure")).toEqual(["499700000001001"]);
    expect(direct).toContain("ac:classes:SmartcardPKI<");
    expect((await attributesOf(await vihf({ patient: null }))).has("urn:oasis:names:tc:xacml:2.0:resource:resource-id")).toBe(
      false,
    );
  });

  it("DIRECTE needs the structure of the card", async () => {
    await expect(vihf({ mode: "DIRECTE" })).rejects.toMatchObject({ code: "dmp.config.structure" });
  });

  it("an emergency gives its reason, and is refused without one; a secret connection says so", async () => {
    const emergency = await attributesOf(await vihf({ call: call({ access: "bris_de_glace", reason: "coma < 1 h & seul" }) }));
    expect(emergency.get("urn:oasis:names:tc:xspa:1.0:subject:purposeofuse")).toEqual([
      "PurposeOfUse bris_de_glace 1.2.250.1.213.1.1.4.248",
    ]);
    expect(emergency.get("Mode_Acces_Raison")).toEqual(["coma < 1 h & seul"]);
    await expect(vihf({ call: call({ access: "bris_de_glace", reason: "  " }) })).rejects.toMatchObject({ kind: "refused" });
    const secret = await attributesOf(await vihf({ call: call({ secret: true }) }));
    expect(secret.get("urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code")).toEqual([
      "INVISIBLE_REPRESENTANTS_LEGAUX^1.2.250.1.213.1.1.4.13",
    ]);
  });

  it("holds its certificate alone, and is verified by xml-crypto, whatever the digest", async () => {
    for (const digest of ["sha256", "sha1"] as const) {
      const xml = await vihf({ config: { digest } });
      expect(xml.match(/<ds:X509Certificate>/g)).toHaveLength(1);
      expect(verified(xml)).toBe(true);
      expect(verified(xml.replace("MARCEAU", "MARTEAU"))).toBe(false);
      expect(xml).toContain(digest === "sha1" ? "#rsa-sha1" : "#rsa-sha256");
    }
  });

  it("any name can be written, and what is signed is what is read", async () => {
    const name = fc.string({ unit: fc.constantFrom("é", "&", "<", ">", '"', "'", "\r", "\n", "\t", " ", "A", "𝒜", "]]>", "#") });
    await fc.assert(
      fc.asyncProperty(name, name, async (person, label) => {
        const subject = { ...call().subject, name: `N${person}`, profession: { ...call().subject.profession, label } };
        // A clock that moves at each look.
        let now = Date.parse("2026-11-25T10:00:00Z");
        const clock = { now: () => new Date(now++) };
        const xml = await vihf({ call: call({ subject }), config: { clock } });
        expect(verified(xml)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it.skipIf(xmlsec.missing)(`xmlsec1 verifies it, alone and within the envelope ${xmlsec.reason}`, async () => {
    const xml = await vihf({ call: call({ access: "bris_de_glace", reason: 'é "<&>\r\n' }) });
    const envelope = dmpEnvelope({
      action: "a",
      messageId: "m",
      to: "t",
      assertion: xml,
      body: '<b xmlns="urn:x" xmlns:xs="urn:y"/>',
    });
    for (const message of [xml, envelope]) {
      expect(xmlsec.verify(message, ["--id-attr:ID", `${SAML2}:Assertion`], pki().ca)).toEqual({
        ok: true,
        output: expect.any(String),
      });
      expect(xmlsec.verify(message.replace("urn:dmp", "urn:dnp"), ["--id-attr:ID", `${SAML2}:Assertion`], pki().ca).ok).toBe(
        false,
      );
    }
  });
});

/** By another implementation, with a key of ours and never the one that it carries. */
function verified(xml: string): boolean {
  const publicCert = new X509Certificate(pki().clients["dmp-sign"].certificate).toString();
  const signed = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
  const signature = /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(xml)?.[0] ?? "";
  signed.loadSignature(signature);
  try {
    return signed.checkSignature(xml);
  } catch {
    return false;
  }
}
