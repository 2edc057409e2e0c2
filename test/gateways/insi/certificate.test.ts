import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { checkInsiCertificate, checkNotExpired } from "../../../src/gateways/insi/certificate.js";
import { createInsiClient } from "../../../src/gateways/insi/client.js";
import { issueClient, issueRoot } from "../../../src/sandbox/pki/certificate.js";
import { call, client, config, faultOf, NONE, RUTH } from "../support/insi.js";
import { createPki, startServer, type TestPki, validity } from "../support/server.js";

let pki: TestPki;
beforeAll(() => {
  pki = createPki();
});
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SegurError) return `${error.kind} ${error.code}`;
    throw error;
  }
  return "ok";
}

interface Parts {
  cn?: string;
  ou?: string | null;
  issuer?: string;
  days?: readonly [number, number];
}

const OFFICIAL = "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";

function issued({ cn = "INSI-AUTO", ou = "10B0152872", issuer = OFFICIAL, days = [-1, 10] }: Parts): X509Certificate {
  const authority = issueRoot({ organisation: "ANS", commonName: issuer }, validity(-30, 30));
  const subject = { organisation: "CABINET", commonName: cn, ...(ou === null ? {} : { unit: ou }) };
  return new X509Certificate(issueClient(authority, subject, validity(...days)).certificate);
}

const check = (parts: Parts, environment: "production" | "bas" | "sandbox" = "production", issuers?: string[]): string =>
  codeOf(() => checkInsiCertificate(issued(parts), environment, issuers, new Date()));

describe("contrôles avant tout appel", () => {
  it("CN autre que INSI-AUTO ou INSI-MANU, à la lettre près", () => {
    for (const cn of ["DMP-AUTO", "insi-auto", "INSI-AUTO ", "INSI–AUTO", "INSI-AUTO2", "X INSI-MANU"]) {
      expect(check({ cn })).toBe("config insi.config.certificate_cn");
    }
  });

  it("émetteur selon l'environnement", () => {
    const test = { issuer: `TEST ${OFFICIAL}` };
    expect(check(test, "production")).toBe("config insi.config.certificate_issuer");
    expect(check(test, "bas")).toBe("ok");
    expect(check({ issuer: "AC INCONNUE" }, "bas")).toBe("config insi.config.certificate_issuer");
    expect(check({ issuer: "AC INCONNUE" }, "sandbox")).toBe("ok");
    expect(check({ issuer: "AC G2" }, "production", ["AC G2"])).toBe("ok");
    expect(check({}, "production", ["AC G2"])).toBe("config insi.config.certificate_issuer");
  });

  it("OU absent, dates", () => {
    expect(check({ ou: null })).toBe("config insi.config.certificate_ou");
    expect(check({ days: [-20, -1] })).toBe("config insi.config.certificate_expired");
    expect(check({ days: [1, 10] })).toBe("config insi.config.certificate_not_yet_valid");
  });

  it("ce qui est lu : émetteur et fin de validité", () => {
    const read = checkInsiCertificate(issued({ cn: "INSI-MANU", ou: "318751275100020" }), "production", undefined, new Date());
    expect(read).toMatchObject({ commonName: "INSI-MANU", organisationalUnit: "318751275100020", issuer: OFFICIAL });
    expect(codeOf(() => checkNotExpired(read.notAfter, read.notAfter))).toBe("ok");
    expect(codeOf(() => checkNotExpired(read.notAfter, new Date(read.notAfter.getTime() + 1)))).toContain("expired");
  });

  it("une virgule ou une barre dans un nom ne trompe pas la lecture", () => {
    const read = checkInsiCertificate(issued({ ou: "10B015,2872+X" }), "sandbox", undefined, new Date());
    expect(read.organisationalUnit).toBe("10B015,2872+X");
  });
});

describe("configuration", () => {
  it("adresse", () => {
    for (const url of ["", "insi", "http://127.0.0.1/lps", "ftp://x"]) {
      expect(codeOf(() => createInsiClient(config(pki, url)))).toBe("config insi.config.url");
    }
  });

  it("identification du logiciel", () => {
    const lps = { idam: "X", version: "1", instance: "i", name: "n" };
    for (const wrong of [
      { ...lps, idam: " " },
      { ...lps, name: "n".repeat(60) },
      { ...lps, instance: "" },
    ]) {
      expect(codeOf(() => createInsiClient(config(pki, "https://x/lps", { lps: wrong })))).toBe("config insi.config.lps");
    }
  });

  it("un certificat qui expire pendant une reprise arrête tout, sans appel", async () => {
    const server = await startServer(pki, (_request, _body, response) => response.end(NONE));
    cleanups.push(() => server.close());
    let now = new Date();
    const { insi, exchanges } = client(pki, server.url, { clock: { now: () => now } });
    cleanups.push(() => insi.close());
    now = new Date(Date.now() + 11 * 86_400_000);
    const fault = await faultOf(insi.searchByTraits(RUTH, call()));
    expect(fault).toMatchObject({ kind: "config", retry: "stop", serviceCode: "insi.config.certificate_expired" });
    expect(server.requests).toHaveLength(0);
    expect(exchanges).toMatchObject([{ operation: "searchByTraits", httpStatus: null, code: "insi.config.certificate_expired" }]);
  });

  it("un .p12 présente bien son certificat, et l'émetteur vient de son OU", async () => {
    const folder = new URL("../../../fixtures/insi/certificates/", import.meta.url);
    const clientCa = readFileSync(new URL("authority.pem", folder), "utf8");
    const server = await startServer(
      pki,
      (_request, _body, response) => response.setHeader("content-type", "text/xml").end(NONE),
      { clientCa },
    );
    cleanups.push(() => server.close());
    const certificate = { pfx: readFileSync(new URL("aes256.p12", folder)), passphrase: "segur" };
    const { insi } = client(pki, server.url, { certificate });
    cleanups.push(() => insi.close());
    expect((await insi.searchByTraits(RUTH, call())).code).toBe("01");
    expect(server.requests[0]?.body).toContain("<ctxlps:Emetteur>10B0152872</ctxlps:Emetteur>");
  });
});
