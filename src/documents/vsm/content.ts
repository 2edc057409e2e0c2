import type { MedicalItem, Problem, Treatment } from "../../domain/medical/medical.js";
import type { VsmDraft } from "./draft.js";
import { CONDITIONS, type Emptiness, emptyWords, LEAVES, type Leaf, RISKS } from "./sections.js";
import { ALLERGENS, frenchPartial, HABITS, quantityWords, RELATIVES, scheduleWords } from "./words.js";

/** One cell of a table of a summary. With an id, an entry refers to it. */
export interface Cell {
  readonly id: string | null;
  readonly text: string;
}

export interface Row {
  readonly item: MedicalItem;
  /** `probleme-1`: prefix of the ids of its cells, the only ones of the document. */
  readonly id: string;
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly leaf: Leaf;
  readonly title: string;
  readonly columns: readonly string[];
  /** At least one. */
  readonly rows: readonly Row[];
}

/**
 * What a summary says in words, from which its CDA and its PDF are both made: of each leaf either a table, or a sentence that says why
 * there is none.
 */
export interface VsmContent {
  readonly tables: ReadonlyMap<Leaf, Table>;
  readonly sentences: ReadonlyMap<Leaf, string>;
  /** Problems that are told, by their id in the file: a treatment may name one of these as its reason, and no other. */
  readonly problems: ReadonlyMap<string, Problem>;
}

export function contentOf(draft: VsmDraft): VsmContent {
  const told = draft.items.filter(({ kind }) => !draft.left.includes(kind));
  const problems = new Map<string, Problem>();
  for (const item of told) if (item.kind === "problem") problems.set(item.id, item);
  const tables = new Map<Leaf, Table>();
  const sentences = new Map<Leaf, string>();
  for (const leaf of Object.keys(LEAVES) as Leaf[]) {
    const items = told.filter((item) => leafOf(item) === leaf);
    if (items.length === 0) sentences.set(leaf, emptyWords(leaf, emptiness(draft, leaf)));
    else tables.set(leaf, tableOf(leaf, items, problems));
  }
  return { tables, sentences, problems };
}

/** Where an item is told. A problem that is over is an antécédent, whether a person closed it or only gave its end. */
export function leafOf(item: Pick<MedicalItem, "kind" | "closed" | "until">): Leaf {
  if (item.kind !== "problem") return item.kind;
  return item.closed || item.until !== null ? "past" : "active";
}

/** « Aucune connue » is said of current problems: it does not say that there never was another. */
function emptiness({ left, noneKnown, ended }: VsmDraft, leaf: Leaf): Emptiness {
  const { kind } = LEAVES[leaf];
  if (left.includes(kind)) return "left";
  if (noneKnown[kind] !== true || leaf === "past") return "unfilled";
  return ended.includes(kind) ? "none_now" : "none";
}

/** Words of the leaves as ids, in the language of the document. */
const IDS: Readonly<Record<Leaf, string>> = {
  active: "probleme",
  past: "antecedent",
  surgery: "acte",
  allergy: "allergie",
  habit: "habitude",
  occupation: "travail",
  family: "famille",
  attention: "vigilance",
  treatment: "traitement",
};

export const COLUMNS: Readonly<Record<Leaf, readonly string[]>> = {
  active: ["Depuis", "Pathologie en cours"],
  past: ["Début", "Fin", "Antécédent médical"],
  surgery: ["Date", "Antécédent chirurgical"],
  allergy: ["Depuis", "Jusqu'à", "Type d'allergie", "Agent responsable", "Réaction"],
  habit: ["Type", "Observation", "Quantité", "Depuis", "Jusqu'à"],
  occupation: ["Depuis", "Facteur de risque", "Précision"],
  family: ["Lien de parenté", "Antécédent", "Date"],
  attention: ["Depuis", "Point de vigilance", "Précision"],
  treatment: ["Début", "Fin", "Médicament", "Posologie", "Voie", "Motif"],
};

function tableOf(leaf: Leaf, items: readonly MedicalItem[], problems: ReadonlyMap<string, Problem>): Table {
  const whole = items.map((item, index): Row => {
    const id = `${IDS[leaf]}-${index + 1}`;
    return { item, id, cells: cellsOf(item, id, problems) };
  });
  // A column that no row fills says nothing.
  const kept = COLUMNS[leaf].map((_, column) => whole.some(({ cells }) => cells[column]?.text !== ""));
  const keep = <T>(all: readonly T[]): readonly T[] => all.filter((_, column) => kept[column] === true);
  const rows = whole.map(({ item, id, cells }) => ({ item, id, cells: keep(cells) }));
  return { leaf, title: LEAVES[leaf].title, columns: keep(COLUMNS[leaf]), rows };
}

/** Ids of the cells that entries name: the row's own is that of its label. */
export const cellId = (row: Pick<Row, "id">, part: "type" | "reaction" | "posologie" | "voie" | "motif"): string =>
  `${row.id}-${part}`;

function cellsOf(item: MedicalItem, id: string, problems: ReadonlyMap<string, Problem>): readonly Cell[] {
  const label: Cell = { id, text: item.label };
  const since = plain(frenchPartial(item.since));
  const until = plain(frenchPartial(item.until));
  switch (item.kind) {
    case "problem":
      return leafOf(item) === "active" ? [since, label] : [since, until, label];
    case "surgery":
      return [since, label];
    case "allergy":
      return [since, until, named(id, "type", ALLERGENS[item.allergen]), label, named(id, "reaction", item.reaction)];
    case "habit":
      return [plain(HABITS[item.habit]), label, plain(item.quantity === null ? "" : quantityWords(item.quantity)), since, until];
    // Sections made of words only, where the free words of the practice have their place.
    case "occupation":
    case "attention":
      return [since, label, plain(item.note ?? "")];
    case "family":
      return [named(id, "type", RELATIVES[item.relative]), label, since];
    case "treatment": {
      const why = item.reason === null ? undefined : problems.get(item.reason);
      const route = named(id, "voie", item.route?.label ?? null);
      return [since, until, label, dosage(id, item), route, named(id, "motif", why?.label ?? null)];
    }
  }
}

function plain(text: string): Cell {
  return { id: null, text };
}

function named(id: string, part: Parameters<typeof cellId>[1], text: string | null): Cell {
  return text === null || text === "" ? plain("") : { id: cellId({ id }, part), text };
}

/** The words of the prescription; without them, what its schedule says, which is nobody's words and has no id. */
function dosage(id: string, { dosage: words, schedule }: Treatment): Cell {
  if (words !== null) return named(id, "posologie", words);
  return plain(schedule === null ? "" : scheduleWords(schedule));
}

/** The leaves in the order of a summary, as a person reads it. */
export const READING: readonly Leaf[] = [...CONDITIONS, ...RISKS, "attention", "treatment"];
