import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { createSecureContext } from "node:tls";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { probe } from "../../src/gateways/probe.js";
import type { ProbeResult } from "../../src/gateways/probe.port.js";
import { generatePki, type Pki } from "../../src/sandbox/pki/generate.js";
import { testSandbox } from "../services/support/cabinet.js";

const now = () => new Date();
const TIMEOUT = 3_000;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const look = (port: number, secureContext = createSecureContext(), timeoutMs = TIMEOUT): Promise<ProbeResult> =>
  probe({ url: new URL(`https://127.0.0.1:${port}/lps`), secureContext, timeoutMs }, now);

let foreign: Pki;
beforeAll(() => {
  foreign = generatePki(new Date());
});

describe("knocking at a service", () => {
  it("passes every step with the right certificate, and brings back the time and the end of the server's certificate", async () => {
    const { insi, pki } = await testSandbox();
    const { cert, key } = pki.clients["insi-auto"];
    const [ca, certPem, keyPem] = [pki.ca, cert, key].map((path) => readFileSync(path, "utf8"));
    const result = await look(insi.port, createSecureContext({ ca, cert: certPem, key: keyPem }));
    expect(result).toMatchObject({ failed: null, protocol: "TLSv1.3", status: expect.any(Number) });
    expect(Object.keys(result.ms)).toEqual(["dns", "tcp", "tls", "http"]);
    expect(Math.abs((result.time?.theirs.getTime() ?? 0) - Date.now())).toBeLessThan(5_000);
    expect(result.serverNotAfter?.getTime()).toBeGreaterThan(Date.now());
  });

  it("a refused client certificate is told as such, though TLS 1.3 says it only after the handshake", async () => {
    const { insi, pki } = await testSandbox();
    const ca = readFileSync(pki.ca, "utf8");
    const stranger = foreign.clients["insi-auto"];
    const result = await look(insi.port, createSecureContext({ ca, cert: stranger.chain, key: stranger.key }));
    // Node looks at the certificate after the handshake and cuts the connection without an alert.
    expect(result.failed).toMatchObject({ step: "http", reason: "reset" });
    const without = await look(insi.port, createSecureContext({ ca }));
    expect(without.failed).toMatchObject({ step: "http", reason: "tls_client_refused" });
  });

  it("an unknown authority, a port that speaks no TLS, nobody, and silence", async () => {
    const { insi } = await testSandbox();
    expect((await look(insi.port)).failed).toMatchObject({ step: "tls", reason: "tls_unknown_ca" });
    const plain = await listening(createHttp((_, response) => response.end("bonjour")));
    expect((await look(plain)).failed).toMatchObject({ step: "tls", reason: "tls_protocol" });
    const closed = createTcp();
    const port = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    expect((await look(port)).failed).toMatchObject({ step: "tcp", reason: "refused" });
    const mute = await listening(createTcp((socket) => socket.on("error", () => {})));
    const result = await look(mute, createSecureContext(), 200);
    expect(result.failed).toMatchObject({ step: "tls", reason: "connect_timeout" });
    expect(Object.keys(result.ms)).toEqual(["dns", "tcp"]);
  });

  it("a name that does not exist stops at the first step", async () => {
    const result = await probe({ url: new URL("https://nulle-part.invalid/"), timeoutMs: TIMEOUT }, now);
    expect(result).toMatchObject({ ms: {}, failed: { step: "dns", reason: "dns" } });
  });

  it("plain HTTP, and something that is not HTTP at all", async () => {
    const plain = await listening(createHttp((_, response) => response.writeHead(404).end()));
    expect(await probe({ url: new URL(`http://127.0.0.1:${plain}/`), timeoutMs: TIMEOUT }, now)).toMatchObject({
      status: 404,
      failed: null,
    });
    const other = await listening(createTcp((socket) => socket.on("error", () => {}).end("+OK Dovecot ready.\r\n\r\n")));
    const result = await probe({ url: new URL(`http://127.0.0.1:${other}/`), timeoutMs: TIMEOUT }, now);
    expect(result.failed).toMatchObject({ step: "http", reason: "not_http" });
  });
});
