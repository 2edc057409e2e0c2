import type { InboxHead } from "./inbox.port.js";

/** A message that was kept as a file (RFC 5322, `.eml`), read whole in memory. */
export interface MessageFile {
  /** As the mailbox would tell it; its parts are numbered by their order in this file. */
  readonly head: InboxHead;
  /** Every part, decoded, by its number. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** Never throws: what is no message, or has a structure that cannot be read, has a `fault` in its head. */
export type ReadMessageFile = (bytes: Buffer, about: { readonly now: string }) => Promise<MessageFile>;
