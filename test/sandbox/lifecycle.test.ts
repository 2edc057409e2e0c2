import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sandboxConnection } from "../../src/sandbox/connection.js";
import { findSandbox, needSandbox } from "../../src/sandbox/control/client.js";
import { personOf } from "../../src/sandbox/people/person-of.js";
import { pkiPaths } from "../../src/sandbox/pki/names.js";
import { ensurePki } from "../../src/sandbox/pki/store.js";
import { readPopulations, recordPopulation } from "../../src/sandbox/populations.js";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.js";
import { readState, writeState } from "../../src/sandbox/state.js";
import { startTestSandbox } from "../support/pki.js";
import { type Client, openClient } from "./support.js";

let directory: string;
const started: Sandbox[] = [];
const clients: Client[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "segur-sandbox-"));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const sandbox of started.splice(0)) await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});
const start = async (options: Omit<SandboxOptions, "directory"> = {}): Promise<Sandbox> => {
  const sandbox = await startTestSandbox({ directory, ...options });
  started.push(sandbox);
  return sandbox;
};
const connect = async (sandbox: Sandbox): Promise<Client> => {
  const client = await openClient(sandbox);
  clients.push(client);
  return client;
};
const searchOf = (seed: number, index: number) => {
  const { birthName, givenNames, sex, birthDate } = personOf(seed, index).person;
  return { birthName, givenNames: [givenNames[0] ?? ""], sex, birthDate };
};

describe("start and stop", () => {
  it("one sandbox for each folder, even when two start at once", async () => {
    const [one, two] = await Promise.allSettled([start({ pid: 42 }), start({ pid: 43 })]);
    const states = [one.status, two.status].sort();
    expect(states).toEqual(["fulfilled", "rejected"]);
    const refused = one.status === "rejected" ? one.reason : two.status === "rejected" ? two.reason : null;
    expect(refused).toMatchObject({ code: "sandbox.already_running", kind: "usage" });
    expect(refused.message).toMatch(/processus 4[23]/);
  });

  it("takes the place of one that died", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => other.close(resolve));
    await writeState(directory, {
      schema: "segur.sandbox.state/1",
      pid: 4242,
      startedAt: "2026-11-23T00:00:00.000Z",
      seed: 1,
      insi: { url: `https://127.0.0.1:${port}/lps`, port },
      control: { url: `http://127.0.0.1:${port}`, token: "x" },
    });
    expect(await findSandbox(directory)).toBeNull();
    await expect(needSandbox(directory)).rejects.toMatchObject({ code: "sandbox.not_running", kind: "unreachable" });
    const sandbox = await start();
    expect((await findSandbox(directory))?.state.insi.url).toBe(sandbox.insi.url);
  });

  it("reads a damaged state as none", async () => {
    for (const text of ["", "{", "[]", '{"schema":"segur.sandbox.state/1"}', '{"schema":"segur.sandbox.state/2"}']) {
      await writeFile(join(directory, "sandbox.json"), text);
      expect(await findSandbox(directory)).toBeNull();
    }
    await start();
  });

  it("says in French that the port is taken, and leaves nothing behind", async () => {
    const first = await start();
    const elsewhere = await mkdtemp(join(tmpdir(), "segur-sandbox-"));
    const second = startSandbox({ directory: elsewhere, port: first.insi.port });
    await expect(second).rejects.toMatchObject({ code: "sandbox.port_busy", kind: "config" });
    await expect(second).rejects.toThrow(`Le port ${first.insi.port} est déjà pris`);
    expect((await readdir(elsewhere)).sort()).toEqual(["pki"]);
    await rm(elsewhere, { recursive: true });
  });

  it("stops once, tells it, and removes its state", async () => {
    const sandbox = await start();
    await Promise.all([sandbox.stop(), sandbox.control.stop(), sandbox.stopped]);
    expect(await readState(directory)).toBeNull();
    const again = await start();
    await again.stop();
  });

  it("leaves the state of its successor alone", async () => {
    const sandbox = await start();
    const state = await readState(directory);
    if (state === null) throw new Error("no state");
    await writeState(directory, { ...state, control: { ...state.control, token: "successor" } });
    await sandbox.stop();
    expect((await readState(directory))?.control.token).toBe("successor");
  });

  it("breaks a lock that its holder left", async () => {
    const lock = join(directory, "lock");
    await mkdir(lock);
    const old = new Date(Date.now() - 60_000);
    await utimes(lock, old, old);
    await start();
    expect(await readdir(directory)).not.toContain("lock");
  });
});

