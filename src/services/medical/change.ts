import type { MedicalItem, MedicalKind, MedicalRecord, NewMedicalItem } from "../../domain/medical/medical.js";
import { duplicateOf } from "../../domain/medical/same.js";
import { plainLine } from "../../domain/message/plain-line.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { closedOf } from "./closed.js";
import { alreadyIn, alreadyThere, changedMeanwhile, noneButClosed, nothingGiven, notNone, protocolWrong } from "./errors.js";
import type { KindRead } from "./kinds.js";
import { type ItemTexts, readItem } from "./read-item.js";
import { accepted, changeTrace, type ItemReference, type MedicalCabinet, resolveItem } from "./reference.js";

/**
 * Adds an item to a patient's record, typed by a person.
 * @param options.again writes it although the record has the same thing already
 * @param options.lifted told when « aucune connue » stood for this kind, which this item takes away
 * @throws {SegurError} `medical.exists`, and what {@link accepted} refuses
 */
export async function addItem(
  cabinet: OpenCabinet,
  reference: string,
  { kind, closed }: KindRead,
  texts: ItemTexts,
  { again = false, lifted }: { readonly again?: boolean; readonly lifted?: () => void } = {},
): Promise<MedicalItem> {
  const patient = await resolvePatient(cabinet, reference);
  const item = await accepted(cabinet, patient, readItem(kind, closed ? { ...texts, closed } : texts));
  let duplicate: MedicalItem | null = null;
  let stated = false;
  const who = { at: cabinet.clock.now().toISOString(), by: cabinet.actor.userId };
  const [added] = await cabinet.medical.add(
    patient.id,
    [item],
    { from: "entered", document: null },
    who,
    (items) => [changeTrace(cabinet, patient.id, "added", items)],
    {
      choose: ({ items, noneKnown }) => {
        stated = noneKnown[kind] === true && !item.closed;
        duplicate = again ? null : duplicateOf(item, items);
        return duplicate === null ? [item] : [];
      },
    },
  );
  if (added !== undefined) {
    if (stated) lifted?.();
    return added;
  }
  if (duplicate !== null) throw alreadyThere(duplicate);
  throw new TypeError("an item that is no duplicate is added");
}

export interface Edited {
  readonly item: MedicalItem;
  /** Names of the fields that differ. */
  readonly changed: readonly string[];
}

/** Changes what is given of an item; an empty text erases. @throws {SegurError} `medical.changed_meanwhile`… */
export async function editItem(cabinet: MedicalCabinet, reference: ItemReference, texts: ItemTexts): Promise<Edited> {
  const { item, patient } = await resolveItem(cabinet, reference);
  if (Object.values(texts).every((text) => text === undefined)) throw nothingGiven(item.id);
  const next = await accepted(cabinet, patient, readItem(item.kind, texts, item));
  const changed = Object.keys(next).filter((key) =>
    differs(next[key as keyof NewMedicalItem], item[key as keyof NewMedicalItem]),
  );
  if (changed.length === 0) return { item, changed };
  return { item: await write(cabinet, item, next, "edited"), changed };
}

/**
 * Closes an item: a problem becomes an antécédent, the rest leaves the summary.
 * @param until when it ended; undefined: nobody knows, and no date is invented
 */
export async function closeItem(
  cabinet: MedicalCabinet,
  reference: ItemReference,
  until: string | undefined,
): Promise<MedicalItem> {
  const { item, patient } = await resolveItem(cabinet, reference);
  if (item.closed) throw alreadyIn(item.id, true);
  const next = await accepted(cabinet, patient, readItem(item.kind, { until, closed: true }, item));
  return write(cabinet, item, next, "closed");
}

/** Opens a closed item again: its date of end goes. */
export async function reopenItem(cabinet: MedicalCabinet, reference: ItemReference): Promise<MedicalItem> {
  const { item } = await resolveItem(cabinet, reference);
  if (!item.closed) throw alreadyIn(item.id, false);
  return write(cabinet, item, { ...item, closed: false, until: null }, "reopened");
}

/** Takes away what was written by mistake. */
export async function removeItem(cabinet: MedicalCabinet, { id }: MedicalItem): Promise<MedicalItem> {
  const { item } = await resolveItem(cabinet, id);
  const traces = [changeTrace(cabinet, item.patientId, "removed", [item])];
  if (!(await cabinet.medical.remove(item, cabinet.clock.now().toISOString(), traces))) throw changedMeanwhile(item.id);
  return item;
}

async function write(
  cabinet: MedicalCabinet,
  item: MedicalItem,
  next: NewMedicalItem,
  code: "edited" | "closed" | "reopened",
): Promise<MedicalItem> {
  const at = cabinet.clock.now().toISOString();
  const { id, patientId, source, rowVersion, createdAt, createdBy } = item;
  const written: MedicalItem = { ...next, ...{ id, patientId, source, rowVersion, createdAt, createdBy, updatedAt: at } };
  const done = await cabinet.medical.update(written, at, (now) => [changeTrace(cabinet, patientId, code, [now])]);
  if (!done) throw changedMeanwhile(id);
  return { ...written, rowVersion: rowVersion + 1 };
}

/**
 * States that a patient has none of a kind, or takes the statement back.
 * @param despite states it although the record has closed items of that kind: a person was told which
 * @throws {SegurError} `medical.not_none`; `medical.none_closed` (decision)
 */
export async function stateNone(
  cabinet: OpenCabinet,
  reference: string,
  kind: MedicalKind,
  none: boolean,
  { despite = false }: { readonly despite?: boolean } = {},
): Promise<Patient> {
  const patient = await resolvePatient(cabinet, reference);
  const record = await cabinet.medical.record(patient.id);
  if ((record.noneKnown[kind] === true) === none) return patient;
  const closed = closedOf(record, kind);
  if (none && !despite && closed.length > 0 && openOf(record, kind).length === 0) throw noneButClosed(patient.id, kind, closed);
  const trace = changeTrace(cabinet, patient.id, none ? "none_stated" : "none_taken_back", []);
  const traces = [{ ...trace, data: { kinds: [kind], from: "entered" } }];
  if (await cabinet.medical.stateNone(patient.id, kind, none, traces)) return patient;
  throw notNone(kind, openOf(await cabinet.medical.record(patient.id), kind));
}

function openOf({ items }: MedicalRecord, kind: MedicalKind): readonly string[] {
  return items.filter((item) => item.kind === kind && !item.closed).map(({ id }) => id);
}

/** Includes a patient in protocols, or takes them out; gives those that are left. */
export async function changeProtocols(
  cabinet: OpenCabinet,
  reference: string,
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<{ readonly patient: Patient; readonly protocols: readonly string[] }> {
  const patient = await resolvePatient(cabinet, reference);
  const [add, remove] = [change.add, change.remove].map((names) => names.map(plainLine));
  if ([...(add ?? []), ...(remove ?? [])].some((name) => !/^[^"\\]{1,60}$/u.test(name))) throw protocolWrong();
  const protocols = await cabinet.medical.changeProtocols(patient.id, { add: add ?? [], remove: remove ?? [] }, () => [
    changeTrace(cabinet, patient.id, "protocols", []),
  ]);
  return { patient, protocols };
}

function differs(a: unknown, b: unknown): boolean {
  return a !== b && JSON.stringify(a) !== JSON.stringify(b);
}
