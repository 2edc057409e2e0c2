import { mailAccounts } from "../accounts.js";
import type { Mailboxes } from "../store/mailboxes.js";
import type { MailFilled, MailFilling } from "./filling.js";
import type { WeekKind } from "./kinds.js";
import { Week } from "./week.js";

/** The last week that was written, with what it has drawn: the next slice is of the same one. */
let last: { readonly key: string; readonly week: Week } | null = null;

/** Writes a slice of a week straight into the INBOX of one mailbox; null when the sandbox has no such mailbox. */
export async function fillMailbox(
  { mailbox, seed, total, from, count, population }: MailFilling,
  { boxes, directorySeed }: { readonly boxes: Mailboxes; readonly directorySeed: number },
): Promise<MailFilled | null> {
  const to = mailbox.toLowerCase();
  if (!mailAccounts().has(to)) return null;
  const options = { seed, directorySeed, total, to, population };
  const key = JSON.stringify(options);
  const week = last?.key === key ? last.week : new Week(options);
  last = { key, week };
  const kinds: Partial<Record<WeekKind, number>> = {};
  let bytes = 0;
  const messages: { readonly bytes: Buffer; readonly date: Date }[] = [];
  for (let index = from; index < Math.min(from + count, total); index += 1) {
    const message = await week.message(index);
    messages.push({ bytes: message.bytes, date: message.at });
    kinds[message.kind] = (kinds[message.kind] ?? 0) + 1;
    bytes += message.bytes.length;
  }
  await (await boxes.folder(to, "INBOX")).appendAll(messages);
  return { messages: messages.length, bytes, kinds };
}
