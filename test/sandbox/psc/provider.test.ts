import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { sandboxPscConnection } from "../../../src/sandbox/connection.js";
import type { ClientCertificate } from "../../../src/sandbox/pki/names.js";
import { Wire, type WireAnswer } from "../../../src/sandbox/psc/wire.js";
import { Browser } from "../../support/browser.js";
import { openSandbox, type TestSandbox } from "../support.js";

let box: TestSandbox;
let issuer: string;
const wires: Wire[] = [];
const said: unknown[] = [];
beforeAll(async () => {
  // The library would say on stdout what it wants to be configured.
  for (const method of ["log", "info", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void said.push(args));
  box = await openSandbox({ pscIntervalMs: 20 });
  issuer = box.sandbox.psc.issuer;
});
afterAll(async () => {
  for (const wire of wires) wire.close();
  await box.end();
  vi.restoreAllMocks();
  expect(said).toEqual([]);
});
afterEach(async () => {
  await box.sandbox.control.clearPscFaults();
});

async function wireOf(certificate: ClientCertificate = "psc"): Promise<Wire> {
  const pair = box.sandbox.pki.clients[certificate];
  const [ca = "", cert = "", key = ""] = await Promise.all(
    [box.sandbox.pki.ca, pair.cert, pair.key].map((path) => readFile(path, "utf8")),
  );
  const wire = new Wire({ ca, cert, key });
  wires.push(wire);
  return wire;
}

const REQUEST = {
  client_id: "segur-mtls",
  scope: "openid scope_all",
  acr_values: "eidas1",
  login_hint: "899700000001",
  binding_message: "42",
  channel: "CARD",
};
const CIBA = "/protocol/openid-connect/ext/ciba/auth";
const TOKEN = "/protocol/openid-connect/token";

async function ask(wire: Wire, changes: Readonly<Record<string, string>> = {}): Promise<WireAnswer> {
  return wire.send(issuer + CIBA, { method: "POST", form: { ...REQUEST, ...changes } });
}

async function poll(wire: Wire, id: unknown, clientId = "segur-mtls"): Promise<WireAnswer> {
  const grant_type = "urn:openid:params:grant-type:ciba";
  return wire.send(issuer + TOKEN, { method: "POST", form: { client_id: clientId, grant_type, auth_req_id: String(id) } });
}

/** Polls as a client does until there is something else than « not yet ». */
async function outcome(wire: Wire, id: unknown, clientId?: string): Promise<WireAnswer> {
  for (;;) {
    const answer = await poll(wire, id, clientId);
    if (answer.json?.error !== "authorization_pending" && answer.json?.error !== "slow_down") return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe("Pro Santé Connect of the sandbox, as Keycloak speaks (psc.md §1)", () => {
  it("has its discovery document at the path of the wallet, with the endpoints of §1.1", async () => {
    const wire = await wireOf();
    const origin = new URL(issuer).origin;
    const wallet = (await wire.send(`${issuer}/.well-known/wallet-openid-configuration`)).json;
    expect(wallet).toMatchObject({
      issuer,
      authorization_endpoint: `${origin}/auth`,
      token_endpoint: `${issuer}/protocol/openid-connect/token`,
      userinfo_endpoint: `${issuer}/protocol/openid-connect/userinfo`,
      introspection_endpoint: `${issuer}/protocol/openid-connect/token/introspect`,
      revocation_endpoint: `${issuer}/protocol/openid-connect/revoke`,
      end_session_endpoint: `${issuer}/protocol/openid-connect/logout`,
      jwks_uri: `${issuer}/protocol/openid-connect/certs`,
      backchannel_authentication_endpoint: `${issuer}/protocol/openid-connect/ext/ciba/auth`,
      authorization_response_iss_parameter_supported: true,
      backchannel_token_delivery_modes_supported: ["poll"],
    });
    const standard = (await wire.send(`${issuer}/.well-known/openid-configuration`)).json;
    expect(standard?.authorization_endpoint).toBe(`${issuer}/protocol/openid-connect/auth`);
    expect((await wire.send(`${origin}/nulle/part`)).status).toBe(404);
  });

  it("answers pending, then the tokens with Keycloak's fields", async () => {
    const wire = await wireOf();
    const asked = await ask(wire);
    expect(asked).toMatchObject({ status: 200, json: { expires_in: 120, interval: 0.02, auth_req_id: expect.any(String) } });
    const id = asked.json?.auth_req_id;
    expect(await poll(wire, id)).toMatchObject({
      status: 400,
      json: { error: "authorization_pending", error_description: expect.stringContaining("still pending") },
    });
    await box.sandbox.control.decide({ decision: "approve", afterMs: 0 });
    const tokens = await outcome(wire, id);
    expect(tokens).toMatchObject({
      status: 200,
      json: {
        expires_in: 120,
        refresh_expires_in: 1_800,
        token_type: "Bearer",
        scope: "openid scope_all",
        "not-before-policy": 0,
        session_state: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    });
    // A request gives its tokens once.
    expect((await poll(wire, id)).json).toEqual({ error: "invalid_grant", error_description: "Invalid Auth Req ID" });
  });

  it("answers slow_down to a poll that comes before the interval is over", async () => {
    const slow = await openSandbox({ pscIntervalMs: 60_000 });
    const [ca = "", cert = "", key = ""] = await Promise.all(
      [slow.sandbox.pki.ca, slow.sandbox.pki.clients.psc.cert, slow.sandbox.pki.clients.psc.key].map((path) =>
        readFile(path, "utf8"),
      ),
    );
    const wire = new Wire({ ca, cert, key });
    const base = slow.sandbox.psc.issuer;
    const asked = await wire.send(base + CIBA, { method: "POST", form: REQUEST });
    const form = {
      client_id: "segur-mtls",
      grant_type: "urn:openid:params:grant-type:ciba",
      auth_req_id: String(asked.json?.auth_req_id),
    };
    const answers = [
      await wire.send(base + TOKEN, { method: "POST", form }),
      await wire.send(base + TOKEN, { method: "POST", form }),
    ];
    wire.close();
    await slow.end();
    expect(answers.map(({ json }) => json?.error)).toEqual(["authorization_pending", "slow_down"]);
    expect(answers[1]?.json?.error_description).toBe("too early to access");
  });

  it.each([
    [{ login_hint: "899999999999" }, "invalid_request", "invalid_user"],
    [{ binding_message: "4" }, "invalid_binding_message", "two digits expected"],
    [{ binding_message: "" }, "invalid_binding_message", "two digits expected"],
    [{ channel: "SMS" }, "invalid_request", "Invalid parameter: channel"],
    [{ channel: "" }, "invalid_request", "Invalid parameter: channel"],
    [{ acr_values: "eidas3" }, "invalid_request", "Invalid parameter: acr_values"],
    [{ acr_values: "" }, "invalid_request", "Invalid parameter: acr_values"],
  ])("refuses %j", async (changes, error, description) => {
    expect(await ask(await wireOf(), changes)).toMatchObject({ status: 400, json: { error, error_description: description } });
  });

  it("gives the tokens of a request to the software that made it only", async () => {
    const wire = await wireOf();
    const id = (await ask(wire)).json?.auth_req_id;
    await box.sandbox.control.decide({ decision: "approve", afterMs: 0 });
    expect((await outcome(await wireOf("psc-proxy"), id, "proxy-esante")).json?.error).toBe("invalid_grant");
    expect((await poll(wire, "inconnu")).json).toEqual({ error: "invalid_grant", error_description: "Invalid Auth Req ID" });
  });

  it.each(["psc-revoked", "psc-expired", "psc-foreign", "psc-usage", "psc-proxy", "other-structure"] as const)(
    "refuses the certificate %s",
    async (certificate) => {
      expect(await ask(await wireOf(certificate))).toMatchObject({ status: 401, json: { error: "invalid_client" } });
    },
  );

  it("tells who it is for every one of the six", async () => {
    const wire = await wireOf();
    const ids = ["899700000001", "899700000002", "899700000003", "899700000004", "899700000005", "30B0152872/SEC00001"];
    for (const login_hint of ids) {
      await box.sandbox.control.decide({ decision: "approve", afterMs: 0 });
      const id = (await ask(wire, { login_hint, channel: "MOBILE" })).json?.auth_req_id;
      const bearer = String((await outcome(wire, id)).json?.access_token);
      const info = await wire.send(`${issuer}/protocol/openid-connect/userinfo`, { bearer });
      expect(info).toMatchObject({
        status: 200,
        json: { SubjectNameID: login_hint, preferred_username: login_hint, authMode: "MOBILE" },
      });
      const form = { client_id: "segur-mtls", token: bearer };
      const seen = await wire.send(`${issuer}/protocol/openid-connect/token/introspect`, { method: "POST", form });
      expect(seen.json).toMatchObject({ active: true, sub: info.json?.sub });
    }
  });

  it.each([
    ["an address that is not that of the software", { redirect_uri: "https://ailleurs.example/callback" }],
    ["an unknown software", { client_id: "inconnu" }],
  ])("shows a French page, and sends nobody away, for %s", async (_name, changes) => {
    const url = new URL("/auth", issuer);
    const base = {
      client_id: "segur-mtls",
      response_type: "code",
      scope: "openid",
      acr_values: "eidas1",
      redirect_uri: "http://127.0.0.1:1/callback",
    };
    url.search = new URLSearchParams({ ...base, ...changes }).toString();
    const page = await (await Browser.open(box.sandbox.pki.ca)).go(url.href);
    expect(page).toMatchObject({ status: 400, location: null, text: expect.stringContaining("Relancez la connexion") });
  });

  it("ends everything at a reset: tokens, requests, decisions, certificates", async () => {
    const own = await openSandbox({ pscIntervalMs: 20 });
    const before = await sandboxPscConnection(own.directory);
    const secret = await readFile(before.bySecret.secretFile, "utf8");
    await own.sandbox.control.decide({ decision: "approve", afterMs: 0 });
    await own.sandbox.control.addPscFault({ kind: "down" });
    await own.sandbox.control.reset();
    expect((await own.sandbox.control.status()).psc).toMatchObject({ faults: [], armed: [], pending: [] });
    expect(await readFile(before.bySecret.secretFile, "utf8")).not.toBe(secret);
    const [ca = "", cert = "", key = ""] = await Promise.all(
      [before.ca, before.byCertificate.cert, before.byCertificate.key].map((path) => readFile(path, "utf8")),
    );
    const wire = new Wire({ ca, cert, key });
    const answer = await wire.send(before.issuer + CIBA, { method: "POST", form: REQUEST });
    wire.close();
    expect(answer.status).toBe(200);
    await own.end();
  });
});
