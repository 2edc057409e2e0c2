import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { official, ROOT } from "../support/conformance.js";

const vocabularies = official("vocab");
const generate = (...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, "scripts/vocabularies.mjs"), ...args], { encoding: "utf8" });

describe.skipIf(vocabularies.missing)(`generated vocabularies ${vocabularies.reason}`, () => {
  it("are what the official tables give, byte for byte", () => {
    const { status, stderr } = generate("--check");
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("are compared for good: an empty folder does not pass", () => {
    const folder = mkdtempSync(join(tmpdir(), "segur-vocabularies-"));
    try {
      expect(generate("--check", folder).status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
