import { createServer as createTcp, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createPscClient, PSC_ISSUERS } from "../../../src/gateways/psc/config.js";
import { DEFAULT_TIMEOUT_MS } from "../../../src/gateways/psc/exchange.js";
import { createPki, type Handler, startServer } from "../support/server.js";
import { clock, errorOf, MARCEAU, openPsc, type Psc } from "./support.js";

const REQUEST = { nationalId: MARCEAU, code: "07", channel: "MOBILE" } as const;
const REALM = "/auth/realms/esante-wallet";
const pki = createPki();
const certificate = { certPem: pki.client.chain, keyPem: pki.client.key };

/** A server of the test's own in the place of PSC. */
async function impostor(handler: (origin: string) => Handler) {
  let origin = "";
  const server = await startServer(pki, (request, body, response) => handler(origin)(request, body, response));
  origin = new URL(server.url).origin;
  const client = createPscClient({
    transport: "direct",
    environment: "sandbox",
    issuer: origin + REALM,
    ca: pki.authority.certificate,
    clock,
    clientId: "segur",
    auth: { method: "certificate", certificate },
  });
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { server, client };
}

const json =
  (value: unknown): Handler =>
  (_request, _body, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));

describe("réglages", () => {
  const base = { clock, clientId: "x", auth: { method: "secret", secret: "s" } } as const;
  it.each([
    ["adresse absente", { ...base, transport: "direct", environment: "sandbox" }, "psc.address"],
    ["http", { ...base, transport: "direct", environment: "bas", issuer: "http://a/b" }, "psc.address"],
    ["adresse avec un mot de passe", { ...base, transport: "proxy", environment: "bas", url: "https://u:p@a/" }, "psc.address"],
    ["proxy sans adresse", { ...base, transport: "proxy", environment: "bas", url: "" }, "psc.address"],
    ["client vide", { ...base, transport: "direct", environment: "bas", clientId: " " }, "psc.client_id"],
    ["production sans proxy", { ...base, transport: "direct", environment: "production" }, "psc.proxy_required"],
    [
      "certificat illisible",
      {
        ...base,
        transport: "direct",
        environment: "bas",
        auth: { method: "certificate", certificate: { certPem: "x", keyPem: "y" } },
      },
      "certificate.cert_unreadable",
    ],
    ["autorité illisible", { ...base, transport: "direct", environment: "bas", ca: "x" }, "certificate.ca_unreadable"],
  ] as const)("%s", async (_name, config, code) => {
    expect(await errorOf((async () => createPscClient(config))())).toMatchObject({ kind: "config", code });
  });

  it("les émetteurs du bac à sable de l'ANS et de la production", async () => {
    expect(Object.values(PSC_ISSUERS).every((issuer) => issuer.startsWith("https://auth.") && issuer.endsWith(REALM))).toBe(true);
    const client = createPscClient({ ...base, transport: "direct", environment: "bas" });
    expect(client.transport).toBe("direct");
    await client.close();
  });
});

