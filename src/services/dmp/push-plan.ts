import type { Document } from "../../domain/document/document.js";
import type { Visibility } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireSendable } from "../documents/sendable.js";
import { patientNotFound } from "../patients/errors.js";
import { documentUnknown, hiddenFromRecipient, nothingToPush, replacesNothing } from "./feed-errors.js";
import { isHistoric, requireFeedable, requirePushable, requireReviewed, requireVisibility } from "./feed-rules.js";
import { type Audience, hiddenFrom } from "./hide-from.js";
import { previousThere } from "./replaced.js";

export interface PushOptions {
  /** From whom the documents are hidden; none given: as each document says. */
  readonly hideFrom: readonly Audience[];
  /** A person has read the act dates of historic documents (DMP/HISTO.03). */
  readonly reviewed: boolean;
  /** A person has confirmed traits that differ from those of the DMP (DMP/CONF.01). */
  readonly traitsConfirmed: boolean;
  /** Only documents that replace one that is in the DMP. */
  readonly mustReplace: boolean;
  /** The command line to run again, completed by an error with what it lacks. */
  readonly command: string;
}

/** One document that no local rule stops. */
export interface Planned {
  /** With the visibility that it will have. */
  readonly document: Document;
  /** The version (`D12`) that it replaces in the DMP. */
  readonly replaces: string | null;
  readonly historic: boolean;
  /** French: what will be changed of it, or is not shown of it. */
  readonly remarks: readonly string[];
}

/** Documents of one patient: one submission. */
export interface PushGroup {
  readonly patient: Patient;
  readonly ins: Ins;
  readonly documents: readonly Planned[];
}

export interface PushPlan {
  readonly groups: readonly PushGroup[];
  readonly refused: readonly { readonly id: string; readonly patientId: string | null; readonly error: SegurError }[];
}

/**
 * What a push would do, by the rules of the file alone: no connection is opened, nothing is written. A document that does not exist, or
 * that a rule refuses, is set aside and told, and stops none of the others.
 * @throws {SegurError} `dmp.history_bulk`, `dmp.nothing`
 */
export async function planPush(cabinet: OpenCabinet, ids: readonly string[], options: PushOptions): Promise<PushPlan> {
  const { documents, unknown } = await named(cabinet, ids);
  const today = cabinet.clock.now().toISOString().slice(0, 10);
  requireReviewed(documents, today, options.reviewed, `${options.command} --act-date`);
  const refused: PushPlan["refused"][number][] = [...unknown];
  const groups = new Map<string, { patient: Patient; ins: Ins; documents: Planned[] }>();
  for (const document of documents) {
    try {
      const { patient, ins, ...planned } = await planOne(cabinet, document, options);
      const group = groups.get(patient.id) ?? { patient, ins, documents: [] };
      group.documents.push({ ...planned, historic: isHistoric(document.actDate, today) });
      groups.set(patient.id, group);
    } catch (error) {
      if (!(error instanceof SegurError)) throw error;
      refused.push({ id: document.id, patientId: document.patientId, error });
    }
  }
  return { groups: [...groups.values()], refused };
}

async function planOne(cabinet: OpenCabinet, document: Document, { hideFrom, mustReplace }: PushOptions) {
  const patient = await cabinet.patients.get(document.patientId);
  if (patient === null) throw patientNotFound(document.patientId);
  const ins = requireFeedable(patient, cabinet);
  await requirePushable(cabinet, document, ins);
  const visibility: Visibility = hideFrom.length === 0 ? document.visibility : hiddenFrom(hideFrom);
  await requireVisibility(cabinet, patient, visibility);
  const previous = await previousThere(cabinet, document, ins);
  if (previous === null && mustReplace) throw replacesNothing(document.id);
  const { remarks, addressed } = await requireSendable(cabinet, { ...document, visibility }, patient, { exchange: "dmp" });
  if (addressed && visibility.hiddenFromProfessionals) throw hiddenFromRecipient(document.id);
  return { patient, ins, document: { ...document, visibility }, replaces: previous?.id ?? null, remarks };
}

/** Each document once, in the order typed; what names none. */
async function named({ documents }: OpenCabinet, ids: readonly string[]) {
  if (ids.length === 0) throw nothingToPush();
  const found = new Map<string, Document>();
  const unknown = new Map<string, PushPlan["refused"][number]>();
  for (const typed of ids) {
    const id = typed.trim().toUpperCase();
    const looksLikeOne = /^D\d{1,12}$/.test(id);
    const document = looksLikeOne ? await documents.get(id) : null;
    if (document !== null) found.set(document.id, document);
    // What was typed in place of a number may be a name: it is not repeated.
    else unknown.set(id, { id: looksLikeOne ? id : "?", patientId: null, error: documentUnknown(typed) });
  }
  return { documents: [...found.values()], unknown: [...unknown.values()] };
}
