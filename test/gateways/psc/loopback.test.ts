import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Loopback, openLoopback } from "../../../src/gateways/psc/loopback.js";
import { errorOf } from "./support.js";

async function open(): Promise<Loopback> {
  const loopback = await openLoopback();
  onTestFinished(() => loopback.close());
  return loopback;
}

function get(
  url: string,
  more: { host?: string; method?: string } = {},
): Promise<{ status: number; text: string; headers: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = more.host === undefined ? {} : { Host: more.host };
    const sent = request(url, { agent: false, headers, method: more.method ?? "GET" }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += String(part);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("retour du navigateur sur cette machine", () => {
  it("n'écoute que sur 127.0.0.1, à /callback", async () => {
    const { redirectUri } = await open();
    expect(redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  });

  it("prend une seule réponse et dit la suite en français, sans rien répéter de l'adresse", async () => {
    const loopback = await open();
    const received = loopback.wait();
    const query = "?code=CODE-SECRET&state=ETAT-SECRET&iss=https%3A%2F%2Fpsc";
    const page = await get(loopback.redirectUri + query);
    expect(page).toMatchObject({
      status: 200,
      headers: { "content-security-policy": expect.stringContaining("default-src 'none'") },
    });
    expect(page.text).toContain('<html lang="fr">');
    expect(page.text).not.toMatch(/SECRET|<script/);
    expect(await received).toBe(loopback.redirectUri + query);
    expect(await get(`${loopback.redirectUri}?code=autre&state=autre`)).toMatchObject({
      status: 400,
      text: expect.stringContaining("déjà"),
    });
    expect(await loopback.wait()).toBe(loopback.redirectUri + query);
  });

  it("une erreur est une réponse aussi", async () => {
    const loopback = await open();
    const page = await get(`${loopback.redirectUri}?error=access_denied&state=s`);
    expect(page.text).toContain("Connexion refusée");
    expect(await loopback.wait()).toContain("error=access_denied");
  });

  it("ignore tout le reste et attend toujours", async () => {
    const loopback = await open();
    const base = loopback.redirectUri.replace("/callback", "");
    for (const path of [
      "/",
      "/favicon.ico",
      "/callback",
      "/callback?code=c",
      "/callback?state=s",
      "/callback/x?code=c&state=s",
    ]) {
      expect((await get(base + path)).status).toBeGreaterThanOrEqual(400);
    }
    const right = `${loopback.redirectUri}?code=c&state=s`;
    expect((await get(right, { host: "evil.example" })).status).toBe(404);
    expect((await get(right, { method: "POST" })).status).toBe(404);
    await get(right);
    expect(await loopback.wait()).toBe(right);
  });

  it("Ctrl-C ou fermeture : l'attente finit", async () => {
    const loopback = await open();
    const stop = new AbortController();
    const first = errorOf(loopback.wait(stop.signal));
    stop.abort();
    expect(await first).toMatchObject({ kind: "interrupted", code: "psc.interrupted" });
    expect(await errorOf(loopback.wait(stop.signal))).toMatchObject({ kind: "interrupted" });
    const second = errorOf(loopback.wait());
    await loopback.close();
    expect(await second).toMatchObject({ kind: "interrupted" });
    await expect(get(loopback.redirectUri)).rejects.toThrow(/ECONNREFUSED/);
  });
});
