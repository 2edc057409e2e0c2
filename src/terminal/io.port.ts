/** Where a command reads and writes. Decided once in `terminal/io.ts`; tests give their own. */
export interface Io {
  /** Data. Resolves when the stream can take more; rejects with an `interrupted` error when the reader has gone (EPIPE). */
  out(data: string | Uint8Array): Promise<void>;
  /** Progress, prompts, warnings, errors. */
  err(text: string): void;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  /** A person can be asked: stdin and stderr are TTYs, not CI, no `--no-input`, no machine format. */
  readonly canPrompt: boolean;
  /** Width in columns of stdout when it is a TTY, else null (never truncate). */
  readonly columns: number | null;
  /** Width in columns of stderr when it is a TTY, else null: what is said there is broken between words. */
  readonly errColumns: number | null;
  readonly colour: { readonly out: boolean; readonly err: boolean };
}

/** Forms of result of the commands that say so in their spec, and write them themselves. */
export const OWN_FORMATS = ["syslog", "junit", "html", "pdf"] as const;
export type OwnFormat = (typeof OWN_FORMATS)[number];
export type Format = "table" | "json" | "ndjson" | "csv" | OwnFormat;

/** One column of a listing: the same value for machines and, by `text`, for people. */
export interface Column<T> {
  /** Stable English JSON key. */
  readonly key: string;
  /** French heading, for people and CSV. */
  readonly title: string;
  readonly value: (item: T) => unknown;
  /** What a person reads; default is the value. May carry tone. */
  readonly text?: (item: T) => string;
  /** What a cell of CSV or TSV holds, when the value is an object: never JSON. */
  readonly cell?: (item: T) => string;
  readonly tone?: (item: T) => Tone | undefined;
  readonly align?: "left" | "right";
  /** Only in machine formats and with `--fields`. */
  readonly machineOnly?: boolean;
  /** Not in the table of a terminal, where the text of another column says it; everywhere else, and with `--fields`. */
  readonly pipedOnly?: boolean;
}
export type Tone = "good" | "warn" | "bad" | "muted" | "strong";

export interface Listing<T> {
  /** `segur.patient.search/1` */
  readonly schema: string;
  readonly columns: readonly Column<T>[];
  readonly items: AsyncIterable<T> | Iterable<T>;
  /** Read after the items were consumed: a listing that was cut says so. */
  readonly next?: () => string | null;
  /** French, said to a person when there is nothing. */
  readonly empty?: string;
  /** Extra top-level JSON keys, read after the items were consumed. */
  readonly extra?: () => Readonly<Record<string, unknown>>;
}

export interface Output {
  readonly format: Format;
  /** True for json, ndjson and csv: say nothing but data on stdout. */
  readonly machine: boolean;
  /** A listing in the chosen format. In JSON every item has `id`; NDJSON items carry the schema. */
  list<T>(listing: Listing<T>): Promise<void>;
  /** One thing. `human` renders it for a person (already coloured through `style`). CSV gives one row. */
  one(schema: string, value: Readonly<Record<string, unknown>>, human: (style: Style) => string): Promise<void>;
  /** One line of an NDJSON stream, whatever the format says (batch commands stream with it). */
  line(value: Readonly<Record<string, unknown>>): Promise<void>;
  /** A box table for people on a TTY, tab-separated otherwise. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): string;
  /** To stderr, unless `--quiet`. One JSON line `segur.notice/1` when the format is machine. */
  note(text: string): void;
  /** To stderr, always. */
  warn(text: string): void;
  readonly style: Style;
}

/** Colours a text for stdout, or leaves it alone. */
export type Style = (tone: Tone, text: string) => string;

/** Questions. Every method throws a `usage` error that names the missing flag when nobody can answer. */
export interface Prompter {
  /** `flag` is what to give on the command line instead: `--yes`. Cancel (Ctrl-C, Esc) → `interrupted`. */
  confirm(question: string, options: { readonly flag: string; readonly initial?: boolean }): Promise<boolean>;
  choose<T>(
    question: string,
    choices: readonly { readonly name: string; readonly value: T; readonly description?: string }[],
    options: { readonly flag: string },
  ): Promise<T>;
  ask(
    question: string,
    options: {
      readonly flag: string;
      readonly initial?: string;
      readonly check?: (text: string) => string | true;
      /** Takes the question away; it then counts as cancelled. */
      readonly signal?: AbortSignal;
    },
  ): Promise<string>;
  /** Like `ask`; what is typed is not shown. */
  secret(question: string, options: { readonly flag: string }): Promise<string>;
}

/** Progress of a long job, always on stderr: a bar on a TTY, otherwise at most about twenty lines. */
export interface Progress {
  update(state: { readonly done: number; readonly total: number | null; readonly text?: string }): void;
  /** Removes the bar; keeps nothing on screen. */
  end(): void;
}
