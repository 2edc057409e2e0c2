import { type Child, element, UnwritableText, type Xml } from "../cda/canonical.js";
import { checkDraft } from "../cda/check-draft.js";
import { ROOTS } from "../cda/draft.js";
import { header } from "../cda/write-header.js";
import { id } from "../cda/write-people.js";
import { draftWrong } from "../cda/writer-errors.js";
import { uuidOf } from "./codes.js";
import { allergyEntry, type Name, problemEntry } from "./concerns.js";
import { type Cell, contentOf, type Row, type Table, type VsmContent } from "./content.js";
import type { VsmDraft } from "./draft.js";
import { treatmentEntry } from "./drugs.js";
import { familyEntry, habitEntry, surgeryEntry } from "./facts.js";
import { CONDITIONS, CONTAINERS, LEAVES, type Leaf, RISKS, type SectionModel } from "./sections.js";

/** HL7 France, CI-SIS and VSM. The volet of 2013 and that of 2023 share their root; the extension is that of the official example. */
const TEMPLATES = [
  "2.16.840.1.113883.2.8.2.1",
  "1.2.250.1.213.1.1.1.1",
  { root: "1.2.250.1.213.1.1.1.13", extension: "201310" },
] as const;

/** The documented act that the volet imposes, word for word. */
const ACT = element("code", {
  code: "34117-2",
  codeSystem: "2.16.840.1.113883.6.1",
  codeSystemName: "LOINC",
  displayName: "Historique et clinique",
});

const ROOT = { xmlns: "urn:hl7-org:v3", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance" };

/**
 * Writes a « Volet de synthèse médicale », CDA R2 level 3 (cda.md §3), as its canonical bytes like every document of ours: UTF-8, no XML
 * declaration. The same draft gives the same bytes.
 * @throws SegurError before anything is written, when the rules of the header refuse the draft (`cda.draft_…`, `cda.traits_incomplete`)
 */
export function writeVsm(draft: VsmDraft): Buffer {
  checkDraft(draft.header);
  if (draft.header.type.code !== "SYNTH") throw draftWrong("type");
  try {
    const model = { templates: TEMPLATES, participants: [medecinTraitant(draft)], act: ACT };
    return Buffer.from(element("ClinicalDocument", ROOT, header(draft.header, model), body(draft)).text, "utf8");
  } catch (error) {
    if (error instanceof UnwritableText) throw draftWrong("character", error.element);
    throw error;
  }
}

/** The participant is compulsory; nobody is named in it when the file names nobody. */
function medecinTraitant({ medecinTraitant: doctor }: VsmDraft): Xml {
  return element(
    "participant",
    { typeCode: "INF" },
    // The label is that of the rule of the volet, with its capital: JDV_J47 has none, and no rule looks at it there.
    element("functionCode", { code: "PCP", codeSystem: "2.16.840.1.113883.5.88", displayName: "Médecin Traitant" }),
    element("time", { nullFlavor: "NA" }),
    element(
      "associatedEntity",
      { classCode: "PROV" },
      doctor === null || doctor.id === null ? null : id("id", { root: ROOTS.professional, extension: doctor.id }),
      doctor === null
        ? null
        : element(
            "associatedPerson",
            {},
            element(
              "name",
              {},
              element("family", {}, doctor.familyName),
              doctor.givenName === null ? null : element("given", {}, doctor.givenName),
            ),
          ),
    ),
  );
}

function body(draft: VsmDraft): Xml {
  const content = contentOf(draft);
  const { setId, id: document } = draft.header;
  // Entries keep their names over the versions of a summary, sections are those of one version.
  const name: Name = (item, part) => uuidOf(setId.root, setId.extension ?? "", item.id, part);
  const section = (model: SectionModel, ...inside: readonly Child[]): Xml =>
    element(
      "component",
      {},
      element(
        "section",
        {},
        ...model.templates.map((root) => element("templateId", { root })),
        element("id", { root: uuidOf(document.root, model.code, model.templates[0] ?? "") }),
        element("code", {
          code: model.code,
          codeSystem: "2.16.840.1.113883.6.1",
          codeSystemName: "LOINC",
          displayName: model.label,
        }),
        element("title", {}, model.title),
        ...inside,
      ),
    );
  const leaf = (each: Leaf): Xml | null => {
    const table = content.tables.get(each);
    if (table === undefined) return null;
    return section(LEAVES[each], element("text", {}, tableElement(table)), ...entries(table, name, content));
  };
  const container = (model: SectionModel, leaves: readonly Leaf[]): Xml =>
    section(model, sentences(content, leaves), ...leaves.map(leaf));
  return element(
    "component",
    {},
    element(
      "structuredBody",
      {},
      section(CONTAINERS.history, container(CONTAINERS.conditions, CONDITIONS), container(CONTAINERS.risks, RISKS)),
      leaf("attention") ?? section(LEAVES.attention, sentences(content, ["attention"])),
      container(CONTAINERS.plan, ["treatment"]),
    ),
  );
}

/** Why sub-sections are absent; no `text` where none is, as the model forbids it. */
function sentences(content: VsmContent, leaves: readonly Leaf[]): Xml | null {
  const said = leaves.flatMap((leaf) => content.sentences.get(leaf) ?? []);
  return said.length === 0 ? null : element("text", {}, ...said.map((sentence) => element("paragraph", {}, sentence)));
}

function tableElement({ columns, rows }: Table): Xml {
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...columns.map((column) => element("th", {}, column)))),
    element("tbody", {}, ...rows.map(({ cells }) => element("tr", {}, ...cells.map(cellElement)))),
  );
}

/** Only free words have lines. */
function cellElement({ id: cell, text }: Cell): Xml {
  if (cell !== null) return element("td", {}, element("content", { ID: cell }, text));
  const lines = text.split("\n").flatMap((line, index) => (index === 0 ? [line] : [element("br", {}), line]));
  return element("td", {}, ...lines);
}

function entries(table: Table, name: Name, content: VsmContent): readonly Xml[] {
  const write = ENTRIES[table.leaf];
  return write === undefined ? [] : table.rows.map((row) => write(row, name, content));
}

type Write = (row: Row, name: Name, content: VsmContent) => Xml;

/** Points of attention and professional risks are sections without entries. */
const ENTRIES: Readonly<Partial<Record<Leaf, Write>>> = {
  active: problemEntry,
  past: problemEntry,
  surgery: surgeryEntry,
  allergy: allergyEntry,
  habit: habitEntry,
  family: familyEntry,
  treatment: (row, name, { problems }) => treatmentEntry(row, name, problems),
};
