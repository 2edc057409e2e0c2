import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";

/** Takes every line of an outbox that it can and ends it, in its own process, bundled and started by outbox.test.ts. With `hang`, stops at the first. */
const [path = "", how = ""] = process.argv.slice(2);
const store = openStore(path, { key: TEST_KEY });
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const machine = { host: "here", pid: process.pid, isAlive };

for (const { id } of await store.outbox.list({ states: ["queued", "sending", "uncertain"], limit: 100 })) {
  const now = new Date().toISOString();
  const claimed = await store.outbox.claim(id, machine, { now, leaseUntil: "2100-01-01T00:00:00.000Z" });
  if (claimed === null) continue;
  process.stdout.write(`${claimed.was} ${id}\n`);
  await new Promise((resolve) => setTimeout(resolve, how === "hang" ? 60_000 : 1));
  if (!(await store.outbox.settle(id, machine, { state: "done", at: now }))) process.stdout.write(`lost ${id}\n`);
}
await store.close();
