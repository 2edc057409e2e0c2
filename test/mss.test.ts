import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { mssChecks } from "../src/doctor-mss.js";
import type { Environment } from "../src/domain/ports.js";
import { connectMss, type MssConnection, mssComposer, mssConfig, mssNil } from "../src/mss.js";
import { sandboxDirectory } from "../src/sandbox/files.js";
import { type Sandbox, startSandbox } from "../src/sandbox/sandbox.js";
import type { CheckLine } from "../src/services/doctor/check.js";
import { outgoing } from "./gateways/mss/support/client.js";
import { mailPki } from "./gateways/mss/support/pki.js";

let state: string;
let sandbox: Sandbox;
beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), "segur-mss-"));
  sandbox = await startSandbox({ directory: sandboxDirectory(state) });
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(state, { recursive: true, force: true, maxRetries: 5 });
});

const NOBODY = { userId: "U5", mssEmail: null, nationalId: null };
const nobody = () => Promise.reject(new Error("nobody logs in"));

function connection(values: Readonly<Record<string, unknown>> = {}, changes: Partial<MssConnection> = {}): MssConnection {
  const map = new Map(Object.entries(values));
  return {
    settings: {
      get: async (key) => map.get(key),
      set: async (key, value) => void map.set(key, value),
      unset: async (key) => void map.delete(key),
      all: async () => map,
    },
    env: {},
    cwd: "/",
    environment: "sandbox",
    warn: () => {},
    state,
    instanceId: "11111111-2222-4333-8444-555555555555",
    clock: { now: () => new Date() },
    person: { mode: "demo", ...NOBODY },
    sessions: { read: async () => null, write: nobody, remove: nobody, alone: (work) => work() },
    psc: nobody,
    ...changes,
  };
}

describe("a cabinet of the sandbox", () => {
  it.each(["PER", "APP"])("sends and keeps a copy with its %s mailbox", async (kind) => {
    const client = await connectMss(connection({ "mss.kind": kind }));
    onTestFinished(() => client.close());
    expect(await client.submission()).toMatchObject({ dsn: true, maxSize: expect.any(Number) });
    const messageId = `<${kind.toLowerCase()}-1@sandbox.mssante.fr>`;
    const draft = {
      audience: "professional" as const,
      from: { address: client.address, label: "Dr_Paul_MARCEAU" },
      to: [{ address: client.address, name: null }],
      ...{ replyTo: null, subject: "Bonjour", text: "Bonjour", messageId, inReplyTo: null, references: [] },
      date: new Date(),
      readReceipt: true,
      nil: await mssNil(connection()),
      ...{ documents: null, endOfExchange: false, attachments: [] },
    };
    const chunks: Uint8Array[] = [];
    for await (const chunk of mssComposer().compose(draft)) chunks.push(chunk);
    const message = { ...outgoing(Buffer.concat(chunks), [client.address]), envelopeFrom: client.address };
    expect(await client.send(message, () => {})).toMatchObject([{ address: client.address, accepted: true }]);
    await client.keepSent(messageId, message);
    expect(await client.isInSent(messageId)).toBe(true);
    expect((await client.reports(null)).requests).toMatchObject([{ messageId, automatic: false }]);
  });

  it("is that of its doctor alone: a colleague or a secretary is told what to set, never given the box of somebody else (MSS/CONF.07)", async () => {
    const as = (person: object, values = {}) =>
      connectMss(connection(values, { person: { mode: "psc", ...NOBODY, ...person } })).then(({ address }) => address);
    expect(await as({ nationalId: "899700000001" })).toBe("paul.marceau@bac-a-sable.mssante.fr");
    for (const nationalId of ["899700000002", "30B0152872/SEC00001", null]) {
      await expect(as({ nationalId })).rejects.toMatchObject({
        code: "mss.setting_missing",
        rule: "MSS/CONF.07",
        advice: expect.stringMatching(/user set U5 --mss-email .*config set mss\.address .*config set mss\.kind ORG/),
      });
    }
    expect(await as({ nationalId: "899700000002", mssEmail: "nadia.belkacem@bac-a-sable.mssante.fr" })).toContain("nadia");
    expect(await as({}, { "mss.address": "cabinet@bac-a-sable.mssante.fr" })).toContain("cabinet@");
  });

  it("tells that nobody is logged in where a person must be", async () => {
    const client = await connectMss(connection({}, { person: { mode: "password", ...NOBODY } }));
    onTestFinished(() => client.close());
    await expect(client.submission()).rejects.toMatchObject({ code: "session.psc_needed", kind: "auth" });
  });
});

async function linesOf(from: MssConnection): Promise<Record<string, Omit<CheckLine, "id" | "label"> | string>> {
  const lines: Record<string, Omit<CheckLine, "id" | "label"> | string> = {};
  for (const { id, look } of mssChecks(from)) {
    lines[id] = await look().then(
      (line) => line as Omit<CheckLine, "id" | "label">,
      (error: { code: string }) => error.code,
    );
  }
  return lines;
}

