import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/run-folder.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is waited for comes late on a busy machine: a second is not a fault.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    // The native SQLite addon must not run in worker threads.
    pool: "forks",
    // Files that wait for the processes of an end-to-end test leave a core to the others.
    maxWorkers: 3,
    // A process for each file would start Node and read our modules again 280 times. Each test ends what it starts and keeps
    // nothing in modules; `npx vitest run --isolate` tries that.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
