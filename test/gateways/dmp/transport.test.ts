import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createDmpTransport, type DmpLink } from "../../../src/gateways/dmp/transport.js";
import { TransportFailure } from "../../../src/gateways/transport.js";
import {
  call,
  config,
  exchange,
  faultOf,
  HOMOLOGATION,
  http,
  PATIENT,
  pki,
  type RawHandler,
  type RawServer,
  rawServer,
  recorder,
  soap,
  soapFault12,
} from "./support.js";

const noOpenssl = spawnSync("openssl", ["version"]).status !== 0 && !process.env.CI;
const noOpensslReason = noOpenssl ? "(SKIPPED: no openssl)" : "";

/** Another TLS than Node's, which lets the handshake end before it refuses a certificate. */
async function opensslServer(): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "segur-tls-"));
  const { dmpServer, ca } = pki();
  for (const [name, text] of [
    ["cert", dmpServer.chain],
    ["key", dmpServer.key],
    ["ca", ca],
  ] as const) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
  const file = (name: string) => join(folder, name);
  const words = ["-accept", "127.0.0.1:0", "-tls1_2", "-Verify", "3", "-verify_return_error", "-no_dhe"];
  const child = spawn("openssl", ["s_server", ...words, "-cert", file("cert"), "-key", file("key"), "-CAfile", file("ca")], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const port = await new Promise<string>((resolve) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url: `https://127.0.0.1:${port}/x`,
    close: () =>
      new Promise((resolve) => {
        child.once("close", () => {
          rmSync(folder, { recursive: true });
          resolve();
        });
        child.kill();
      }),
  };
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function serve(handler: RawHandler, options?: Parameters<typeof rawServer>[1]): Promise<RawServer> {
  const server = await rawServer(handler, options);
  open.push(server);
  return server;
}

function link(url: string, overrides?: Parameters<typeof config>[1]): DmpLink {
  const transport = createDmpTransport(config(url, overrides));
  open.push(transport);
  return transport;
}

const answer = http({ body: soap('<r:Answer xmlns:r="urn:test" status="ok">é</r:Answer>') });

describe("what is sent", () => {
  it("is SOAP 1.2 over TLS 1.2 with a certificate: addressing, the VIHF alone in wsse:Security, the action in the type", async () => {
    const protocols: (string | null)[] = [];
    const server = await serve(({ socket }) => {
      protocols.push(socket.getProtocol(), socket.getCipher().name, String(socket.getPeerCertificate().subject.CN));
      socket.write(answer);
    });
    const { handler, events, text } = recorder();
    const vihfs: unknown[] = [];
    const one = exchange({ handler, call: call({ onVihf: (vihf) => vihfs.push(vihf) }) });
    await link(server.url).exchange(one);
    expect(protocols[0]).toBe("TLSv1.2");
    expect(protocols[1]).toMatch(/^ECDHE-RSA-(AES|CHACHA20)/);
    expect(protocols[2]).toBe("DMP-SEGUR");
    const [request] = server.requests;
    expect(request?.path).toBe("/si-dmp-server/v2/services/registry");
    expect(request?.headers["content-type"]).toBe(
      'application/soap+xml; charset=UTF-8; action="urn:ihe:iti:2007:RegistryStoredQuery"',
    );
    const body = request?.body.toString() ?? "";
    expect(body).toContain(`<wsa:MessageID>urn:uuid:${one.call.messageId}</wsa:MessageID>`);
    expect(body).toContain(`<wsa:To>${server.url}/registry</wsa:To>`);
    expect(body).toContain('<wsa:Action soap:mustUnderstand="true">urn:ihe:iti:2007:RegistryStoredQuery</wsa:Action>');
    expect(body).toMatch(/<wsse:Security [^>]*><saml2:Assertion [\s\S]*<\/saml2:Assertion><\/wsse:Security><\/soap:Header>/);
    expect(body).toContain('<soap:Body><q:Query xmlns:q="urn:test">é</q:Query></soap:Body>');
    expect(vihfs).toEqual([{ id: /ID="([^"]+)"/.exec(body)?.[1], mode: "INDIRECTE_RENFORCEE", transaction: "TD3.1" }]);
    expect(events).toEqual(["<{urn:test}Answer status=ok>", "</Answer>"]);
    expect(text()).toBe("é");
  });

  it("is MTOM when there are parts: lengths said, the root first, each byte of each part", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    const bytes = Buffer.from([0, 13, 10, 45, 45, 255]);
    const part = {
      contentId: "doc1@segur",
      size: bytes.length,
      async *open() {
        yield bytes.subarray(0, 2);
        yield bytes.subarray(2);
      },
    };
    await link(server.url).exchange(exchange({ transaction: "TD2.1", service: "repository", action: "urn:push", parts: [part] }));
    const [request] = server.requests;
    const type = request?.headers["content-type"] ?? "";
    expect(type).toMatch(/^multipart\/related; type="application\/xop\+xml"; boundary="segur_[\w-]+"; start="<root@segur>"/);
    expect(type).toContain('start-info="application/soap+xml"; action="urn:push"');
    const boundary = /boundary="([^"]+)"/.exec(type)?.[1] ?? "";
    const pieces = (request?.body.toString("latin1") ?? "").split(`--${boundary}`);
    expect(pieces).toHaveLength(4);
    expect(pieces[1]).toMatch(/Content-ID: <root@segur>\r\n\r\n<\?xml[\s\S]*<\/soap:Envelope>\r\n$/);
    expect(pieces[1]).toContain(">INDIRECTE<");
    expect(pieces[2]?.endsWith(`Content-ID: <doc1@segur>\r\n\r\n${bytes.toString("latin1")}\r\n`)).toBe(true);
    expect(pieces[3]).toBe("--\r\n");
  });

  it("is MTOM for the repository even without parts, so that documents come as parts and not inline", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    await link(server.url).exchange(exchange({ transaction: "TD3.2", service: "repository" }));
    const [request] = server.requests;
    expect(request?.headers["content-type"]).toMatch(/^multipart\/related; type="application\/xop\+xml"/);
    expect(request?.body.toString()).toMatch(/<\/soap:Envelope>\r\n--segur_[\w-]+--\r\n$/);
  });

  it("uses the connection again", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    const dmp = link(server.url);
    await dmp.exchange(exchange());
    await dmp.exchange(exchange());
    expect(server.connections()).toBe(1);
  });

  it("follows the mode that the caller asks instead of the table", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    await link(server.url).exchange(exchange({ transaction: "TD3.3c", call: call({ mode: "INDIRECTE" }) }));
    expect(server.requests[0]?.body.toString()).toContain('xsi:type="xs:string">INDIRECTE</saml2:AttributeValue>');
  });

  it("is left unfinished when a part does not give the bytes that it announced, and the error is ours", async () => {
    const server = await serve(() => undefined);
    for (const given of [3, 5]) {
      const part = {
        contentId: "a",
        size: 4,
        async *open() {
          yield Buffer.alloc(given);
        },
      };
      const fault = await faultOf(link(server.url).exchange(exchange({ parts: [part] })));
      expect(fault).toMatchObject({ code: "dmp.content.part_size", uncertain: false, kind: "storage" });
    }
    expect(server.requests).toEqual([]);
  });

  it("refuses a character that XML cannot carry before anything leaves", async () => {
    const server = await serve(() => undefined);
    const bad = { ...call(), subject: { ...call().subject, name: "DUPONT\u0000" } };
    const fault = await faultOf(link(server.url).exchange(exchange({ call: bad })));
    expect(fault).toMatchObject({ kind: "input", code: "dmp.content.character", uncertain: false });
    expect(server.connections()).toBe(0);
  });
});

