import { splitOutsideQuotes, unquote, withoutComments } from "./header.js";

/** One address as IMAP tells it (RFC 3501 §7.4.2): the name as written, encoded words included. A group opens with a null host. */
export interface MailAddress {
  readonly name: string | null;
  readonly mailbox: string | null;
  readonly host: string | null;
}

/** An address list (RFC 5322 §3.4), read with indulgence: what is no address is left out. */
export function readAddresses(text: string | null): readonly MailAddress[] {
  if (text === null) return [];
  const found: MailAddress[] = [];
  let inGroup = false;
  for (const item of splitOutsideQuotes(withoutComments(text), ",")) {
    let rest = item.trim();
    const [, group, after] = inGroup ? [] : (/^([^<>@":]+):(.*)$/s.exec(rest) ?? []);
    if (group !== undefined && after !== undefined) {
      found.push({ name: null, mailbox: group.trim(), host: null });
      inGroup = true;
      rest = after.trim();
    }
    const ends = inGroup && rest.endsWith(";");
    if (ends) rest = rest.slice(0, -1).trim();
    const one = readOne(rest);
    if (one !== null) found.push(one);
    if (!ends) continue;
    found.push({ name: null, mailbox: null, host: null });
    inGroup = false;
  }
  return found;
}

function readOne(text: string): MailAddress | null {
  const [, name, inside] = /^(.*?)<([^<>]*)>\s*$/s.exec(text) ?? [];
  const address = (inside ?? text).trim();
  const at = address.lastIndexOf("@");
  if (at <= 0 || at === address.length - 1) return null;
  const shown = unquote((name ?? "").trim());
  return { name: shown === "" ? null : shown, mailbox: unquote(address.slice(0, at)), host: address.slice(at + 1) };
}

/** `mailbox@host`, in small letters; null for the edges of a group. */
export function bare({ mailbox, host }: MailAddress): string | null {
  return mailbox === null || host === null ? null : `${mailbox}@${host}`.toLowerCase();
}
