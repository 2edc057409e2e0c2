import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sandboxDmpConnection } from "../../src/sandbox/connection.js";
import { sandboxDirectory } from "../../src/sandbox/files.js";
import { openDmpPractice } from "./support/dmp-practice.js";

describe("a CPS card, through the command of its maker", () => {
  it("signs every call in mode DIRECTE, reading and feeding; a card that is not there is said, and nothing leaves", {
    timeout: 90_000,
  }, async () => {
    const practice = await openDmpPractice();
    const { card } = await sandboxDmpConnection(sandboxDirectory(join(practice.home, "state")));
    // What stands for the card: a process of its own, the key of the sandbox's card.
    const program = join(practice.home, "card.cjs");
    writeFileSync(
      program,
      `const { readFileSync } = require("node:fs"); const [, , key, digest] = process.argv;
       process.stdout.write(require("node:crypto").sign(digest, readFileSync(0), readFileSync(key)));`,
    );
    const set = async (key: string, value: string) => {
      const { code, stderr } = await practice.segur(["config", "set", key, value]);
      expect([code, stderr]).toEqual([0, expect.any(String)]);
    };
    await set("dmp.signingCommand", [process.execPath, program, card.signKey, "{digest}"].join(","));
    await set("dmp.signingCertificate", card.signCert);
    const [filed] = await practice.file(1);
    const { patient = "", document = "" } = filed ?? {};
    const status = await practice.segur(["dmp", "status", patient, "--json"]);
    expect([status.code, JSON.parse(status.stdout).state]).toEqual([0, "open"]);
    const pushed = await practice.segur(["dmp", "push", document, "--yes", "--json"]);
    expect(JSON.parse(pushed.stdout).items).toMatchObject([{ id: document, outcome: "done" }]);
    const signed = await practice.read((store) => store.traces.list({ kinds: ["dmp.vihf"], limit: 50 }));
    expect(signed.length).toBeGreaterThan(2);
    expect(new Set(signed.map(({ data }) => data?.mode))).toEqual(new Set(["DIRECTE"]));

    await set("dmp.signingCommand", join(practice.home, "nowhere"));
    const absent = await practice.segur(["dmp", "status", patient, "--json"]);
    const told = JSON.parse(absent.stderr.trim().split("\n").at(-1) ?? "{}");
    expect(told).toMatchObject({
      kind: "config",
      code: "dmp.config.card_failed",
      advice: expect.stringContaining("dmp.signingCommand"),
    });
  });
});