describe("segur doctor", () => {
  it("sees both connections of the sandbox", async () => {
    const lines = await linesOf(connection({ "mss.kind": "APP" }));
    for (const id of ["servers", "smtp", "imap", "certificate", "nil"])
      expect(lines[`mss.${id}`], id).toMatchObject({ state: "ok" });
  });

  it("has nothing to say to a practice without a mailbox, and says once what is missing to one that has it", async () => {
    const none = await linesOf(connection({}, { environment: "production", person: null }));
    expect(Object.values(none).map((line) => (typeof line === "string" ? line : line.state))).toEqual(Array(5).fill("skip"));
    const half = await linesOf(connection({ "mss.address": "a@medecin.mssante.fr" }, { environment: "production" }));
    expect(half).toMatchObject({
      "mss.servers": "mss.setting_missing",
      "mss.smtp": { state: "skip" },
      "mss.nil": { state: "bad" },
    });
  });
});

describe("a real cabinet", () => {
  const files = () => {
    const folder = mkdtempSync(join(tmpdir(), "segur-mss-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };
  const real = async (
    values: Readonly<Record<string, unknown>>,
    environment: Environment = "production",
    mssEmail: string | null = null,
  ) => {
    const folder = files();
    writeFileSync(join(folder, "ca.pem"), mailPki().ca);
    writeFileSync(join(folder, "crl.pem"), mailPki().crl);
    const given = { "mss.ca": join(folder, "ca.pem"), "mss.crl": join(folder, "crl.pem"), ...values };
    return mssConfig(connection(given, { environment, person: { mode: "psc", ...NOBODY, mssEmail } }));
  };

  it("has the mailbox of its settings, else that of the person", async () => {
    expect((await real({ "mss.address": "Cabinet@medecin.mssante.fr" })).address).toBe("cabinet@medecin.mssante.fr");
    expect((await real({}, "production", "p@medecin.mssante.fr")).address).toBe("p@medecin.mssante.fr");
    await expect(real({})).rejects.toMatchObject({ code: "mss.setting_missing", details: { key: "mss.address" } });
    await expect(real({ "mss.kind": "APP" }, "production", "p@medecin.mssante.fr")).rejects.toMatchObject({
      details: { key: "mss.address" },
    });
    await expect(real({ "mss.kind": "APP", "mss.address": "a@b.mssante.fr" })).rejects.toMatchObject({
      details: { key: "mss.certificate" },
    });
  });

  it.each(["mss.ca", "mss.crl"])("goes nowhere without %s", async (key) => {
    await expect(real({ "mss.address": "a@b.mssante.fr", [key]: undefined })).rejects.toMatchObject({ details: { key } });
  });

  it("takes servers by hand outside production, and in production under mssante.fr only", async () => {
    const given = (host: string) => ({
      "mss.address": "a@b.mssante.fr",
      "mss.smtpServer": `${host}:587`,
      "mss.imapServer": `${host}:143`,
    });
    expect((await (await real(given("localhost"), "bas")).servers()).smtp).toEqual({
      host: "localhost",
      port: 587,
      security: "starttls",
    });
    expect((await (await real(given("mail.mssante.fr"))).servers()).imap.port).toBe(143);
    for (const host of ["localhost", "evil.example", "evilmssante.fr", "mssante.fr.evil.example"]) {
      await expect(real(given(host)), host).rejects.toMatchObject({ code: "mss.setting_wrong", rule: "MSS/CONF.04" });
    }
    await expect(real({ "mss.address": "a@b.mssante.fr", "mss.smtpServer": "a.mssante.fr:587" })).rejects.toMatchObject({
      details: { key: "mss.imapServer" },
    });
    await expect(real({ ...given("a.mssante.fr"), "mss.smtpServer": "a.mssante.fr:0" })).rejects.toMatchObject({
      code: "mss.setting_wrong",
    });
  });

  it("has no token to show when a proxy keeps it", async () => {
    const session = {
      userId: "U1",
      mode: "psc",
      openedAt: "",
      lastSeenAt: "",
      lockedAt: null,
      psc: { tokens: { transport: "proxy", proxySessionId: "x" }, professional: {} as never, activityId: null },
    } as const;
    const folder = files();
    writeFileSync(join(folder, "ca.pem"), mailPki().ca);
    writeFileSync(join(folder, "crl.pem"), mailPki().crl);
    const config = await mssConfig(
      connection(
        { "mss.address": "a@b.mssante.fr", "mss.ca": join(folder, "ca.pem"), "mss.crl": join(folder, "crl.pem") },
        {
          environment: "bas",
          sessions: { read: async () => session, write: async () => {}, remove: nobody, alone: (work) => work() },
          psc: async () => ({ refresh: async () => session.psc.tokens }) as never,
        },
      ),
    );
    const { authentication } = config;
    if (authentication.kind !== "token") expect.fail("a token is wanted");
    await expect(authentication.token()).rejects.toMatchObject({ code: "mss.token_by_proxy", rule: "MSS/CONF.07" });
  });
});
