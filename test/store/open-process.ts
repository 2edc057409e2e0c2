import { openStore } from "../../src/store/open.js";

/** Creates or opens the store named by its argument and writes one setting of its own (open.test.ts). */
const store = openStore(process.argv[2] ?? "", { create: true });
await store.settings.set(`process-${process.pid}`, true);
await store.close();
