import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { MAILBOX, outgoing, testClient } from "./support/client.js";
import { startOperator } from "./support/operator.js";
import { mailPki } from "./support/pki.js";

const TEXT = "Subject: Bonjour\r\n\r\n.\r\nUne ligne\r\n..deux\r\n";
const TO = "paul.durand@cardio.mssante.fr";
const nothing = () => {};

/** The fault of a call, with what must hold of each: French, without any address. */
async function faultOf(call: Promise<unknown>) {
  const error = await call.then(
    () => expect.fail("must be refused"),
    (reason: unknown) => reason,
  );
  const { message, why, advice } = error as { message: string; why?: string; advice?: string };
  expect(`${message} ${why} ${advice}`).not.toMatch(/@|good|eyJ/);
  expect(advice).toBeTruthy();
  return error;
}

describe("sending", () => {
  it("hands over the exact bytes with ENVID and the ORCPT of each, over TLS, and tells the answer for each", async () => {
    const operator = await startOperator({
      refuse: { "ferme@cardio.mssante.fr": "550 5.1.1 <ferme@cardio.mssante.fr> unknown" },
    });
    const client = testClient({ smtp: { port: operator.port } });
    const left = vi.fn();
    const answers = await client.send(outgoing(TEXT, [TO, "ferme@cardio.mssante.fr", "a+b@cardio.mssante.fr"]), left);
    expect(left).toHaveBeenCalledTimes(1);
    expect(answers).toEqual([
      { address: TO, accepted: true, code: "250 2.0.0", response: "250 2.0.0 Ok: queued as 4T7" },
      { address: "ferme@cardio.mssante.fr", accepted: false, code: "550 5.1.1", response: "550 5.1.1 <…> unknown" },
      { address: "a+b@cardio.mssante.fr", accepted: true, code: "250 2.0.0", response: "250 2.0.0 Ok: queued as 4T7" },
    ]);
    expect(operator.received).toHaveLength(1);
    expect(operator.received[0]?.bytes.toString()).toBe(TEXT);
    expect(operator.received[0]?.from).toBe(MAILBOX);
    expect(operator.received[0]?.envid).toBe("O7-1");
    expect(operator.received[0]?.orcpt).toEqual([`rfc822;${TO}`, "rfc822;a+b@cardio.mssante.fr"]);
    expect(operator.sessions.secured).toBe(true);
  });

  it("says what the server announced after STARTTLS", async () => {
    const operator = await startOperator();
    const client = testClient({ smtp: { port: operator.port } });
    expect(await client.submission()).toEqual({ maxSize: 1_000_000, dsn: true });
    expect(operator.received).toEqual([]);
  });

  it("keeps three sessions at most, used again, each with a token asked for it", async () => {
    const operator = await startOperator();
    let asked = 0;
    const token = async () => {
      asked += 1;
      return "good";
    };
    const authentication = { kind: "token", token } as const;
    const client = testClient({ smtp: { port: operator.port }, authentication });
    await Promise.all(Array.from({ length: 30 }, (_, at) => client.send(outgoing(TEXT, [TO], `O7-${at}`), nothing)));
    expect(operator.received).toHaveLength(30);
    expect(new Set(operator.received.map(({ envid }) => envid)).size).toBe(30);
    expect(operator.sessions.opened).toBe(3);
    expect(asked).toBe(3);
  });

  it("opens a session again when the server ended it meanwhile", async () => {
    const operator = await startOperator();
    const client = testClient({ smtp: { port: operator.port } });
    await client.send(outgoing(TEXT, [TO]), nothing);
    operator.cutAll();
    await client.send(outgoing(TEXT, [TO], "O7-2"), nothing);
    expect(operator.received).toHaveLength(2);
  });

  it("asks for a fresh token when the session has grown old", async () => {
    const operator = await startOperator();
    const client = testClient({ smtp: { port: operator.port }, sessionMs: 0 });
    await client.send(outgoing(TEXT, [TO]), nothing);
    await client.send(outgoing(TEXT, [TO], "O7-2"), nothing);
    expect(operator.sessions.opened).toBe(2);
  });
});

