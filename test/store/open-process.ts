import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";

/** Creates or opens the store named by its argument and writes one setting of its own (open.test.ts). */
const store = openStore(process.argv[2] ?? "", { create: true, key: TEST_KEY });
await store.settings.set(`process-${process.pid}`, true);
await store.close();
