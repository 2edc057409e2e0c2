import type { AccessMode } from "../../domain/dmp/transaction.js";
import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import { DmpFault } from "../../gateways/dmp/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { fileReceived } from "./file-received.js";
import { listDmp } from "./list.js";
import { type NamedEntry, namedEntries } from "./named.js";
import { filedElsewhere, nothingToPull, otherThanFiled } from "./pull-errors.js";
import { type Received, receive } from "./receive.js";
import { requireReadable } from "./rules.js";
import { type Asking, requireOpen } from "./status.js";
import type { Reading } from "./sync/registry.js";

/** What became of one document. */
export interface Pulled {
  /** `X15` */
  readonly id: string;
  readonly patientId: string | null;
  readonly title: string | null;
  /** `already`: it was in the file. */
  readonly outcome: "filed" | "already" | "quarantined" | "failed";
  /** `D12`, when it is in the file. */
  readonly document: string | null;
  /** `D11`, when it took its place. */
  readonly replaces: string | null;
  /** `Q3`, when it was kept out. */
  readonly quarantine: string | null;
  /** Reason of a quarantine or of a failure. */
  readonly code: string | null;
  readonly message: string | null;
  /** What was odd in the document and how it was read. */
  readonly warnings: readonly string[];
}

export interface PullRequest extends Asking {
  /** Short ids. */
  readonly ids?: readonly string[] | undefined;
  /** Every approved document of this DMP that is not in the file yet, in this version. */
  readonly allNewOf?: Patient | undefined;
}

/**
 * Brings documents of DMPs into the files of their patients: those already there are told, those that are not what the DMP says, or not
 * of this patient, go to quarantine, the others are filed.
 * @returns one line for each, in the order asked
 * @throws {SegurError} of `namedEntries`, `requireReadable`, `requireOpen`; {@link DmpFault} when nothing was received at all
 */
export async function pullDocuments(cabinet: OpenCabinet, request: PullRequest): Promise<readonly Pulled[]> {
  const { ids = [], allNewOf, access = "normal" } = request;
  if (ids.length > 0 === (allNewOf !== undefined)) throw nothingToPull();
  const pulled = new Map<string, Pulled>();
  const named = allNewOf === undefined ? await asked(cabinet, ids, access, pulled) : await newOnes(cabinet, allNewOf, request);
  const groups = byPatient(named);
  for (const group of groups) {
    for (const line of await pullOrTell(cabinet, group, request, groups.length > 1)) pulled.set(line.id, line);
  }
  const order = allNewOf === undefined ? [...new Set(ids.map(idOf))] : named.map(({ id }) => id);
  return order.flatMap((id) => pulled.get(id) ?? []);
}

/** The documents that were named; alone, one that names nothing is an error, among others it is its own line. */
async function asked(
  cabinet: OpenCabinet,
  ids: readonly string[],
  access: AccessMode,
  told: Map<string, Pulled>,
): Promise<readonly NamedEntry[]> {
  const found: NamedEntry[] = [];
  const distinct = [...new Set(ids.map(idOf))];
  for (const id of distinct) {
    try {
      found.push(...(await namedEntries(cabinet, [id], access)));
    } catch (error) {
      if (!(error instanceof SegurError) || distinct.length === 1) throw error;
      if (error.kind !== "refused" && error.kind !== "not_found") throw error;
      const { code, message } = error;
      // What was typed in place of a number may be a name: it is not repeated.
      const shown = /^X\d{1,12}$/.test(id) ? id : "?";
      told.set(id, { id: shown, patientId: null, title: null, ...NOTHING, outcome: "failed", code, message });
    }
  }
  return found;
}

function idOf(typed: string): string {
  return typed.trim().toUpperCase();
}

async function newOnes(cabinet: OpenCabinet, patient: Patient, request: PullRequest): Promise<readonly NamedEntry[]> {
  const { access = "normal", reason, secret, signal } = request;
  const { lines } = await listDmp(cabinet, patient, { access, reason, secret, signal });
  const ids = lines.filter((line) => line.local?.state !== "filed").map(({ id }) => id);
  return namedEntries(cabinet, ids, access);
}

