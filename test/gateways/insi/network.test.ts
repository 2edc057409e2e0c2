import { spawn, spawnSync } from "node:child_process";
import { getEventListeners } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { inspect } from "node:util";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { InsiClient, InsiFault } from "../../../src/gateways/insi/port.js";
import { issueRoot, issueServer } from "../../../src/sandbox/pki/certificate.js";
import { call, client, faultOf, NONE, RUTH } from "../support/insi.js";
import { createPki, type Handler, startServer, type TestPki, type TestServer, validity } from "../support/server.js";

let pki: TestPki;
const cleanups: (() => Promise<void> | void)[] = [];

beforeAll(() => {
  pki = createPki();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(handler: Handler, options: Parameters<typeof startServer>[2] = {}): Promise<TestServer> {
  const server = await startServer(pki, handler, options);
  cleanups.push(() => server.close());
  return server;
}

/** A raw TCP server, for what an HTTPS server would never do. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const OPENSSL = spawnSync("openssl", ["version"]).status === 0;

/** A server that verifies clients inside OpenSSL, as a reverse proxy does: Node's own never sends the alert. */
async function opensslServer(version: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "segur-tls-"));
  const stranger = issueRoot({ organisation: "X", commonName: "AUTRE AC" }, validity(-1, 10));
  await writeFile(join(folder, "cert.pem"), pki.server.chain);
  await writeFile(join(folder, "key.pem"), pki.server.key, { mode: 0o600 });
  await writeFile(join(folder, "ca.pem"), stranger.certificate);
  const server = spawn(
    "openssl",
    [
      "s_server",
      "-accept",
      "127.0.0.1:0",
      "-cert",
      "cert.pem",
      "-key",
      "key.pem",
      version,
      "-Verify",
      "2",
      "-verify_return_error",
      "-CAfile",
      "ca.pem",
    ],
    {
      cwd: folder,
      // s_server hangs up when its standard input ends.
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  cleanups.push(async () => {
    server.kill();
    await rm(folder, { recursive: true });
  });
  return new Promise((resolve, reject) => {
    let printed = "";
    server.on("exit", () => reject(new Error("openssl s_server did not start")));
    server.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const port = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function open(url: string, overrides: Parameters<typeof client>[2] = {}): InsiClient {
  const { insi } = client(pki, url, overrides);
  cleanups.push(() => insi.close());
  return insi;
}

/** The fault of a search on that service. Whatever went wrong, nothing of the patient is in it, causes included. */
async function fail(url: string, overrides: Parameters<typeof client>[2] = {}): Promise<InsiFault> {
  const fault = await faultOf(open(url, overrides).searchByTraits(RUTH, call()));
  expect(inspect(fault, { depth: 20, showHidden: true })).not.toMatch(/NESSI|RUTH|1977|63220/);
  expect(fault.advice).toBeTruthy();
  return fault;
}

const answer: Handler = (_request, _body, response) => {
  response.writeHead(200, { "content-type": "application/soap+xml; charset=utf-8" }).end(NONE);
};

describe("connexion", () => {
  it("DNS", async () => {
    const fault = await fail("https://insi.invalid/lps");
    expect(fault).toMatchObject({ kind: "unreachable", retry: "later", serviceCode: "network.dns" });
  });

  it("port fermé", async () => {
    const server = await startServer(pki, answer);
    await server.close();
    expect(await fail(server.url)).toMatchObject({ kind: "unreachable", retry: "later", serviceCode: "network.refused" });
  });

  it("connexion coupée avant la réponse", async () => {
    const server = await serve((request) => request.socket.destroy());
    expect(await fail(server.url)).toMatchObject({ kind: "unreachable", retry: "later", serviceCode: "network.reset" });
  });

  it("serveur qui accepte la connexion et ne parle jamais", async () => {
    const port = await listen(createServer(() => undefined));
    const fault = await fail(`https://127.0.0.1:${port}/lps`, { timeoutMs: 150 });
    expect(fault).toMatchObject({ kind: "unreachable", retry: "later" });
    expect(["network.timeout", "network.connect_timeout"]).toContain(fault.serviceCode);
  });

  it("réponse trop lente", async () => {
    const server = await serve(() => undefined);
    expect(await fail(server.url, { timeoutMs: 150 })).toMatchObject({
      kind: "unreachable",
      retry: "later",
      serviceCode: "network.timeout",
    });
  });

  it("réponse au compte-gouttes : le délai porte sur l'appel entier", async () => {
    const server = await serve((_request, _body, response) => {
      response.writeHead(200, { "content-type": "application/soap+xml" });
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    expect(await fail(server.url, { timeoutMs: 200 })).toMatchObject({ serviceCode: "network.timeout" });
  });

  it("corps coupé, longueur annoncée", async () => {
    const server = await serve((_request, _body, response) => {
      response.writeHead(200, { "content-type": "application/soap+xml", "content-length": String(NONE.length) });
      response.write(NONE.slice(0, 100), () => setTimeout(() => response.socket?.destroy(), 20));
    });
    expect(await fail(server.url)).toMatchObject({ kind: "unreachable", retry: "later", serviceCode: "network.truncated" });
  });

  it("corps coupé, en morceaux", async () => {
    const server = await serve((_request, _body, response) => {
      response.writeHead(200, { "content-type": "application/soap+xml" });
      response.write(NONE.slice(0, 100), () => setTimeout(() => response.socket?.destroy(), 20));
    });
    expect(await fail(server.url)).toMatchObject({ serviceCode: "network.truncated" });
  });

  it("corps coupé proprement : le XML n'est pas lu comme plus court", async () => {
    const server = await serve((_request, _body, response) => {
      response.writeHead(200, { "content-type": "application/soap+xml" }).end(NONE.slice(0, -20));
    });
    expect(await fail(server.url)).toMatchObject({ kind: "unreachable", retry: "later", serviceCode: "network.invalid_xml" });
  });

  it("réponse de plus d'un mégaoctet", async () => {
    const server = await serve((_request, _body, response) => {
      response.writeHead(200, { "content-type": "application/soap+xml" }).end(`${NONE}<!--${"x".repeat(1_000_000)}-->`);
    });
    expect(await fail(server.url)).toMatchObject({ retry: "never", serviceCode: "network.too_large" });
  });

  it("autre chose que HTTP derrière TLS", async () => {
    const tls = createTlsServer({ cert: pki.server.chain, key: pki.server.key }, (socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("220 smtp.example ESMTP\r\n"));
    });
    const port = await listen(tls);
    const fault = await fail(`https://127.0.0.1:${port}/lps`);
    expect(fault).toMatchObject({ retry: "later", serviceCode: "network.not_http" });
    expect(inspect(fault, { depth: 20 })).not.toContain("smtp");
  });
});

describe("TLS", () => {
  it("HTTP en clair sur le port", async () => {
    const port = await listen(
      createServer((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))),
    );
    expect(await fail(`https://127.0.0.1:${port}/lps`)).toMatchObject({
      kind: "config",
      retry: "stop",
      serviceCode: "network.tls_protocol",
    });
  });

  it("autorité inconnue", async () => {
    const stranger = issueRoot({ organisation: "X", commonName: "AC INCONNUE" }, validity(-1, 10));
    const server = await serve(answer);
    const fault = await fail(server.url, { ca: stranger.certificate });
    expect(fault).toMatchObject({ kind: "config", retry: "stop", serviceCode: "network.tls_unknown_ca" });
  });

  it("autorités de Node seules quand aucune n'est donnée", async () => {
    const server = await serve(answer);
    expect(await fail(server.url, { ca: undefined })).toMatchObject({ serviceCode: "network.tls_unknown_ca" });
  });

  it("certificat du serveur expiré", async () => {
    const credential = issueServer(pki.authority, { organisation: "S", commonName: "localhost" }, validity(-20, -1), [
      "127.0.0.1",
    ]);
    const server = await serve(answer, { credential });
    expect(await fail(server.url)).toMatchObject({ kind: "unreachable", retry: "stop", serviceCode: "network.tls_expired" });
  });

  it("certificat du serveur à un autre nom", async () => {
    const credential = issueServer(pki.authority, { organisation: "S", commonName: "autre" }, validity(-1, 10), [
      "autre.example",
    ]);
    const server = await serve(answer, { credential });
    expect(await fail(server.url)).toMatchObject({ kind: "config", retry: "stop", serviceCode: "network.tls_hostname" });
  });

  // handshake_failure, bad_, unsupported_certificate, certificate_revoked, _expired, _unknown, unknown_ca, access_denied, certificate_required
  for (const alert of [40, 42, 43, 44, 45, 46, 48, 49, 116]) {
    it(`alerte ${alert} du serveur : il ne veut pas du certificat du cabinet`, async () => {
      const record = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, alert]);
      const port = await listen(createServer((socket) => socket.once("data", () => socket.end(record))));
      const fault = await fail(`https://127.0.0.1:${port}/lps`);
      expect(fault).toMatchObject({ kind: "config", retry: "stop", serviceCode: "network.tls_client_refused" });
    });
  }

  for (const version of ["-tls1_2", "-tls1_3"]) {
    it.skipIf(!OPENSSL)(`certificat refusé par un serveur OpenSSL ${version}`, async () => {
      const port = await opensslServer(version);
      const fault = await fail(`https://127.0.0.1:${port}/lps`);
      expect(fault).toMatchObject({ kind: "config", retry: "stop", serviceCode: "network.tls_client_refused" });
    });
  }

  it("connexion coupée après la négociation : l'avis nomme le certificat", async () => {
    const stranger = issueRoot({ organisation: "X", commonName: "AUTRE AC" }, validity(-1, 10));
    const server = await serve(answer, { clientCa: stranger.certificate });
    const fault = await fail(server.url);
    expect(fault).toMatchObject({ retry: "later", serviceCode: "network.reset" });
    expect(fault.advice).toContain("certificat du cabinet");
  });

  it("serveur limité à TLS 1.1", async () => {
    const tls = createTlsServer({
      cert: pki.server.chain,
      key: pki.server.key,
      minVersion: "TLSv1.1",
      maxVersion: "TLSv1.1",
      ciphers: "ALL@SECLEVEL=0",
    });
    tls.on("tlsClientError", () => undefined);
    const port = await listen(tls);
    expect(await fail(`https://127.0.0.1:${port}/lps`)).toMatchObject({
      kind: "config",
      retry: "stop",
      serviceCode: "network.tls_protocol",
    });
  });
});

describe("HTTP sans SOAP", () => {
  const html = "<!DOCTYPE html><html><body>Portail</body></html>";
  const cases: [number, string, string, object][] = [
    [200, "text/html", html, { kind: "unreachable", retry: "later", serviceCode: "network.not_soap" }],
    [200, "application/xhtml+xml", html, { retry: "later", serviceCode: "network.not_soap" }],
    [200, "application/json", '{"ok":true}', { retry: "later", serviceCode: "network.content_type" }],
    [200, "application/soap+xml", "", { retry: "later", serviceCode: "network.invalid_xml" }],
    [200, "application/soap+xml", html, { retry: "later", serviceCode: "network.invalid_xml" }],
    [200, "text/xml", "<a/>", { retry: "later", serviceCode: "network.not_soap" }],
    [302, "text/html", "", { kind: "config", retry: "stop", serviceCode: "network.http_302" }],
    [400, "text/plain", "Bad Request", { kind: "unreachable", retry: "never", serviceCode: "network.http_400" }],
    [401, "text/html", html, { kind: "config", retry: "stop", serviceCode: "network.http_401" }],
    [403, "text/html", html, { kind: "config", retry: "stop", serviceCode: "network.http_403" }],
    [404, "text/html", html, { kind: "config", retry: "stop", serviceCode: "network.http_404" }],
    [429, "", "", { kind: "unreachable", retry: "later", serviceCode: "network.http_429" }],
    [500, "application/soap+xml", "<oops", { kind: "unreachable", retry: "later", serviceCode: "network.http_500" }],
    [502, "text/html", html, { kind: "unreachable", retry: "later", serviceCode: "network.http_502" }],
    [503, "text/xml", "<maintenance/>", { kind: "unreachable", retry: "later", serviceCode: "network.http_503" }],
  ];
  for (const [status, type, body, expected] of cases) {
    it(`${status} ${type || "(sans type)"} ${body.slice(0, 12)}`, async () => {
      const server = await serve((_request, _body, response) => {
        response.writeHead(status, type === "" ? {} : { "content-type": type }).end(body);
      });
      expect(await fail(server.url)).toMatchObject(expected);
    });
  }
});

describe("interruption et fermeture", () => {
  it("signal déjà levé : rien n'est envoyé", async () => {
    const server = await serve(answer);
    const fault = await faultOf(open(server.url).searchByTraits(RUTH, { ...call(), signal: AbortSignal.abort() }));
    expect(fault).toMatchObject({ kind: "interrupted", serviceCode: "network.aborted" });
    expect(server.requests).toHaveLength(0);
  });

  it("signal pendant l'attente de la réponse", async () => {
    const server = await serve(() => undefined);
    const controller = new AbortController();
    const pending = faultOf(open(server.url).searchByTraits(RUTH, { ...call(), signal: controller.signal }));
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect(await pending).toMatchObject({ kind: "interrupted", serviceCode: "network.aborted" });
  });

  it("appel abandonné avant d'avoir une connexion : il n'est jamais envoyé", async () => {
    let release: () => void = () => undefined;
    const server = await serve((_request, _body, response) => {
      release = () => response.writeHead(200, { "content-type": "application/soap+xml" }).end(NONE);
    });
    const insi = open(server.url, { connections: 1 });
    const first = insi.searchByTraits(RUTH, call());
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const controller = new AbortController();
    const second = faultOf(insi.searchByTraits(RUTH, { ...call(), signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await second).toMatchObject({ serviceCode: "network.aborted" });
    release();
    expect((await first).code).toBe("01");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests).toHaveLength(1);
  });

  it("close laisse finir les appels en cours, puis refuse les suivants", async () => {
    const server = await serve((request, body, response) => setTimeout(() => answer(request, body, response), 80));
    const { insi } = client(pki, server.url);
    const pending = insi.searchByTraits(RUTH, call());
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await insi.close();
    expect((await pending).code).toBe("01");
    expect(await faultOf(insi.searchByTraits(RUTH, call()))).toMatchObject({ kind: "internal", serviceCode: "network.closed" });
  });

  it("64 appels tiennent dans le nombre de connexions demandé, qui resservent", async () => {
    const server = await serve(answer);
    const insi = open(server.url, { connections: 3 });
    const answers = await Promise.all(Array.from({ length: 64 }, () => insi.searchByTraits(RUTH, call())));
    expect(answers.every((one) => one.code === "01")).toBe(true);
    expect(server.connections()).toBeLessThanOrEqual(3);
  });

  it("64 appels sous un même signal : aucun écouteur ne reste, aucun avertissement de Node", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    const server = await serve(answer);
    const { signal } = new AbortController();
    const insi = open(server.url, { connections: 8 });
    await Promise.all(Array.from({ length: 64 }, () => insi.searchByTraits(RUTH, { ...call(), signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(warnings).toEqual([]);
  });

  it("une panne ne condamne pas le client : l'appel suivant repart", async () => {
    let calls = 0;
    const server = await serve((request, body, response) =>
      calls++ === 0 ? request.socket.destroy() : answer(request, body, response),
    );
    const insi = open(server.url);
    expect(await faultOf(insi.searchByTraits(RUTH, call()))).toMatchObject({ serviceCode: "network.reset" });
    expect((await insi.searchByTraits(RUTH, call())).code).toBe("01");
  });
});
