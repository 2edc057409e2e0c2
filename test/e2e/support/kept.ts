import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { RunResult } from "../../support/cli.js";
import { keyOf } from "./ledger.js";
import type { Practice } from "./practice.js";

/** The one JSON value of a command that must succeed. */
export function value(result: RunResult): Record<string, unknown> & { counts?: { patients: number } } {
  expect(result.code, result.stderr).toBe(0);
  return JSON.parse(result.stdout);
}

/** The last error line of a command in JSON. */
export function lastError(result: RunResult): Record<string, unknown> {
  return JSON.parse(result.stderr.trim().split("\n").at(-1) ?? "");
}

/** A practice with patients, a backup of it, and a copy of its key. */
export async function keptPractice(practice: Practice, options: { people: string }) {
  const imported = await practice.segur(["patient", "import", options.people, "--format", "ndjson"]);
  expect([0, 3]).toContain(imported.code);
  const file = join(practice.home, "b.segur");
  const keyFile = join(practice.home, "copy.key");
  const manifest = value(await practice.segur(["cabinet", "backup", "--to", file, "--json", "--quiet"]));
  value(await practice.segur(["cabinet", "key", "--export", keyFile, "--json", "--quiet"]));
  return { file, keyFile, manifest };
}

/** A store that opens, passes every check and holds so many patients; nothing half made beside it. */
export async function expectSound(practice: Practice, patients: number): Promise<void> {
  const checked = value(await practice.segur(["cabinet", "check", "--json"]));
  expect(checked).toMatchObject({ ok: true, counts: { patients } });
}

/** What stands in the folder of the cabinet, without what SQLite and the lock keep there. */
export function besideStore(practice: Practice): string[] {
  return readdirSync(dirname(practice.store)).filter((name) => !/^cabinet\.db(-wal|-shm|\.lock)?$/.test(name));
}

/** Files under a folder that hold the key of the cabinet, in any of its writings. */
export function filesWithKey(folder: string, key: Buffer): string[] {
  const writings = [
    key,
    key.toString("hex"),
    key.toString("hex").toUpperCase(),
    key.toString("base64"),
    key.toString("base64url"),
  ];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return writings.some((writing) => bytes.includes(writing));
    });
}

export { keyOf };
