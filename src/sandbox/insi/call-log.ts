import { createHash } from "node:crypto";
import type { Search } from "./register.js";
import type { ServiceAnswer } from "./service.js";

/** One request that was read, in memory only: it names nobody. */
export interface CallRecord {
  /** Number of the request since start or reset, from 1. */
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly messageId: string | null;
  readonly operation: string | null;
  /** CodeCR, OK/KO, the code of a fault, or what cut the exchange (`timeout`, `reset`, `truncate`). */
  readonly outcome: string;
  /** Hash of name, sex and date: the same for every call of one person's plan (and for same-sex twins). */
  readonly identity: string | null;
  /** Hash of all criteria: the same only for the same question asked again. */
  readonly query: string | null;
  /** Who was found, as `official/3` or `<seed>/<index>`. */
  readonly person: string | null;
}

/** Old entries go first beyond this: a bench of a million calls must not fill the memory. */
const MOST_RECORDS = 200_000;

function hash(...parts: readonly (string | null | undefined)[]): string {
  return createHash("sha1").update(parts.join("|")).digest("hex").slice(0, 16);
}

/** The `query` of a record, to look a search up in the log. */
export function queryKey(search: Search): string {
  return hash(search.birthName, search.givenName, search.sex, search.birthDate, search.birthPlace);
}

/** The `identity` of a record. */
export function identityKey(search: Pick<Search, "birthName" | "sex" | "birthDate">): string {
  return hash(search.birthName, search.sex, search.birthDate);
}

/** Records and counts of what was asked. */
export class CallLog {
  #records: CallRecord[] = [];
  #counts = new Map<string, number>();
  #total = 0;

  add(answer: ServiceAnswer, outcome: string, at: number): void {
    this.#total += 1;
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    const { birthName, givenName, sex, birthDate, birthPlace, number } = answer.asked;
    const byTraits = birthName !== undefined && sex !== undefined && birthDate !== undefined;
    const place = birthPlace ?? null;
    let query: string | null = null;
    if (number !== undefined) query = hash(answer.operation, number, birthName, birthDate);
    else if (byTraits && givenName !== undefined) query = queryKey({ birthName, givenName, sex, birthDate, birthPlace: place });
    this.#records.push({
      n: this.#total,
      at,
      messageId: answer.messageId,
      operation: answer.operation,
      outcome,
      identity: byTraits ? identityKey({ birthName, sex, birthDate }) : null,
      query,
      person: answer.handle,
    });
    if (this.#records.length > MOST_RECORDS) this.#records = this.#records.slice(MOST_RECORDS / 10);
  }

  records(): readonly CallRecord[] {
    return this.#records;
  }

  counts(): { readonly total: number; readonly outcomes: Readonly<Record<string, number>> } {
    return { total: this.#total, outcomes: Object.fromEntries(this.#counts) };
  }

  clear(): void {
    this.#records = [];
    this.#counts = new Map();
    this.#total = 0;
  }
}

/** Message identifiers already used; the oldest are forgotten after a million. */
export class UsedIds {
  #recent = new Set<string>();
  #older = new Set<string>();

  use(id: string): boolean {
    const key = id.toLowerCase();
    if (this.#recent.has(key) || this.#older.has(key)) return false;
    if (this.#recent.size >= 500_000) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(key);
    return true;
  }

  clear(): void {
    this.#recent = new Set();
    this.#older = new Set();
  }
}
