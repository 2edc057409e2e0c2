import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createSessionFile } from "../../../src/config/session-file.js";
import { createVault } from "../../../src/platform/vault.js";
import type { SessionDeps } from "../../../src/services/session/open.js";
import { openStore, type Store } from "../../../src/store/open.js";
import { TEST_KEY } from "../../support/key.js";

export interface SessionBench {
  readonly deps: SessionDeps;
  readonly store: Store;
  /** Moves the clock on. */
  later(ms: number): void;
  /** Kinds, codes and authors of all traces. */
  traces(): Promise<readonly string[]>;
}

/** Real store, real session file, and a clock that the test moves. */
export function sessionBench(): SessionBench {
  const folder = mkdtempSync(join(tmpdir(), "segur-session-"));
  let now = Date.parse("2026-11-25T08:00:00.000Z");
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const store = openStore(join(folder, "cabinet.db"), { create: true, clock, key: TEST_KEY });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const vault = createVault({ folder: join(folder, "keys"), keyring: false });
  const sessions = createSessionFile({ folder: join(folder, "sessions"), vault, instanceId: "i" });
  return {
    deps: { sessions, users: store.users, traces: store.traces, clock },
    store,
    later: (ms) => {
      now += ms;
    },
    traces: async () =>
      (await store.traces.list({ limit: 1_000 })).map(
        ({ kind, code, actor }) => `${kind}${code === undefined ? "" : ` ${code}`} ${actor.userId} ${actor.authMode}`,
      ),
  };
}
