import type { IsoInstant } from "../domain/identity/types.js";
import type { Machine } from "../domain/ports.js";
import type { Connection } from "./connection.js";
import type { ImportLedger } from "./imports.port.js";
import { parseJson } from "./json.js";

/** In the table of what a cabinet is: there are never more than a few. */
const KEY = "imports.begun";
const READ = "SELECT value FROM meta WHERE key = ?";
const WRITE = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const LEASE_MS = 600_000;
/** On its own machine, a process without a sign of life for so long is another that has taken its number since, after a restart say. */
const ASLEEP_MS = 86_400_000;

interface Line {
  readonly sha256: string;
  readonly at: IsoInstant;
  readonly holder: { readonly host: string; readonly pid: number; readonly until: IsoInstant } | null;
}

/** Imports that are not whole, see the port. Each change is one transaction: of two processes at once, one begins. */
export function openImports(connection: Connection): ImportLedger {
  /** Begun by this very process: in a container, the one before it had the same number. */
  const own = new Set<string>();
  const read = (): readonly Line[] => {
    const text = connection.prepare<[string], string>(READ).pluck().get(KEY);
    return text === undefined ? [] : (parseJson(text as string) as readonly Line[]);
  };
  const write = (lines: readonly Line[]) => {
    connection.prepare<[string, string], unknown>(WRITE).run(KEY, JSON.stringify(lines));
  };
  const change = (sha256: string, next: (line: Line) => Line | null) =>
    connection.write(() => write(read().flatMap((line) => (line.sha256 === sha256 ? (next(line) ?? []) : line))));
  return {
    begin: (sha256, at, machine) =>
      connection.write(() => {
        const lines = read();
        if (lines.some((line) => isHeld(line, at, machine, own))) return false;
        const holder = { host: machine.host, pid: machine.pid, until: later(at) };
        const known = lines.find((line) => line.sha256 === sha256);
        own.add(sha256);
        write([...lines.filter((line) => line !== known), { sha256, at: known?.at ?? at, holder }]);
        return true;
      }),
    alive: (sha256, at) =>
      change(sha256, ({ holder, ...line }) => ({ ...line, holder: holder === null ? null : { ...holder, until: later(at) } })),
    leave: (sha256, whole) => change(sha256, (line) => (whole ? null : { ...line, holder: null })),
    begun: (now, machine) =>
      connection.read(() =>
        read()
          .map((line) => ({ sha256: line.sha256, at: line.at, running: isHeld(line, now, machine, own) }))
          .sort((a, b) => (a.at < b.at ? -1 : 1)),
      ),
  };
}

function isHeld({ sha256, holder }: Line, now: IsoInstant, machine: Machine, own: ReadonlySet<string>): boolean {
  if (holder === null) return false;
  if (holder.host !== machine.host) return holder.until > now;
  if (!machine.isAlive(holder.pid)) return false;
  if (holder.pid === machine.pid) return own.has(sha256);
  return Date.parse(holder.until) + ASLEEP_MS > Date.parse(now);
}

function later(at: IsoInstant): IsoInstant {
  return new Date(Date.parse(at) + LEASE_MS).toISOString();
}
