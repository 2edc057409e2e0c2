import type { ImapFlow } from "imapflow";
import { searchFault } from "./faults.js";
import { fetchMessages, uidsAfter } from "./fetch-messages.js";
import { describe, REPORT_HEADERS, reportsAmong } from "./message-head.js";
import type { MailboxPosition, MssClient, ReceiptRequest, Report } from "./port.js";
import { readReply } from "./reports.js";

type Found = Awaited<ReturnType<MssClient["reports"]>>;

/** Messages of one FETCH: a connection that is cut loses no more than that. */
const BATCH = 200;

/** Reports and receipt requests of INBOX after a position. The folder is opened for reading only: nothing is marked as seen. */
export async function mailboxReports(
  client: ImapFlow,
  after: MailboxPosition | null,
  { signal, replies = false }: { readonly signal?: AbortSignal | undefined; readonly replies?: boolean } = {},
): Promise<Found> {
  const lock = await client.getMailboxLock("INBOX", { readOnly: true });
  try {
    // In a folder that is open already, what has come since is only announced on request.
    await client.noop();
    const uidValidity = mailboxValidity(client);
    // Another UIDVALIDITY: the numbers that we know mean nothing any more (RFC 3501 §2.3.1.1).
    const from = after?.uidValidity === uidValidity ? after.lastUid : 0;
    const uids = await uidsAfter(client, from);
    const reports: Report[] = [];
    const requests: ReceiptRequest[] = [];
    for (let at = 0; at < uids.length; at += BATCH) {
      signal?.throwIfAborted();
      const batch = uids.slice(at, at + BATCH);
      const messages = await fetchMessages(client, batch, { bodyStructure: true, envelope: true, headers: [...REPORT_HEADERS] });
      const described = [...messages.values()].sort((a, b) => a.uid - b.uid).map(describe);
      reports.push(...(await reportsAmong(client, described)).values());
      requests.push(...described.flatMap(({ head }) => head.request ?? []));
    }
    const position = { uidValidity, lastUid: uids.at(-1) ?? from };
    return { reports, requests, position, ...(replies ? { unreadReplies: await unreadReplies(client) } : {}) };
  } finally {
    lock.release();
  }
}

/** What the last unread messages answer. Nothing of them but three headers is read, and nothing is marked. */
async function unreadReplies(client: ImapFlow): Promise<readonly string[]> {
  const unseen = await client.search({ seen: false }, { uid: true });
  if (!unseen || unseen.length === 0) return [];
  const latest = unseen.sort((a, b) => b - a).slice(0, BATCH);
  const messages = await fetchMessages(client, latest, { bodyStructure: true, envelope: true, headers: [...REPORT_HEADERS] });
  return [...messages.values()].flatMap((message) => readReply(describe(message).about) ?? []);
}

/** UIDVALIDITY of the folder that is open. */
export function mailboxValidity(client: ImapFlow): string {
  if (client.mailbox === false || client.mailbox === undefined) throw searchFault();
  return String(client.mailbox.uidValidity);
}
