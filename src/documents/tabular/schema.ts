/** A column that a file may have. */
export interface ColumnSpec {
  /** Canonical heading, `snake_case` French: `nom_naissance`. */
  readonly name: string;
  /** Other headings, already in key form ({@link headingKey}). */
  readonly aliases?: readonly string[];
}

/** Headings that are known but not read, each with what to tell the user (once). Null: nothing to say. */
export type IgnoredColumns = Readonly<Record<string, string | null>>;

/** What a kind of file may contain. The values of a record stand in the order of `columns`. */
export interface TabularSchema {
  readonly columns: readonly ColumnSpec[];
  readonly ignored?: IgnoredColumns;
}

/** `Prénom(s) de naissance` -> `prenoms_de_naissance`: case, accents, spaces and punctuation do not count. */
export function headingKey(heading: string): string {
  return heading
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/œ/gi, "oe")
    .replace(/æ/gi, "ae")
    .replace(/\(s\)/gi, "s")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** What a heading means for the reader: a place in the record, or nothing. */
export type Meaning =
  | { readonly kind: "column"; readonly index: number }
  | { readonly kind: "ignored"; readonly note: string | null }
  | { readonly kind: "unknown"; readonly suggestion: string | null };

/** Finds what headings mean: the user's `--map` first, then names and aliases. */
export class Headings {
  readonly #schema: TabularSchema;
  readonly #index = new Map<string, number>();
  readonly #mapped = new Map<string, number>();

  /** @param map heading of the file -> canonical name. Names must have been checked with {@link indexOf}. */
  constructor(schema: TabularSchema, map: ReadonlyMap<string, string> = new Map()) {
    this.#schema = schema;
    schema.columns.forEach((column, index) => {
      for (const key of [column.name, ...(column.aliases ?? [])]) this.#index.set(key, index);
    });
    for (const [heading, name] of map) {
      const index = this.indexOf(name);
      if (index !== -1) this.#mapped.set(headingKey(heading), index);
    }
  }

  /** Place of a canonical column, -1 when there is none. */
  indexOf(name: string): number {
    return this.#schema.columns.findIndex((column) => column.name === name);
  }

  meaning(heading: string): Meaning {
    const key = headingKey(heading);
    const index = this.#mapped.get(key) ?? this.#index.get(key);
    if (index !== undefined) return { kind: "column", index };
    const ignored = this.#schema.ignored;
    if (ignored && Object.hasOwn(ignored, key)) return { kind: "ignored", note: ignored[key] ?? null };
    return { kind: "unknown", suggestion: this.#nearest(key) };
  }

  #nearest(key: string): string | null {
    let best: string | null = null;
    let bestDistance = Math.min(3, Math.floor(key.length / 3)) + 1;
    for (const [known, index] of this.#index) {
      const distance = editDistance(key, known, bestDistance);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = this.#schema.columns[index]?.name ?? null;
      }
    }
    return best;
  }
}

/** Levenshtein distance, or `limit` when it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost));
    }
    previous = current;
  }
  return Math.min(previous[b.length] ?? limit, limit);
}
