import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder, readJson, writeJson } from "../../src/config/files.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("JSON files of the configuration", () => {
  it("an absent one is undefined; a broken one is a config error that names it", async () => {
    const path = join(folder, "x.json");
    expect(await readJson(path)).toBeUndefined();
    writeFileSync(path, '{"a":');
    await expect(readJson(path)).rejects.toMatchObject({ kind: "config", code: "files.json" });
    await expect(readJson(path)).rejects.toThrow(path);
    writeFileSync(path, '\uFEFF{"a":1}');
    expect(await readJson(path)).toEqual({ a: 1 });
  });

  it("are written for people too, in a folder made on the way", async () => {
    const path = join(folder, "a", "b.json");
    await writeJson(path, { x: 1 });
    expect(readFileSync(path, "utf8")).toBe('{\n  "x": 1\n}\n');
  });

  it("a folder that cannot be made is a storage error", async () => {
    writeFileSync(join(folder, "file"), "x");
    await expect(makeFolder(join(folder, "file", "sub"))).rejects.toMatchObject({ kind: "storage", code: "files.folder" });
    await expect(writeJson(join(folder, "file", "x.json"), 1)).rejects.toMatchObject({ kind: "storage" });
  });
});
