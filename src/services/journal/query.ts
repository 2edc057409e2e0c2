import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import { machineZone, nextDay, startOfDay, type ZoneOffset } from "../../domain/local-time.js";
import type { JournalFilter } from "../../store/journal.port.js";
import type { TraceKind } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { kindUnknown, momentWrong, periodEmpty, rppsWrong, userWrong } from "./errors.js";
import { ALL_KINDS } from "./kinds.js";

/** What a person asks of the journal, as typed. */
export interface JournalRequest {
  readonly user?: string | undefined;
  readonly rpps?: string | undefined;
  /** Id or file number. */
  readonly patient?: string | undefined;
  /** Kinds, or the first word of some. */
  readonly kinds?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Reads a request. Days are those of the place where the practice is. Throws `usage` errors, or `not_found` for a patient. */
export async function understandJournal(
  cabinet: OpenCabinet,
  request: JournalRequest,
  zone: ZoneOffset = machineZone,
): Promise<JournalFilter> {
  const from = request.from === undefined ? undefined : parseMoment(request.from, "--from", zone);
  const to = request.to === undefined ? undefined : parseMoment(request.to, "--to", zone);
  if (from !== undefined && to !== undefined && from >= to) throw periodEmpty();
  return {
    userId: request.user === undefined ? undefined : userOf(request.user),
    rpps: request.rpps === undefined ? undefined : rppsOf(request.rpps),
    patientId: request.patient === undefined ? undefined : await patientOf(cabinet, request.patient),
    kinds: request.kinds === undefined ? undefined : kindsOf(request.kinds),
    from,
    to,
  };
}

const DAY = /^(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})\/(\d{2})\/(\d{4}))$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A day (its start for `--from`, its end for `--to`) or an instant with its offset. */
export function parseMoment(typed: string, option: "--from" | "--to", zone: ZoneOffset): IsoInstant {
  const text = typed.trim();
  const match = DAY.exec(text);
  if (match !== null) {
    const day = `${match[1] ?? match[6]}-${match[2] ?? match[5]}-${match[3] ?? match[4]}`;
    if (!isDay(day)) throw momentWrong(option);
    return startOfDay(option === "--from" ? day : nextDay(day), zone);
  }
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw momentWrong(option);
  return new Date(instant).toISOString();
}

function isDay(day: string): day is IsoDate {
  const date = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function userOf(typed: string): string {
  const id = typed.trim().toUpperCase();
  if (!/^U\d{1,12}$/.test(id)) throw userWrong();
  return id;
}

function rppsOf(typed: string): string {
  const digits = typed.replaceAll(" ", "");
  if (/^\d{11}$/.test(digits)) return digits;
  if (/^8\d{11}$/.test(digits)) return digits.slice(1);
  throw rppsWrong();
}

/** An id is taken as it is: the journal may speak of a patient who is no longer there. */
async function patientOf(cabinet: OpenCabinet, typed: string): Promise<string> {
  const id = typed.trim().toUpperCase();
  return /^P\d{1,12}$/.test(id) ? id : (await resolvePatient(cabinet, typed)).id;
}

function kindsOf(typed: readonly string[]): readonly TraceKind[] {
  const words = typed.flatMap((each) => each.split(",")).map((each) => each.trim().toLowerCase());
  return words.flatMap((word) => {
    const found = ALL_KINDS.filter((kind) => kind === word || kind.startsWith(`${word}.`));
    if (found.length === 0) throw kindUnknown(ALL_KINDS);
    return found;
  });
}
