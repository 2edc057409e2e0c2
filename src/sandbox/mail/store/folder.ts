import { EventEmitter } from "node:events";
import { appendFile, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FILE_MODE } from "../../../platform/files.js";
import { isMissing, makePrivateFolder, writePrivate } from "../../files.js";
import { type Envelope, type MimePart, parseMessage, type Span } from "../mime/structure.js";

/** A message of a folder; its bytes are in a file of their own. */
export interface StoredMessage {
  readonly uid: number;
  readonly size: number;
  /** INTERNALDATE, milliseconds. */
  readonly date: number;
  readonly envelope: Envelope;
  readonly root: MimePart;
  flags: ReadonlySet<string>;
  /** Rank of its last change among those of the folder, and who made it: what the other sessions still have to be told. */
  changed: number;
  changedBy: object | null;
}

/** One line of the index. The first says whose the folder is; a message is there once its line is whole. */
type IndexLine =
  | { readonly folder: string; readonly uidValidity: number }
  | { readonly add: Pick<StoredMessage, "uid" | "size" | "date" | "envelope" | "root"> & { readonly flags: readonly string[] } }
  | { readonly flags: readonly string[]; readonly of: readonly number[] }
  | { readonly gone: readonly number[] };

export interface FlagChange {
  readonly how: "set" | "add" | "remove";
  readonly flags: readonly string[];
}

/**
 * A folder on disk: one file for each message, and an index to which lines are only ever added. What was written in part when the process
 * died is as if it had never been. UIDs are never used twice. Changes are made one after the other, and told by `change`.
 */
export class MailFolder extends EventEmitter {
  readonly name: string;
  readonly uidValidity: number;
  readonly #path: string;
  readonly #messages = new Map<number, StoredMessage>();
  #uidNext = 1;
  #changes = 0;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, name: string, uidValidity: number) {
    super();
    this.setMaxListeners(0);
    this.#path = path;
    this.name = name;
    this.uidValidity = uidValidity;
  }

  /** Reads the folder, or makes it. */
  static async open(path: string, name: string, now: Date): Promise<MailFolder> {
    const index = join(path, "index.ndjson");
    const text = await readIndex(index);
    const [first, ...lines] = text.split("\n").filter((line) => line !== "");
    if (first === undefined) {
      await makePrivateFolder(path);
      const uidValidity = Math.floor(now.getTime() / 1_000);
      await writePrivate(index, line({ folder: name, uidValidity }));
      return new MailFolder(path, name, uidValidity);
    }
    const { uidValidity } = JSON.parse(first) as { readonly uidValidity: number };
    const folder = new MailFolder(path, name, uidValidity);
    // Written by this module alone: damage elsewhere than at the end is told by JSON.parse rather than lose a message silently.
    for (const one of lines) folder.#apply(JSON.parse(one) as IndexLine, null);
    return folder;
  }

  get uidNext(): number {
    return this.#uidNext;
  }

  /** Rank of the last change. */
  get changes(): number {
    return this.#changes;
  }

  /** In ascending order of UID. */
  messages(): readonly StoredMessage[] {
    return [...this.#messages.values()];
  }

  get(uid: number): StoredMessage | undefined {
    return this.#messages.get(uid);
  }

  /** The bytes, or those of a part; null when the message has gone meanwhile. */
  async read(uid: number, span?: Span): Promise<Buffer | null> {
    try {
      if (span === undefined) return await readFile(this.#file(uid));
      const file = await open(this.#file(uid), "r");
      try {
        const bytes = Buffer.alloc(span.end - span.start);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, span.start);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  append(bytes: Buffer, flags: readonly string[], date: Date, by: object | null = null): Promise<number> {
    return this.#alone(async () => {
      const uid = this.#uidNext;
      const { envelope, root } = parseMessage(bytes);
      await writeFile(this.#file(uid), bytes, { mode: FILE_MODE });
      await this.#commit({ add: { uid, size: bytes.length, date: date.getTime(), flags, envelope, root } }, by);
      return uid;
    });
  }

  /** Many at once, in their order: one line after the other in the index, written together, told once. */
  appendAll(messages: readonly { readonly bytes: Buffer; readonly date: Date }[]): Promise<void> {
    return this.#alone(async () => {
      const lines: IndexLine[] = [];
      for (const { bytes, date } of messages) {
        const uid = this.#uidNext + lines.length;
        const { envelope, root } = parseMessage(bytes);
        await writeFile(this.#file(uid), bytes, { mode: FILE_MODE });
        lines.push({ add: { uid, size: bytes.length, date: date.getTime(), flags: [], envelope, root } });
      }
      await appendFile(join(this.#path, "index.ndjson"), lines.map(line).join(""), { mode: FILE_MODE });
      for (const one of lines) this.#apply(one, null);
      this.emit("change");
    });
  }

  setFlags(uids: readonly number[], change: FlagChange, by: object | null = null): Promise<void> {
    return this.#alone(async () => {
      for (const uid of uids) {
        const message = this.#messages.get(uid);
        if (message === undefined) continue;
        const next = changed(message.flags, change);
        if (next.size === message.flags.size && [...next].every((flag) => message.flags.has(flag))) continue;
        await this.#commit({ flags: [...next], of: [uid] }, by);
      }
    });
  }

  expunge(uids: readonly number[], by: object | null = null): Promise<void> {
    return this.#alone(async () => {
      const there = uids.filter((uid) => this.#messages.has(uid));
      if (there.length === 0) return;
      await this.#commit({ gone: there }, by);
      for (const uid of there) await rm(this.#file(uid), { force: true });
    });
  }

  #file(uid: number): string {
    return join(this.#path, `${uid}.eml`);
  }

  async #commit(change: IndexLine, by: object | null): Promise<void> {
    await appendFile(join(this.#path, "index.ndjson"), line(change), { mode: FILE_MODE });
    this.#apply(change, by);
    this.emit("change");
  }

  #apply(change: IndexLine, by: object | null): void {
    this.#changes += 1;
    if ("add" in change) {
      const { flags, ...message } = change.add;
      this.#messages.set(message.uid, { ...message, flags: new Set(flags), changed: this.#changes, changedBy: by });
      this.#uidNext = Math.max(this.#uidNext, message.uid + 1);
    } else if ("of" in change) {
      for (const uid of change.of) {
        const message = this.#messages.get(uid);
        if (message !== undefined)
          Object.assign(message, { flags: new Set(change.flags), changed: this.#changes, changedBy: by });
      }
    } else if ("gone" in change) for (const uid of change.gone) this.#messages.delete(uid);
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Resolves when everything asked so far is on disk. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

const line = (value: IndexLine): string => `${JSON.stringify(value)}\n`;

function changed(flags: ReadonlySet<string>, change: FlagChange): ReadonlySet<string> {
  if (change.how === "set") return new Set(change.flags);
  if (change.how === "add") return new Set([...flags, ...change.flags]);
  return new Set([...flags].filter((flag) => !change.flags.includes(flag)));
}

/** The whole lines of the index; a last one that was cut is taken away, so that the next one does not follow it. */
async function readIndex(path: string): Promise<string> {
  try {
    const text = await readFile(path, "utf8");
    const end = text.lastIndexOf("\n") + 1;
    if (end < text.length) await truncate(path, Buffer.byteLength(text.slice(0, end)));
    return text.slice(0, end);
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}
