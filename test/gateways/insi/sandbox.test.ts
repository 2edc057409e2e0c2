import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createInsiClient, type InsiExchange } from "../../../src/gateways/insi/client.js";
import type { InsiClient, TraitsQuery, VerifyQuery } from "../../../src/gateways/insi/port.js";
import type { ClientCertificate } from "../../../src/sandbox/pki/names.js";
import type { NewFault } from "../../../src/sandbox/sandbox.js";
import { openSandbox, type TestSandbox } from "../../sandbox/support.js";
import { call, config, faultOf, LPS, RUTH } from "../support/insi.js";
import { createPki } from "../support/server.js";

/** The client against the embedded téléservice, which shares no code with it. */
let twin: TestSandbox;
let insi: InsiClient;
const exchanges: InsiExchange[] = [];
const opened: InsiClient[] = [];

async function open(
  certificate: ClientCertificate,
  overrides: Partial<Parameters<typeof createInsiClient>[0]> = {},
): Promise<InsiClient> {
  const { ca, clients } = twin.sandbox.pki;
  const [authorities, certPem, keyPem] = await Promise.all(
    [ca, clients[certificate].cert, clients[certificate].key].map((path) => readFile(path, "utf8")),
  );
  const own = { certPem: certPem ?? "", keyPem: keyPem ?? "" };
  const base = config(createPki(), twin.sandbox.insi.url, { ca: authorities, certificate: own, environment: "sandbox" });
  const one = createInsiClient({ ...base, onExchange: (exchange) => exchanges.push(exchange), ...overrides });
  opened.push(one);
  return one;
}

beforeAll(async () => {
  twin = await openSandbox({ seed: 3 });
  insi = await open("insi-manu");
});
afterEach(async () => {
  await twin.sandbox.control.clearFaults();
});
afterAll(async () => {
  for (const one of opened) await one.close();
  await twin.end();
});

const claim = (over: Partial<VerifyQuery> = {}): VerifyQuery => ({
  matricule: "277076322082910",
  oid: "1.2.250.1.213.1.4.8",
  birthName: "NESSI",
  firstGivenName: "RUTH",
  givenNames: ["RUTH"],
  sex: "F",
  birthDate: "1977-07-14",
  birthPlace: "63220",
  ...over,
});

describe("fautes du service", () => {
  const scripted: [NewFault["kind"], object][] = [
    ["siram_40", { kind: "unreachable", retry: "later", siram: "siram_40" }],
    ["insi_102", { kind: "unreachable", retry: "later", serviceCode: "insi_102" }],
    ["desir_1020", { kind: "unreachable", retry: "later", serviceCode: "desir_1020" }],
    ["desir_550", { kind: "config", retry: "stop", serviceCode: "desir_550" }],
    ["desir_560", { kind: "config", retry: "stop", serviceCode: "desir_560" }],
    ["siram_10", { kind: "input", retry: "never", siram: "siram_10" }],
  ];
  for (const [kind, expected] of scripted) {
    it(kind, async () => {
      await twin.sandbox.control.addFault({ kind, rate: 1, count: 1 });
      const sent = call();
      const fault = await faultOf(insi.searchByTraits(RUTH, sent));
      expect(fault).toMatchObject({ ...expected, messageId: sent.messageId });
      expect((await insi.searchByTraits(RUTH, call())).code).toBe("00");
    });
  }

  it("réponse tronquée, connexion refusée, délai", async () => {
    const impatient = await open("insi-auto", { timeoutMs: 300 });
    for (const [kind, code] of [
      ["truncate", /^network\.(truncated|invalid_xml)$/],
      ["refuse", /^network\.(reset|refused)$/],
      ["timeout", /^network\.timeout$/],
    ] as const) {
      await twin.sandbox.control.addFault({ kind, rate: 1, count: 1 });
      const fault = await faultOf(impatient.searchByTraits(RUTH, call()));
      expect(fault.serviceCode).toMatch(code);
      expect(fault).toMatchObject({ kind: "unreachable", retry: "later" });
      await twin.sandbox.control.clearFaults();
    }
  });

  it("critère absent ou mal écrit : le service le dit, sans que nous répétions la valeur", async () => {
    const fault = await faultOf(insi.searchByTraits({ ...RUTH, birthName: "nessi" }, call()));
    expect(fault).toMatchObject({ kind: "input", retry: "never", siram: "siram_10" });
    expect(fault.why).not.toMatch(/nessi/i);
    expect(await faultOf(insi.searchByTraits({ ...RUTH, birthName: "" }, call()))).toMatchObject({ serviceCode: "insi_19" });
  });

  it("logiciel inconnu", async () => {
    const other = await open("insi-manu", { lps: { ...LPS, idam: "INCONNU" } });
    expect(await faultOf(other.searchByTraits(RUTH, call()))).toMatchObject({
      kind: "config",
      retry: "stop",
      serviceCode: "desir_550",
    });
  });

  it("certificats qui ne conviennent pas : refusés ici, avant tout appel", async () => {
    await expect(open("wrong-cn")).rejects.toMatchObject({ kind: "config", code: "insi.config.certificate_cn" });
    await expect(open("expired")).rejects.toMatchObject({ kind: "config", code: "insi.config.certificate_expired" });
  });

  it("certificat d'une autre autorité : refusé par le service", async () => {
    const foreign = await open("foreign");
    const fault = await faultOf(foreign.searchByTraits(RUTH, call()));
    expect(fault.kind).not.toBe("not_found");
    expect(["network.reset", "network.tls_client_refused", "desir_560"]).toContain(fault.serviceCode);
  });
});

