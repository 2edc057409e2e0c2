import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The native SQLite addon must not run in worker threads.
    pool: "forks",
    // The processes that the end-to-end tests wait for use the rest of the machine.
    maxWorkers: 2,
  },
});
