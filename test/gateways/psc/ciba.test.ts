import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PscClient } from "../../../src/gateways/psc/port.js";
import { directTokens, errorOf, everythingOf, MARCEAU, openPsc, type Psc } from "./support.js";

let psc: Psc;
beforeAll(async () => {
  psc = await openPsc();
});
afterAll(() => psc.end());
afterEach(async () => {
  await psc.sandbox.control.clearPscFaults();
  // What a test that failed left on the telephone would be decided instead of the request of the next one.
  for (const _ of (await psc.sandbox.control.status()).psc?.pending ?? []) {
    await psc.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
  }
});

const ask = (client: PscClient, more: Partial<Parameters<PscClient["ciba"]>[0]> = {}) =>
  client.ciba({ nationalId: MARCEAU, code: "07", channel: "MOBILE", ...more });

describe("CIBA (psc.md §1.6)", () => {
  it("par certificat : jetons, professionnel, niveau, moyen", async () => {
    const client = await psc.direct();
    const login = ask(client, { channel: "CARD" });
    await expect
      .poll(async () => (await psc.sandbox.control.status()).psc?.pending)
      .toMatchObject([{ channel: "CARD", code: "07" }]);
    const report = await psc.sandbox.control.decide({ decision: "approve", afterMs: 0 });
    expect(report).toEqual({ decision: "approve", target: "pending", afterMs: 0, channel: "CARD", code: "07" });
    const { tokens, professional, acr, authMode } = await login;
    expect({ acr, authMode }).toEqual({ acr: "eidas3", authMode: "CARD" });
    expect(professional).toEqual({
      nationalId: MARCEAU,
      rpps: "99700000001",
      subject: `f:550dc1c8-d97b-4b1e-ac8c-8eb4471cf9dd:${MARCEAU}`,
      familyName: "MARCEAU",
      givenName: "PAUL",
      civility: "DR",
      profession: "10",
      speciality: "SM26",
      activities: [
        {
          id: "F0B0152872",
          label: "CABINET MEDICAL DE DEMONSTRATION",
          sector: "SA07",
          structureId: "F0B0152872",
          structureIdNat: "10B0152872",
          finess: "0B0152872",
          siret: null,
          role: null,
          mode: "L",
          genre: "GENR01",
        },
      ],
    });
    const { accessExpiresAt, refreshExpiresAt, refreshToken, idToken } = directTokens(tokens);
    const inSeconds = (date: string) => (Date.parse(date) - Date.now()) / 1_000;
    expect(inSeconds(accessExpiresAt)).toBeGreaterThan(100);
    expect(inSeconds(accessExpiresAt)).toBeLessThanOrEqual(120);
    expect(inSeconds(refreshExpiresAt)).toBeGreaterThan(1_780);
    expect(inSeconds(refreshExpiresAt)).toBeLessThanOrEqual(1_800);
    expect(refreshToken.length).toBeGreaterThan(20);
    expect(idToken.split(".")).toHaveLength(3);
  });

  it("par secret", async () => {
    const { professional } = await psc.login(await psc.bySecret());
    expect(professional.nationalId).toBe(MARCEAU);
  });

  it("access_denied : demande refusée", async () => {
    const client = await psc.direct();
    await psc.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
    expect(await errorOf(ask(client))).toMatchObject({ kind: "auth", code: "psc.refused" });
  });

  it("access_denied : panne refused", async () => {
    await psc.sandbox.control.addPscFault({ kind: "refused", count: 1 });
    expect(await errorOf(ask(await psc.direct()))).toMatchObject({ kind: "auth", code: "psc.refused" });
  });

  it("expired_token : demande expirée", async () => {
    await psc.sandbox.control.addPscFault({ kind: "expired", count: 1 });
    expect(await errorOf(ask(await psc.direct()))).toMatchObject({ kind: "auth", code: "psc.expired" });
  });

  it.each([
    ["identifiant inconnu", "899999999999"],
    ["RPPS sans son 8", "99700000001"],
  ])("invalid_user : %s", async (_name, nationalId) => {
    expect(await errorOf(ask(await psc.direct(), { nationalId }))).toMatchObject({ kind: "auth", code: "psc.unknown_user" });
  });

  it("invalid_user : panne unknown", async () => {
    await psc.sandbox.control.addPscFault({ kind: "unknown", count: 1 });
    expect(await errorOf(ask(await psc.direct()))).toMatchObject({ kind: "auth", code: "psc.unknown_user" });
  });

  it("invalid_client : secret faux, client inconnu", async () => {
    expect(await errorOf(ask(await psc.bySecret("faux")))).toMatchObject({ kind: "config", code: "psc.client" });
    expect(await errorOf(ask(await psc.direct({ clientId: "autre" })))).toMatchObject({ kind: "config", code: "psc.client" });
  });

  it.each([
    ["révoqué", "psc-revoked"],
    ["expiré", "psc-expired"],
    ["d'une autorité étrangère", "psc-foreign"],
    ["qui n'est pas d'un client (usage)", "psc-usage"],
    ["d'un autre sujet", "insi-auto"],
  ] as const)("invalid_client : certificat %s", async (_name, certificate) => {
    const error = await errorOf(ask(await psc.direct({}, certificate)));
    expect(error).toMatchObject({ kind: "config", code: "psc.client" });
  });

  it("invalid_client : un certificat là où un secret est attendu", async () => {
    expect(await errorOf(ask(await psc.direct({ clientId: "segur" })))).toMatchObject({ kind: "config", code: "psc.client" });
  });

  it("503 : PSC indisponible, à la demande et pendant l'attente", async () => {
    const client = await psc.direct();
    await psc.sandbox.control.addPscFault({ kind: "down", count: 1 });
    expect(await errorOf(ask(client))).toMatchObject({ kind: "unreachable", code: "psc.unreachable" });
    const waiting = errorOf(ask(client));
    await expect.poll(async () => (await psc.sandbox.control.status()).psc?.pending.length).toBe(1);
    await psc.sandbox.control.addPscFault({ kind: "down", count: 1 });
    expect(await waiting).toMatchObject({ kind: "unreachable", code: "psc.unreachable", why: "Statut HTTP 503." });
    await psc.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
  });

  it("aucune réponse : abandonnée après le délai", async () => {
    const client = await psc.direct({ timeoutMs: 150 });
    await psc.sandbox.control.addPscFault({ kind: "timeout", count: 1 });
    expect(await errorOf(ask(client))).toMatchObject({
      kind: "unreachable",
      code: "psc.unreachable",
      details: { reason: "timeout" },
    });
  });

  it("réponse trop lente (panne slow) : abandonnée après le délai", async () => {
    const client = await psc.direct({ timeoutMs: 100 });
    await psc.sandbox.control.addPscFault({ kind: "slow", delayMs: 60_000, count: 1 });
    expect(await errorOf(ask(client))).toMatchObject({
      kind: "unreachable",
      code: "psc.unreachable",
      details: { reason: "timeout" },
    });
    await psc.sandbox.control.clearPscFaults();
    await psc.sandbox.control.addPscFault({ kind: "slow", delayMs: 5 });
    expect((await psc.login(await psc.direct())).professional.nationalId).toBe(MARCEAU);
  });

  it("acr absent : refusé ; niveau non accepté : refusé", async () => {
    await psc.sandbox.control.addPscFault({ kind: "no_acr", count: 1 });
    expect(await errorOf(psc.login(await psc.direct()))).toMatchObject({ kind: "auth", code: "psc.acr" });
    const strict = await psc.direct({ acceptedAcr: ["eidas2"] });
    expect(await errorOf(psc.login(strict))).toMatchObject({ kind: "auth", code: "psc.acr" });
  });

  it("userinfo d'un autre sujet : refusé", async () => {
    await psc.sandbox.control.addPscFault({ kind: "wrong_subject", count: 1 });
    expect(await errorOf(psc.login(await psc.direct()))).toMatchObject({ kind: "auth", code: "psc.subject" });
  });

  it("Ctrl-C : l'attente finit aussitôt", async () => {
    const stop = new AbortController();
    const waiting = errorOf(ask(await psc.direct(), { signal: stop.signal }));
    await expect.poll(async () => (await psc.sandbox.control.status()).psc?.pending.length).toBe(1);
    stop.abort();
    expect(await waiting).toMatchObject({ kind: "interrupted", code: "psc.interrupted" });
    expect(await errorOf(ask(await psc.direct(), { signal: stop.signal }))).toMatchObject({ kind: "interrupted" });
    await psc.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
  });

  it.each([{ code: "7" }, { code: "007" }, { code: "ab" }, { nationalId: "" }, { nationalId: "8997 0000 0001" }])(
    "n'envoie rien pour %j",
    async (more) => {
      expect(await errorOf(ask(await psc.direct({ issuer: "https://127.0.0.1:9/x" }), more))).toMatchObject({
        kind: "usage",
        code: "psc.code_format",
      });
    },
  );

  it("aucun jeton ni secret dans les erreurs", async () => {
    const seen: string[] = [];
    await psc.sandbox.control.addPscFault({ kind: "wrong_subject", count: 1 });
    seen.push(everythingOf(await errorOf(psc.login(await psc.direct()))));
    await psc.sandbox.control.addPscFault({ kind: "no_acr", count: 1 });
    seen.push(everythingOf(await errorOf(psc.login(await psc.direct()))));
    seen.push(everythingOf(await errorOf(ask(await psc.bySecret("tres-secret")))));
    const text = seen.join("\n");
    expect(text).not.toMatch(/tres-secret|eyJ|access_token|Bearer|MARCEAU|BELKACEM|899700000/);
  });
});
