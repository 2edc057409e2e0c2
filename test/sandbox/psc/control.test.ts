import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { sandboxConnection, sandboxPscConnection } from "../../../src/sandbox/connection.js";
import { needSandbox } from "../../../src/sandbox/control/client.js";
import { openSandbox } from "../support.js";

async function open() {
  const box = await openSandbox();
  onTestFinished(() => box.end());
  return box;
}

describe("control of Pro Santé Connect from another process", () => {
  it("status, decisions, faults", async () => {
    const { sandbox, directory } = await open();
    const { control } = await needSandbox(directory);
    expect(await control.decide({ decision: "refuse", afterMs: 300 })).toEqual({
      decision: "refuse",
      target: "next",
      afterMs: 300,
      channel: null,
      code: null,
    });
    expect(await control.addPscFault({ kind: "slow", delayMs: 7, rate: 0.5, count: 2 })).toEqual([
      { kind: "slow", delayMs: 7, rate: 0.5, remaining: 2, applied: 0 },
    ]);
    expect(await control.status()).toMatchObject({
      faults: [],
      psc: {
        issuer: sandbox.psc.issuer,
        proxyUrl: sandbox.psc.proxyUrl,
        faults: [{ kind: "slow" }],
        pending: [],
        armed: [{ decision: "refuse", afterMs: 300 }],
      },
    });
    await control.clearPscFaults();
    expect((await control.status()).psc?.faults).toEqual([]);
  });

  it("refuses orders that mean nothing", async () => {
    const { sandbox, directory } = await open();
    const { url, token } = JSON.parse(await readFile(join(directory, "sandbox.json"), "utf8")).control;
    const post = async (path: string, body: string) =>
      (await fetch(url + path, { method: "POST", body, headers: { Authorization: `Bearer ${token}` } })).status;
    for (const body of [
      "",
      "{}",
      '{"decision":"maybe","afterMs":0}',
      '{"decision":"approve"}',
      '{"decision":"approve","afterMs":-1}',
    ]) {
      expect(await post("/psc/decisions", body)).toBe(400);
    }
    for (const body of ['{"kind":"siram_40"}', '{"kind":"down","rate":0}', "[]"])
      expect(await post("/psc/faults", body)).toBe(400);
    // A fault of one service is none of the other.
    expect(await post("/faults", '{"kind":"refused"}')).toBe(400);
    expect((await sandbox.control.status()).psc).toMatchObject({ armed: [], faults: [] });
  });

  it("the state of an older segur still gives INSi, and says that it has no Pro Santé Connect", async () => {
    const { directory, sandbox } = await open();
    const path = join(directory, "sandbox.json");
    const { psc, ...older } = JSON.parse(await readFile(path, "utf8"));
    expect(psc).toEqual({ issuer: sandbox.psc.issuer, proxyUrl: sandbox.psc.proxyUrl });
    await writeFile(path, JSON.stringify(older));
    expect((await sandboxConnection(directory)).url).toBe(sandbox.insi.url);
    await expect(sandboxPscConnection(directory)).rejects.toMatchObject({ kind: "unreachable", code: "sandbox.too_old" });
    await writeFile(path, JSON.stringify({ ...older, psc: { issuer: 3 } }));
    await expect(sandboxPscConnection(directory)).rejects.toMatchObject({ code: "sandbox.not_running" });
    await writeFile(path, JSON.stringify({ ...older, psc }));
  });
});
