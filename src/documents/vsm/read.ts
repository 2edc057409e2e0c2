import { foldLabel } from "../../domain/medical/fold.js";
import type { Attention, MedicalKind, NewMedicalItem, Occupation } from "../../domain/medical/medical.js";
import { plainLine } from "../../domain/message/plain-line.js";
import type { CdaHeader } from "../cda/header.js";
import { readCda } from "../cda/reader.js";
import { all, attribute, first, textOf } from "../cda/tree.js";
import { isVsm } from "./kind.js";
import { type Entry, VsmEntries } from "./listen.js";
import { allergiesOf, BASE, type Found, problemsOf } from "./read-concerns.js";
import { cellIn, type Node, SectionReading, type Unread } from "./read-context.js";
import { treatmentsOf } from "./read-drugs.js";
import { notAVsm, vsmWithoutEntries } from "./read-errors.js";
import { familyOf, habitsOf, surgeriesOf } from "./read-facts.js";
import { type NarrativeRow, rowsOf } from "./read-rows.js";
import { emptinessOf, LEAVES, type Leaf } from "./sections.js";
import { partialOf } from "./words.js";

export type { Unread } from "./read-context.js";

/** A summary of anybody, as a record of ours would hold it. */
export interface ReadVsm {
  readonly header: CdaHeader;
  /** In the order of the document. The `reason` of treatments is null: see `reasons`. */
  readonly items: readonly NewMedicalItem[];
  /** Which problem a treatment is for, both by their place in `items`: a problem has no id before it is kept. */
  readonly reasons: readonly { readonly treatment: number; readonly problem: number }[];
  /** Kinds of which a summary of ours says that nothing is known. */
  readonly noneKnown: readonly MedicalKind[];
  /** Kinds that one of ours says were left out. */
  readonly left: readonly MedicalKind[];
  /** What it says that no item holds: texts without entry, negations, codes of other nomenclatures, authors of acts… */
  readonly unread: readonly Unread[];
  readonly warnings: readonly string[];
}

/**
 * Reads a VSM, leniently, in the one pass of every CDA (cda.md §3, §6): sections by their templates, else by their code; entries with the
 * words that they refer to. Nothing is dropped silently: what no item can hold is told.
 * @throws {SegurError} `vsm.not_a_vsm`, `vsm.not_structured`; those of {@link readCda}
 */
