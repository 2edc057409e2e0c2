import { MEDICAL_KINDS, type MedicalKind, type MedicalSource, type NewMedicalItem } from "../../../domain/medical/medical.js";
import type { ExportCabinet } from "../cabinet.js";
import type { Shape } from "./shape.js";

/** One item of `medical.json`. Ids are those of where it was exported. */
interface ReadItem {
  readonly id: string;
  readonly item: NewMedicalItem;
  readonly source: MedicalSource;
}

export interface ReadMedical {
  readonly items: readonly ReadItem[];
  readonly noneKnown: readonly MedicalKind[];
  readonly protocols: readonly string[];
}

/** `S3`; the first exports wrote `X3`. */
const ITEM = /^[SX][1-9]\d{0,11}$/;
const PARTIAL = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;

/** @throws {SegurError} `export.altered` */
export function readMedical(json: Shape): ReadMedical {
  const none = json.inner("noneKnown");
  return {
    items: json.list("items").map((each) => {
      const source = each.inner("source");
      return {
        id: idOf(each.like("id", ITEM)),
        item: itemOf(each),
        source: {
          from: source.one("from", ["entered", "file", "vsm"] as const),
          document: source.likeOrNull("document", /^D[1-9]\d{0,11}$/),
        },
      };
    }),
    noneKnown: MEDICAL_KINDS.filter((kind) => none.raw(kind) !== undefined && none.flag(kind)),
    protocols: json.raw("protocols") === undefined ? [] : json.texts("protocols"),
  };
}

function itemOf(json: Shape): NewMedicalItem {
  const common = {
    label: json.like("label", /\S/),
    code: json.codeOrNull("code"),
    since: json.likeOrNull("since", PARTIAL),
    until: json.likeOrNull("until", PARTIAL),
    closed: json.flag("closed"),
    note: json.words("note"),
  };
  const kind = json.one("kind", MEDICAL_KINDS);
  switch (kind) {
    case "allergy":
      return {
        kind,
        ...common,
        allergen: json.one("allergen", ["drug", "food", "other"] as const),
        reaction: json.textOrNull("reaction"),
      };
    case "habit": {
      const quantity = json.innerOrNull("quantity");
      return {
        kind,
        ...common,
        habit: json.one("habit", ["tobacco", "alcohol", "drugs", "activity", "diet", "other"] as const),
        quantity: quantity === null ? null : { value: quantity.number("value"), unit: quantity.text("unit") },
      };
    }
    case "family":
      return {
        kind,
        ...common,
        relative: json.one("relative", ["mother", "father", "sibling", "child", "grandparent", "other"] as const),
      };
    case "treatment":
      return { kind, ...common, ...treatmentOf(json) };
    default:
      return { kind, ...common };
  }
}

function treatmentOf(json: Shape) {
  const reason = json.likeOrNull("reason", ITEM);
  const schedule = json.innerOrNull("schedule");
  const dose = schedule?.inner("dose");
  return {
    cip13: json.likeOrNull("cip13", /^\d{13}$/),
    dosage: json.textOrNull("dosage"),
    schedule:
      schedule === null || dose === undefined
        ? null
        : {
            dose: { low: dose.number("low"), high: dose.number("high"), unit: dose.textOrNull("unit") },
            everyHours: schedule.number("everyHours"),
          },
    route: json.codeOrNull("route"),
    reason: reason === null ? null : idOf(reason),
  };
}

function idOf(written: string): string {
  return `S${written.slice(1)}`;
}

/**
 * Adds what is not there yet: each item is known by where it comes from, so that an import that was cut goes on, and one that a person
 * removed since does not come back.
 * @param from instance of the cabinet that exported
 * @param documents ids of documents there → ids here
 * @returns how many were added
 */
export async function importMedical(
  cabinet: ExportCabinet,
  patientId: string,
  { items, noneKnown, protocols }: ReadMedical,
  { from, documents }: { readonly from: string; readonly documents: ReadonlyMap<string, string> },
): Promise<number> {
  const { medical, clock, actor } = cabinet;
  const ids = new Map<string, string>();
  let count = 0;
  // Problems first: a treatment names the one that it treats.
  for (const { id, item, source } of [...items].sort((a, b) => rank(a.item) - rank(b.item))) {
    const at = clock.now().toISOString();
    // The form of the first exports: what they brought is known again.
    const importKey = `export:${from}:X${id.slice(1)}`;
    const own = source.document === null ? null : (documents.get(source.document) ?? null);
    const origin: MedicalSource = { from: source.from === "vsm" && own === null ? "file" : source.from, document: own };
    const linked =
      item.kind === "treatment" ? { ...item, reason: item.reason === null ? null : (ids.get(item.reason) ?? null) } : item;
    const added = await medical.add(
      patientId,
      [linked],
      origin,
      { at, by: actor.userId },
      (written) => [
        {
          kind: "medical.changed",
          at,
          actor,
          patientId,
          code: "added",
          data: { items: written.map((each) => each.id), kinds: written.map((each) => each.kind), from: "file" },
        },
      ],
      { importKey },
    );
    count += added.length;
    const here = added[0]?.id ?? (await medical.imported(importKey))?.id;
    if (here !== undefined) ids.set(id, here);
  }
  for (const kind of noneKnown) await stateNone(cabinet, patientId, kind);
  if (protocols.length > 0) await medical.changeProtocols(patientId, { add: protocols, remove: [] });
  return count;
}

function rank({ kind }: NewMedicalItem): number {
  return kind === "problem" ? 0 : 1;
}

async function stateNone({ medical, clock, actor }: ExportCabinet, patientId: string, kind: MedicalKind): Promise<void> {
  const { noneKnown } = await medical.record(patientId);
  if (noneKnown[kind] === true) return;
  const data = { items: [], kinds: [kind], from: "file" };
  const at = clock.now().toISOString();
  await medical.stateNone(patientId, kind, true, [{ kind: "medical.changed", at, actor, patientId, code: "none_stated", data }]);
}
