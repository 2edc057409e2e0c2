import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClientCertificate } from "../../src/sandbox/pki/names.js";
import {
  type Client,
  contexts,
  envelope,
  type Message,
  message,
  openClient,
  openSandbox,
  type TestSandbox,
  type Traits,
  traitsBody,
} from "./support.js";

const RUTH: Traits = { birthName: "NESSI", givenNames: ["RUTH"], sex: "F", birthDate: "1977-07-14" };

let open: TestSandbox;
let client: Client;
beforeAll(async () => {
  open = await openSandbox();
  client = await openClient(open.sandbox);
});
afterAll(async () => {
  client.close();
  await open.end();
});

/** A fault with its SOAP subcode and text. */
async function expectFault(sent: Promise<{ status: number; body: string; code: string | null }>, siram: string, code: string) {
  const answer = await sent;
  expect(answer.code).toBe(code);
  expect(answer.status).toBe(500);
  expect(answer.body).toMatch(new RegExp(`Value>\\w[\\w-]*:${siram}</`));
}

describe("certificates", () => {
  const refused = async (certificate: ClientCertificate | null) => {
    const other = await openClient(open.sandbox, certificate);
    try {
      return await other.search(RUTH).catch((error: unknown) => (error instanceof Error ? error.message : ""));
    } finally {
      other.close();
    }
  };

  it.each<ClientCertificate | null>([null, "expired", "foreign"])("refuses the handshake of %s", async (certificate) => {
    expect(await refused(certificate)).toMatch(/alert|ECONNRESET|socket hang up/);
  });

  it("refuses a wrong CN with desir_560", async () => {
    const answer = await refused("wrong-cn");
    expect(answer).toMatchObject({ status: 500, code: "desir_560" });
  });

  it("refuses an emitter that is not the OU with desir_560", async () => {
    expect(await refused("other-structure")).toMatchObject({ code: "desir_560" });
    const other = await openClient(open.sandbox, "other-structure");
    const right = await other.send({ body: traitsBody(RUTH), ...contexts("1990000017") });
    other.close();
    expect(right.code).toBe("00");
  });

  it("accepts INSI-MANU as well as INSI-AUTO", async () => {
    expect(await refused("insi-manu")).toMatchObject({ status: 200, code: "00" });
  });

  it("outlives broken handshakes", async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) await refused("foreign");
    expect((await client.search(RUTH)).code).toBe("00");
  });
});

describe("input", () => {
  const cases: readonly (readonly [string, Traits, string])[] = [
    ["no birth name", { givenNames: ["RUTH"], sex: "F", birthDate: "1977-07-14" }, "insi_19"],
    ["an empty birth name", { ...RUTH, birthName: "" }, "insi_19"],
    ["no given name", { ...RUTH, givenNames: [] }, "insi_20"],
    ["no birth date", { birthName: "NESSI", givenNames: ["RUTH"], sex: "F" }, "insi_21"],
    ["no sex", { birthName: "NESSI", givenNames: ["RUTH"], birthDate: "1977-07-14" }, "insi_24"],
    ["lower case", { ...RUTH, birthName: "Nessi" }, "insi_31"],
    ["an accent", { ...RUTH, birthName: "NESSÉ" }, "insi_31"],
    ["a ligature", { ...RUTH, birthName: "CŒUR" }, "insi_31"],
    ["a digit", { ...RUTH, birthName: "NESSI2" }, "insi_31"],
    ["a leading hyphen", { ...RUTH, birthName: "-NESSI" }, "insi_31"],
    ["a leading space", { ...RUTH, birthName: " NESSI" }, "insi_31"],
    ["two spaces", { ...RUTH, birthName: "DE  VINCI" }, "insi_31"],
    ["an apostrophe after a space", { ...RUTH, birthName: "DE 'VINCI" }, "insi_31"],
    ["three hyphens", { ...RUTH, birthName: "A---B" }, "insi_31"],
    ["a typographic apostrophe", { ...RUTH, birthName: "N’DIAYE" }, "insi_31"],
    ["a given name in lower case", { ...RUTH, givenNames: ["Ruth"] }, "insi_32"],
    ["a given name with two hyphens", { ...RUTH, givenNames: ["ANNE--MARIE"] }, "insi_32"],
    ["a given name that ends with a hyphen", { ...RUTH, givenNames: ["RUTH-"] }, "insi_32"],
    ["a given name that ends with an apostrophe", { ...RUTH, givenNames: ["RUTH'"] }, "insi_32"],
    ["sex I", { ...RUTH, sex: "I" }, "insi_33"],
    ["sex 2", { ...RUTH, sex: "2" }, "insi_33"],
    ["a French date", { ...RUTH, birthDate: "14/07/1977" }, "insi_34"],
    ["a month 13", { ...RUTH, birthDate: "1977-13-14" }, "insi_34"],
    ["a place of four digits", { ...RUTH, birthPlace: "6322" }, "insi_35"],
  ];
  it.each(cases)("refuses %s", (_what, traits, code) => expectFault(client.search(traits), "siram_10", code));

  it.each([
    ["a double hyphen", { ...RUTH, birthName: "MARTIN--DUPONT" }],
    ["an apostrophe first", { ...RUTH, birthName: "'T HOOFT" }],
    ["a date with an unknown day", { ...RUTH, birthDate: "1950-00-00" }],
    ["the unknown place", { ...RUTH, birthPlace: "99999" }],
  ])("accepts %s, and finds nobody", async (_what, traits) => {
    expect(await client.search(traits)).toMatchObject({ status: 200, code: "01" });
  });

  it("finds with the right place, not with another one", async () => {
    expect((await client.search({ ...RUTH, birthPlace: "63220" })).code).toBe("00");
    expect((await client.search({ ...RUTH, birthPlace: "63221" })).code).toBe("01");
  });

  it("takes several Prenom as one list", async () => {
    const traits = { birthName: "TCHITCHI", sex: "F", birthDate: "1936-06-21" };
    expect((await client.search({ ...traits, givenNames: ["CATARINA", "BELLA"] })).code).toBe("00");
    expect((await client.search({ ...traits, givenNames: ["CATARINA BELLA"] })).code).toBe("00");
    expect((await client.search({ ...traits, givenNames: ["BELLA"] })).code).toBe("01");
    expect((await client.search({ ...traits, givenNames: ["CATARINA BELLA OLA"] })).code).toBe("01");
  });

  it("reads character references as the characters they are", async () => {
    expect((await client.search({ ...RUTH, birthName: "N&#69;SSI" })).code).toBe("00");
    expect((await client.search({ ...RUTH, birthName: "N&apos;DIAYE" })).code).toBe("01");
    expect((await client.search({ ...RUTH, birthName: "NESSI&nbsp;" })).code).toBe("desir_1001");
  });
});

