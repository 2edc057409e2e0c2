import type { Code } from "../../domain/document/code.js";
import type { Document } from "../../domain/document/document.js";
import { isFromPatient, type ListedEntry } from "../../domain/document/entry.js";
import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import { machineZone, type ZoneOffset } from "../../domain/local-time.js";
import { type Audience, audiencesOf } from "./hide-from.js";
import type { LineEntry } from "./own-deposits.js";
import { actInstant } from "./sync/bounds.js";

/** Where a document of the DMP stands towards the patient's file. */
export type Local =
  /** « Déjà dans le dossier ». */
  | { readonly state: "filed"; readonly document: string }
  /** « Nouvelle version » of that document. */
  | { readonly state: "new_version"; readonly document: string };

/** One line of a DMP. */
export interface DmpLine {
  /** `X15`; `D12` for what was deposited and not yet read again. */
  readonly id: string;
  readonly entry: ListedEntry;
  /** Date of the act where the practice is (EX_3.1-1070: the registry speaks UTC). */
  readonly act: IsoDate;
  readonly hiddenFrom: readonly Audience[];
  /** Visually distinct (EX_3.1-1040). */
  readonly fromPatient: boolean;
  readonly local: Local | null;
  /**
   * `listed` by the DMP; `deposited` by this practice since the DMP was read; `hidden_by_you`, so that the DMP may no longer show it.
   */
  readonly known: "listed" | "deposited" | "hidden_by_you";
}

/** What one wants to see of a list. Texts are matched without accents nor case. */
export interface LineFilter {
  /** Act date, included. */
  readonly since?: IsoDate | undefined;
  /** Class code, or words of its label. */
  readonly category?: string | undefined;
  readonly typeCodes?: ReadonlySet<string> | undefined;
  readonly author?: string | undefined;
  /** Words of the title, the type, the comment, the author or the structure. */
  readonly text?: string | undefined;
}

/** The lines of entries, in their order. */
export function linesOf(
  entries: readonly LineEntry[],
  held: readonly Document[],
  newer: ReadonlyMap<string, string>,
  zone: ZoneOffset = machineZone,
): readonly DmpLine[] {
  const byUniqueId = new Map(held.map((document) => [document.uniqueId, document.id]));
  return entries.map((entry) => {
    const filed = byUniqueId.get(entry.uniqueId);
    const older = newer.get(entry.uniqueId);
    const local: Local | null =
      filed !== undefined
        ? { state: "filed", document: filed }
        : older === undefined
          ? null
          : { state: "new_version", document: older };
    return {
      id: entry.shortId,
      entry,
      act: localDay(actInstant(entry), zone),
      hiddenFrom: audiencesOf(entry.visibility),
      fromPatient: isFromPatient(entry),
      local,
      known: entry.known ?? "listed",
    };
  });
}

const UTC_INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** The day of an instant where the practice is. */
export function localDay(at: IsoInstant, zone: ZoneOffset): IsoDate {
  const date = new Date(at);
  const offset = zone(date);
  // A list has thousands of them: the day there is nearly always that of the text, and a date is costly to write.
  const minutes = date.getUTCHours() * 60 + date.getUTCMinutes() + offset;
  if (minutes >= 0 && minutes < 1_440 && UTC_INSTANT.test(at)) return at.slice(0, 10);
  return new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 10);
}

/** « Anne DURAND », the structure when the author is only one, or an empty text. */
export function authorName(entry: Pick<ListedEntry, "authors">): string {
  const [author] = entry.authors;
  return author === undefined ? "" : personName(author) || (author.institution?.name ?? "");
}

function personName({ familyName, givenName }: ListedEntry["authors"][number]): string {
  return givenName === null ? familyName : `${givenName} ${familyName}`;
}

/** Every filter but the category, so that the categories may be counted. */
export function isWanted(line: DmpLine, filter: LineFilter): boolean {
  const { entry } = line;
  if (filter.since !== undefined && line.act < filter.since) return false;
  if (filter.typeCodes !== undefined && !filter.typeCodes.has(entry.typeCode.code)) return false;
  if (filter.author === undefined && filter.text === undefined) return true;
  const people = entry.authors.flatMap((author) => [personName(author), author.institution?.name ?? ""]);
  if (filter.author !== undefined && !hasWords(people.join(" "), filter.author)) return false;
  const texts = [entry.title, entry.comment ?? "", entry.typeCode.label, ...people].join(" ");
  return filter.text === undefined || hasWords(texts, filter.text);
}

export function isInCategory({ code, label }: Pick<Code, "code" | "label">, category: string | undefined): boolean {
  return category === undefined || category.trim() === code || hasWords(label, category);
}

export interface Category {
  readonly code: string;
  readonly label: string;
  readonly count: number;
}

/** Categories of these lines, in the order of their codes, which is that of the DMP (JDV_J57). */
export function categoriesOf(lines: readonly DmpLine[]): readonly Category[] {
  const found = new Map<string, Category>();
  for (const { entry } of lines) {
    const { code, label } = entry.classCode;
    const before = found.get(code);
    found.set(code, { code, label: before?.label ?? label, count: (before?.count ?? 0) + 1 });
  }
  return [...found.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** Each word of `wanted` begins a word of `text`. */
function hasWords(text: string, wanted: string): boolean {
  const words = fold(text);
  return fold(wanted).every((part) => words.some((word) => word.startsWith(part)));
}

function fold(text: string): readonly string[] {
  const plain = text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
