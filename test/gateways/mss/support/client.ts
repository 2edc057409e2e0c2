import { onTestFinished } from "vitest";
import { createMssClient } from "../../../../src/gateways/mss/client.js";
import type { MssConfig, MssServer } from "../../../../src/gateways/mss/config.js";
import type { InboxReader } from "../../../../src/gateways/mss/inbox.port.js";
import { createInboxReader } from "../../../../src/gateways/mss/inbox-reader.js";
import type { MssClient } from "../../../../src/gateways/mss/port.js";
import { mailPki } from "./pki.js";

export const MAILBOX = "marie.martin@medecin.mssante.fr";

export interface TestClientOptions extends Partial<Omit<MssConfig, "servers">> {
  readonly smtp?: Partial<MssServer>;
  readonly imap?: Partial<MssServer>;
}

/** A client of a server on loopback, with the token `good`. It is closed with the test. */
export function testClient(options: TestClientOptions): MssClient {
  const client = createMssClient(testConfig(options));
  onTestFinished(() => client.close());
  return client;
}

/** A reader of INBOX, the same way; what is cut is opened again at once. */
export function testReader(options: TestClientOptions): InboxReader {
  const reader = createInboxReader(testConfig({ retryMs: 1, ...options }));
  onTestFinished(() => reader.close());
  return reader;
}

export function testConfig({ smtp, imap, ...changes }: TestClientOptions): MssConfig {
  const server = (given: Partial<MssServer> | undefined): MssServer => ({
    host: "localhost",
    port: 1,
    security: "starttls",
    ...given,
  });
  return {
    address: MAILBOX,
    servers: async () => ({ smtp: server(smtp), imap: server(imap) }),
    authentication: { kind: "token", token: async () => "good" },
    ca: mailPki().ca,
    crl: mailPki().crl,
    certificate: undefined,
    connectTimeoutMs: 5_000,
    ...changes,
  };
}

export const outgoing = (text: string | Buffer, recipients: readonly string[], envelopeId = "O7-1") => {
  const bytes = Buffer.from(text);
  return {
    envelopeFrom: MAILBOX,
    recipients,
    envelopeId,
    size: bytes.length,
    async *open(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 20_000) yield bytes.subarray(at, at + 20_000);
    },
  };
};
