import { buffer } from "node:stream/consumers";
import { type MssConfig, type MssServers, QUESTION_MS, SESSION_MS } from "./config.js";
import { addressFault, contentFault } from "./faults.js";
import { isAddress } from "./header-values.js";
import { createImapSession } from "./imap-session.js";
import { mailboxReports } from "./mailbox-reports.js";
import { type MssClient, SMTP_SESSIONS } from "./port.js";
import { appendToSent, isInSent } from "./sent.js";
import { openSmtp } from "./smtp.js";
import { createSmtpPool } from "./smtp-pool.js";
import { tlsOptions } from "./tls.js";

/**
 * One mailbox of one operator. Connects at the first call; the servers are asked for once, and again as long as they could not be found.
 * @throws {SegurError} kind `config` when a certificate or an authority cannot be read
 */
export function createMssClient(config: MssConfig): MssClient {
  const tls = tlsOptions(config);
  const sessionMs = config.sessionMs ?? SESSION_MS;
  let found: Promise<MssServers> | undefined;
  const servers = (signal?: AbortSignal): Promise<MssServers> => {
    const asked = found ?? config.servers(signal);
    found = asked;
    asked.catch(() => {
      if (found === asked) found = undefined;
    });
    return asked;
  };
  const pool = createSmtpPool({
    open: async (signal) => openSmtp({ ...config, tls, server: (await servers(signal)).smtp }, signal),
    size: config.connections ?? SMTP_SESSIONS,
    sessionMs,
  });
  const mailbox = createImapSession(async () => ({ ...config, tls, server: (await servers()).imap }), {
    sessionMs,
    questionMs: config.questionMs ?? QUESTION_MS,
  });
  return {
    address: config.address,
    submission: (signal) => pool.use(async ({ submission }) => submission, signal),
    async send(message, leaving, signal) {
      // The empty sender is that of receipts and reports (RFC 5321 §4.5.5).
      const senders = message.envelopeFrom === "" ? [] : [message.envelopeFrom];
      if (message.recipients.length === 0 || ![...senders, ...message.recipients].every(isAddress)) throw addressFault();
      return pool.send(message, leaving, signal);
    },
    async keepSent(messageId, message, signal) {
      const bytes = await buffer(message.open()).catch((cause: unknown) => {
        throw contentFault(cause);
      });
      await mailbox.run((client) => appendToSent(client, messageId, bytes), signal);
    },
    isInSent: (messageId, signal) => mailbox.run((client) => isInSent(client, messageId), signal),
    reports: (after, signal, also) => mailbox.run((client) => mailboxReports(client, after, { signal, ...also }), signal),
    async close() {
      pool.close();
      await mailbox.close();
    },
  };
}
