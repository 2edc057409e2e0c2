import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTIONS, type DmpTestClient, LAURENCE, openDmp, type SendOptions, statusBody, type TestDmp } from "./support.js";

let dmp: TestDmp;
let client: DmpTestClient;
beforeAll(async () => {
  dmp = await openDmp();
  client = dmp.client;
});
afterAll(() => dmp.end());

const ask = (options: SendOptions = {}, from: DmpTestClient = client) =>
  from.send("patients", ACTIONS.status, statusBody(LAURENCE), options);

describe("handshake", () => {
  it.each(["dmp-expired", "dmp-foreign", "dmp-sign", null] as const)(
    "refuses %s as a client certificate",
    async (certificate) => {
      const other = await dmp.open(certificate);
      await expect(ask({}, other)).rejects.toThrow();
    },
  );
});

describe("WS-Addressing", () => {
  it.each(["MessageID", "To", "ReplyTo", "Action"] as const)("wants %s", async (without) => {
    const reply = await ask({ headers: { without } });
    expect(reply).toMatchObject({ status: 500, code: "wsa:MessageAddressingHeaderRequired" });
    expect(reply.text).toContain("A required header representing a Message Addressing Property is not present");
  });

  it("refuses an action of another service, and a header that must be understood", async () => {
    expect(await client.send("registry", ACTIONS.status, statusBody(LAURENCE))).toMatchObject({ code: "wsa:ActionNotSupported" });
    const extra = '<x xmlns="urn:x" xmlns:s2="http://www.w3.org/2003/05/soap-envelope" s2:mustUnderstand="true"/>';
    expect(await ask({ headers: { extra } })).toMatchObject({ code: "soap:MustUnderstand" });
  });

  it("refuses what is no XML, no SOAP 1.2, or has a DOCTYPE", async () => {
    expect(await client.post("patients", "hello")).toMatchObject({ status: 500, code: "soap:MalformedMessage" });
    expect(await client.post("patients", "<a/>")).toMatchObject({ code: "soap:VersionMismatch" });
    expect(await client.post("patients", "<!DOCTYPE a []><a/>")).toMatchObject({ code: "soap:MalformedMessage" });
  });
});

describe("VIHF", () => {
  it("is accepted when all is right, in each mode", async () => {
    expect(await ask()).toMatchObject({ status: 200, success: true });
    expect(await ask({ claims: { mode: "INDIRECTE", decl: false } })).toMatchObject({ success: true });
    const card = await dmp.open("cps");
    expect(await ask({ claims: { mode: "DIRECTE", decl: false }, seal: "cps-sign" }, card)).toMatchObject({ success: true });
  });

  it.each(["dmp", "dmp-sign-expired", "dmp-sign-foreign"] as const)("signed with %s is DMPInvalidCertificate", async (seal) => {
    const reply = await ask({ seal });
    expect(reply).toMatchObject({ status: 500, code: "soap:DMPInvalidCertificate" });
    expect(reply.text).toContain("Not a valid signature certificate");
  });

  it("of another structure than the certificates is unknown", async () => {
    for (const options of [{ seal: "dmp-sign-other-structure" }, { claims: { structure: "1990000017" } }] as const) {
      const reply = await ask(options);
      expect(reply.code).toBe("soap:DMPAccessDeniedByRightsService");
      expect(reply.text).toContain("Structure introuvable ou Inactive");
    }
    const other = await dmp.open("dmp-other-structure");
    expect((await ask({}, other)).text).toContain("Structure introuvable ou Inactive");
  });

  it("whose content was changed after the signature is refused", async () => {
    for (const [from, to] of [
      ["MARCEAU Paul", "MARCEAU Jean"],
      [LAURENCE.matricule, "259034974395339"],
    ] as const) {
      const reply = await ask({ security: (right) => right.replace(from, to) });
      expect(reply.code).toBe("soap:DMPInvalidVIHF");
      expect(reply.text).toContain("signature");
    }
  });

  it("is believed only in its signed part", async () => {
    // A second assertion beside the signed one, and the signed one hidden in a forged one (signature wrapping).
    expect(await ask({ security: (right) => right + right })).toMatchObject({ code: "soap:DMPInvalidVIHF" });
    const forged = (right: string): string => {
      const signature = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(right)?.[0] ?? "";
      const inner = right.replace(signature, "");
      const outer = inner.replace(/ID="[^"]*"/, 'ID="_forged"').replace("899700000001", "899700000999");
      return outer.replace(
        "</saml2:Issuer>",
        `</saml2:Issuer>${signature.replace("</ds:Signature>", `<ds:Object>${inner}</ds:Object></ds:Signature>`)}`,
      );
    };
    expect(await ask({ security: forged })).toMatchObject({ code: "soap:DMPInvalidVIHF" });
  });

  it("is used once", async () => {
    const vihf = client.vihf();
    expect(await ask({ security: vihf })).toMatchObject({ success: true });
    const again = await ask({ security: vihf });
    expect(again).toMatchObject({ code: "soap:DMPInvalidVIHF" });
    expect(again.text).toContain("rejoué");
  });

  it("of a doctor has a speciality", async () => {
    const reply = await ask({ claims: { speciality: null } });
    expect(reply.text).toContain("Aucune spécialité dans le vihf");
    expect(await ask({ claims: { speciality: null, profession: "60" } })).toMatchObject({ success: true });
  });

  it.each([
    { issuedAt: new Date(Date.now() - 3_600_000).toISOString() },
    { issuedAt: new Date(Date.now() + 3_600_000).toISOString() },
    { homologation: "UNKNOWN" },
    { purpose: "curiosity" },
    { mode: "AUTRE" },
    { decl: false },
    { id: "7-starts-with-a-digit" },
    { without: "Identifiant_Structure" },
    { without: "Secteur_Activite" },
    { without: "urn:oasis:names:tc:xspa:1.0:subject:subject-id" },
    { without: "VIHF_Version" },
    { without: "Ressource_URN" },
    { without: "LPS_Nom" },
    { without: "LPS_Version" },
    { without: "LPS_ID_HOMOLOGATION_DMP" },
  ])("with %o is refused", async (claims) => {
    expect(await ask({ claims })).toMatchObject({ status: 500, code: "soap:DMPInvalidVIHF" });
  });

  it("targets the patient of the request", async () => {
    expect(await ask({ claims: { patient: { ...LAURENCE, matricule: "259034974395339" } } })).toMatchObject({
      code: "soap:DMPPatientIdMismatch",
    });
  });
});
