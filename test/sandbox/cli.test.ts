import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPscClient } from "../../src/gateways/psc/config.js";
import { sandboxMailToken, sandboxPscConnection } from "../../src/sandbox/connection.js";
import { findSandbox } from "../../src/sandbox/control/client.js";
import { exitOf, type RunResult, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { placePki } from "../support/pki.js";

interface TestMachine {
  readonly home: string;
  readonly directory: string;
  segur(...args: string[]): Promise<RunResult>;
}

/** The real binary on a folder of its own; a sandbox that a test leaves is stopped. */
async function machine(options: { readonly withKeys: boolean } = { withKeys: true }): Promise<TestMachine> {
  const home = temporaryHome();
  const directory = join(home, "state", "sandbox");
  if (options.withKeys) await placePki(directory);
  onTestFinished(async () => {
    await (await findSandbox(directory))?.control.stop();
  });
  return { home, directory, segur: (...args) => runSegur(args, { home }) };
}

const json = (text: string): Record<string, unknown> => JSON.parse(text);

describe("segur sandbox", () => {
  it("starts detached, tells its status, knows its people, stops", async () => {
    const { segur, directory } = await machine({ withKeys: false });
    expect(await segur("sandbox", "status")).toMatchObject({ code: 5, stdout: expect.stringContaining("n'est pas démarré") });
    const start = await segur("sandbox", "start", "--detach", "--latency", "2");
    expect(start).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/répond \(processus \d+\)[\s\S]*https:\/\/127\.0\.0\.1:\d+\/lps/),
    });
    const second = await segur("sandbox", "start", "--detach");
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining("déjà démarré") });
    const foreground = await segur("sandbox", "start");
    expect(foreground).toMatchObject({ code: 2, stderr: expect.stringContaining("segur sandbox stop") });

    const people = await segur("sandbox", "people", "--count", "30", "--seed", "7", "--format", "csv");
    expect(people.code).toBe(0);
    const lines = people.stdout.trimEnd().split("\r\n");
    expect(lines).toHaveLength(31);
    expect(lines[0]).toBe(
      "dossier;nom_naissance;prenoms_naissance;premier_prenom;nom_utilise;prenom_utilise;date_naissance;sexe;lieu_naissance;matricule;oid;preuve_type;preuve_date;preuve_par;medecin_traitant;ald;derniere_visite;dernier_vsm",
    );
    const status = json((await segur("sandbox", "status", "--json")).stdout);
    expect(status).toMatchObject({
      schema: "segur.sandbox.status/1",
      running: true,
      latencyMs: 2,
      people: { populations: [{ seed: 7, count: 30 }] },
    });

    expect((await segur("sandbox", "stop")).stdout).toContain("arrêté");
    expect(await findSandbox(directory)).toBeNull();
    expect(await segur("sandbox", "stop")).toMatchObject({ code: 0, stdout: expect.stringContaining("n'était pas démarré") });
    const again = await segur("sandbox", "start", "--detach", "--json");
    expect(json(again.stdout)).toMatchObject({
      schema: "segur.sandbox.start/1",
      people: { populations: [{ seed: 7, count: 30 }] },
    });
    expect((await segur("sandbox", "reset")).code).toBe(0);
    expect(json((await segur("sandbox", "status", "--json")).stdout)).toMatchObject({ people: { populations: [] } });
  });

  it("stays in the foreground until it is stopped from elsewhere, or interrupted", async () => {
    const { home, directory, segur } = await machine();
    const child = startSegur(["sandbox", "start"], { home });
    await until(async () => (await findSandbox(directory)) !== null);
    await segur("sandbox", "stop");
    expect(await exitOf(child)).toBe(0);
    if (process.platform === "win32") return;
    const other = startSegur(["sandbox", "start"], { home });
    await until(async () => (await findSandbox(directory)) !== null);
    other.kill("SIGINT");
    expect(await exitOf(other)).toBe(0);
    expect(await findSandbox(directory)).toBeNull();
  });

  it("recognises the state of one that was killed", async () => {
    const { home, directory, segur } = await machine();
    const child = startSegur(["sandbox", "start"], { home });
    await until(async () => (await findSandbox(directory)) !== null);
    child.kill("SIGKILL");
    await exitOf(child);
    await readFile(join(directory, "sandbox.json"));
    expect((await segur("sandbox", "status")).code).toBe(5);
    expect((await segur("sandbox", "start", "--detach")).code).toBe(0);
  });

  it("tells why a detached start failed", async () => {
    const busy = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => busy.once("listening", resolve));
    onTestFinished(() => void busy.close());
    const address = busy.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { segur } = await machine();
    const result = await segur("sandbox", "start", "--detach", "--port", String(port));
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(`Le port ${port} est déjà pris`) });
  });

  it("sets faults, lists them and takes them away", async () => {
    const { segur } = await machine();
    expect(await segur("sandbox", "fault", "insi", "timeout")).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("segur sandbox start --detach"),
    });
    await segur("sandbox", "start", "--detach");
    const added = await segur("sandbox", "fault", "insi", "siram_40", "--rate", "0.1", "--count", "20");
    expect(added.stdout).toContain("siram_40, 10 % des appels, encore 20 fois");
    const slow = await segur("sandbox", "fault", "insi", "slow=300ms", "--json");
    expect(json(slow.stdout)).toMatchObject({ faults: [{ kind: "siram_40" }, { kind: "slow", delayMs: 300 }] });
    expect((await segur("sandbox", "fault", "insi")).stdout).toContain("slow=300ms");
    expect((await segur("sandbox", "fault", "insi", "off")).stdout).toContain("Aucune panne");
  });

  it("shows and fills the DMP, and sets its faults", async () => {
    const { segur } = await machine();
    await segur("sandbox", "start", "--detach");
    expect((await segur("sandbox", "status")).stdout).toMatch(/DMP {10}https:\/\/127\.0\.0\.1:\d+\/si-dmp-server\/v2\/services/);
    expect((await segur("sandbox", "fault", "dmp", "lost", "--count", "1")).stdout).toContain("lost, encore 1 fois");
    expect((await segur("sandbox", "status")).stdout).toContain("Panne DMP    lost");
    expect((await segur("sandbox", "fault", "dmp", "off")).stdout).toContain("Aucune panne");
    const filled = await segur("sandbox", "dmp", "--patient", "2 07 05 85756270 97", "--count", "30", "--json");
    expect(json(filled.stdout)).toMatchObject({ schema: "segur.sandbox.dmp_fill/1", added: 30 });
    const { items } = JSON.parse((await segur("sandbox", "dmp", "--json")).stdout);
    expect(items.length).toBeGreaterThan(30);
    expect(items[0]).toEqual({ id: expect.stringMatching(/^2\.25\./), status: "approved", version: 1, seeded: true });
    const absent = await segur("sandbox", "dmp", "--patient", "153078987658513", "--count", "3");
    expect(absent.stderr).toContain("Aucun DMP ouvert");
    expect(absent.stderr + filled.stdout).not.toContain("153078987658513");
  });

  it("sets the faults of MSSanté and of the directory, and lists what was taken", async () => {
    const { segur, directory } = await machine();
    await segur("sandbox", "start", "--detach", "--directory", "50");
    const cut = await segur("sandbox", "fault", "mss", "cut=kept", "--count", "1");
    expect(cut.stdout).toContain("cut=kept, encore 1 fois");
    await segur("sandbox", "fault", "directory", "slow=300ms");
    const status = (await segur("sandbox", "status")).stdout;
    expect(status).toMatch(/MSSanté +SMTP 127\.0\.0\.1:\d+, IMAP/);
    expect(status).toMatch(/\(50 entrées\)/);
    expect(status).toMatch(/Panne MSS +cut=kept[\s\S]*Panne ann\. +slow=300ms/);
    expect((await segur("sandbox", "fault", "mss", "off")).stdout).toContain("Aucune panne");
    const other = await segur("sandbox", "fault", "fax", "down");
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("mss, directory") });
    expect(json((await segur("sandbox", "mail", "--json")).stdout)).toMatchObject({ schema: "segur.sandbox.mail/1", items: [] });
    // A token by the control, as from another process.
    expect((await sandboxMailToken(directory)).split(".")).toHaveLength(3);
  });

  it("writes the directory as the public extraction, without a sandbox", async () => {
    const { segur } = await machine();
    const { code, stdout } = await segur("sandbox", "directory", "--count", "30", "--seed", "5");
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(/^Type de BAL\|Adresse BAL\|/);
    expect(stdout).toContain("PER|paul.marceau@bac-a-sable.mssante.fr|8|99700000001|");
    expect((await segur("sandbox", "directory", "--count", "30", "--seed", "5")).stdout).toBe(stdout);
  });

  it("plays the telephone of Pro Santé Connect, before or after the request", async () => {
    const { segur, directory } = await machine();
    expect(await segur("sandbox", "approve")).toMatchObject({ code: 5, stderr: expect.stringContaining("segur sandbox start") });
    await segur("sandbox", "start", "--detach");
    const connection = await sandboxPscConnection(directory);
    const status = await segur("sandbox", "status");
    expect(status.stdout).toContain(connection.issuer);
    expect(status.stdout).toContain(connection.proxy.url);

    const next = await segur("sandbox", "approve", "--after", "10ms");
    expect(next).toMatchObject({ code: 0, stdout: "Aucune demande n'attend : la prochaine sera approuvée après 10 ms.\n" });
    expect((await segur("sandbox", "status")).stdout).toContain("prochaine demande approuvée après 10 ms");
    const [ca = "", cert = "", key = ""] = await Promise.all(
      [connection.ca, connection.byCertificate.cert, connection.byCertificate.key].map((path) => readFile(path, "utf8")),
    );
    const client = createPscClient({
      transport: "direct",
      environment: "sandbox",
      issuer: connection.issuer,
      ca,
      clock: { now: () => new Date() },
      clientId: connection.byCertificate.clientId,
      auth: { method: "certificate", certificate: { certPem: cert, keyPem: key } },
    });
    onTestFinished(() => client.close());
    const request = { nationalId: "899700000001", code: "42", channel: "MOBILE" } as const;
    expect((await client.ciba(request)).professional.familyName).toBe("MARCEAU");

    const refused = client.ciba(request).catch((error: unknown) => error);
    await until(async () => (await findSandbox(directory).then((found) => found?.control.status()))?.psc?.pending.length === 1);
    expect((await segur("sandbox", "status")).stdout).toContain("e-CPS (téléphone), code 42, sans réponse");
    const answer = await segur("sandbox", "refuse", "--json");
    expect(json(answer.stdout)).toEqual({
      schema: "segur.sandbox.refuse/1",
      id: "sandbox",
      decision: "refuse",
      target: "pending",
      afterMs: 0,
      channel: "MOBILE",
      code: "42",
    });
    expect(await refused).toMatchObject({ code: "psc.refused" });

    expect((await segur("sandbox", "fault", "psc", "down", "--count", "1")).stdout).toContain("down, encore 1 fois");
    expect(await client.ciba(request).catch((error: unknown) => error)).toMatchObject({ code: "psc.unreachable" });
    expect((await segur("sandbox", "fault", "psc", "off")).stdout).toContain("Aucune panne");
  });

  it.each([
    [["fault", "insi", "ouragan"], "Panne inconnue"],
    [["fault", "fax", "timeout"], "Service inconnu"],
    [["fault", "psc", "siram_40"], "Panne inconnue"],
    [["fault", "dmp", "siram_40"], "Panne inconnue"],
    [["dmp", "--count", "3"], "vont ensemble"],
    [["dmp", "--patient", "hier", "--count", "3"], "vont ensemble"],
    [["fault", "psc", "slow"], "segur sandbox fault psc slow=300ms"],
    [["approve", "--after", "bientôt"], "--after attend une durée"],
    [["refuse", "--after", "11000s"], "dix minutes au plus"],
    [["start", "--port", "70000"], "--port attend"],
  ])("refuses %j", async (args, text) => {
    const { segur } = await machine();
    expect(await segur("sandbox", ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(text) });
  });

  it("writes the truth of the same lines", async () => {
    const { segur } = await machine();
    const people = await segur("sandbox", "people", "--count", "40", "--seed", "3", "--format", "ndjson");
    const truth = await segur("sandbox", "people", "--count", "40", "--seed", "3", "--format", "ndjson", "--truth");
    const read = (text: string) => text.trimEnd().split("\n").map(json);
    expect(read(people.stdout).map((line) => line.dossier)).toEqual(read(truth.stdout).map((line) => line.dossier));
    expect(read(truth.stdout)[0]).toMatchObject({
      schema: "segur.sandbox.truth/1",
      person: 0,
      matricule: expect.stringMatching(/^\d{5}[\dAB]{2}\d{8}$/),
    });
    expect(read(people.stdout)[0]).toMatchObject({
      schema: "segur.sandbox.people/1",
      date_naissance: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
    });
  });
});

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("never");
}
