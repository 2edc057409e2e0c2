import type { IsoDate } from "../../../domain/identity/types.js";
import { checkItem } from "../../../domain/medical/check.js";
import {
  MEDICAL_KINDS,
  type MedicalItem,
  type MedicalKind,
  type MedicalSource,
  type NewMedicalItem,
} from "../../../domain/medical/medical.js";
import { plainLine } from "../../../domain/message/plain-line.js";
import type { NewTrace } from "../../../store/traces.port.js";
import { localDay } from "../../ins/proof-date.js";
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

/** What became of the medical data of one patient. */
interface ImportedMedical {
  readonly added: number;
  readonly refused: readonly { readonly id: string; readonly code: string; readonly message: string }[];
}

/**
 * Adds what is not there yet: each item is known by where it comes from, so that an import that was cut goes on, and one that a person
 * removed since does not come back. Every item meets the rules that anybody's meets; one that does not is refused and told, alone.
 * @param from instance of the cabinet that exported
 * @param documents ids of documents there → ids here
 */
export async function importMedical(
  cabinet: ExportCabinet,
  { id: patientId, birthDate }: { readonly id: string; readonly birthDate: IsoDate },
  { items, noneKnown, protocols }: ReadMedical,
  { from, documents }: { readonly from: string; readonly documents: ReadonlyMap<string, string> },
): Promise<ImportedMedical> {
  const { medical, clock, actor } = cabinet;
  const facts = { today: localDay(clock.now()), birthDate };
  const ids = new Map<string, string>();
  const refused: { id: string; code: string; message: string }[] = [];
  let added = 0;
  // Problems first: a treatment names the one that it treats.
  for (const { id, item, source } of [...items].sort((a, b) => rank(a.item) - rank(b.item))) {
    const [problem] = checkItem(item, facts);
    if (problem !== undefined) {
      refused.push({ id, code: problem.code, message: problem.message });
      continue;
    }
    const at = clock.now().toISOString();
    // The form of the first exports: what they brought is known again.
    const importKey = `export:${from}:X${id.slice(1)}`;
    const own = source.document === null ? null : (documents.get(source.document) ?? null);
    const origin: MedicalSource = { from: source.from === "vsm" && own === null ? "file" : source.from, document: own };
    const linked =
      item.kind === "treatment" ? { ...item, reason: item.reason === null ? null : (ids.get(item.reason) ?? null) } : item;
    const who = { at, by: actor.userId };
    const written = await medical.add(
      patientId,
      [linked],
      origin,
      who,
      (items) => [changed(cabinet, patientId, "added", items)],
      {
        importKey,
      },
    );
    added += written.length;
    const here = written[0]?.id ?? (await medical.imported(importKey))?.id;
    if (here !== undefined) ids.set(id, here);
  }
  const touched = await touchedBefore(cabinet, patientId);
  for (const kind of noneKnown) if (!touched.has(kind)) await stateNone(cabinet, patientId, kind);
  const names = protocols.filter((name) => PROTOCOL.test(name) && plainLine(name) === name);
  if (names.length < protocols.length) {
    refused.push({ id: "protocols", code: "medical.protocol", message: "Un nom de protocole n'est pas accepté." });
  }
  if (names.length > 0 && !touched.has("protocols")) {
    await medical.changeProtocols(patientId, { add: names, remove: [] }, () => [changed(cabinet, patientId, "protocols", [])]);
  }
  return { added, refused };
}

/** As `segur patient medical protocol` takes it. */
const PROTOCOL = /^[^"\\]{1,60}$/u;

function rank({ kind }: NewMedicalItem): number {
  return kind === "problem" ? 0 : 1;
}

/** What was stated or taken back, here, in this file: an import that goes on does not put back what a person has decided since. */
async function touchedBefore({ traces }: ExportCabinet, patientId: string): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  let after: string | undefined;
  do {
    const page = await traces.list({ patientId, kinds: ["medical.changed"], limit: 500, after });
    for (const { code, data } of page) {
      if (code === "protocols") touched.add("protocols");
      if (code === "none_stated" || code === "none_taken_back")
        for (const kind of Array.isArray(data?.kinds) ? data.kinds : []) touched.add(String(kind));
    }
    after = page.length < 500 ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
  return touched;
}

async function stateNone(cabinet: ExportCabinet, patientId: string, kind: MedicalKind): Promise<void> {
  const { noneKnown } = await cabinet.medical.record(patientId);
  if (noneKnown[kind] === true) return;
  await cabinet.medical.stateNone(patientId, kind, true, [changed(cabinet, patientId, "none_stated", [], [kind])]);
}

function changed(
  { clock, actor }: ExportCabinet,
  patientId: string,
  code: "added" | "none_stated" | "protocols",
  items: readonly MedicalItem[],
  kinds: readonly MedicalKind[] = items.map(({ kind }) => kind),
): NewTrace {
  const data = { items: items.map(({ id }) => id), kinds, from: "file" };
  return { kind: "medical.changed", at: clock.now().toISOString(), actor, patientId, code, data };
}
