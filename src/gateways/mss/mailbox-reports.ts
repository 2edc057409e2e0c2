import type { ImapFlow } from "imapflow";
import { searchFault } from "./faults.js";
import { fetchMessages, uidsAfter } from "./fetch-messages.js";
import { describe, REPORT_HEADERS, reportsAmong } from "./message-head.js";
import type { MailboxPosition, MssClient, ReceiptRequest, Report } from "./port.js";

type Found = Awaited<ReturnType<MssClient["reports"]>>;

/** Messages of one FETCH: a connection that is cut loses no more than that. */
const BATCH = 200;

/** Reports and receipt requests of INBOX after a position. The folder is opened for reading only: nothing is marked as seen. */
export async function mailboxReports(client: ImapFlow, after: MailboxPosition | null, signal?: AbortSignal): Promise<Found> {
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
    return { reports, requests, position: { uidValidity, lastUid: uids.at(-1) ?? from } };
  } finally {
    lock.release();
  }
}

/** UIDVALIDITY of the folder that is open. */
export function mailboxValidity(client: ImapFlow): string {
  if (client.mailbox === false || client.mailbox === undefined) throw searchFault();
  return String(client.mailbox.uidValidity);
}
