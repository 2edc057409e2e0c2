import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import type { Connection } from "../connection.js";
import { isRecord, parseJson } from "../json.js";
import { isoDay, localDay } from "./days.js";

/** In the table of what a cabinet is: a line of the journal by its kind would be looked for among a million. */
const KEY = "exchanges.gaps";
const READ = "SELECT value FROM meta WHERE key = ?";
const WRITE = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
/** Nobody restores more often; the oldest are forgotten. */
const MOST = 50;

/** Days, both included, of which exchanges may be missing. */
export interface Gap {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** A backup took the place of the store: what was sent since it was made is in no journal. In the transaction of `cabinet.restored`. */
export function noteGap(connection: Connection, line: { readonly at: IsoInstant; readonly offset: number }, data: unknown): void {
  const madeAt = isRecord(data) && typeof data.madeAt === "string" ? data.madeAt : line.at;
  const [from, to] = [madeAt, line.at].map((at) => isoDay(localDay(at, line.offset)));
  const gaps = [...readGaps(connection), { from, to }].slice(-MOST);
  connection.prepare<[string, string], unknown>(WRITE).run(KEY, JSON.stringify(gaps));
}

export function readGaps(connection: Connection): readonly Gap[] {
  const text = connection.prepare<[string], string>(READ).pluck().get(KEY);
  return text === undefined ? [] : (parseJson(text as string) as readonly Gap[]);
}
