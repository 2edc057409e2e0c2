import { Readable } from "node:stream";
import { requireAccess } from "../../services/session/access.js";
import type { Io } from "../../terminal/io.port.js";
import { createOutput } from "../../terminal/output.js";
import type { CommandContext } from "../context.js";
import { understand } from "../program.js";

/** What a command gave: its exit code and its JSON. */
export interface Ran {
  readonly exit: number;
  /** The document that `--json` writes; empty for a command that writes none. */
  readonly data: Json;
}
export interface Json {
  readonly [key: string]: unknown;
}

export interface InsideOptions {
  /** What it reads where its words say `-`. */
  readonly stdin?: string;
  /** Hears what the command says beside its result. */
  readonly onAside?: (text: string) => void;
}

/**
 * Runs one of our commands in this process, by its own words: read against the command tree, allowed or not to whoever is logged in,
 * run by its own file with `--json`. What the demonstration shows is thus what the command does, and nothing else.
 * @param cabinet name of the cabinet it works on, as `--cabinet` would say
 * @throws what the command throws
 */
export async function runInside(
  context: CommandContext,
  cabinet: string,
  words: readonly string[],
  { stdin = "", onAside = () => {} }: InsideOptions = {},
): Promise<Ran> {
  const understood = await understand(words, { style: (_, text) => text, columns: null });
  if (understood.kind === "help") throw new Error("a step of the demonstration asks for help");
  const { spec, input, path } = understood;
  const written: string[] = [];
  const io: Io = {
    out: async (data) => void written.push(typeof data === "string" ? data : Buffer.from(data).toString("utf8")),
    err: onAside,
    stdin: Readable.from([Buffer.from(stdin)]),
    stdoutIsTty: false,
    stderrIsTty: false,
    canPrompt: false,
    columns: null,
    errColumns: null,
    colour: { out: false, err: false },
  };
  const inside: CommandContext = {
    ...context,
    io,
    output: await createOutput(io, { format: "json", fields: undefined, quiet: true }),
    globals: { ...context.globals, cabinet, fields: undefined, quiet: false, input: false },
    cabinet: (name) => context.cabinet(name ?? cabinet),
    async session() {
      await context.cabinet(cabinet);
      return context.session();
    },
    open: async (file, options) => (file === "-" ? Readable.from([Buffer.from(stdin)]) : context.open(file, options)),
  };
  if (spec.access !== "open") {
    await requireAccess(await inside.cabinet(), await inside.session(), spec.access, path.join(" "));
  }
  const exit = (await (await spec.load()).run(inside, input)) ?? 0;
  return { exit, data: documentOf(written.join("")) };
}

function documentOf(text: string): Json {
  const value: unknown = text.trim() === "" ? {} : JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error("a command wrote no JSON object");
  return value as Json;
}

/** A list of objects at a key of a result. */
export function itemsOf(data: Json, key = "items"): readonly Json[] {
  const value = data[key];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** A number at a key, or at a path of keys, of a result; 0 where there is none. */
export function numberOf(data: Json, ...keys: readonly string[]): number {
  let value: unknown = data;
  for (const key of keys) value = typeof value === "object" && value !== null ? (value as Json)[key] : undefined;
  return typeof value === "number" ? value : 0;
}

export function textOf(data: Json | undefined, key: string): string {
  const value = data?.[key];
  return typeof value === "string" ? value : "";
}