describe("message", () => {
  const good = (): Message => message({ body: traitsBody(RUTH) });
  const post = (parts: Message) => client.post(envelope(parts), { action: parts.action });

  it("accepts its blocks in any order and any prefix", async () => {
    const { bam, lps, ...rest } = good();
    expect((await post({ ...rest, bam: lps, lps: bam })).code).toBe("00");
  });

  it("refuses the body out of order, with an unknown or a foreign element", async () => {
    const body = (inner: string) => `<t:RECSANSVITALE xmlns:t="http://www.cnamts.fr/INSiRecSans">${inner}</t:RECSANSVITALE>`;
    const name = "<t:NomNaissance>NESSI</t:NomNaissance>";
    for (const inner of [
      `<t:Prenom>RUTH</t:Prenom>${name}`,
      `${name}<t:Matricule/>`,
      `${name}${name}`,
      `<NomNaissance/>`,
      `x${name}`,
    ]) {
      await expectFault(client.send({ body: body(inner) }), "siram_10", "desir_1002");
    }
  });

  it("refuses two elements in the body, and none", async () => {
    const two = traitsBody(RUTH) + traitsBody(RUTH);
    await expectFault(client.send({ body: two }), "siram_10", "desir_1002");
    await expectFault(client.send({ body: "" }), "siram_10", "desir_1002");
  });

  it("refuses an action that is not the operation", async () => {
    const vitale = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale";
    await expectFault(client.send({ body: traitsBody(RUTH), action: vitale }), "siram_10", "desir_1003");
    const parts = good();
    await expectFault(client.post(envelope(parts), { action: vitale }), "siram_10", "desir_1003");
    await expectFault(client.send({ body: traitsBody(RUTH), action: "urn:autre" }), "siram_10", "desir_1003");
  });

  const spoiled: readonly (readonly [string, (parts: Message) => Message, string])[] = [
    ["no ContexteBAM", (parts) => ({ ...parts, bam: "" }), "desir_1004"],
    ["no ContexteLPS", (parts) => ({ ...parts, lps: "" }), "desir_1004"],
    ["two ContexteLPS", (parts) => ({ ...parts, bam: parts.bam + parts.lps }), "desir_1004"],
    ["no COUVERTURE", (parts) => ({ ...parts, bam: parts.bam.replace("<b:COUVERTURE/>", "") }), "desir_1004"],
    ["another BAM version", (parts) => ({ ...parts, bam: parts.bam.replace("01_02", "01_01") }), "desir_1004"],
    ["no LPS version", (parts) => ({ ...parts, lps: parts.lps.replace(' Version="01_00"', "") }), "desir_1004"],
    ["a wrong Nature", (parts) => ({ ...parts, lps: parts.lps.replace("CTXLPS", "CTX") }), "desir_1004"],
    ["a date that is no dateTime", (parts) => ({ ...parts, lps: parts.lps.replace("T01:34", " 01:34") }), "desir_1004"],
    ["an Id that is no uuid", (parts) => ({ ...parts, bam: parts.bam.replace(/<b:Id>\w/, "<b:Id>z") }), "desir_1004"],
    ["an Instance that is no uuid", (parts) => ({ ...parts, lps: parts.lps.replace("ff67308e", "poste-1") }), "desir_1004"],
    [
      "children out of order",
      (parts) => ({ ...parts, lps: parts.lps.replace(/(<l:Id>.*?<\/l:Id>)(<l:Temps>.*?<\/l:Temps>)/, "$2$1") }),
      "desir_1004",
    ],
    [
      "a Security header",
      (parts) => ({
        ...parts,
        security: '<s:Security xmlns:s="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"/>',
      }),
      "desir_1005",
    ],
    ["a MessageID without prefix", (parts) => ({ ...parts, messageId: randomUUID() }), "desir_1006"],
    ["a MessageID that is no uuid", (parts) => ({ ...parts, messageId: "uuid:42" }), "desir_1006"],
  ];
  it.each(spoiled)("refuses %s", (_what, spoil, code) => expectFault(post(spoil(good())), "siram_10", code));

  const unauthorised: readonly (readonly [string, (parts: Message) => Message, string])[] = [
    ["an unknown IDAM", (parts) => ({ ...parts, ...contexts(undefined, "PDP17NF21DD0") }), "desir_550"],
    ["no IDAM", (parts) => ({ ...parts, lps: parts.lps.replace(/<l:IDAM.*<\/l:IDAM>/, "") }), "desir_550"],
    ["an IDAM of another type", (parts) => ({ ...parts, lps: parts.lps.replace('R="4"', 'R="3"') }), "desir_550"],
    ["no software", (parts) => ({ ...parts, lps: parts.lps.replace(/<l:LPS>.*<\/l:LPS>/, "") }), "desir_550"],
    ["another emitter", (parts) => ({ ...parts, ...contexts("1990000017") }), "desir_560"],
    ["one emitter missing", (parts) => ({ ...parts, bam: parts.bam.replace(/<b:Emetteur>.*<\/b:Emetteur>/, "") }), "desir_560"],
  ];
  it.each(unauthorised)("refuses %s", (_what, spoil, code) => expectFault(post(spoil(good())), "siram_100", code));

  it("refuses a MessageID used before, even with another question, and echoes it", async () => {
    const parts = good();
    expect((await post(parts)).code).toBe("00");
    const again = await post({ ...good(), messageId: parts.messageId.toUpperCase().replace("UUID", "uuid") });
    expect(again.code).toBe("desir_1007");
    expect(again.body).toContain(`messageID="${parts.messageId.toUpperCase().replace("UUID", "uuid")}"`);
  });

  it("refuses a DOCTYPE, broken XML, an undeclared prefix, and SOAP 1.1", async () => {
    const text = envelope(good());
    const doctype = text.replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>');
    const soap11 = text.replaceAll("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/");
    await expectFault(client.post(doctype), "siram_10", "desir_1001");
    await expectFault(client.post(text.slice(0, -20)), "siram_10", "desir_1001");
    await expectFault(
      client.post(text.replace("<t:Sexe>", "<u:Sexe>").replace("</t:Sexe>", "</u:Sexe>")),
      "siram_10",
      "desir_1001",
    );
    await expectFault(client.post(""), "siram_10", "desir_1001");
    await expectFault(client.post(soap11), "siram_10", "desir_1002");
  });

  it.each([
    [404, { path: "/autre" }],
    [405, { method: "PUT" }],
    [415, { contentType: "text/xml; charset=utf-8" }],
    [415, { contentType: "application/soap+xml; charset=utf-8" }],
    [415, { contentType: 'application/soap+xml; charset=iso-8859-1; action="x"' }],
  ])("answers HTTP %i to %j", async (status, options) => {
    expect((await client.post(envelope(good()), options)).status).toBe(status);
  });

  it("refuses a message of more than 256 kB", async () => {
    const huge = envelope(good()).replace("<soap:Body>", `<soap:Body>${" ".repeat(300_000)}`);
    const answer = await client.post(huge).catch((error: unknown) => error);
    // The answer may be lost when the socket closes under the sender.
    if (!(answer instanceof Error)) expect(answer).toMatchObject({ status: 413 });
    expect((await client.search(RUTH)).code).toBe("00");
  });
});
