import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InsiClient, VitaleQuery } from "../../../src/gateways/insi/port.js";
import { child, type XmlElement } from "../../../src/gateways/xml.js";
import { loadXmlReader, type XmlReader } from "../../../src/gateways/xml-reader.js";
import { xsdCheck } from "../support/conformance.js";
import { CARD, CLAIM, call, client, faultOf, LPS, NONE, NOW, RUTH } from "../support/insi.js";
import { createPki, startServer, type TestServer } from "../support/server.js";

const SOAP = "http://www.w3.org/2003/05/soap-envelope";
const BAM = "urn:siram:bam:ctxbam";
const LPS_NS = "urn:siram:lps:ctxlps";
const WSA = "http://www.w3.org/2005/08/addressing";
const ACTION = "urn:ServiceIdentiteCertifiee:1.0.0:";

let server: TestServer;
let insi: InsiClient;
let read: XmlReader;

beforeAll(async () => {
  const pki = createPki();
  server = await startServer(pki, (_request, _body, response) =>
    response.writeHead(200, { "content-type": "text/xml" }).end(NONE),
  );
  insi = client(pki, server.url).insi;
  read = await loadXmlReader();
});
afterAll(async () => {
  await insi.close();
  await server.close();
});

interface Sent {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly xml: string;
  readonly blocks: readonly XmlElement[];
  readonly payload: XmlElement;
}

/** What a call put on the wire. The answer of the server does not matter here. */
async function sent(send: (insi: InsiClient) => Promise<unknown>): Promise<Sent> {
  const before = server.requests.length;
  await send(insi).catch(() => undefined);
  const request = server.requests[before];
  if (request === undefined) throw new Error("nothing was sent");
  const envelope = read(request.body);
  const payload = child(envelope, SOAP, "Body")?.children[0];
  if (payload === undefined) throw new Error("no payload");
  return { headers: request.headers, xml: request.body, blocks: child(envelope, SOAP, "Header")?.children ?? [], payload };
}

const names = (element: XmlElement | undefined): string[] => element?.children.map((one) => one.name) ?? [];
const texts = (element: XmlElement | undefined): string[] => element?.children.map((one) => one.text) ?? [];

describe("en-tête", () => {
  it("quatre blocs dans l'ordre de l'échantillon, sans wsse:Security, et l'action dans le type de contenu", async () => {
    const { blocks, headers } = await sent((one) =>
      one.searchByTraits(RUTH, { messageId: "b3549edd-4ae9-472a-b26f-fd2fb4ef397f" }),
    );
    expect(blocks.map((one) => `${one.ns} ${one.name}`)).toEqual([
      `${BAM} ContexteBAM`,
      `${LPS_NS} ContexteLPS`,
      `${WSA} Action`,
      `${WSA} MessageID`,
    ]);
    expect(blocks[2]?.text).toBe(`${ACTION}rechercherInsAvecTraitsIdentite`);
    expect(blocks[3]?.text).toBe("uuid:b3549edd-4ae9-472a-b26f-fd2fb4ef397f");
    expect(headers["content-type"]).toBe(
      `application/soap+xml; charset=utf-8; action="${ACTION}rechercherInsAvecTraitsIdentite"`,
    );
    expect(headers.soapaction).toBeUndefined();
  });

  it("contextes : version, identifiants distincts et neufs, heure, émetteur, logiciel", async () => {
    const [first, second] = [
      await sent((one) => one.searchByTraits(RUTH, call())),
      await sent((one) => one.searchByTraits(RUTH, call())),
    ];
    const [bam, lps] = first.blocks;
    expect(bam?.attributes.get("Version")).toBe("01_02");
    expect(lps?.attributes.get("Version")).toBe("01_00");
    expect(names(bam)).toEqual(["Id", "Temps", "Emetteur", "COUVERTURE"]);
    expect(names(lps)).toEqual(["Id", "Temps", "Emetteur", "LPS"]);
    for (const context of [bam, lps]) expect(texts(context).slice(1, 3)).toEqual([NOW.toISOString(), "10B0152872"]);
    const software = lps === undefined ? undefined : child(lps, LPS_NS, "LPS");
    expect(names(software)).toEqual(["IDAM", "Version", "Instance", "Nom"]);
    expect(texts(software)).toEqual([LPS.idam, LPS.version, LPS.instance, LPS.name]);
    expect(software?.children[0]?.attributes.get("R")).toBe("4");
    const ids = [...first.blocks, ...second.blocks].filter((one) => one.children.length > 0).map((one) => one.children[0]?.text);
    expect(new Set(ids).size).toBe(4);
  });

  it("rien ne nomme le patient hors du corps", async () => {
    const { headers } = await sent((one) => one.searchByTraits(RUTH, call()));
    expect(JSON.stringify(headers)).not.toMatch(/NESSI|RUTH|1977/);
  });
});