describe("control", () => {
  it("works from another process: status, faults, calls, stop", async () => {
    const sandbox = await start({ seed: 9, latencyMs: 3, pid: 77 });
    const { control } = await needSandbox(directory);
    const status = await control.status();
    expect(status).toMatchObject({ pid: 77, seed: 9, latencyMs: 3, url: sandbox.insi.url, faults: [], calls: { total: 0 } });
    expect(status.people.official).toBe(13);
    expect(await control.addFault({ kind: "slow", delayMs: 5, rate: 0.5, count: 3 })).toEqual([
      { kind: "slow", delayMs: 5, rate: 0.5, remaining: 3, applied: 0 },
    ]);
    const client = await connect(sandbox);
    await client.search({ birthName: "NESSI", givenNames: ["RUTH"], sex: "F", birthDate: "1977-07-14" });
    expect((await control.calls()).map((call) => call.outcome)).toEqual(["00"]);
    await control.clearCalls();
    await control.clearFaults();
    expect((await control.status()).faults).toEqual([]);
    await control.stop();
    await sandbox.stopped;
    expect(await findSandbox(directory)).toBeNull();
  });

  it("answers nobody without the token, and no unknown or malformed order", async () => {
    await start();
    const state = await readState(directory);
    if (state === null) throw new Error("no state");
    const ask = (method: string, path: string, token: string, body = "") =>
      new Promise<number>((resolve, reject) => {
        const headers = { Authorization: `Bearer ${token}` };
        const sent = request(new URL(path, state.control.url), { method, headers, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.on("error", reject);
        sent.end(body);
      });
    const { token } = state.control;
    expect(token.length).toBeGreaterThan(30);
    expect(await ask("GET", "/status", token)).toBe(200);
    expect(await ask("GET", "/status", "")).toBe(401);
    expect(await ask("POST", "/stop", `${token.slice(0, -1)}!`)).toBe(401);
    expect(await ask("GET", "/stop", token)).toBe(404);
    expect(await ask("GET", "/toString", token)).toBe(404);
    const wrong = [
      "",
      "{",
      '{"kind":"typhoon"}',
      '{"kind":"timeout","rate":0}',
      '{"kind":"timeout","rate":2}',
      '{"kind":"timeout","count":0.5}',
    ];
    for (const body of wrong) expect(await ask("POST", "/faults", token, body)).toBe(400);
    for (const body of ['{"seed":-1,"count":3}', '{"seed":1,"count":0}', '{"seed":1,"count":2000001}', "null"]) {
      expect(await ask("POST", "/populations", token, body)).toBe(400);
    }
    expect(await findSandbox(directory)).not.toBeNull();
  });

  it("keeps state, keys and folder to their owner", async () => {
    await start();
    if (process.platform === "win32") return;
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(join(directory, "sandbox.json"))).toBe("600");
    expect(await mode(pkiPaths(directory).folder)).toBe("700");
    for (const file of await readdir(pkiPaths(directory).folder)) expect(await mode(join(directory, "pki", file))).toBe("600");
  });
});

describe("populations", () => {
  it("of a running sandbox are known at once, after a restart too", async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    expect((await client.search(searchOf(31, 250))).code).toBe("01");
    const { control } = await needSandbox(directory);
    await control.addPopulation({ seed: 31, count: 300 });
    expect((await client.search(searchOf(31, 250))).code).toBe("00");
    expect((await client.search(searchOf(31, 300))).code).toBe("01");
    await control.addPopulation({ seed: 31, count: 10 });
    await sandbox.stop();
    const again = await start();
    expect((await again.control.status()).people.populations).toEqual([{ seed: 31, count: 300 }]);
    expect((await (await connect(again)).search(searchOf(31, 250))).code).toBe("00");
  });

  it("written while nothing runs are known at the next start", async () => {
    await Promise.all([
      recordPopulation(directory, { seed: 5, count: 20 }),
      recordPopulation(directory, { seed: 6, count: 20 }),
      recordPopulation(directory, { seed: 5, count: 40 }),
    ]);
    expect([...(await readPopulations(directory))].sort((a, b) => a.seed - b.seed)).toEqual([
      { seed: 5, count: 40 },
      { seed: 6, count: 20 },
    ]);
    const client = await connect(await start());
    expect((await client.search(searchOf(5, 39))).code).toBe("00");
  });

  it("of the start are there, and a damaged file is no obstacle", async () => {
    await writeFile(join(directory, "populations.json"), '{"populations":[{"seed":"x"},{"seed":4,"count":4}]}');
    const client = await connect(await start({ seed: 2, people: 50 }));
    expect((await client.search(searchOf(2, 49))).code).toBe("00");
    expect((await client.search(searchOf(4, 3))).code).toBe("00");
  });

  it("a reset forgets them with faults and calls, and changes every certificate under a running service", async () => {
    const sandbox = await start();
    const before = await readFile(sandbox.pki.ca, "utf8");
    const client = await connect(sandbox);
    await sandbox.control.addPopulation({ seed: 31, count: 30 });
    await client.search(searchOf(31, 3));
    await sandbox.control.addFault({ kind: "timeout" });
    await sandbox.control.reset();
    client.close();
    expect(await readFile(sandbox.pki.ca, "utf8")).not.toBe(before);
    const fresh = await connect(sandbox);
    expect((await fresh.search(searchOf(31, 3))).code).toBe("01");
    expect(await sandbox.control.status()).toMatchObject({ faults: [], calls: { total: 1 }, people: { populations: [] } });
    expect(await readPopulations(directory)).toEqual([]);
  });
});