describe("what does not answer", () => {
  it("is not uncertain while nothing left: refused, unknown name, TLS of another age, unknown authority", async () => {
    const server = await serve(() => undefined, { minVersion: "TLSv1.3" });
    const closed = await rawServer(() => undefined);
    await closed.close();
    for (const [url, overrides, code, kind] of [
      [closed.url, {}, "network.refused", "unreachable"],
      ["https://nowhere.invalid/x", {}, "network.dns", "unreachable"],
      [server.url, {}, "network.tls_protocol", "config"],
    ] as const) {
      const fault = await faultOf(link(url, overrides).exchange(exchange()));
      expect(fault).toMatchObject({ serviceCode: code, kind, uncertain: false });
    }
    const own = await serve(() => undefined);
    const foreign = await faultOf(link(own.url, { ca: pki().ca.split(/(?=-----BEGIN)/)[1] ?? "" }).exchange(exchange()));
    expect(foreign).toMatchObject({ serviceCode: "network.tls_unknown_ca", uncertain: false });
  });

  it.skipIf(noOpenssl)(
    `refuses our certificate in the handshake: nothing left, and the setting is named ${noOpensslReason}`,
    async () => {
      const server = await opensslServer();
      open.push(server);
      const { chain, key } = pki().clients["dmp-foreign"];
      const fault = await faultOf(link(server.url, { certificate: { certPem: chain, keyPem: key } }).exchange(exchange()));
      expect(fault).toMatchObject({ kind: "config", uncertain: false, retry: "stop", serviceCode: "network.tls_client_refused" });
      expect(fault.advice).toContain("dmp.certificate");
    },
  );

  it("checks the revocation of the server when lists are given (REC_0.X-1090)", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    await link(server.url, { crl: pki().crl }).exchange(exchange());
    const [, organisations = ""] = pki().crl.split(/(?=-----BEGIN)/);
    const fault = await faultOf(link(server.url, { crl: organisations }).exchange(exchange()));
    expect(fault).toMatchObject({ uncertain: false, kind: "config" });
    expect(() => link(server.url, { crl: "-----BEGIN CRL-----" })).toThrow(
      expect.objectContaining({ code: "certificate.crl_unreadable" }),
    );
  });

  it("is uncertain once the request left: silence, connection cut before or within the answer", async () => {
    const silent = await serve(() => undefined);
    const late = await faultOf(link(silent.url, { timeoutMs: 200 }).exchange(exchange()));
    expect(late).toMatchObject({ serviceCode: "network.timeout", kind: "unreachable", uncertain: true, retry: "later" });
    const cut = await serve(({ socket }) => void socket.destroy());
    expect(await faultOf(link(cut.url).exchange(exchange()))).toMatchObject({ serviceCode: "network.reset", uncertain: true });
    const half = await serve(({ socket }) => void socket.end(answer.subarray(0, answer.length - 20)));
    expect(await faultOf(link(half.url).exchange(exchange()))).toMatchObject({
      serviceCode: "network.truncated",
      uncertain: true,
    });
  });

  it("is interrupted by the signal: uncertain when it had left, not when it had not", async () => {
    const server = await serve(() => stop.abort());
    const stop = new AbortController();
    const during = await faultOf(link(server.url).exchange(exchange({ call: call({ signal: stop.signal }) })));
    expect(during).toMatchObject({ kind: "interrupted", uncertain: true });
    const before = await faultOf(link(server.url).exchange(exchange({ call: call({ signal: AbortSignal.abort() }) })));
    expect(before).toMatchObject({ kind: "interrupted", uncertain: false });
  });

  it("says so after the client was closed", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    const dmp = link(server.url);
    await dmp.exchange(exchange());
    await dmp.close();
    expect(await faultOf(dmp.exchange(exchange()))).toMatchObject({ serviceCode: "network.closed", uncertain: false });
  });

  it("a byte now and then is no answer: a drip is cut, for a document too", async () => {
    const server = await serve(({ socket }) => {
      socket.write(answer.subarray(0, answer.length - 100));
      let at = answer.length - 100;
      const drip = setInterval(() => {
        if (at >= answer.length || socket.destroyed) clearInterval(drip);
        else socket.write(answer.subarray(at, ++at));
      }, 50);
    });
    const started = performance.now();
    const fault = await faultOf(link(server.url, { timeoutMs: 300 }).exchange(exchange({ onPart: async () => {} })));
    expect(fault).toMatchObject({ serviceCode: "network.timeout", uncertain: true, retry: "later" });
    // Each byte came long before the silence that is allowed, and the whole would have taken five seconds.
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("a slow reader is no silence of the service", async () => {
    const parts = Buffer.concat([
      Buffer.from(`--b\r\n\r\n${soap("<a/>")}\r\n--b\r\nContent-ID: <d>\r\n\r\n`),
      Buffer.alloc(2_000_000, 7),
      Buffer.from("\r\n--b--"),
    ]);
    const server = await serve(
      ({ socket }) => void socket.write(http({ contentType: "multipart/related; boundary=b", body: parts })),
    );
    let size = 0;
    await link(server.url, { timeoutMs: 150 }).exchange(
      exchange({
        onPart: async ({ body }) => {
          for await (const chunk of body) {
            if (size === 0) await new Promise((resolve) => setTimeout(resolve, 400));
            size += chunk.length;
          }
        },
      }),
    );
    expect(size).toBe(2_000_000);
  });
});

