import { createHash } from "node:crypto";

/** The key of the stores that tests make for themselves. */
export const TEST_KEY: Buffer = createHash("sha256").update("key of the tests").digest();