describe("recherches", () => {
  const people: [string, TraitsQuery, string][] = [
    ["RUTH", RUTH, "00"],
    ["TCHITCHI OLA", { birthName: "TCHITCHI", givenName: "OLA", sex: "F", birthDate: "1936-06-21" }, "01"],
    ["TCHITCHI CATARINA", { birthName: "TCHITCHI", givenName: "CATARINA", sex: "F", birthDate: "1936-06-21" }, "00"],
    ["DE VINCI", { birthName: "DE VINCI", givenName: "LEONARDO", sex: "M", birthDate: "2014-02-01" }, "02"],
  ];
  for (const [label, query, code] of people) {
    it(`${label} → ${code}`, async () => {
      const answer = await insi.searchByTraits(query, call());
      expect(answer.code).toBe(code);
      expect(answer.individual === null).toBe(code !== "00");
    });
  }

  it("historique : une seule entrée reste une liste ; NIA reconnu à son OID ; clé fausse acceptée ici", async () => {
    const corse = await insi.searchByTraits(
      { birthName: "CORSE", givenName: "ANTHONY", sex: "M", birthDate: "1980-03-02" },
      call(),
    );
    expect(corse.individual).toMatchObject({ number: "180032B020401", key: "23", history: [{ number: "180032B020401" }] });
    const waiting = await insi.searchByTraits(
      { birthName: "PROVISOIRE", givenName: "MATRICULE", sex: "M", birthDate: "2009-07-01" },
      call(),
    );
    expect(waiting.individual?.oid).toBe("1.2.250.1.213.1.4.9");
    const hermann = await insi.searchByTraits(
      { birthName: "HERMANN", givenName: "GATIEN", sex: "M", birthDate: "1981-03-24" },
      call(),
    );
    expect(hermann.individual).toMatchObject({ number: "1810363220456", key: "60" });
  });

  it("les préfixes changent d'une réponse à l'autre, la lecture non", async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => insi.searchByTraits(RUTH, call())));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it("carte Vitale", async () => {
    const query = {
      individualNumber: "2770763220829",
      openerNumber: "2770763220829",
      openerKey: "10",
      birthDate: "1977-07-14",
      birthRank: "1",
    };
    const answer = await insi.searchByVitale(query, call());
    expect(answer).toMatchObject({
      code: "00",
      individual: { number: "2770763220829", key: "10", traits: { birthName: "NESSI" } },
    });
    expect((await insi.searchByVitale({ openerNumber: "1550672000101" }, call())).code).toBe("01");
  });

  it("vérification OK, et KO dès qu'un trait diffère", async () => {
    expect(await insi.verify(claim(), call())).toMatchObject({ result: "OK", code: "00" });
    expect(await insi.verify(claim({ birthName: "NESSY" }), call())).toMatchObject({ result: "KO", code: "01" });
    expect(await insi.verify(claim({ birthDate: "1977-07-15" }), call())).toMatchObject({ result: "KO" });
  });
});

describe("trace d'échange", () => {
  it("dit l'opération, le message, la durée, le statut et le code, et rien d'autre", async () => {
    exchanges.length = 0;
    const sent = call();
    await insi.searchByTraits(RUTH, sent);
    await twin.sandbox.control.addFault({ kind: "insi_102", rate: 1, count: 1 });
    await faultOf(insi.verify(claim(), call()));
    expect(exchanges).toEqual([
      { operation: "searchByTraits", messageId: sent.messageId, ms: expect.any(Number), httpStatus: 200, code: "00" },
      { operation: "verify", messageId: expect.any(String), ms: expect.any(Number), httpStatus: 500, code: "insi_102" },
    ]);
    expect(JSON.stringify(exchanges)).not.toMatch(/NESSI|RUTH|1977|63220|2770763/);
  });
});