export async function readVsm(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<ReadVsm> {
  const entries = new VsmEntries();
  const { header, body, warnings } = await readCda(source, { listener: entries });
  if (!isVsm(header)) throw notAVsm();
  if (body.level !== "n3" || entries.root === null) throw vsmWithoutEntries();
  const walk = new Walk(entries, header.createdAt?.slice(0, 10) ?? null);
  for (const component of all(entries.root, "component")) walk.sections(first(component, "structuredBody"));
  if (entries.dropped > 0) {
    walk.unread.push({
      section: "Document",
      text: `${entries.dropped} entrées de trop ne sont pas lues : lisez le document lui-même.`,
    });
  }
  return {
    header,
    items: walk.found.map(({ item }) => item),
    reasons: walk.reasons(),
    noneKnown: [...walk.noneKnown],
    left: [...walk.left],
    unread: walk.unread,
    warnings,
  };
}

class Walk {
  readonly found: Found[] = [];
  readonly unread: Unread[] = [];
  readonly noneKnown = new Set<MedicalKind>();
  readonly left = new Set<MedicalKind>();

  constructor(
    private readonly entries: VsmEntries,
    /** Day of the document. */
    private readonly day: string | null,
  ) {}

  sections(parent: Node | null): void {
    for (const component of all(parent, "component")) for (const section of all(component, "section")) this.#section(section);
  }

  #section(section: Node): void {
    const leaf = leafOf(section);
    const title = textOf(first(section, "title")) ?? attribute(first(section, "code"), "displayName") ?? "Section sans titre";
    const rows = all(section, "text").flatMap((text) => rowsOf(text.children));
    const reading = new SectionReading(title, rows, this.entries.named, this.unread);
    // The tree keeps the element that the listener was given.
    const entries = this.entries.bySection.get(section as Parameters<typeof this.entries.bySection.get>[0]) ?? [];
    const unsaid = rows.filter((row) => !this.#states(row));
    if (leaf === null) this.#unknown(reading, unsaid, entries);
    else if (leaf === "occupation" || leaf === "attention") this.#words(reading, leaf, unsaid, entries);
    else this.#coded(reading, leaf, unsaid, entries);
    this.sections(section);
  }

  /** Our own sentence on an empty section says nothing to enter. */
  #states(row: NarrativeRow): boolean {
    const said = row.cells.length === 1 ? emptinessOf(row.cells[0]?.text ?? "") : null;
    if (said?.why === "none") this.noneKnown.add(LEAVES[said.leaf].kind);
    if (said?.why === "left") this.left.add(LEAVES[said.leaf].kind);
    return said !== null;
  }

  #coded(reading: SectionReading, leaf: Leaf, rows: readonly NarrativeRow[], entries: readonly Entry[]): void {
    for (const { statement, cut } of entries) {
      this.found.push(...this.#entry(reading, leaf, statement));
      if (cut) reading.tell("Une entrée est trop grande : elle n'est pas lue en entier.");
    }
    const labels = new Set([...reading.labels].map(foldLabel));
    for (const row of rows) {
      const isRead = [...row.ids].some((id) => reading.used.has(id)) || row.cells.some(({ text }) => labels.has(foldLabel(text)));
      if (!isRead) reading.tell(`Texte sans entrée : ${rowText(row)}`);
    }
  }

  #entry(reading: SectionReading, leaf: Leaf, statement: Node): readonly Found[] {
    switch (leaf) {
      case "active":
      case "past":
        return problemsOf(reading, statement, leaf === "past", this.day);
      case "allergy":
        return allergiesOf(reading, statement, this.day);
      case "surgery":
        return surgeriesOf(reading, statement);
      case "habit":
        return habitsOf(reading, statement, this.day);
      case "family":
        return familyOf(reading, statement);
      default:
        return treatmentsOf(reading, statement, this.day);
    }
  }

  /** Sections made of words: each line of them is an item. */
  #words(
    reading: SectionReading,
    kind: "occupation" | "attention",
    rows: readonly NarrativeRow[],
    entries: readonly Entry[],
  ): void {
    for (const row of rows) {
      const since = partialOf(cellIn(row, /^(depuis|début|date)/)?.text ?? "");
      const note = cellIn(row, /^(précision|commentaire|remarque)/);
      const named = row.cells.find((cell) => cell.ids.size > 0);
      const rest = row.cells.filter((cell) => cell !== note && (since === null || partialOf(cell.text) !== since));
      const label = reading.label(
        plainLine(
          (
            named ?? {
              text: rest
                .map(({ text }) => text)
                .filter(Boolean)
                .join(" – "),
            }
          ).text,
        ),
      );
      if (label === null) continue;
      if (NOTHING.test(label)) {
        reading.tell(label);
        continue;
      }
      const base = { ...BASE, label, code: null, since, until: null, closed: false, note: note?.text ?? null };
      const item: Occupation | Attention = kind === "occupation" ? { ...base, kind } : { ...base, kind };
      this.found.push({ item, ids: [] });
    }
    if (entries.length > 0) reading.tell(`${entries.length} entrées codées d'une section de texte ne sont pas reprises.`);
  }

  /** A section that no record of ours has a place for, or one that only holds others. */
  #unknown(reading: SectionReading, rows: readonly NarrativeRow[], entries: readonly Entry[]): void {
    for (const row of rows) reading.tell(rowText(row));
    if (entries.length > 0) reading.tell(`${entries.length} entrées codées ne sont pas reprises.`);
  }

  /** A treatment names a concern by its id, else by its code: senders copy ids. What leads nowhere is told. */
  reasons(): ReadVsm["reasons"] {
    const problems = this.found.flatMap(({ item, ids }, index) => (item.kind === "problem" ? [{ item, ids, index }] : []));
    return this.found.flatMap(({ item, reason }, treatment) => {
      if (reason === undefined) return [];
      const sameCode = (code: string | null) => reason.code === null || code === reason.code;
      const byId = problems.filter(({ ids }) => reason.id !== null && ids.includes(reason.id));
      const named =
        byId.find(({ item: problem, ids }) => ids[0] === reason.id && sameCode(problem.code?.code ?? null)) ??
        byId.find(({ item: problem }) => sameCode(problem.code?.code ?? null)) ??
        problems.find(({ item: problem }) => reason.code !== null && problem.code?.code === reason.code);
      if (named !== undefined) return [{ treatment, problem: named.index }];
      const words = [reason.words, reason.code].filter(Boolean).join(" ");
      this.unread.push({ section: LEAVES.treatment.title, text: `Motif (${item.label}) : ${words || "non nommé"}` });
      return [];
    });
  }
}

/** What a section made of words says when it says that there is nothing: no item, and whether it is known is for a person to judge. */
const NOTHING = /^(aucune?s?( connue?s?)?|néant|ras|r\.a\.s|rien( à signaler)?|sans( objet)?|non (renseignée?|connue?)|-+)\.?$/iu;

const LEAF_NAMES = Object.keys(LEAVES) as Leaf[];

/** By the templates that are its own, else by its LOINC code. */
function leafOf(section: Node): Leaf | null {
  const roots = all(section, "templateId").map((each) => attribute(each, "root"));
  const code = attribute(first(section, "code"), "code");
  return (
    LEAF_NAMES.find((leaf) => LEAVES[leaf].templates.some((root) => roots.includes(root))) ??
    LEAF_NAMES.find((leaf) => LEAVES[leaf].code === code) ??
    null
  );
}

function rowText({ cells }: NarrativeRow): string {
  return cells
    .map(({ text }) => text.replaceAll("\n", " "))
    .filter(Boolean)
    .join(" – ");
}