function byPatient(named: readonly NamedEntry[]): readonly (readonly NamedEntry[])[] {
  const groups = new Map<string, NamedEntry[]>();
  for (const one of named) {
    const group = groups.get(one.patient.id);
    if (group === undefined) groups.set(one.patient.id, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** With several patients, the refusal of one is told on its lines and stops none of the others. */
async function pullOrTell(
  cabinet: OpenCabinet,
  group: readonly NamedEntry[],
  request: PullRequest,
  several: boolean,
): Promise<readonly Pulled[]> {
  try {
    return await pullGroup(cabinet, group, request);
  } catch (error) {
    const mayGoOn = error instanceof SegurError && (error.kind === "refused" || error instanceof DmpFault);
    if (!several || !mayGoOn) throw error;
    const { code, message } = error;
    return group.map((one) => line(one, { outcome: "failed", code, message }));
  }
}

async function pullGroup(
  cabinet: OpenCabinet,
  group: readonly NamedEntry[],
  { access = "normal", reason, secret, signal }: PullRequest,
): Promise<readonly Pulled[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { patient } = first;
  const reading: Reading = { patient, ins: requireReadable(patient, cabinet), access, reason, secret, signal };
  const pulled: Pulled[] = [];
  const wanted: NamedEntry[] = [];
  for (const one of group) {
    const there = await cabinet.documents.byUniqueId(one.entry.uniqueId);
    if (there === null) wanted.push(one);
    else pulled.push(line(one, await alreadyThere(cabinet, one, there)));
  }
  if (wanted.length === 0) return pulled;
  await requireOpen(cabinet, reading);
  const byUniqueId = new Map(wanted.map((one) => [one.entry.uniqueId, one]));
  const entries = wanted.map(({ entry }) => entry);
  for (const received of await receiveOrTell(cabinet, reading, entries, pulled.length > 0)) {
    const one = byUniqueId.get(received.entry.uniqueId);
    if (one !== undefined) pulled.push(await settle(cabinet, one, received));
  }
  return pulled;
}

/** It was in the file, unless that is somebody else's file, or the registry describes other bytes than those that were exchanged. */
async function alreadyThere({ contents }: OpenCabinet, { patient, entry }: NamedEntry, there: Document) {
  if (there.patientId !== patient.id) return { outcome: "failed", ...filedElsewhere(there.patientId) } as const;
  const held = await contents.info(there.cda ?? there.content);
  const same = entry.hash === null || held === null || held.sha1 === entry.hash.toLowerCase();
  if (same) return { outcome: "already", document: there.id } as const;
  return { outcome: "failed", document: there.id, ...otherThanFiled(there.id) } as const;
}

/** A fault is thrown when there is nothing else to say; after a first result it is the failure of the others. */
async function receiveOrTell(
  cabinet: OpenCabinet,
  reading: Reading,
  entries: NamedEntry["entry"][],
  told: boolean,
): Promise<readonly Received[]> {
  try {
    return await receive(cabinet, reading, entries);
  } catch (error) {
    if (!told || !(error instanceof DmpFault)) throw error;
    const { code, message } = error;
    return entries.map((entry) => ({ kind: "failed", entry, code, message }));
  }
}

async function settle(cabinet: OpenCabinet, one: NamedEntry, received: Received): Promise<Pulled> {
  if (received.kind === "failed") {
    const { code, message } = received;
    return line(one, { outcome: "failed", code, message });
  }
  if (received.kind === "quarantined") {
    const { reason, message } = received.suspicion;
    return line(one, { outcome: "quarantined", quarantine: received.id, code: reason, message });
  }
  const { document, added } = await fileReceived(cabinet, one.patient, received);
  // Another process was quicker.
  if (!added) return line(one, await alreadyThere(cabinet, one, document));
  const { id, replaces } = document;
  return line(one, {
    outcome: "filed",
    document: id,
    replaces,
    warnings: received.warnings,
  });
}

const NOTHING = { document: null, replaces: null, quarantine: null, code: null, message: null, warnings: [] };

function line({ id, patient, entry }: NamedEntry, result: Partial<Pulled> & Pick<Pulled, "outcome">): Pulled {
  return { id, patientId: patient.id, title: entry.title, ...NOTHING, ...result };
}