describe("corps", () => {
  it("traits : l'ordre du schéma, un seul Prenom, LieuNaissance seulement s'il est demandé", async () => {
    const { payload } = await sent((one) => one.searchByTraits({ ...RUTH, givenName: "RUTH MARIE-LOU" }, call()));
    expect([payload.ns, payload.name]).toEqual(["http://www.cnamts.fr/INSiRecSans", "RECSANSVITALE"]);
    expect(names(payload)).toEqual(["NomNaissance", "Prenom", "Sexe", "DateNaissance", "LieuNaissance"]);
    expect(texts(payload)).toEqual(["NESSI", "RUTH MARIE-LOU", "F", "1977-07-14", "63220"]);
    const without = await sent((one) => one.searchByTraits({ ...RUTH, birthPlace: undefined }, call()));
    expect(names(without.payload)).toEqual(["NomNaissance", "Prenom", "Sexe", "DateNaissance"]);
  });

  it("Vitale : NIR individuel s'il existe, ouvrant droit toujours, aucune clé ; couverture du contexte", async () => {
    const { payload, blocks } = await sent((one) => one.searchByVitale(CARD, call()));
    expect(names(payload)).toEqual(["MatriculeIndividu", "MatriculeOD", "NomNaissance", "DateNaissance", "RangNaissance"]);
    expect(payload.children.slice(0, 2).map(texts)).toEqual([["2770763220829"], ["1550672000101"]]);
    const coverage = blocks[0] === undefined ? undefined : child(blocks[0], BAM, "COUVERTURE");
    expect(names(coverage)).toEqual(["ASSURE", "BENEFICIAIRE"]);
    expect(names(coverage?.children[1])).toEqual(["Nir", "DateNai", "Rang"]);
  });

  it("Vitale sans NIR individuel ni date : le minimum", async () => {
    const { payload, blocks } = await sent((one) => one.searchByVitale({ openerNumber: "1550672000101" }, call()));
    expect(names(payload)).toEqual(["MatriculeOD"]);
    expect(names(blocks[0] === undefined ? undefined : child(blocks[0], BAM, "COUVERTURE"))).toEqual(["ASSURE"]);
  });

  it("une apostrophe et les signes de XML voyagent sans rien casser", async () => {
    const { payload } = await sent((one) => one.searchByTraits({ ...RUTH, birthName: "D'ARC<&>\"" }, call()));
    expect(payload.children[0]?.text).toBe("D'ARC<&>\"");
  });

  it("un caractère que XML ne porte pas : refus, rien n'est envoyé, rien n'est retiré", async () => {
    const before = server.requests.length;
    const fault = await faultOf(insi.searchByTraits({ ...RUTH, birthName: "NES\u0000SI" }, call()));
    expect(fault).toMatchObject({ kind: "input", retry: "never", serviceCode: "query.character" });
    expect(server.requests).toHaveLength(before);
  });

  it("vérification : matricule coupé de sa clé, traits", async () => {
    const { payload } = await sent((one) => one.verify(CLAIM, call()));
    const [given, traits] = payload.children;
    expect([payload.name, given?.name, traits?.name]).toEqual(["IndividuVerifie", "INSFourni", "TraitsIdentiteIndividu"]);
    expect(texts(given?.children[0])).toEqual(["2770763220829", "10"]);
    expect(names(traits)).toEqual(["NomNaissance", "Prenom", "ListePrenom", "Sexe", "DateNaissance", "LieuNaissance"]);
    expect(texts(traits)).toEqual(["NESSI", "RUTH", "RUTH MARIE-LOU", "F", "1977-07-14", "63220"]);
  });
});

describe.skipIf(xsdCheck.missing)(`schémas officiels ${xsdCheck.reason}`, () => {
  const lunar: VitaleQuery = { openerNumber: "5555551234567", birthDate: "1955-00-00", birthRank: "x", certifiedOn: undefined };
  const cases: [string, string, (one: InsiClient) => Promise<unknown>][] = [
    ["traits", "insi-traits", (one) => one.searchByTraits(RUTH, call())],
    [
      "traits sans lieu, apostrophe",
      "insi-traits",
      (one) => one.searchByTraits({ ...RUTH, birthName: "D'ARC", birthPlace: undefined }, call()),
    ],
    ["Vitale", "insi-vitale", (one) => one.searchByVitale(CARD, call())],
    ["Vitale minimale et lunaire", "insi-vitale", (one) => one.searchByVitale(lunar, call())],
    ["vérification (aucun schéma public du corps)", "", (one) => one.verify(CLAIM, call())],
  ];
  for (const [label, bodySet, send] of cases) {
    it(label, async () => {
      const { xml } = await sent(send);
      for (const set of [bodySet, "insi-ctxbam", "insi-ctxlps"]) {
        if (set === "") continue;
        const { ok, output } = xsdCheck.run(set, xml);
        expect(output).toContain(set);
        expect(ok, output).toBe(true);
      }
    });
  }

  it("le contrôle refuse bien un message faux", async () => {
    const { xml } = await sent((one) => one.searchByVitale(CARD, call()));
    expect(xsdCheck.run("insi-ctxbam", xml.replace("<ctxbam:Num>1550672000101", "<ctxbam:Num>15506")).ok).toBe(false);
    expect(xsdCheck.run("insi-vitale", xml.replace("RangNaissance>", "Rang>")).ok).toBe(false);
  });
});
