import { createHash } from "node:crypto";
import type { CdaDraft } from "../../../documents/cda/draft.js";
import { toEntry } from "../../../documents/cda/metadata.js";
import { oidOf } from "../../../documents/cda/oid.js";
import { readCda } from "../../../documents/cda/reader.js";
import { writeCda } from "../../../documents/cda/writer.js";
import { toPdfA } from "../../../documents/pdf/convert.js";
import { type NewEntry, VISIBLE } from "../../../domain/document/entry.js";
import type { Person } from "../../people/person.js";
import { crBio } from "./cr-bio.js";
import { LETTERS, type LetterName } from "./letters.js";
import { uuidFrom } from "./names.js";
import { PANELS, type PanelName } from "./panels.js";
import { patientOf, type Sender, weekDraft } from "./people.js";

/** What a document of the week is, and for whom. */
export interface DocumentFacts {
  /** Its identifiers derive from it: the same name is the same document. */
  readonly name: string;
  /** Name of its set, when it is a version of another one. */
  readonly set?: string;
  readonly version?: number;
  /** Name of the document that it replaces. */
  readonly replaces?: string;
  readonly content: { readonly panel: PanelName; readonly partial?: boolean } | { readonly letter: LetterName };
  readonly person: Person;
  readonly ins: { readonly matricule: string; readonly oid: string } | null;
  readonly sender: Sender;
  readonly actDate: string;
}

export interface WeekDocument {
  readonly draft: CdaDraft;
  readonly cda: Buffer;
  readonly sha1: string;
  readonly pdf: Buffer;
  readonly entry: NewEntry;
}

interface Rendered {
  readonly pdf: Buffer;
  readonly entry: NewEntry;
}

/** More would only be memory: a week writes the same few documents for each of its patients. */
const MOST_RENDERED = 400;

/** Writes the documents of a week; what two of them have in common is drawn once. */
export class WeekDocuments {
  readonly #rendered = new Map<string, Rendered>();

  async write(facts: DocumentFacts): Promise<WeekDocument> {
    const draft = draftOf(facts);
    const key = JSON.stringify([facts.content, facts.person, facts.ins, facts.sender.address, facts.actDate]);
    let known = this.#rendered.get(key);
    if (known === undefined) {
      known = await render(facts, draft);
      if (this.#rendered.size >= MOST_RENDERED) this.#rendered.clear();
      this.#rendered.set(key, known);
    }
    const { pdf } = known;
    const cda = await cdaOf(facts, draft, pdf);
    const sha1 = createHash("sha1").update(cda).digest("hex");
    const entry = { ...known.entry, uniqueId: draft.id.root, hash: sha1, size: cda.length };
    return { draft, cda, sha1, pdf, entry };
  }
}

function draftOf({ name, set, version, replaces, content, person, ins, sender, actDate }: DocumentFacts): CdaDraft {
  const kind = "letter" in content ? LETTERS[content.letter] : { code: "11502-2", title: "CR d'examens biologiques" };
  return {
    ...weekDraft(sender, patientOf(person, ins, sender.structure.id), { code: kind.code, title: kind.title, actDate }),
    id: { root: oidOf(uuidFrom("document", name)), extension: null },
    setId: { root: oidOf(uuidFrom("set", set ?? name)), extension: null },
    versionNumber: version ?? 1,
    replaces: replaces === undefined ? null : { root: oidOf(uuidFrom("document", replaces)), extension: null },
  };
}

async function render(facts: DocumentFacts, draft: CdaDraft): Promise<Rendered> {
  const { content } = facts;
  const text = "letter" in content ? LETTERS[content.letter].text : panelText(content.panel, content.partial === true);
  // Without matricule nor datamatrix, as most of what a practice receives; and half the time to draw.
  const drawn = { ...draft, patient: { ...draft.patient, ins: null } };
  const { bytes: pdf } = await toPdfA(Buffer.from(text, "utf8"), "text/plain", drawn);
  const cda = await cdaOf(facts, draft, pdf);
  const { header } = await readCda([cda]);
  const bodyMediaType = "letter" in content ? "application/pdf" : null;
  return { pdf, entry: toEntry(header, { visibility: VISIBLE, sha1: "", size: 0, bodyMediaType, exchange: "message" }) };
}

async function cdaOf({ content }: DocumentFacts, draft: CdaDraft, pdf: Buffer): Promise<Buffer> {
  if ("panel" in content)
    return crBio({ draft, chapters: PANELS[content.panel], status: content.partial === true ? "active" : "completed", pdf });
  const pieces: Buffer[] = [];
  for await (const piece of writeCda(draft, { mediaType: "application/pdf", open: () => [pdf] })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The same results as the entries, as a laboratory prints them. */
function panelText(panel: PanelName, partial: boolean): string {
  const lines = PANELS[panel].flatMap(({ label, results }) => [
    label.toUpperCase(),
    ...results.flatMap((result) => [
      `${result.label.split(" ;")[0]}`,
      `    ${decimal(result.value)} ${result.unit}    (${decimal(result.low)} - ${decimal(result.high)})`,
      ...("comment" in result ? [`    ${result.comment}`] : []),
    ]),
    "",
  ]);
  return [...(partial ? ["RÉSULTATS PARTIELS", ""] : []), ...lines].join("\n");
}

/** As a French laboratory prints a number. */
function decimal(number: string | null): string {
  return (number ?? "").replace(".", ",");
}
