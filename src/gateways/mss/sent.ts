import type { ImapFlow } from "imapflow";
import { searchFault } from "./faults.js";

/** Path of the folder of sent messages: as the server marks it, else by its name, else made. */
async function sentFolder(client: ImapFlow): Promise<string> {
  const folders = await client.list({ listOnly: true });
  const marked = folders.find(({ specialUse }) => specialUse === "\\Sent");
  if (marked !== undefined) return marked.path;
  const { path } = await client.mailboxCreate("Sent");
  return path;
}

/** True when the folder of sent messages has one with this Message-ID. */
export async function isInSent(client: ImapFlow, messageId: string): Promise<boolean> {
  return has(client, await sentFolder(client), messageId);
}

/** Appends a copy, unless it is there: so that twice is once. */
export async function appendToSent(client: ImapFlow, messageId: string, bytes: Buffer): Promise<void> {
  const folder = await sentFolder(client);
  if (await has(client, folder, messageId)) return;
  await client.append(folder, bytes, ["\\Seen"]);
}

async function has(client: ImapFlow, folder: string, messageId: string): Promise<boolean> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    // SEARCH HEADER looks for a part of the value, hence the angle brackets of a whole identifier.
    const found = await client.search({ header: { "Message-ID": messageId } }, { uid: true });
    // A search that the server refused says nothing: a copy too many, or a message sent twice, would follow from it.
    if (!found) throw searchFault();
    return found.length > 0;
  } finally {
    lock.release();
  }
}
