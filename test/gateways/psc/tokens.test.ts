import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPscClient } from "../../../src/gateways/psc/config.js";
import { createPki, type Handler, startServer } from "../support/server.js";
import { clock, directTokens, errorOf, everythingOf, MARCEAU } from "./support.js";

/** A PSC of the test's own, which lies on demand: what the sandbox's library would never answer. */
const pki = createPki();
const published = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const REALM = "/auth/realms/esante-wallet";
const SUBJECT = `f:uuid:${MARCEAU}`;

interface Lies {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: typeof published.privateKey;
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly userInfo?: unknown;
  readonly asked?: Readonly<Record<string, unknown>>;
  /** Instead of tokens. */
  readonly pending?: boolean;
  /** Status with Retry-After: 0 before the right answer, for this path. */
  readonly busy?: string;
}

function jwt(claims: Readonly<Record<string, unknown>>, key: typeof published.privateKey): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", kid: "k" })}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

async function open(lies: Lies) {
  let origin = "";
  const busy = new Set(lies.busy === undefined ? [] : [lies.busy]);
  const handler: Handler = (request, _body, response) => {
    const path = new URL(request.url ?? "/", origin).pathname.replace(REALM, "");
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: origin + REALM, aud: "segur", sub: SUBJECT, iat: now, exp: now + 120, acr: "eidas1", ...lies.claims };
    const answers: Readonly<Record<string, unknown>> = {
      "/.well-known/wallet-openid-configuration": {
        issuer: origin + REALM,
        token_endpoint: `${origin}/token`,
        userinfo_endpoint: `${origin}/userinfo`,
        jwks_uri: `${origin}/jwks`,
        backchannel_authentication_endpoint: `${origin}/ciba`,
      },
      "/ciba": { auth_req_id: "id", expires_in: 60, interval: 0.01, ...lies.asked },
      "/token": {
        access_token: "ACCES-SECRET",
        token_type: "Bearer",
        expires_in: 120,
        refresh_token: "RENOUVELLEMENT-SECRET",
        id_token: jwt(claims, lies.key ?? published.privateKey),
        ...lies.answer,
      },
      "/userinfo": lies.userInfo ?? { sub: SUBJECT, SubjectNameID: MARCEAU },
      "/jwks": { keys: [{ ...published.publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] },
    };
    if (busy.delete(path)) return response.writeHead(503, { "retry-after": "0" }).end();
    const isPending = path === "/token" && lies.pending === true;
    const status = path in answers ? (isPending ? 400 : 200) : 404;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(isPending ? { error: "authorization_pending" } : answers[path]));
  };
  const server = await startServer(pki, handler);
  origin = new URL(server.url).origin;
  const client = createPscClient({
    transport: "direct",
    environment: "bas",
    issuer: origin + REALM,
    ca: pki.authority.certificate,
    clock,
    clientId: "segur",
    auth: { method: "certificate", certificate: { certPem: pki.client.chain, keyPem: pki.client.key } },
  });
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return client;
}

const login = async (lies: Lies) => (await open(lies)).ciba({ nationalId: MARCEAU, code: "07", channel: "MOBILE" });

describe("jetons reçus", () => {
  it("un service sans mensonge est cru", async () => {
    expect((await login({})).professional).toMatchObject({ nationalId: MARCEAU, subject: SUBJECT, activities: [] });
  });

  it.each<[string, Lies, string, string]>([
    ["signature d'une autre clé", { key: stranger.privateKey }, "auth", "psc.token"],
    ["autre émetteur dans le jeton d'identité", { claims: { iss: "https://ailleurs.example" } }, "auth", "psc.token"],
    ["autre destinataire", { claims: { aud: "autre" } }, "auth", "psc.token"],
    ["jeton d'identité expiré : l'heure de la machine", { claims: { exp: 1 } }, "config", "psc.clock"],
    ["sans acr", { claims: { acr: undefined } }, "auth", "psc.acr"],
    ["acr vide", { claims: { acr: "" } }, "auth", "psc.acr"],
    ["acr « 0 » de la découverte", { claims: { acr: "0" } }, "auth", "psc.acr"],
    ["sans jeton d'identité", { answer: { id_token: undefined } }, "auth", "psc.token"],
    ["sans jeton de renouvellement", { answer: { refresh_token: "" } }, "unreachable", "psc.answer"],
    ["userinfo d'un autre sujet", { userInfo: { sub: "f:uuid:899700000002", SubjectNameID: MARCEAU } }, "auth", "psc.subject"],
    ["userinfo sans sujet", { userInfo: { SubjectNameID: MARCEAU } }, "unreachable", "psc.answer"],
    ["userinfo qui n'est pas un objet", { userInfo: [] }, "unreachable", "psc.answer"],
    ["délai de la demande écoulé sans réponse", { asked: { expires_in: 0.05 }, pending: true }, "auth", "psc.expired"],
    ["réponse de CIBA sans auth_req_id", { asked: { auth_req_id: undefined } }, "unreachable", "psc.answer"],
    [
      "503 avec Retry-After à la découverte",
      { busy: "/.well-known/wallet-openid-configuration" },
      "unreachable",
      "psc.unreachable",
    ],
    ["503 avec Retry-After à la demande", { busy: "/ciba" }, "unreachable", "psc.unreachable"],
  ])("%s", async (_name, lies, kind, code) => {
    const error = await errorOf(login(lies));
    expect(error).toMatchObject({ kind, code });
    expect(everythingOf(error)).not.toMatch(/SECRET|eyJ|899700/);
  });

  it("503 avec Retry-After pendant l'attente : la demande continue", async () => {
    expect((await login({ busy: "/token" })).professional.nationalId).toBe(MARCEAU);
  });

  it("durées absurdes : bornées", async () => {
    const { tokens } = await login({ asked: { expires_in: 1e12 }, answer: { expires_in: 1e12, refresh_expires_in: 1e12 } });
    const { accessExpiresAt, refreshExpiresAt } = directTokens(tokens);
    for (const date of [accessExpiresAt, refreshExpiresAt]) expect(Date.parse(date) - Date.now()).toBeLessThanOrEqual(14_400_000);
  });

  it("nonce vide, niveau plus haut, durées absentes : acceptés", async () => {
    const { acr, tokens } = await login({ claims: { nonce: "", acr: "eidas3" }, answer: { expires_in: undefined } });
    expect(acr).toBe("eidas3");
    expect(tokens).toMatchObject({ accessExpiresAt: expect.any(String), refreshExpiresAt: expect.any(String) });
  });
});
