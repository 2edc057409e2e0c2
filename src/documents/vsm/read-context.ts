import type { Code } from "../../domain/document/code.js";
import { knownWord } from "../../domain/known-word.js";
import { parseCodeOf, SYSTEM_OF } from "../../domain/medical/codes.js";
import { MEDICAL_SYSTEMS, type MedicalKind, type PartialDate } from "../../domain/medical/medical.js";
import { plainLine, shortened } from "../../domain/message/plain-line.js";
import { type Named, referenceOf, resolveText } from "../cda/biology/spoken.js";
import type { NarrativeNode } from "../cda/header.js";
import { all, attribute, first } from "../cda/tree.js";
import { readTime } from "../cda/values.js";
import type { NarrativeCell, NarrativeRow } from "./read-rows.js";

export type Node = Exclude<NarrativeNode, string>;

/** Something of a summary that no item holds, in French, for a person to read. */
export interface Unread {
  /** Title of the section. */
  readonly section: string;
  readonly text: string;
}

const MAX_UNREAD = 500;
const LONGEST = 200;
const OLD_CCAM = "1.2.250.1.213.2.5";

/** What the reading of one section needs, and what it found that no item holds. */
export class SectionReading {
  readonly #named: Named;
  readonly #unread: Unread[];
  /** `@ID` that an entry refers to. */
  readonly used = new Set<string>();
  readonly labels = new Set<string>();

  constructor(
    readonly title: string,
    readonly rows: readonly NarrativeRow[],
    named: Named,
    unread: Unread[],
  ) {
    this.#named = named;
    this.#unread = unread;
  }

  tell(text: string): void {
    const line = shortened(plainLine(text), 500);
    if (line === "") return;
    if (this.#unread.length < MAX_UNREAD) this.#unread.push({ section: this.title, text: line });
    else if (this.#unread.length === MAX_UNREAD) {
      this.#unread.push({ section: this.title, text: "… et d'autres encore : lisez le document lui-même." });
    }
  }

  /** The words of an element: its own, else those that it refers to, as one line; null when there is none. */
  words(text: Node | null): string | null {
    const id = referenceOf(text);
    if (id !== null) this.used.add(id);
    const found = resolveText(text, this.#named);
    return found === null ? null : plainLine(found) || null;
  }

  /** The first words that are there, as a label of at most {@link LONGEST} characters. */
  label(...candidates: readonly (string | null)[]): string | null {
    const found = candidates.find((each) => each !== null && each !== "") ?? null;
    if (found === null) return null;
    const label = shortened(found, LONGEST);
    if (label !== found) this.tell(`Texte trop long, coupé : ${found}`);
    this.labels.add(found);
    return label;
  }

  /** A text beside the label, cut the same way. */
  line(text: string | null): string | null {
    return text === null || plainLine(text) === "" ? null : shortened(plainLine(text), LONGEST);
  }

  /** The row that an element refers to. */
  row(text: Node | null): NarrativeRow | null {
    const id = referenceOf(text);
    return id === null ? null : (this.rows.find(({ ids }) => ids.has(id)) ?? null);
  }

  /**
   * The code of an item, of the nomenclature of its kind: the element's own or one of its translations, as that nomenclature writes it.
   * Every other one is told, with the label of the item.
   */
  code(kind: MedicalKind, element: Node | null, label: string | null): Code | null {
    let kept: Code | null = null;
    for (const each of element === null ? [] : [element, ...all(element, "translation")]) {
      const code = attribute(each, "code");
      if (code === null) continue;
      const said = attribute(each, "codeSystem") ?? "";
      const system = said === OLD_CCAM ? MEDICAL_SYSTEMS.ccam : said;
      const words = plainLine(attribute(each, "displayName") ?? "");
      const read = system === SYSTEM_OF[kind] ? parseCodeOf(kind, code) : null;
      if (kept === null && read?.ok === true) kept = { code: read.value, system, label: words };
      else if (system !== MEDICAL_SYSTEMS.cip13)
        this.tell(`Code non repris : ${code} ${words}${label === null ? "" : ` (${label})`}`);
    }
    return kept;
  }
}

/** `2019`, `2019-04`, `2019-04-12`: no more precise than it is; null when unknown or no date. */
export function partialDate(element: Node | null): PartialDate | null {
  const time = readTime(attribute(element, "value"));
  return time === null ? null : time.slice(0, 10);
}

/** Bounds of a time; a single value is a start. */
export function period(time: Node | null): { readonly since: PartialDate | null; readonly until: PartialDate | null } {
  return { since: partialDate(first(time, "low")) ?? partialDate(time), until: partialDate(first(time, "high")) };
}

/** The text of the first column of a row whose title matches; null when there is none, or when it says nothing. */
export function cellIn(row: NarrativeRow | null, column: RegExp): NarrativeCell | null {
  const cell = row?.cells.find((each) => column.test(each.column)) ?? null;
  return cell === null || cell.text === "" || /^[-–—]$/.test(cell.text) ? null : cell;
}

/** Not stated is not « no »: only this is a negation. */
export function isNegated(statement: Node): boolean {
  return attribute(statement, "negationInd")?.toLowerCase() === "true";
}

const NAMES: Readonly<Record<string, string>> = {
  author: "Auteur",
  performer: "Exécutant",
  informant: "Source",
  participant: "Participant",
  entryRelationship: "Précision",
  targetSiteCode: "Localisation",
  methodCode: "Méthode",
  interpretationCode: "Interprétation",
  priorityCode: "Priorité",
  approachSiteCode: "Site",
  maxDoseQuantity: "Dose maximale",
  rateQuantity: "Rythme",
  precondition: "Condition",
  specimen: "Prélèvement",
};

/** Tells what of a statement nobody has read, if it says anything. */
export function tellRest(reading: SectionReading, statement: Node, read: ReadonlySet<string>, label: string | null): void {
  for (const child of statement.children) {
    if (typeof child === "string" || read.has(child.name)) continue;
    const words = wordsUnder(reading, child);
    if (words !== "")
      reading.tell(`${knownWord(NAMES, child.name) ?? child.name}${label === null ? "" : ` (${label})`} : ${words}`);
  }
}

/** Everything that an element says in words: texts, references, labels of codes, quantities. */
function wordsUnder(reading: SectionReading, element: Node): string {
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (node.name === "time" || node.name === "templateId" || node.name === "id" || node.name === "statusCode") return;
    const referred = node.name === "text" || node.name === "originalText" ? reading.words(node) : null;
    if (referred !== null) found.push(referred);
    const value = attribute(node, "value");
    if (referred === null && value !== null && node.name !== "reference") {
      found.push([value, attribute(node, "unit")].filter(Boolean).join(" "));
    }
    const shown = attribute(node, "displayName") ?? attribute(node, "code");
    if (shown !== null) found.push(shown);
    if (referred !== null) return;
    for (const child of node.children) {
      if (typeof child !== "string") visit(child);
      else if (child.trim() !== "") found.push(child.trim());
    }
  };
  visit(element);
  return [...new Set(found)].join(" ");
}
