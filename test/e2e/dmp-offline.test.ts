import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NewPatient } from "../../src/domain/patient.js";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import { fileText, openDmpPractice } from "./support/dmp-practice.js";
import { withStore, writeStore } from "./support/ledger.js";

describe("a deposit while the DMP cannot be reached", { timeout: 60_000 }, () => {
  it("of a sandbox that is stopped waits, and arrives once when it is started again", async () => {
    const practice = await openDmpPractice();
    const [filed] = await practice.file(1);
    const id = filed?.document ?? "";
    await practice.sandbox.stop();

    const pushed = await practice.segur(["dmp", "push", id, "--yes", "--json"]);
    expect(pushed.code, pushed.stderr).toBe(5);
    expect(JSON.parse(pushed.stdout).items).toMatchObject([{ id, outcome: "queued", outbox: "O1" }]);
    expect(JSON.parse(pushed.stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({
      code: "dmp.queued",
      advice: "segur sandbox start --detach puis segur outbox retry O1",
      details: { outbox: "O1" },
    });
    const again = await practice.segur(["outbox", "retry", "O1", "--json"]);
    expect(again.code, again.stderr).toBe(5);

    const sandbox = await startSandbox({ directory: sandboxDirectory(join(practice.home, "state")), seed: 11, people: 400 });
    onTestFinished(() => sandbox.stop());
    const retried = await practice.segur(["outbox", "retry", "O1", "--json"]);
    expect(retried.code, retried.stderr).toBe(0);
    expect(await practice.read((store) => store.outbox.list({ limit: 9 }))).toMatchObject([{ id: "O1", state: "done" }]);
    expect((await sandbox.control.dmpDocuments()).filter(({ seeded }) => !seeded)).toHaveLength(1);
    expect((await practice.segur(["outbox", "retry", "--all"])).code).toBe(0);
    expect((await sandbox.control.dmpDocuments()).filter(({ seeded }) => !seeded)).toHaveLength(1);
  });

  it("of a cabinet of a real environment waits too, its connection refused", async () => {
    const practice = await openDmpPractice();
    const { pki } = practice.sandbox;
    const segur = async (args: readonly string[]) => {
      const result = await practice.segur([...args, "--cabinet", "vrai", "--json"]);
      return { ...result, error: JSON.parse(result.stderr.trim().split("\n").at(-1) || "{}") };
    };
    const init = ["cabinet", "init", "vrai", "--environment", "bas", "--user", "Dr MARCEAU", "--user-rpps", "99700000001"];
    const made = await practice.segur([...init, "--password-file", "-"], { input: "quatre mots pour entrer" });
    expect(made.code, made.stderr).toBe(0);
    const homologation = join(practice.home, "homologation.txt");
    writeFileSync(homologation, "HOMOLOGATION");
    const settings: Readonly<Record<string, string>> = {
      "dmp.url": `https://127.0.0.1:${await closedPort()}/si-dmp-server/v2/services`,
      "dmp.certificate": pki.clients.dmp.cert,
      "dmp.key": pki.clients.dmp.key,
      "dmp.signCertificate": pki.clients["dmp-sign"].cert,
      "dmp.signKey": pki.clients["dmp-sign"].key,
      "dmp.ca": pki.ca,
      "dmp.homologationFile": homologation,
      "structure.id": "10B0152872",
      "structure.name": "CABINET",
      "structure.sector": "SA07",
      "structure.practiceSetting": "AMBULATOIRE",
    };
    for (const [key, value] of Object.entries(settings)) expect((await segur(["config", "set", key, value])).code, key).toBe(0);
    const named = ["--family-name", "MARCEAU", "--given-name", "Paul", "--speciality", "SM26"];
    expect((await segur(["user", "set", "U1", "--role", "medecin", ...named])).code).toBe(0);
    const [filed] = await practice.file(1);
    const [patient] = await practice.read((store) => store.patients.getMany([filed?.patient ?? ""]));
    const vrai = join(practice.home, "data", "cabinets", "vrai", "cabinet.db");
    const id = await writeStore(vrai, async (store) => {
      const { inserted } = await store.patients.save({ inserts: [patient as NewPatient] });
      return fileText(store, inserted[0]?.id ?? "", "consultation\n");
    });
    const pushed = await segur(["dmp", "push", id, "--yes"]);
    expect([pushed.code, pushed.error]).toMatchObject([
      5,
      { code: "dmp.queued", advice: "Quand la connexion revient : segur outbox retry O1", details: { outbox: "O1" } },
    ]);
    const again = await segur(["outbox", "retry", "O1"]);
    expect([again.code, again.error.code]).toEqual([5, "dmp.network.refused"]);
    expect(await withStore(vrai, (store) => store.outbox.list({ limit: 9 }))).toMatchObject([
      { id: "O1", state: "queued", documents: [id], attempts: 2 },
    ]);
  });
});

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
