import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readCallback } from "../../../src/gateways/psc/browser.js";
import { openLoopback } from "../../../src/gateways/psc/loopback.js";
import type { BrowserLogin, PscClient } from "../../../src/gateways/psc/port.js";
import { Browser } from "../../support/browser.js";
import { errorOf, everythingOf, MARCEAU, openPsc, type Psc } from "./support.js";

let psc: Psc;
let client: PscClient;
beforeAll(async () => {
  psc = await openPsc();
  client = await psc.direct();
});
afterAll(() => psc.end());
afterEach(async () => {
  await psc.sandbox.control.clearPscFaults();
});

const REDIRECT = "http://127.0.0.1:45123/callback";

/** The person identifies himself in a new browser; nothing listens at the callback, as when one pastes it over SSH. */
async function approved(login: BrowserLogin, nationalId = MARCEAU): Promise<URL> {
  const browser = await Browser.open(psc.sandbox.pki.ca);
  return new URL(await browser.identify(login.url, nationalId));
}

describe("code flow (psc.md §1.3, §2.1)", () => {
  it("demande : PKCE S256, acr_values, state, nonce, à la page du portefeuille", async () => {
    const url = new URL((await client.startBrowser(REDIRECT)).url);
    expect(url.origin + url.pathname).toBe(`${new URL(psc.sandbox.psc.issuer).origin}/auth`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "segur-mtls",
      redirect_uri: REDIRECT,
      scope: "openid scope_all",
      acr_values: "eidas1",
      code_challenge_method: "S256",
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("la page nomme les six professionnels, sans script", async () => {
    const browser = await Browser.open(psc.sandbox.pki.ca);
    const page = await browser.go((await client.startBrowser(REDIRECT)).url);
    expect(page.status).toBe(200);
    expect(page.text.match(/type="radio"/g)).toHaveLength(6);
    expect(page.text).toContain('value="899700000001" checked> Dr Paul MARCEAU');
    expect(page.text).not.toContain("<script");
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("par la boucle locale, jusqu'à la page de fin", async () => {
    const loopback = await openLoopback();
    const login = await client.startBrowser(loopback.redirectUri);
    const browser = await Browser.open(psc.sandbox.pki.ca);
    const callback = await browser.identify(login.url, "899700000005");
    const received = loopback.wait();
    const end = await browser.go(callback);
    expect(end).toMatchObject({ status: 200, text: expect.stringContaining("revenez au terminal") });
    const { professional, acr, authMode, tokens } = await login.finish(await received);
    await loopback.close();
    expect(professional).toMatchObject({ nationalId: "899700000005", profession: "60", speciality: null, familyName: "HADDAD" });
    expect({ acr, authMode, transport: tokens.transport }).toEqual({ acr: "eidas1", authMode: "MOBILE", transport: "direct" });
  });

  it.each([
    ["entière, avec des blancs", (url: URL) => `  ${url.href}\n`],
    ["sans http://", (url: URL) => url.href.replace("http://", "")],
    ["seulement la fin", (url: URL) => url.search],
    ["avec un autre nom de la machine", (url: URL) => url.href.replace("127.0.0.1", "localhost")],
  ])("adresse collée %s", async (_name, paste) => {
    const login = await client.startBrowser(REDIRECT);
    const { professional } = await login.finish(paste(await approved(login)));
    expect(professional.nationalId).toBe(MARCEAU);
  });

  it("state : absent, faux, ou d'une autre demande", async () => {
    const login = await client.startBrowser(REDIRECT);
    const other = await client.startBrowser(REDIRECT);
    const url = await approved(login);
    for (const state of [null, "", "faux"]) {
      const spoiled = new URL(url);
      if (state === null) spoiled.searchParams.delete("state");
      else spoiled.searchParams.set("state", state);
      expect(await errorOf(login.finish(spoiled.href))).toMatchObject({ kind: "auth", code: "psc.state" });
    }
    expect(await errorOf(other.finish(url.href))).toMatchObject({ code: "psc.state" });
    expect((await login.finish(url.href)).professional.nationalId).toBe(MARCEAU);
  });

  it("iss absent (panne no_iss) : refusé, ou accepté quand le réglage le dit", async () => {
    await psc.sandbox.control.addPscFault({ kind: "no_iss", count: 2 });
    const login = await client.startBrowser(REDIRECT);
    const url = await approved(login);
    expect(url.searchParams.has("iss")).toBe(false);
    expect(await errorOf(login.finish(url.href))).toMatchObject({ kind: "auth", code: "psc.callback_issuer" });
    const tolerant = await psc.direct({ requireIss: false });
    const accepted = await tolerant.startBrowser(REDIRECT);
    expect((await accepted.finish((await approved(accepted)).href)).professional.nationalId).toBe(MARCEAU);
  });

  it("iss d'un autre émetteur : refusé, même quand iss n'est pas exigé", async () => {
    for (const requireIss of [true, false]) {
      const one = await psc.direct({ requireIss });
      const login = await one.startBrowser(REDIRECT);
      const url = await approved(login);
      url.searchParams.set("iss", "https://ailleurs.example/auth/realms/esante-wallet");
      expect(await errorOf(login.finish(url.href))).toMatchObject({ kind: "auth", code: "psc.callback_issuer" });
    }
  });

  it("nonce d'une autre demande : refusé", async () => {
    const login = await client.startBrowser(REDIRECT);
    const url = new URL(login.url);
    url.searchParams.set("nonce", "autre");
    const callback = await (await Browser.open(psc.sandbox.pki.ca)).identify(url.href, MARCEAU);
    expect(await errorOf(login.finish(callback))).toMatchObject({ kind: "auth", code: "psc.nonce" });
  });

  it("PKCE : le code d'une autre demande ne sert à rien", async () => {
    const login = await client.startBrowser(REDIRECT);
    const other = await client.startBrowser(REDIRECT);
    const stolen = (await approved(other)).searchParams.get("code") ?? "";
    const url = await approved(login);
    url.searchParams.set("code", stolen);
    expect(await errorOf(login.finish(url.href))).toMatchObject({ kind: "auth", code: "psc.code_expired" });
  });

  it("code expiré", async () => {
    await psc.sandbox.control.addPscFault({ kind: "expired", count: 1 });
    const login = await client.startBrowser(REDIRECT);
    const error = await errorOf(login.finish((await approved(login)).href));
    expect(error).toMatchObject({ kind: "auth", code: "psc.code_expired" });
  });

  it("code qui a déjà servi", async () => {
    const login = await client.startBrowser(REDIRECT);
    const url = (await approved(login)).href;
    await login.finish(url);
    expect(await errorOf(login.finish(url))).toMatchObject({ kind: "auth", code: "psc.code_expired" });
  });

  it("refus dans la page", async () => {
    const login = await client.startBrowser(REDIRECT);
    const url = await (await Browser.open(psc.sandbox.pki.ca)).identify(login.url, MARCEAU, "refuse");
    expect(await errorOf(login.finish(url))).toMatchObject({ kind: "auth", code: "psc.refused" });
  });

  it("acr absent, userinfo d'un autre sujet : refusés", async () => {
    for (const [kind, code] of [
      ["no_acr", "psc.acr"],
      ["wrong_subject", "psc.subject"],
    ] as const) {
      await psc.sandbox.control.addPscFault({ kind, count: 1 });
      const login = await client.startBrowser(REDIRECT);
      expect(await errorOf(login.finish((await approved(login)).href))).toMatchObject({ kind: "auth", code });
    }
  });

  it.each(["", "bonjour", "https://127.0.0.1/auth?client_id=segur", "?state=x", "?code=a&code=b&state=x"])(
    "n'est pas un retour : %j",
    async (text) => {
      const login = await client.startBrowser(REDIRECT);
      expect(await errorOf(login.finish(text))).toMatchObject({ kind: "auth", code: "psc.callback" });
    },
  );

  it("une page déjà servie ou d'un autre navigateur est dite en français", async () => {
    const login = await client.startBrowser(REDIRECT);
    const page = await (await Browser.open(psc.sandbox.pki.ca)).go(login.url);
    const stranger = await (await Browser.open(psc.sandbox.pki.ca)).go(page.url);
    expect(stranger).toMatchObject({ status: 400, text: expect.stringContaining("Relancez la connexion") });
  });

  it("PSC garde la session du navigateur jusqu'à la fermeture", async () => {
    const browser = await Browser.open(psc.sandbox.pki.ca);
    const first = await client.startBrowser(REDIRECT);
    const { tokens } = await first.finish(await browser.identify(first.url, "899700000002"));
    const second = await client.startBrowser(REDIRECT);
    expect((await browser.go(second.url)).location).toContain("code=");
    await client.logout(tokens);
    const third = await client.startBrowser(REDIRECT);
    expect((await browser.go(third.url)).text).toContain("S'identifier");
  });

  it("ni code ni state dans les erreurs", async () => {
    await psc.sandbox.control.addPscFault({ kind: "expired", count: 1 });
    const login = await client.startBrowser(REDIRECT);
    const url = await approved(login);
    const seen = everythingOf(await errorOf(login.finish(url.href)));
    url.searchParams.set("iss", "x");
    const text = seen + everythingOf(await errorOf(login.finish(url.href)));
    for (const name of ["code", "state"]) expect(text).not.toContain(url.searchParams.get(name) ?? "?");
  });
});

describe("readCallback", () => {
  const expected = { redirectUri: REDIRECT, state: "s", metadata: { issuer: "https://psc" } };

  it("ne garde de l'adresse que ses paramètres", () => {
    expect(readCallback("http://evil.example:1/x?code=c&state=s#f", expected).href).toBe(`${REDIRECT}?code=c&state=s`);
  });

  it("une erreur inconnue est citée sans rien qui ressemble à un jeton", async () => {
    const error = await errorOf(
      (async () => readCallback(`?state=s&error=odd&error_description=${"a".repeat(40)}%1b[31m 899700000001 fin`, expected))(),
    );
    expect(error).toMatchObject({ code: "psc.rejected", kind: "auth" });
    expect(error.why).toMatch(/odd \(… {1,2}\[31m … fin\)/);
  });
});
