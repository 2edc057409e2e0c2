import { createHash } from "node:crypto";

/** The key of the stores that benchmarks make: the product has no store in clear. */
export const BENCH_KEY: Buffer = createHash("sha256").update("key of the benchmarks").digest();
