import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PscClient, PscTokens } from "../../../src/gateways/psc/port.js";
import { createPki, startServer, type TestServer } from "../support/server.js";
import { errorOf, MARCEAU, openPsc, type Psc } from "./support.js";

let psc: Psc;
let client: PscClient;
beforeAll(async () => {
  psc = await openPsc();
  client = await psc.proxy();
});
afterAll(() => psc.end());
afterEach(async () => {
  await psc.sandbox.control.clearPscFaults();
});

const ask = (one: PscClient, more: object = {}) => one.ciba({ nationalId: MARCEAU, code: "07", channel: "CARD", ...more });

describe("proxy e-Santé (psc.md §1.7)", () => {
  it("CIBA : une session et le professionnel, jamais un jeton", async () => {
    const login = ask(client);
    await expect
      .poll(async () => (await psc.sandbox.control.status()).psc?.pending)
      .toMatchObject([{ channel: "CARD", code: "07" }]);
    await psc.sandbox.control.decide({ decision: "approve", afterMs: 0 });
    const { tokens, professional, acr, authMode } = await login;
    expect(tokens).toEqual({ transport: "proxy", proxySessionId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(professional).toMatchObject({
      nationalId: MARCEAU,
      familyName: "MARCEAU",
      activities: [{ structureIdNat: "10B0152872" }],
    });
    expect({ acr, authMode }).toEqual({ acr: null, authMode: "CARD" });
    expect(await client.refresh(tokens)).toEqual(tokens);
    await client.logout(tokens);
    await client.logout(tokens);
  });

  it("sans UserInfo : l'identifiant national seul", async () => {
    const { professional } = await psc.login(await psc.proxy({ userInfoBackend: undefined }), "899700000002");
    expect(professional).toEqual({
      nationalId: "899700000002",
      rpps: "99700000002",
      subject: "899700000002",
      familyName: "",
      givenName: "",
      civility: null,
      profession: null,
      speciality: null,
      activities: [],
    });
  });

  it("401 « access_denied » : refusée", async () => {
    await psc.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
    expect(await errorOf(ask(client))).toMatchObject({ kind: "auth", code: "psc.refused" });
  });

  it("401 « expired_token » : expirée", async () => {
    await psc.sandbox.control.addPscFault({ kind: "expired", count: 1 });
    expect(await errorOf(ask(client))).toMatchObject({ kind: "auth", code: "psc.expired" });
  });

  it("401 « invalid_user » : identifiant inconnu", async () => {
    expect(await errorOf(ask(client, { nationalId: "899999999999" }))).toMatchObject({ kind: "auth", code: "psc.unknown_user" });
  });

  it("404 : client inconnu du proxy", async () => {
    expect(await errorOf(ask(await psc.proxy({ clientId: "autre" })))).toMatchObject({
      kind: "config",
      code: "psc.proxy_unknown",
    });
  });

  it("503 : PSC indisponible derrière le proxy", async () => {
    await psc.sandbox.control.addPscFault({ kind: "down" });
    expect(await errorOf(ask(client))).toMatchObject({ kind: "unreachable", code: "psc.unreachable", why: "Statut HTTP 503." });
  });

  it("userinfo d'un autre sujet : refusé", async () => {
    await psc.sandbox.control.addPscFault({ kind: "wrong_subject", count: 1 });
    expect(await errorOf(psc.login(client))).toMatchObject({ kind: "auth", code: "psc.subject" });
  });

  it("le proxy n'a pas l'identité là où le réglage la cherche", async () => {
    const elsewhere = await psc.proxy({ userInfoBackend: "autre/chose" });
    expect(await errorOf(psc.login(elsewhere))).toMatchObject({ kind: "unreachable", code: "psc.answer" });
  });

  it("Ctrl-C : l'attente finit aussitôt", async () => {
    const stop = new AbortController();
    const waiting = errorOf(ask(client, { signal: stop.signal }));
    await expect.poll(async () => (await psc.sandbox.control.status()).psc?.pending.length).toBe(1);
    stop.abort();
    expect(await waiting).toMatchObject({ kind: "interrupted", code: "psc.interrupted" });
    await psc.sandbox.control.decide({ decision: "refuse", afterMs: 0 });
  });

  it("navigateur : dit de prendre --ciba", async () => {
    const error = await errorOf(client.startBrowser("http://127.0.0.1:1/callback"));
    expect(error).toMatchObject({ kind: "usage", code: "psc.browser_needs_direct", advice: "segur login --ciba" });
  });

  it("une session ouverte en direct n'est pas continuée par le proxy", async () => {
    const { tokens } = await psc.login(await psc.direct());
    expect(await errorOf(client.refresh(tokens))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
    expect(await errorOf(client.logout(tokens))).toMatchObject({ kind: "auth", code: "psc.session_expired" });
  });
});

describe("réponses d'un autre proxy", () => {
  const pki = createPki();
  const certificate = { certPem: pki.client.chain, keyPem: pki.client.key };
  async function answer(
    status: number,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<{ server: TestServer; client: PscClient }> {
    const server = await startServer(pki, (_request, _body, response) => response.writeHead(status, headers).end(body));
    const url = new URL(server.url).origin;
    const one = await psc.proxy({ url: `${url}/base/`, ca: pki.authority.certificate, certificate, userInfoBackend: undefined });
    return { server, client: one };
  }

  it("ce qui est envoyé : chemin sous l'adresse de base, corps, certificat", async () => {
    const { server, client: one } = await answer(200, '{"proxy_session_id":"abc","session_state":"s"}');
    const { tokens } = await ask(one);
    await server.close();
    expect(tokens).toEqual({ transport: "proxy", proxySessionId: "abc" });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      nationalId: MARCEAU,
      bindingMessage: "07",
      clientId: "segur-lps",
      channel: "CARD",
    });
  });

  it.each([
    ["304, session donnée par le cookie", 304, "", { "Set-Cookie": "proxy_session_id=abc; Path=/" }, null],
    ["304 sans session", 304, "", {}, { kind: "auth", code: "psc.proxy_active" }],
    ["200 sans session", 200, "{}", {}, { kind: "unreachable", code: "psc.answer" }],
    [
      "200, session impossible dans un cookie",
      200,
      '{"proxy_session_id":"a;b"}',
      {},
      { kind: "unreachable", code: "psc.answer" },
    ],
    ["400", 400, '{"code":"400","message":"channel value X is invalid"}', {}, { kind: "auth", code: "psc.rejected" }],
    ["401 sans forme connue", 401, '{"message":"non"}', {}, { kind: "auth", code: "psc.rejected" }],
    [
      "401 « unauthorized_client »",
      401,
      '{"message":"400 - unauthorized_client : x"}',
      {},
      { kind: "config", code: "psc.client_not_allowed" },
    ],
    ["404 d'une page web", 404, "<html>", {}, { kind: "config", code: "psc.not_psc" }],
    ["500", 500, "", {}, { kind: "unreachable", code: "psc.unreachable" }],
    ["504", 504, "", {}, { kind: "unreachable", code: "psc.unreachable" }],
  ])("%s", async (_name, status, body, headers, expected) => {
    const { server, client: one } = await answer(status, body, headers);
    const asked = ask(one);
    if (expected === null) expect((await asked).tokens).toEqual({ transport: "proxy", proxySessionId: "abc" });
    else expect(await errorOf(asked)).toMatchObject(expected);
    await server.close();
  });

  it("la fermeture envoie le cookie ; 401 veut dire déjà fermée, 500 indisponible", async () => {
    const tokens: PscTokens = { transport: "proxy", proxySessionId: "abc" };
    const gone = await answer(401, "{}");
    await gone.client.logout(tokens);
    expect(gone.server.requests[0]?.headers.cookie).toBe("proxy_session_id=abc");
    await gone.server.close();
    const down = await answer(500, "");
    expect(await errorOf(down.client.logout(tokens))).toMatchObject({ kind: "unreachable" });
    await down.server.close();
  });
});