describe("an answer that comes before the message was whole", () => {
  it("is read all the same, and the sending stops", async () => {
    const { dmpServer, ca } = pki();
    const fault = soapFault12("S:Sender", "S:DMPInvalidCertificate", "");
    const server = createServer({ cert: dmpServer.chain, key: dmpServer.key, ca, requestCert: true }, (request, response) => {
      request.once("data", () => request.pause());
      response.writeHead(500, { "content-type": "application/soap+xml", connection: "close" }).end(fault);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push({
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    });
    const { port } = server.address() as AddressInfo;
    let asked = 0;
    let finished = false;
    const part = {
      contentId: "d",
      size: 1_000_000_000,
      async *open() {
        try {
          for (; asked < 10_000; asked++) yield Buffer.alloc(100_000);
        } finally {
          finished = true;
        }
      },
    };
    const sending = link(`https://127.0.0.1:${port}`).exchange(
      exchange({ transaction: "TD2.1", service: "repository", parts: [part] }),
    );
    expect(await faultOf(sending)).toMatchObject({ serviceCode: "DMPInvalidCertificate", uncertain: false });
    await expect.poll(() => finished).toBe(true);
    expect(asked).toBeLessThan(10_000);
  });
});

describe("answers that are not one of the DMP", () => {
  it.each([
    ["a page", { contentType: "text/html", body: "<html></html>" }, "network.not_soap", true],
    ["a page with an error", { status: 502, contentType: "text/html", body: "<html></html>" }, "network.http_502", true],
    ["forbidden", { status: 403, contentType: "text/html", body: "no" }, "network.http_403", false],
    ["another address", { status: 404, contentType: "text/plain", body: "no" }, "network.http_404", false],
    ["too large for them", { status: 413, contentType: "text/plain", body: "no" }, "network.http_413", false],
    ["JSON", { contentType: "application/json", body: "{}" }, "network.content_type", true],
    ["XML cut short, length right", { body: soap("<a>").slice(0, -20) }, "network.invalid_xml", true],
    ["XML that is no envelope", { body: "<html/>" }, "network.not_soap", true],
    ["nothing", { body: "" }, "network.invalid_xml", true],
    ["an envelope without content", { body: soap("") }, "network.unreadable", true],
    ["a DOCTYPE", { body: `<!DOCTYPE a [<!ENTITY x "y">]>${soap("<a/>")}` }, "network.invalid_xml", true],
    ["too deep", { body: soap("<a>".repeat(100) + "</a>".repeat(100)) }, "network.invalid_xml", true],
    ["an error in XML of their own", { status: 500, body: "<oops/>" }, "network.http_500", true],
  ])("%s", async (_name, reply, code, uncertain) => {
    const server = await serve(({ socket }) => void socket.write(http(reply)));
    const fault = await faultOf(link(server.url).exchange(exchange()));
    expect(fault).toMatchObject({ serviceCode: code, uncertain });
    expect(fault.advice).toBeTruthy();
  });

  it("tells the HTTP status of an answer that is no fault", async () => {
    const statuses: number[] = [];
    const server = await serve(({ socket }) => void socket.write(http({ status: 500, body: soap("<a/>") })));
    await link(server.url).exchange(exchange({ onStatus: (status) => statuses.push(status) }));
    expect(statuses).toEqual([500]);
  });

  it("what a handler throws comes out as it is, and the next call is served", async () => {
    const server = await serve(({ socket }) => void socket.write(answer));
    const dmp = link(server.url);
    const own = new RangeError("mine");
    const handler = {
      ...recorder().handler,
      open: () => {
        throw own;
      },
    };
    await expect(dmp.exchange(exchange({ handler }))).rejects.toBe(own);
    await dmp.exchange(exchange());
  });
});

describe("faults", () => {
  it("are read in SOAP 1.2 and 1.1, with 500 or 200, alone or within a multipart body, and are told in French", async () => {
    const fault = soapFault12(
      "S:Sender",
      "S:DMPInvalidCertificate",
      "Le certificat ayant signé le VIHF est invalide : Not a valid signature certificate",
    );
    const soap11 = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>ns1:DMPInvalidCertificate</faultcode><faultstring>non</faultstring></e:Fault></e:Body></e:Envelope>`;
    const multipart = `--uuid:1\r\nContent-Id: <rootpart*1@x>\r\nContent-Type: application/xop+xml\r\n\r\n${fault}\r\n--uuid:1--`;
    const replies = [
      http({ status: 500, body: fault }),
      http({ body: fault }),
      http({ status: 500, contentType: "text/xml", body: soap11 }),
      http({ status: 500, contentType: 'multipart/related; boundary="uuid:1"; start="<rootpart*1@x>"', body: multipart }),
    ];
    const server = await serve(({ socket }) => void socket.write(replies.shift() ?? answer));
    const dmp = link(server.url);
    for (let index = 0; index < 4; index++) {
      const told = await faultOf(dmp.exchange(exchange()));
      expect(told).toMatchObject({ kind: "config", serviceCode: "DMPInvalidCertificate", uncertain: false, retry: "stop" });
      expect(told.message).toContain("VIHF");
    }
  });

  it.each([
    [
      "Sender",
      "wsa:MessageAddressingHeaderRequired",
      "A required header representing a Message Addressing Property is not present",
      "internal",
      false,
    ],
    ["Sender", "S:DMPAccessDeniedByRightsService", "Accès refusé", "refused", false],
    ["Sender", null, "Structure introuvable ou Inactive", "config", false],
    ["Sender", null, "PS et Structure non liés", "config", false],
    ["Sender", "S:DMPUnheardOf", "", "refused", false],
    ["Receiver", null, "panne", "unreachable", true],
  ])("%s %s « %s »", async (role, subcode, reason, kind, uncertain) => {
    const server = await serve(
      ({ socket }) => void socket.write(http({ status: 500, body: soapFault12(`S:${role}`, subcode, reason) })),
    );
    const fault = await faultOf(link(server.url).exchange(exchange()));
    expect(fault).toMatchObject({ kind, uncertain });
    if (subcode !== null) expect(fault.serviceCode).toBe(subcode.split(":")[1]);
  });

  it("never quote the patient, the professional, nor the homologation number", async () => {
    const reason = `Le patient DUPONT Jeanne née le 12/03/1979 (${PATIENT.matricule}, 2 79 03 51 215 189 89) est inconnu de MARCEAU Élise\u0007`;
    const server = await serve(
      ({ socket }) =>
        void socket.write(http({ status: 500, body: soapFault12("S:Sender", "S:DMPNew", reason.replace("\u0007", "")) })),
    );
    const fault = await faultOf(link(server.url).exchange(exchange()));
    const told = JSON.stringify([fault.message, fault.why, fault.advice, fault.details]);
    for (const secret of ["DUPONT", "Jeanne", "1979", "279035", "215", "MARCEAU", "Élise", HOMOLOGATION])
      expect(told).not.toContain(secret);
    expect(told).toContain("est inconnu");
    expect(fault.serviceCode).toBe("DMPNew");
  });
});

describe("clock (EX_GEN-1460)", () => {
  it("tells once, and only when it is wrong", async () => {
    const server = await serve(
      ({ socket }) => void socket.write(http({ headers: ["Date: Wed, 25 Nov 2026 10:00:00 GMT"], body: soap("<a/>") })),
    );
    const told: number[] = [];
    const at = (time: string) => ({ clock: { now: () => new Date(time) }, onSkew: (seconds: number) => told.push(seconds) });
    const right = link(server.url, at("2026-11-25T10:00:20Z"));
    await right.exchange(exchange());
    expect(told).toEqual([]);
    const wrong = link(server.url, at("2026-11-25T09:58:00Z"));
    await wrong.exchange(exchange());
    await wrong.exchange(exchange());
    expect(told).toEqual([-120]);
  });
});

describe("configuration", () => {
  it("is refused before any call", () => {
    const url = "https://localhost/x";
    const { clients } = pki();
    const code = (overrides: Parameters<typeof config>[1], at = url) => {
      try {
        createDmpTransport(config(at, overrides));
        return "none";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const pem = (name: keyof typeof clients) => ({ certPem: clients[name].chain, keyPem: clients[name].key });
    expect(code({}, "http://localhost")).toBe("dmp.config.url");
    expect(code({ seal: null })).toBe("dmp.config.no_seal");
    expect(code({ modes: { "TD2.1": "DIRECTE" } })).toBe("dmp.config.no_card");
    expect(code({ seal: pem("psc") })).toBe("dmp.config.seal_not_rsa");
    expect(code({ certificate: { certPem: clients.dmp.chain, keyPem: clients["dmp-sign"].key } })).toBe(
      "certificate.key_mismatch",
    );
    expect(code({ seal: null, card: { command: ["x"], certificatePem: clients["cps-sign"].certificate } })).toBe("none");
  });

  it("an expired seal is told at the call, and nothing leaves", async () => {
    const { chain, key } = pki().clients["dmp-sign-expired"];
    const fault = await faultOf(link("https://localhost:1/x", { seal: { certPem: chain, keyPem: key } }).exchange(exchange()));
    expect(fault).toMatchObject({ serviceCode: "dmp.config.seal_expired", kind: "config", uncertain: false });
  });

  it("a failure of transport tells that nothing had begun unless it says so", () => {
    expect(new TransportFailure("reset", "X").begun).toBe(false);
  });
});
