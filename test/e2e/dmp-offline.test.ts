import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { onTestFinished, describe, expect, it } from "vitest";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { startSandbox } from "../../src/sandbox/sandbox.js";
import { openDmpPractice } from "./support/dmp-practice.js";

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
});
