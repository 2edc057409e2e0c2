import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pkiPaths } from "../../src/sandbox/pki/names.js";
import { ensurePki } from "../../src/sandbox/pki/store.js";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.js";

/** Clocks that differ from ours by more want certificates of their own. */
const SAME_DAY_MS = 3_600_000;

/**
 * The real sandbox, in a folder where its keys were already put: the three RSA pairs that it makes at a first start are half a second of
 * processor, a hundred times in a run. They are made once, by the first test that wants them; what the making of keys must do is tried
 * elsewhere (test/sandbox/lifecycle.test.ts, test/sandbox/dmp/pki.test.ts).
 */
export async function startTestSandbox(options: SandboxOptions): Promise<Sandbox> {
  await placePki(options.directory, options.now?.() ?? new Date());
  return startSandbox(options);
}

/** Puts keys that are already made where a sandbox will look for its own, unless there are some. */
export async function placePki(directory: string, now: Date = new Date()): Promise<void> {
  const shared = process.env.SEGUR_TEST_PKI;
  const { folder } = pkiPaths(directory);
  if (shared === undefined || existsSync(folder) || Math.abs(now.getTime() - Date.now()) > SAME_DAY_MS) return;
  const ready = join(shared, "ready");
  if (!existsSync(ready)) {
    const draft = mkdtempSync(join(shared, "draft-"));
    await ensurePki(draft, new Date());
    try {
      renameSync(draft, ready);
    } catch {
      // Another process was first: its keys are the keys.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  cpSync(pkiPaths(ready).folder, folder, { recursive: true });
  chmodSync(folder, 0o700);
}
