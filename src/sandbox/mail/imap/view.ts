import type { MailFolder, StoredMessage } from "../store/folder.js";
import { flagsText } from "./fetch.js";

/**
 * A folder as one session sees it: sequence numbers stay what they were until the session is told otherwise (RFC 3501 §5.5, §7.4.1).
 */
export class View {
  readonly folder: MailFolder;
  readonly readOnly: boolean;
  #uids: number[];
  #seen: number;

  constructor(folder: MailFolder, readOnly: boolean) {
    this.folder = folder;
    this.readOnly = readOnly;
    this.#uids = folder.messages().map(({ uid }) => uid);
    this.#seen = folder.changes;
  }

  get count(): number {
    return this.#uids.length;
  }

  get greatest(): { readonly uid: number; readonly sequence: number } {
    return { uid: this.#uids.at(-1) ?? 0, sequence: this.#uids.length };
  }

  /** What is still there, with its sequence number. */
  *messages(): Iterable<{ readonly message: StoredMessage; readonly sequence: number }> {
    for (const [index, uid] of this.#uids.entries()) {
      const message = this.folder.get(uid);
      if (message !== undefined) yield { message, sequence: index + 1 };
    }
  }

  /** What changed since the last time, as untagged answers; `by` is who needs not be told of its own flags. */
  news(by: object, mayExpunge: boolean): string[] {
    const lines: string[] = [];
    const before = this.#uids.length;
    if (mayExpunge) {
      let kept = 0;
      for (const uid of [...this.#uids]) {
        if (this.folder.get(uid) !== undefined) kept += 1;
        else {
          lines.push(`* ${kept + 1} EXPUNGE`);
          this.#uids.splice(kept, 1);
        }
      }
    }
    const last = this.#uids.at(-1) ?? 0;
    const old = this.#uids.length;
    for (const message of this.folder.messages()) if (message.uid > last) this.#uids.push(message.uid);
    if (this.#uids.length !== old || (mayExpunge && old !== before)) lines.push(`* ${this.#uids.length} EXISTS`);
    for (const [index, uid] of this.#uids.slice(0, old).entries()) {
      const message = this.folder.get(uid);
      if (message === undefined || message.changed <= this.#seen || message.changedBy === by) continue;
      lines.push(`* ${index + 1} FETCH (UID ${uid} FLAGS ${flagsText(message.flags)})`);
    }
    this.#seen = this.folder.changes;
    return lines;
  }
}
