import type { IsoInstant } from "../../domain/identity/types.js";
import { localInstant, machineZone, type ZoneOffset } from "../../domain/local-time.js";
import type { JournalHead, PurgeRule } from "../../store/journal.port.js";
import type { SettingsStore } from "../../store/settings.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { CLASSES, monthsBefore, parsePeriod, RETENTION, type RetentionClass } from "./classes.js";
import { purgeClock, purgeOfBroken, retentionWrong } from "./errors.js";
import { ALL_KINDS, KINDS } from "./kinds.js";
import { verifyJournal } from "./verify.js";

/** One class of lines, and what a purge takes of it. */
export interface PurgedClass {
  readonly id: RetentionClass;
  readonly label: string;
  /** `20 ans` */
  readonly retention: string;
  /** Lines older than this go; local time. */
  readonly before: string;
  readonly lines: number;
}

export interface PurgePlan {
  readonly rules: readonly PurgeRule[];
  readonly classes: readonly PurgedClass[];
  readonly total: number;
}

/** What is beyond its retention now; changes nothing. */
export async function planPurge(cabinet: OpenCabinet, zone: ZoneOffset = machineZone): Promise<PurgePlan> {
  const now = cabinet.clock.now();
  const periods = await readRetention(cabinet.settings);
  const rules = CLASSES.map((name): PurgeRule => {
    const kinds = ALL_KINDS.filter((kind) => KINDS[kind].retention === name);
    const before = monthsBefore(now, periods[name].months).toISOString();
    return { name, kinds, before, sincePatientLastSeen: RETENTION[name].sincePatientLastSeen };
  });
  const { removed, total } = await cabinet.journal.expired(rules);
  const classes = rules.map(({ name, before }): PurgedClass => {
    const id = CLASSES.find((each) => each === name) ?? "identity";
    const local = localInstant(before, zone(new Date(before)));
    return { id, label: RETENTION[id].label, retention: periods[id].text, before: local, lines: removed[id] ?? 0 };
  });
  return { rules, classes, total };
}

/** A cabinet at work writes lines every day: after more than this without any, it is the clock that is doubted. */
const LONGEST_SILENCE_DAYS = 31;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Why the clock of the machine is not believed, and the line that says so. */
export interface ClockDoubt {
  /** `ahead`: the journal was silent for more than {@link LONGEST_SILENCE_DAYS} days before today. `behind`: it has a line of later than now. */
  readonly clock: "ahead" | "behind";
  readonly latest: IsoInstant;
}

/**
 * Whether the journal contradicts the clock, on which a purge takes or leaves twenty years. The lines of the last day prove nothing: with a
 * clock set ahead, the login that comes before a purge has just written one.
 */
export async function doubtClock({ journal, clock }: Pick<OpenCabinet, "journal" | "clock">): Promise<ClockDoubt | null> {
  const now = clock.now().getTime();
  const { ever, before } = await journal.latest(new Date(now - DAY_MS).toISOString());
  if (ever !== null && Date.parse(ever) > now) return { clock: "behind", latest: ever };
  if (before === null || now - Date.parse(before) <= LONGEST_SILENCE_DAYS * DAY_MS) return null;
  return { clock: "ahead", latest: before };
}

/**
 * Takes away what the plan names. A journal that is broken, or that contradicts the clock, is not purged unless forced: the line of the
 * purge then says so. Lines that a patient's new activity keeps meanwhile stay.
 * @throws {SegurError} `journal.broken`, `journal.purge_clock`
 */
export async function purgeJournal(
  cabinet: OpenCabinet,
  plan: PurgePlan,
  options: { readonly force: boolean; readonly interrupted?: AbortSignal | undefined },
): Promise<{ readonly removed: number; readonly head: JournalHead }> {
  const { broken } = await verifyJournal(cabinet, { interrupted: options.interrupted });
  if (broken !== null && !options.force) throw purgeOfBroken(broken.seq);
  const doubt = await doubtClock(cabinet);
  if (doubt !== null && !options.force) throw purgeClock(doubt.clock, doubt.latest);
  const before = Object.fromEntries(plan.rules.map((rule) => [rule.name, rule.before]));
  const { total } = await cabinet.journal.purge({
    rules: plan.rules,
    at: cabinet.clock.now().toISOString(),
    actor: cabinet.actor,
    data: { before, verified: broken === null, ...(doubt === null ? {} : { clock: doubt.clock }) },
  });
  return { removed: total, head: await cabinet.journal.head() };
}

/** Retention of each class. A value that cannot be read is refused, never guessed. */
export async function readRetention(
  settings: SettingsStore,
): Promise<Readonly<Record<RetentionClass, { readonly text: string; readonly months: number }>>> {
  const read = await Promise.all(
    CLASSES.map(async (name) => {
      const text = (await settings.get(`journal.retention.${name}`)) ?? RETENTION[name].default;
      const months = typeof text === "string" ? parsePeriod(text) : null;
      if (typeof text !== "string" || months === null) throw retentionWrong(name);
      return [name, { text, months }] as const;
    }),
  );
  return Object.fromEntries(read) as Record<RetentionClass, { text: string; months: number }>;
}
