import type { Document } from "../../domain/document/document.js";
import type { Availability, ListedEntry } from "../../domain/document/entry.js";
import { machineZone, startOfDay, type ZoneOffset } from "../../domain/local-time.js";
import type { Patient } from "../../domain/patient.js";
import type { DmpSyncState } from "../../store/dmp-cache.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireStrongLogin } from "./call.js";
import { type Category, categoriesOf, type DmpLine, isInCategory, isWanted, type LineFilter, linesOf } from "./lines.js";
import { knownNewer, lookForNewer } from "./newer-store.js";
import { withOwnDeposits } from "./own-deposits.js";
import { requireReadable } from "./rules.js";
import { type Asking, requireOpen } from "./status.js";
import { numberSetting } from "./subject.js";
import { isWithin } from "./sync/bounds.js";
import { latest } from "./sync/latest.js";
import { type Reading, type Registry, registryOf } from "./sync/registry.js";
import { isFresh, type SyncWay, synchronise } from "./sync/synchronise.js";
import { viewOf } from "./view.js";

/** Switches of EX_3.1-1030: what is approved is always what is shown first. */
export type StatusSwitch = "approved" | "archived" | "deprecated" | "all";

export interface ListOptions extends Asking {
  readonly status?: StatusSwitch | undefined;
  /** Asks for everything again. */
  readonly refresh?: boolean | undefined;
  readonly filter?: LineFilter | undefined;
  /** Zone of the practice; default: that of the machine. */
  readonly zone?: ZoneOffset | undefined;
}

export interface DmpListing {
  /** Newest act first. */
  readonly lines: readonly DmpLine[];
  /** Before any filter but the state and `since`. */
  readonly total: number;
  /** Counted before any filter: what there is to filter. */
  readonly categories: readonly Category[];
  readonly state: DmpSyncState;
  readonly way: SyncWay;
  /** Documents in the cache whose act is before the bound: deposited lately, or seen by a wider question. */
  readonly older: number;
  /** Documents that this person hid and that the DMP no longer shows to them: among the lines when everything is asked for. */
  readonly aside: number;
}

/** Age under which the cache answers alone (DMP/UX.34); `--refresh` asks. */
export const CACHE_MS = 10 * 60_000;

/** Nobody has as many documents: a list that is cut would say that some are not in the file when they are. */
const ALL = 1_000_000;

/**
 * The documents of a patient's DMP, as the person of the session may see them, brought up to date by the official bounded
 * synchronisation (dmp.md TD3.1).
 * @throws {SegurError} of `requireReadable` and `requireOpen`; {@link DmpFault}
 */
export async function listDmp(cabinet: OpenCabinet, patient: Patient, options: ListOptions = {}): Promise<DmpListing> {
  const { access = "normal", reason, secret, signal, filter = {}, zone = machineZone, status = "approved" } = options;
  const ins = requireReadable(patient, cabinet);
  const reading: Reading = { patient, ins, access, reason, secret, signal };
  const view = viewOf(cabinet, reading);
  const since = filter.since === undefined ? undefined : startOfDay(filter.since, zone);
  // An emergency always asks: it is traced as one, and what was seen in it is not read again from here.
  const maxAgeMs = access === "normal" ? CACHE_MS : 0;
  const sync = { now: cabinet.clock.now(), refresh: options.refresh, since, maxAgeMs };
  const held = await heldDocuments(cabinet, patient.id);
  const batch = await numberSetting(cabinet, "dmp.syncBatch");
  let registry: Registry | undefined;
  const ask = () => {
    registry ??= registryOf(cabinet, reading, batch);
    return registry;
  };
  if (isFresh(await cabinet.dmpCache.sync(view), sync) && status === "approved") await requireReader(cabinet);
  else await requireOpen(cabinet, reading);
  const { state, way } = await synchronise(cabinet.dmpCache, view, ask, sync);
  if (status !== "approved") await alsoOthers(cabinet, view, ask(), status, state);
  const entries = await cabinet.dmpCache.entries(view);
  const newer = way === "cache" ? await knownNewer(cabinet, view) : await lookForNewer(cabinet, view, ask(), held, entries);
  const own = withOwnDeposits(entries, held, state.at, zone);
  const aside = (await cabinet.dmpCache.aside(view)).map((entry) => ({ ...entry, known: "hidden_by_you" as const }));
  const shown = [...own, ...(status === "all" ? aside : [])].filter((entry) => isShown(entry, status));
  const within = since === undefined ? shown.filter((entry) => isWithin(entry, state.from)) : shown;
  const all = linesOf(within, held, newer, zone);
  const categories = categoriesOf(all);
  const lines = all.filter((line) => isWanted(line, filter) && isInCategory(line.entry.classCode, filter.category));
  return {
    lines,
    total: all.length,
    categories,
    state,
    way,
    older: shown.length - within.length,
    aside: aside.length,
  };
}

/** A copy is read by whoever could have asked for it: with a card, any session of its holder; else a strong login. */
async function requireReader(cabinet: OpenCabinet): Promise<void> {
  if ((await cabinet.settings.get("dmp.signingCommand")) == null) requireStrongLogin(cabinet);
}

/** Every document of the patient's file, whatever its state. */
export async function heldDocuments({ documents }: OpenCabinet, patientId: string): Promise<readonly Document[]> {
  const { items } = await documents.list({ patientId, states: ["current", "superseded", "removed"], limit: ALL });
  return items;
}

/** What is not approved is asked for each time: the submissions that the synchronisation follows do not tell all of it. */
async function alsoOthers(
  { dmpCache }: OpenCabinet,
  view: ReturnType<typeof viewOf>,
  registry: Registry,
  status: Exclude<StatusSwitch, "approved">,
  state: DmpSyncState,
): Promise<void> {
  const statuses: readonly Availability[] = status === "all" ? ["archived", "deprecated"] : [status];
  const found = await registry.find({ statuses, serviceStartFrom: state.from });
  // Older metadata of a document that is known are « deprecated » too; the cache keeps the version that it has.
  await dmpCache.put(view, latest(found), state);
}

function isShown(entry: ListedEntry, status: StatusSwitch): boolean {
  if (entry.availability === "deleted") return false;
  return status === "all" || entry.availability === status;
}
