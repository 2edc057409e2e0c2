import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InsiClient } from "../../../src/gateways/insi/port.js";
import { conformance } from "../support/conformance.js";
import { call, client, faultOf, LPS, RUTH, soap } from "../support/insi.js";
import { createPki, startServer, type TestServer } from "../support/server.js";

/** One folder, one answer of the service, one expectation. */
const FIXTURES = fileURLToPath(new URL("../../../fixtures/insi/", import.meta.url));
const QUERY = { ...RUTH, birthName: "MOREL-D'ARC", givenName: "LEA" };

let server: TestServer;
let insi: InsiClient;
let answer = { status: 200, body: "" };

beforeAll(async () => {
  const pki = createPki();
  server = await startServer(pki, (_request, _body, response) => {
    response.writeHead(answer.status, { "content-type": "application/soap+xml; charset=utf-8" }).end(answer.body);
  });
  insi = client(pki, server.url, { lps: LPS }).insi;
});
afterAll(async () => {
  await insi.close();
  await server.close();
});

function ask(body: string, status = 200): ReturnType<InsiClient["searchByTraits"]> {
  answer = { status, body };
  return insi.searchByTraits(QUERY, call());
}

describe("réponses", () => {
  const cases = readdirSync(FIXTURES).filter((name) => name !== "certificates");
  it("il y a des cas", () => expect(cases.length).toBeGreaterThan(20));
  for (const name of cases) {
    it(name, async () => {
      const body = readFileSync(join(FIXTURES, name, "answer.xml"), "utf8");
      const expected = JSON.parse(readFileSync(join(FIXTURES, name, "expected.json"), "utf8")) as {
        answer?: object;
        fault?: object;
      };
      if (expected.answer !== undefined) expect(await ask(body)).toEqual(expected.answer);
      else expect(await faultOf(ask(body))).toMatchObject(expected.fault ?? {});
    });
  }

  it("un encodage déclaré par l'en-tête HTTP est suivi", async () => {
    const pki = createPki();
    const latin = await startServer(pki, (_request, _body, response) => {
      const body = soap(
        '<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>09</CodeCR><LibelleCR>Réponse</LibelleCR></CR></RESULTAT>',
      );
      response.writeHead(200, { "content-type": "text/xml; charset=ISO-8859-1" }).end(Buffer.from(body, "latin1"));
    });
    const one = client(pki, latin.url).insi;
    expect((await one.searchByTraits(RUTH, call())).label).toBe("Réponse");
    await one.close();
    await latin.close();
  });
});

describe("vérification : un verdict n'est jamais deviné", () => {
  const result = (code: string, root = "Resultat"): string =>
    soap(
      `<r:${root} xmlns:r="http://www.cnamts.fr/INSiLot2/REPUnitaire"><r:CR><r:CodeCR>${code}</r:CodeCR><r:LibelleCR>x</r:LibelleCR></r:CR></r:${root}>`,
    );
  const claim = {
    matricule: "277076322082910",
    oid: "1.2.250.1.213.1.4.8",
    birthName: "NESSI",
    firstGivenName: "RUTH",
    givenNames: ["RUTH"],
    sex: "F",
    birthDate: "1977-07-14",
  } as const;

  for (const body of [
    result("02"),
    result(""),
    result("KO"),
    result("01", "RESULTAT"),
    soap("<Resultat><CR><CodeCR>01</CodeCR></CR></Resultat>"),
  ]) {
    it(body.slice(110, 260), async () => {
      answer = { status: 200, body };
      expect(await faultOf(insi.verify(claim, call()))).toMatchObject({ serviceCode: "network.unreadable", retry: "never" });
    });
  }

  it("00 et 01", async () => {
    answer = { status: 200, body: result("00") };
    expect(await insi.verify(claim, call())).toEqual({ result: "OK", code: "00", label: "x" });
    answer = { status: 200, body: result("01") };
    expect(await insi.verify(claim, call())).toMatchObject({ result: "KO", code: "01" });
  });
});

describe.skipIf(conformance.missing)(`échantillons officiels ${conformance.reason}`, () => {
  const sample = (name: string): string => readFileSync(conformance.path("insi", "samples", name), "utf8");

  it("réponse 00 réelle", async () => {
    expect(await ask(sample("AdrtroisToussaintXmlResponse.xml"))).toMatchObject({
      code: "00",
      warnings: [],
      individual: {
        number: "160012B020777",
        key: "13",
        oid: "1.2.250.1.213.1.4.8",
        history: [],
        traits: { birthName: "ADRTROIS", givenNames: "TOUSSAINT", sex: "M", birthDate: "1960-01-01", birthPlace: "2B020" },
      },
    });
  });

  it("01 et 02", async () => {
    expect(await ask(sample("REP_CR01.xml"))).toMatchObject({ code: "01", individual: null, warnings: [] });
    expect(await ask(sample("CR02_response.xml"))).toMatchObject({ code: "02", individual: null, warnings: [] });
  });

  it("faute desir_550", async () => {
    expect(await faultOf(ask(sample("fault_siram_100_desir_550.xml"), 500))).toMatchObject({
      kind: "config",
      retry: "stop",
      siram: "siram_100",
      serviceCode: "desir_550",
      severity: "erreur",
      messageId: "b3549edd-4ae9-472a-b26f-fd2fb4ef397f",
      why: "desir_550 : Numéro d'autorisation du logiciel inconnu.",
    });
  });
});
