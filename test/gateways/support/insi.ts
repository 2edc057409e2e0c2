import { randomUUID } from "node:crypto";
import { createInsiClient, type InsiConfig, type InsiExchange } from "../../../src/gateways/insi/client.js";
import {
  type InsiClient,
  InsiFault,
  type TraitsQuery,
  type VerifyQuery,
  type VitaleQuery,
} from "../../../src/gateways/insi/port.js";
import type { TestPki } from "./server.js";

export const LPS = {
  idam: "TESTSGIE0000",
  version: "0.1.0",
  instance: "8f0c7b1e-5d2f-4c4e-9a51-0b6b8f3f2a10",
  name: "urn:lps:segur:0.1.0",
};
export const NOW = new Date();

export const RUTH: TraitsQuery = {
  birthName: "NESSI",
  givenName: "RUTH",
  sex: "F",
  birthDate: "1977-07-14",
  birthPlace: "63220",
};

export const CARD: VitaleQuery = {
  individualNumber: "2770763220829",
  openerNumber: "1550672000101",
  openerKey: "59",
  birthName: "NESSI",
  birthDate: "1977-07-14",
  birthRank: "1",
  certifiedOn: "2015-03-02",
};

export const CLAIM: VerifyQuery = {
  matricule: "277076322082910",
  oid: "1.2.250.1.213.1.4.8",
  birthName: "NESSI",
  firstGivenName: "RUTH",
  givenNames: ["RUTH", "MARIE-LOU"],
  sex: "F",
  birthDate: "1977-07-14",
  birthPlace: "63220",
};

export function call(): { messageId: string } {
  return { messageId: randomUUID() };
}

export function config(pki: TestPki, url: string, overrides: Partial<InsiConfig> = {}): InsiConfig {
  return {
    url,
    ca: pki.authority.certificate,
    certificate: { certPem: pki.client.chain, keyPem: pki.client.key },
    lps: LPS,
    environment: "bas",
    clock: { now: () => NOW },
    ids: { uuid: randomUUID },
    timeoutMs: 5_000,
    ...overrides,
  };
}

/** A client whose exchanges are recorded. */
export function client(
  pki: TestPki,
  url: string,
  overrides: Partial<InsiConfig> = {},
): { insi: InsiClient; exchanges: InsiExchange[] } {
  const exchanges: InsiExchange[] = [];
  return {
    insi: createInsiClient(config(pki, url, { onExchange: (exchange) => exchanges.push(exchange), ...overrides })),
    exchanges,
  };
}

/** The fault of a call that must fail with one. */
export async function faultOf(promise: Promise<unknown>): Promise<InsiFault> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof InsiFault) return error;
    throw error;
  }
  throw new Error("a fault was expected");
}

/** A SOAP answer around a payload. */
export function soap(payload: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body>${payload}</env:Body></env:Envelope>`;
}

export const NONE = soap(
  '<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>01</CodeCR><LibelleCR>Aucune identite trouvee</LibelleCR></CR></RESULTAT>',
);