describe("what is refused before anything leaves", () => {
  const left = () => expect.fail("nothing may leave");

  it("all recipients, with the meaning of the code", async () => {
    const operator = await startOperator({ refuse: { [TO]: `550 5.1.1 <${TO}> unknown` } });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({
      code: "mss.smtp.550",
      kind: "refused",
      retry: "never",
      uncertain: false,
      serviceCode: "550 5.1.1",
      message: "Cette boîte n'existe pas chez l'opérateur du destinataire.",
      rule: "RFC 3463 §3.2 (5.1.1)",
    });
  });

  it("each of several, with the answer for each: one for good, one for the moment", async () => {
    const other = "ferme@cardio.mssante.fr";
    const operator = await startOperator({ refuse: { [TO]: "550 5.2.1 disabled", [other]: "451 4.7.1 greylisted" } });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO, other]), left))).toMatchObject({
      recipients: [
        { address: TO, accepted: false, code: "550 5.2.1" },
        { address: other, accepted: false, code: "451 4.7.1" },
      ],
    });
  });

  it("a recipient for the moment: later", async () => {
    const operator = await startOperator({ refuse: { [TO]: "451 4.7.1 greylisted" } });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({ retry: "later", serviceCode: "451 4.7.1" });
  });

  it("a message larger than SIZE", async () => {
    const operator = await startOperator();
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(Buffer.alloc(1_000_001, "x"), [TO]), left))).toMatchObject({
      retry: "never",
      serviceCode: "552 5.3.4",
      details: { size: 1_000_001, most: 1_000_000 },
    });
  });

  it("addresses that could inject a command", async () => {
    const operator = await startOperator();
    const client = testClient({ smtp: { port: operator.port } });
    for (const address of ["a@b.fr>\r\nRCPT TO:<x@y.fr", "a b@c.fr", "", "é@b.fr"]) {
      expect(await faultOf(client.send(outgoing(TEXT, [address]), left))).toMatchObject({ code: "mss.address.invalid" });
    }
    expect(operator.sessions.opened).toBe(0);
  });

  it("a token that the operator does not take", async () => {
    const operator = await startOperator({ token: "another" });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({
      code: "mss.auth.refused",
      kind: "auth",
      retry: "stop",
      rule: "MSS/CONF.07",
    });
  });

  it("a server that offers no XOAUTH2: the token is not shown to it", async () => {
    const operator = await startOperator({ server: { authMethods: ["PLAIN"] } });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({ code: "mss.auth.mechanism_missing" });
    expect(operator.sessions.tokens).toEqual([]);
  });

  it("a server without STARTTLS: neither token nor message goes in clear", async () => {
    const operator = await startOperator({
      server: { hideSTARTTLS: true, disabledCommands: ["STARTTLS"], allowInsecureAuth: true },
    });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({
      code: "mss.tls.starttls_missing",
      rule: "MSS/CONF.05",
    });
    expect(operator.sessions.tokens).toEqual([]);
  });

  const pki = mailPki();
  it.each([
    ["revoked", { credential: pki.revokedServer }, {}, "tls.revoked"],
    ["of another authority", { credential: pki.foreignServer }, {}, "tls.crl_missing"],
    ["of another name", { credential: pki.otherNameServer }, {}, "network.tls_hostname"],
    ["checked with an old list", {}, { crl: pki.oldCrl }, "tls.crl_expired"],
    [
      "with a suite that MSSanté does not admit",
      { server: { ciphers: "AES128-GCM-SHA256", maxVersion: "TLSv1.2" } },
      {},
      "network.tls_protocol",
    ],
  ] as const)("a server certificate %s", async (_, operatorOptions, changes, serviceCode) => {
    const operator = await startOperator(operatorOptions as Parameters<typeof startOperator>[0]);
    const client = testClient({ smtp: { port: operator.port }, ...changes });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({ serviceCode, retry: "stop" });
    expect(operator.sessions.tokens).toEqual([]);
  });

  it("nobody there", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    const client = testClient({ smtp: { host: "127.0.0.1", port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({
      serviceCode: "network.refused",
      retry: "later",
      kind: "unreachable",
    });
  });

  it("a server that says nothing", async () => {
    const server = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    onTestFinished(() => void server.close());
    const client = testClient({
      smtp: { host: "127.0.0.1", port: (server.address() as AddressInfo).port },
      connectTimeoutMs: 100,
    });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), left))).toMatchObject({ serviceCode: "network.connect_timeout" });
  });

  it("an interrupted wait", async () => {
    const server = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    onTestFinished(() => void server.close());
    const client = testClient({ smtp: { host: "127.0.0.1", port: (server.address() as AddressInfo).port } });
    const call = client.send(outgoing(TEXT, [TO]), left, AbortSignal.timeout(50));
    expect(await faultOf(call)).toMatchObject({ kind: "interrupted" });
  });
});

