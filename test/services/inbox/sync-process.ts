import { readFileSync } from "node:fs";
import { createInboxReader } from "../../../src/gateways/mss/inbox-reader.js";
import { type SyncCabinet, syncInboxes } from "../../../src/services/inbox/sync.js";
import { openStore } from "../../../src/store/open.js";
import { TEST_KEY } from "../../support/key.js";

/** Synchronises one mailbox in its own process, bundled and started by sync.test.ts; a line for each batch that is on the disk. */
const { path, port, token, ca, crl, address } = JSON.parse(readFileSync(0, "utf8")) as Readonly<Record<string, string>>;
const store = openStore(String(path), { key: TEST_KEY });
const imap = { host: "localhost", port: Number(port), security: "starttls" } as const;
const reader = createInboxReader({
  ...{ address: String(address), ca: String(ca), crl, certificate: undefined },
  servers: async () => ({ imap, smtp: imap }),
  authentication: { kind: "token", token: async () => String(token) },
});
const cabinet = {
  ...store,
  ...{ info: { environment: "sandbox" }, actor: { userId: "U1", rpps: null, authMode: "certificate" } },
  ...{ clock: { now: () => new Date() }, inboxes: async () => [reader], mailbox: async () => ({ domains: [] }) },
} as unknown as SyncCabinet;
for await (const event of syncInboxes(cabinet, { signal: new AbortController().signal })) process.stdout.write(`${event.type}\n`);
await reader.close();
await store.close();
