import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { MailFolder } from "./folder.js";

/** The folders of every mailbox, with what RFC 6154 says of them. */
export const FOLDERS = {
  INBOX: null,
  Archive: "\\Archive",
  Drafts: "\\Drafts",
  Junk: "\\Junk",
  Sent: "\\Sent",
  Trash: "\\Trash",
} as const;
export type FolderName = keyof typeof FOLDERS;

/** INBOX whatever its case (RFC 3501 §5.1); null for a folder that no mailbox has. */
export function folderNamed(text: string): FolderName | null {
  if (text.toUpperCase() === "INBOX") return "INBOX";
  return (Object.keys(FOLDERS) as FolderName[]).find((name) => name === text) ?? null;
}

/** Every mailbox, below the folder of the sandbox. The names on disk say nothing of whose they are. */
export class Mailboxes {
  readonly #path: string;
  readonly #now: () => Date;
  readonly #open = new Map<string, Promise<MailFolder>>();

  constructor(directory: string, now: () => Date) {
    this.#path = join(directory, "mail", "boxes");
    this.#now = now;
  }

  folder(address: string, name: FolderName): Promise<MailFolder> {
    const key = `${createHash("sha256").update(address.toLowerCase()).digest("hex").slice(0, 16)}/${name.toLowerCase()}`;
    let folder = this.#open.get(key);
    if (folder === undefined) {
      folder = MailFolder.open(join(this.#path, key), name, this.#now());
      this.#open.set(key, folder);
    }
    return folder;
  }

  /** Resolves when everything is on disk. */
  async settled(): Promise<void> {
    for (const folder of [...this.#open.values()]) await (await folder).settled();
  }

  async clear(): Promise<void> {
    await this.settled();
    this.#open.clear();
    await rm(this.#path, { recursive: true, force: true });
  }
}
