import { bare } from "../mime/addresses.js";
import { allFields, readFields } from "../mime/header.js";
import { decodeWords } from "../rules.js";
import type { MailFolder, StoredMessage } from "../store/folder.js";
import { readDate } from "./encode.js";
import { BadCommand, readSet, type Token, textOf, wordOf } from "./parser.js";

/** A message with its place in the session's view. */
export interface Candidate {
  readonly message: StoredMessage;
  readonly sequence: number;
}

export type Criterion = (candidate: Candidate, folder: MailFolder) => boolean | Promise<boolean>;

export interface Greatest {
  readonly uid: number;
  readonly sequence: number;
}

const DAY = 86_400_000;
const MOST_DEPTH = 20;

const flag =
  (name: string, wanted: boolean): Criterion =>
  ({ message }) =>
    message.flags.has(name) === wanted;

const FLAGS: Readonly<Record<string, Criterion>> = {
  ALL: () => true,
  ANSWERED: flag("\\Answered", true),
  DELETED: flag("\\Deleted", true),
  DRAFT: flag("\\Draft", true),
  FLAGGED: flag("\\Flagged", true),
  SEEN: flag("\\Seen", true),
  UNANSWERED: flag("\\Answered", false),
  UNDELETED: flag("\\Deleted", false),
  UNDRAFT: flag("\\Draft", false),
  UNFLAGGED: flag("\\Flagged", false),
  UNSEEN: flag("\\Seen", false),
  OLD: () => true,
  NEW: () => false,
  RECENT: () => false,
};

/** Reads the criteria of SEARCH, all of which must hold (RFC 3501 §6.4.4). Dates are those of UTC. @throws {BadCommand} */
export function readCriteria(tokens: readonly Token[], greatest: Greatest): Criterion {
  const first = tokens[0];
  const charset = first?.kind === "atom" && first.text.toUpperCase() === "CHARSET";
  if (charset && !["UTF-8", "US-ASCII"].includes(textOf(tokens[1]).toUpperCase())) throw new BadCommand("Unknown charset");
  return new Reader(charset ? tokens.slice(2) : tokens, greatest, 0).all();
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #greatest: Greatest;
  readonly #depth: number;
  #at = 0;

  constructor(tokens: readonly Token[], greatest: Greatest, depth: number) {
    if (depth > MOST_DEPTH) throw new BadCommand("Search is too deep");
    this.#tokens = tokens;
    this.#greatest = greatest;
    this.#depth = depth;
  }

  all(): Criterion {
    const criteria: Criterion[] = [];
    while (this.#at < this.#tokens.length) criteria.push(this.#one(0));
    if (criteria.length === 0) throw new BadCommand("Search criteria expected");
    return async (candidate, folder) => {
      for (const holds of criteria) if (!(await holds(candidate, folder))) return false;
      return true;
    };
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #one(depth: number): Criterion {
    if (depth > MOST_DEPTH) throw new BadCommand("Search is too deep");
    const token = this.#next();
    if (token?.kind === "list") return new Reader(token.items, this.#greatest, this.#depth + 1).all();
    const word = wordOf(token);
    const simple = FLAGS[word];
    if (simple !== undefined) return simple;
    switch (word) {
      case "NOT": {
        const inner = this.#one(depth + 1);
        return async (candidate, folder) => !(await inner(candidate, folder));
      }
      case "OR": {
        const [one, other] = [this.#one(depth + 1), this.#one(depth + 1)];
        return async (candidate, folder) => (await one(candidate, folder)) || other(candidate, folder);
      }
      case "UID": {
        const has = readSet(textOf(this.#next()), this.#greatest.uid);
        return ({ message }) => has(message.uid);
      }
      case "KEYWORD":
        return flag(textOf(this.#next()), true);
      case "UNKEYWORD":
        return flag(textOf(this.#next()), false);
      case "LARGER":
      case "SMALLER": {
        const size = Number(textOf(this.#next()));
        return ({ message }) => (word === "LARGER" ? message.size > size : message.size < size);
      }
      case "SINCE":
      case "BEFORE":
      case "ON":
      case "SENTSINCE":
      case "SENTBEFORE":
      case "SENTON":
        return dated(word, textOf(this.#next()));
      case "HEADER": {
        const [name, value] = [textOf(this.#next()), searched(this.#next())];
        return headerHas(name, value);
      }
      case "SUBJECT": {
        const value = searched(this.#next());
        return ({ message }) => shown(message.envelope.subject ?? "").includes(value);
      }
      case "FROM":
      case "TO":
      case "CC": {
        const value = searched(this.#next());
        const list = ({ message }: Candidate) => message.envelope[word.toLowerCase() as "from" | "to" | "cc"];
        return (candidate) => list(candidate).some((one) => `${shown(one.name ?? "")} ${bare(one) ?? ""}`.includes(value));
      }
      case "BODY":
      case "TEXT": {
        const value = searched(this.#next());
        return async ({ message }, folder) => {
          const bytes = await folder.read(message.uid, word === "BODY" ? message.root.body : undefined);
          return bytes?.toString("utf8").toLowerCase().includes(value) ?? false;
        };
      }
      default: {
        if (!/^[\d*]/.test(word)) throw new BadCommand("Unknown search criterion");
        const has = readSet(word, this.#greatest.sequence);
        return ({ sequence }) => has(sequence);
      }
    }
  }
}

/** What is looked for is UTF-8, whatever the case. */
function searched(token: Token | undefined): string {
  return Buffer.from(textOf(token), "latin1").toString("utf8").toLowerCase();
}

/** A header value as a person reads it. */
function shown(value: string): string {
  return decodeWords(Buffer.from(value, "latin1").toString("utf8")).toLowerCase();
}

function dated(word: string, text: string): Criterion {
  const day = readDate(text)?.getTime();
  if (day === undefined) throw new BadCommand("Invalid date");
  const holds = (at: number): boolean => {
    if (word.endsWith("SINCE")) return at >= day;
    return word.endsWith("BEFORE") ? at < day : at >= day && at < day + DAY;
  };
  return ({ message }) => holds(word.startsWith("SENT") ? Date.parse(message.envelope.date ?? "") : message.date);
}

function headerHas(name: string, value: string): Criterion {
  return async ({ message }, folder) => {
    // The only header that is looked for among thousands is at hand.
    if (name.toLowerCase() === "message-id")
      return shown(message.envelope.messageId ?? "").includes(value) && message.envelope.messageId !== null;
    const header = message.root.header;
    const bytes = await folder.read(message.uid, header);
    if (bytes === null) return false;
    return allFields(readFields(bytes, 0, bytes.length), name).some((one) => shown(one).includes(value));
  };
}