describe("document de découverte", () => {
  it("autre émetteur : rien n'est envoyé", async () => {
    const { server, client } = await impostor((origin) => json({ issuer: `${origin}/autre`, token_endpoint: `${origin}/t` }));
    expect(await errorOf(client.ciba(REQUEST))).toMatchObject({ kind: "config", code: "psc.issuer" });
    expect(await errorOf(client.startBrowser("http://127.0.0.1:1/callback"))).toMatchObject({ code: "psc.issuer" });
    // Only discovery, each time: what is wrong is not kept.
    expect(server.requests.map(({ body }) => body)).toEqual(["", ""]);
  });

  it("page web, statut 404 : pas de Pro Santé Connect ici", async () => {
    const page = await impostor(
      () => (_request, _body, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    );
    expect(await errorOf(page.client.ciba(REQUEST))).toMatchObject({ kind: "config", code: "psc.not_psc" });
    const missing = await impostor(() => (_request, _body, response) => response.writeHead(404).end());
    expect(await errorOf(missing.client.ciba(REQUEST))).toMatchObject({ kind: "config", code: "psc.not_psc" });
  });

  it("adresse d'un service en http dans le document : refusée", async () => {
    const { client } = await impostor((origin) =>
      json({ issuer: origin + REALM, backchannel_authentication_endpoint: "http://127.0.0.1:9/ciba" }),
    );
    expect(await errorOf(client.ciba(REQUEST))).toMatchObject({ kind: "unreachable", code: "psc.answer" });
  });

  it("« Failed to send authentication request » : le téléphone ou la carte n'a pas été joint", async () => {
    const { client } = await impostor((origin) => (request, body, response) => {
      if (request.method === "GET") {
        json({ issuer: origin + REALM, backchannel_authentication_endpoint: `${origin}/ciba` })(request, body, response);
      } else {
        response.writeHead(500, { "content-type": "application/json" });
        response.end('{"error":"server_error","error_description":"Failed to send authentication request"}');
      }
    });
    expect(await errorOf(client.ciba(REQUEST))).toMatchObject({ kind: "unreachable", code: "psc.channel" });
  });

  it.each([
    ["unauthorized_client", "x", "config", "psc.client_not_allowed"],
    ["invalid_grant", "Client not allowed OIDC CIBA Grant", "config", "psc.client_not_allowed"],
    ["invalid_grant", "User disabled", "auth", "psc.user_disabled"],
    ["unknown_user_id", "x", "auth", "psc.unknown_user"],
    ["invalid_request", "missing parameter : login_hint", "auth", "psc.rejected"],
    ["nouvelle_erreur", "jamais vue", "auth", "psc.rejected"],
  ])("erreur %s « %s »", async (error, description, kind, code) => {
    const { client } = await impostor((origin) => (request, body, response) => {
      if (request.method === "GET") {
        json({ issuer: origin + REALM, backchannel_authentication_endpoint: `${origin}/ciba` })(request, body, response);
      } else {
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ error, error_description: description }));
      }
    });
    expect(await errorOf(client.ciba(REQUEST))).toMatchObject({ kind, code });
  });
});

describe("injoignable", () => {
  let psc: Psc;
  beforeAll(async () => {
    psc = await openPsc();
  });
  afterAll(() => psc.end());

  it("autorité inconnue", async () => {
    const client = await psc.direct({ ca: pki.authority.certificate });
    expect(await errorOf(client.ciba(REQUEST))).toMatchObject({ kind: "config", code: "psc.network.tls_unknown_ca" });
  });

  it("nom qui n'est pas celui du serveur", async () => {
    const issuer = new URL(psc.sandbox.psc.issuer);
    issuer.hostname = "127.0.0.2";
    const client = await psc.direct({ issuer: issuer.href });
    // Nothing listens on that address on Linux: either way, a clear reason.
    expect(["psc.network.tls_hostname", "psc.unreachable"]).toContain((await errorOf(client.ciba(REQUEST))).code);
  });

  it("une machine qui accepte et ne répond jamais : abandonnée après le délai, qui est de moins de 5 s", async () => {
    const silent: Server = createTcp(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const client = await psc.direct({ issuer: `https://127.0.0.1:${port}${REALM}`, timeoutMs: 200 });
    expect(await errorOf(client.ciba(REQUEST))).toMatchObject({
      kind: "unreachable",
      code: "psc.unreachable",
      details: { reason: expect.stringMatching(/^(connect_)?timeout$/) },
    });
    expect(DEFAULT_TIMEOUT_MS).toBeLessThan(5_000);
  });

  it("bac à sable arrêté : dit aussitôt, par les deux transports", async () => {
    const [direct, proxy] = [await psc.direct(), await psc.proxy()];
    await psc.sandbox.stop();
    for (const client of [direct, proxy]) {
      expect(await errorOf(client.ciba(REQUEST))).toMatchObject({
        kind: "unreachable",
        code: "psc.unreachable",
        details: { reason: "refused" },
      });
    }
  });
});
