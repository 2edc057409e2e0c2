import type { ImapFlow } from "imapflow";
import { type MssConfig, type MssServers, QUESTION_MS, SESSION_MS } from "./config.js";
import { messageGone, partTooLarge } from "./faults.js";
import { fetchMessages, uidsAfter } from "./fetch-messages.js";
import { createImapSession } from "./imap-session.js";
import type { InboxReader } from "./inbox.port.js";
import { AnotherValidity, type OnInbox, onInbox, readInbox } from "./inbox-arrivals.js";
import { inboxChanges } from "./inbox-changes.js";
import { waitOnInbox } from "./inbox-news.js";
import { WINDOW, windowOf } from "./message-contents.js";
import { leavesOf } from "./message-leaves.js";
import { persistent, TRIES } from "./persistence.js";
import { tlsOptions } from "./tls.js";
import { transferDecoder } from "./transfer-decoding.js";

/**
 * The INBOX of one mailbox, in a session of its own. Connects at the first call.
 * @throws {SegurError} kind `config` when a certificate or an authority cannot be read
 */
export function createInboxReader(config: MssConfig): InboxReader {
  const tls = tlsOptions(config);
  let found: Promise<MssServers> | undefined;
  const servers = (): Promise<MssServers> => {
    const asked = found ?? config.servers();
    found = asked;
    asked.catch(() => {
      if (found === asked) found = undefined;
    });
    return asked;
  };
  const options = async () => ({ ...config, tls, server: (await servers()).imap });
  const session = createImapSession(options, {
    sessionMs: config.sessionMs ?? SESSION_MS,
    questionMs: config.questionMs ?? QUESTION_MS,
  });
  const persist = persistent(session, config.retryMs);
  const within =
    (uidValidity: string): OnInbox =>
    (work) =>
    (client) =>
      onInbox(client, async (now) => {
        if (now !== uidValidity) throw new AnotherValidity();
        return work(client);
      });

  const reader: InboxReader = {
    address: config.address,
    async *arrivals(after, wanted, signal) {
      const { uidValidity, modseq, uids } = await persist((client) => listed(client, after), { signal, tries: TRIES });
      const fresh = after?.uidValidity !== uidValidity;
      // What changed since the position that was given is only known once asked for (`changes`): until then its mark stays.
      const position = { uidValidity, modseq: fresh ? modseq : (after?.modseq ?? null) };
      if (fresh && uids.length === 0) {
        yield { heads: [], contents: new Map(), position: { ...position, lastUid: 0 }, left: 0 };
      }
      const reading = { persist, onInbox: within(uidValidity), wanted, signal };
      try {
        for await (const { lastUid, ...batch } of readInbox(uids, reading)) {
          yield { ...batch, position: { ...position, lastUid } };
        }
      } catch (error) {
        if (!(error instanceof AnotherValidity)) throw error;
        yield* reader.arrivals(null, wanted, signal);
      }
    },
    async *again({ uidValidity, uids }, wanted, signal) {
      try {
        for await (const { heads, contents } of readInbox(uids, { persist, onInbox: within(uidValidity), wanted, signal })) {
          yield { heads, contents };
        }
      } catch (error) {
        if (!(error instanceof AnotherValidity)) throw error;
      }
    },
    changes: (since, signal) => persist((client) => inboxChanges(client, since), { signal, tries: TRIES }),
    async *part({ uidValidity, uid, part }, maxBytes, signal) {
      const read = <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> =>
        persist(within(uidValidity)(work), { signal, tries: TRIES }).catch((error: unknown) => {
          throw error instanceof AnotherValidity ? messageGone() : error;
        });
      const row = (await read((client) => fetchMessages(client, [uid], { bodyStructure: true }))).get(uid);
      const leaf = row?.bodyStructure === undefined ? null : leavesOf(row.bodyStructure)?.find((each) => each.part === part);
      if (leaf === null || leaf === undefined) throw messageGone();
      const decoder = transferDecoder(leaf.encoding);
      let size = 0;
      for (let start = 0; ; ) {
        const piece = await read((client) => windowOf(client, uid, part, start));
        if (piece === null) throw messageGone();
        start += piece.length;
        // A server that knows no windows gives everything at the first.
        const whole = piece.length !== WINDOW;
        for (const decoded of whole ? [decoder.push(piece), decoder.end()] : [decoder.push(piece)]) {
          size += decoded.length;
          if (size > maxBytes) throw partTooLarge(maxBytes);
          if (decoded.length > 0) yield decoded;
        }
        if (whole) return;
      }
    },
    waitForNews: (after, signal) => waitOnInbox(persist, after, signal),
    close: () => session.close(),
  };
  return reader;
}

/** Messages after a position, all of them when it is of another UIDVALIDITY. */
function listed(client: ImapFlow, after: { readonly uidValidity: string; readonly lastUid: number } | null) {
  return onInbox(client, async (uidValidity, modseq) => {
    // In a folder that is open already, what has come since is only announced on request.
    await client.noop();
    const from = after?.uidValidity === uidValidity ? after.lastUid : 0;
    return { uidValidity, modseq, uids: await uidsAfter(client, from) };
  });
}