describe("certificates", () => {
  const now = new Date("2026-11-23T00:00:00Z");
  const read = async (path: string) => new X509Certificate(await readFile(path, "utf8"));

  it("look like those of IGC-Santé", async () => {
    const paths = await ensurePki(directory, now);
    const auto = await read(paths.clients["insi-auto"].cert);
    expect(auto.subject.split("\n")).toEqual(["C=FR", "O=CABINET MEDICAL DE DEMONSTRATION", "OU=10B0152872", "CN=INSI-AUTO"]);
    expect(auto.issuer).toContain("CN=TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS");
    expect((await read(paths.clients["insi-manu"].cert)).subject).toContain("CN=INSI-MANU");
    const [root = "", intermediate = ""] = (await readFile(paths.ca, "utf8")).split(/(?<=-----END CERTIFICATE-----\n)/);
    const authority = new X509Certificate(intermediate);
    expect(authority.issuer).toContain("CN=TEST AC RACINE IGC-SANTE ELEMENTAIRE");
    expect([authority.ca, auto.ca]).toEqual([true, false]);
    expect(auto.checkIssued(authority) && auto.verify(authority.publicKey)).toBe(true);
    expect(authority.verify(new X509Certificate(root).publicKey)).toBe(true);
    const server = await read(paths.server.cert);
    expect([server.checkHost("localhost"), server.checkIP("127.0.0.1")]).toEqual(["localhost", "127.0.0.1"]);
    expect((await read(paths.clients.expired.cert)).validTo).toMatch(/2026/);
    const foreign = await read(paths.clients.foreign.cert);
    expect(foreign.verify(authority.publicKey)).toBe(false);
  });

  it("are kept across starts, made again near their end or when damaged", async () => {
    const paths = await ensurePki(directory, now);
    const first = await readFile(paths.ca, "utf8");
    await ensurePki(directory, new Date("2029-10-01T00:00:00Z"));
    expect(await readFile(paths.ca, "utf8")).toBe(first);
    await ensurePki(directory, new Date("2029-11-10T00:00:00Z"));
    const second = await readFile(paths.ca, "utf8");
    expect(second).not.toBe(first);
    await writeFile(paths.clients["insi-auto"].cert, "rubbish");
    await ensurePki(directory, new Date("2029-11-10T00:00:00Z"));
    const third = await readFile(paths.ca, "utf8");
    expect(third).not.toBe(second);
    // A folder that an older version made has no revocation list.
    for (const path of [paths.crl, paths.pscSecret, paths.clients.psc.cert]) {
      const before = await readFile(paths.ca, "utf8");
      await rm(path);
      await ensurePki(directory, new Date("2029-11-10T00:00:00Z"));
      expect(await readFile(paths.ca, "utf8")).not.toBe(before);
    }
    await rm(paths.server.key);
    await ensurePki(directory, new Date("2029-11-10T00:00:00Z"));
    expect(await readFile(paths.ca, "utf8")).not.toBe(third);
  });
});

describe("connection of a sandbox cabinet", () => {
  it("gives address, paths and identifiers of the running sandbox", async () => {
    await expect(sandboxConnection(directory)).rejects.toMatchObject({ code: "sandbox.not_running", kind: "unreachable" });
    const sandbox = await start();
    const manual = await sandboxConnection(directory);
    expect(manual).toMatchObject({ url: sandbox.insi.url, structureId: "10B0152872", idam: "TESTSGIE0000", ca: sandbox.pki.ca });
    expect(manual.cert).toBe(sandbox.pki.clients["insi-manu"].cert);
    expect((await sandboxConnection(directory, "auto")).key).toBe(sandbox.pki.clients["insi-auto"].key);
  });
});