describe("a connection that dies", () => {
  it("in the middle of the data: not taken", async () => {
    const operator = await startOperator({ cutAfter: 50_000 });
    const client = testClient({ smtp: { port: operator.port } });
    const left = vi.fn();
    const message = outgoing(Buffer.alloc(900_000, "x\r\n"), [TO]);
    // The last bytes are held back until the server has cut: what is then unknown is only what it said.
    const slow = {
      ...message,
      async *open() {
        let at = 0;
        for await (const chunk of message.open()) {
          if (at++ > 20) await new Promise((go) => setTimeout(go, 5));
          yield chunk;
        }
      },
    };
    expect(await faultOf(client.send(slow, left))).toMatchObject({
      serviceCode: "network.reset",
      uncertain: false,
      retry: "later",
    });
    expect(left).toHaveBeenCalledTimes(1);
    expect(operator.received).toEqual([]);
  });

  it("after the final dot: uncertain", async () => {
    const operator = await startOperator({ afterData: "cut" });
    const client = testClient({ smtp: { port: operator.port } });
    expect(await faultOf(client.send(outgoing(TEXT, [TO]), nothing))).toMatchObject({
      uncertain: true,
      serviceCode: "network.reset",
    });
    expect(operator.received).toHaveLength(1);
  });

  it("but an answer to the data is an answer", async () => {
    for (const [afterData, retry] of [
      ["452 4.3.1 no space", "later"],
      ["554 5.7.1 refused by policy", "never"],
    ] as const) {
      const operator = await startOperator({ afterData });
      const client = testClient({ smtp: { port: operator.port } });
      expect(await faultOf(client.send(outgoing(TEXT, [TO]), nothing))).toMatchObject({ uncertain: false, retry });
    }
  });

  it("when our own bytes cannot be read: nothing was taken", async () => {
    const operator = await startOperator();
    const client = testClient({ smtp: { port: operator.port } });
    const broken = {
      ...outgoing(TEXT, [TO]),
      async *open(): AsyncIterable<Uint8Array> {
        yield Buffer.from(TEXT);
        throw new Error("disk");
      },
    };
    expect(await faultOf(client.send(broken, nothing))).toMatchObject({ code: "mss.content.unread", uncertain: false });
    await client.send(outgoing(TEXT, [TO], "O7-9"), nothing);
    expect(operator.received.map(({ envid }) => envid)).toEqual(["O7-9"]);
  });
});

describe("an applicative mailbox", () => {
  const mtls = {
    requestCert: true,
    rejectUnauthorized: true,
    ca: mailPki().ca,
    crl: mailPki()
      .crl.split(/(?<=-----END X509 CRL-----\n)/)
      .filter(Boolean),
    authMethods: ["PLAIN"],
  };
  const pair = (one: { chain: string; key: string }) => ({ certPem: one.chain, keyPem: one.key });

  it("presents its certificate, then PLAIN with its address", async () => {
    const operator = await startOperator({ server: mtls as never });
    const client = testClient({
      smtp: { port: operator.port },
      authentication: { kind: "certificate" },
      certificate: pair(mailPki().client),
    });
    await client.send(outgoing(TEXT, [TO]), nothing);
    expect(operator.sessions.tokens).toEqual([MAILBOX]);
  });

  it.each(["revokedClient", "foreignClient"] as const)("is told that its certificate is refused (%s)", async (name) => {
    const operator = await startOperator({ server: mtls as never });
    const client = testClient({
      smtp: { port: operator.port },
      authentication: { kind: "certificate" },
      certificate: pair(mailPki()[name]),
    });
    const fault = await faultOf(client.send(outgoing(TEXT, [TO]), () => expect.fail("nothing may leave")));
    // Node's server hangs up without an alert; those that send one: client-certificate.test.ts.
    expect(fault).toMatchObject({ code: "mss.network.tls_client_refused", rule: "MSS/CONF.12", retry: "stop", uncertain: false });
    expect(operator.received).toEqual([]);
  });
});
