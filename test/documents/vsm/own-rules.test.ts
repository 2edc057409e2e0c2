import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALLERGY_CODES, DIAGNOSIS, FINDING, HABIT_CODES, RELATIVE_CODES } from "../../../src/documents/vsm/codes.js";
import { contentOf, leafOf } from "../../../src/documents/vsm/content.js";
import { LEAVES, type Leaf } from "../../../src/documents/vsm/sections.js";
import { writeVsm } from "../../../src/documents/vsm/writer.js";
import type { Code } from "../../../src/domain/document/code.js";
import type { MedicalItem } from "../../../src/domain/medical/medical.js";
import { canonicalize } from "../../../src/gateways/dmp/c14n.js";
import { official } from "../support/conformance.js";
import { randomOf, someItem, somePatient, vsmOf } from "./support/patients.js";
import { child, children, hasTemplate, type Tree, treeOf, under } from "./support/tree.js";

const PCC = "1.3.6.1.4.1.19376.1.5.3.1";
const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/;

/** What the official rules let pass (cda.md §3), in every one of two hundred patients. */
const PATIENTS = Array.from({ length: 200 }, (_, seed) => {
  const draft = somePatient(seed);
  const xml = writeVsm(draft).toString();
  return { seed, draft, xml, tree: treeOf(xml) };
});
const each = (check: (patient: (typeof PATIENTS)[number]) => void) => {
  for (const patient of PATIENTS) {
    try {
      check(patient);
    } catch (error) {
      if (error instanceof Error) error.message = `patient ${patient.seed}: ${error.message}`;
      throw error;
    }
  }
};

const sectionsOf = (tree: Tree) => under(tree, "section");
const withTemplate = (tree: Tree, root: string) => {
  const found = [...sectionsOf(tree)].filter((section) => hasTemplate(section, root));
  expect(found).toHaveLength(1);
  return found[0] as Tree;
};
const subsections = (section: Tree) => children(section, "component").flatMap((component) => children(component, "section"));

describe("a summary", () => {
  it("has one id in each section, a UUID that no other section has, and as many entries as items", () => {
    each(({ tree, draft }) => {
      const ids = sectionsOf(tree).map((section) => children(section, "id").map(({ attributes }) => attributes.root ?? ""));
      for (const id of ids) expect(id).toEqual([expect.stringMatching(UUID)]);
      expect(new Set(ids.flat()).size).toBe(ids.length);
      for (const leaf of Object.keys(LEAVES) as Leaf[]) {
        const items = draft.items.filter((item) => leafOf(item) === leaf && !draft.left.includes(item.kind));
        const sections = sectionsOf(tree).filter((section) => hasTemplate(section, LEAVES[leaf].templates.at(-1) ?? ""));
        const isCoded = leaf !== "occupation" && leaf !== "attention";
        expect(sections).toHaveLength(items.length > 0 || leaf === "attention" ? 1 : 0);
        if (sections[0] !== undefined) expect(children(sections[0], "entry")).toHaveLength(isCoded ? items.length : 0);
      }
    });
  });

  it("has a text beside sub-sections only where one is missing, to say why", () => {
    each(({ tree }) => {
      for (const [root, all] of [
        ["1.2.250.1.213.1.1.2.30", 4],
        ["1.2.250.1.213.1.1.2.31", 3],
        ["1.2.250.1.213.1.1.2.32", 1],
      ] as const) {
        const section = withTemplate(tree, root);
        const [text] = children(section, "text");
        const missing = all - subsections(section).length;
        expect(text === undefined).toBe(missing === 0);
        if (text !== undefined) expect(children(text, "paragraph")).toHaveLength(missing);
      }
      expect(children(withTemplate(tree, "1.2.250.1.213.1.1.2.29"), "text")).toEqual([]);
      expect(children(withTemplate(tree, `${PCC}.3.27`), "text")).toHaveLength(1);
    });
  });

  it("refers to words that are there, once, and are those of the item", () => {
    each(({ tree }) => {
      const named = under(tree, "content").map((content) => content.attributes.ID ?? "");
      expect(new Set(named).size).toBe(named.length);
      for (const { attributes } of under(tree, "reference")) expect(named).toContain(attributes.value?.replace(/^#/, ""));
      for (const { attributes } of under(tree, "reference")) expect(attributes.value).toMatch(/^#/);
    });
  });

  it("says what it must, and no code that no item has", () => {
    each(({ tree, draft }) => {
      const { tables, problems } = contentOf(draft);
      const told = [...tables.values()].flatMap(({ rows }) => rows.map(({ item }) => item));
      const hidden = draft.items.filter((item) => !told.includes(item));
      const text = under(tree, "structuredBody")[0]?.text ?? "";
      for (const { label } of told) expect(text).toContain(label);
      for (const { label } of hidden) expect(text).not.toContain(label);
      // Free words of the practice stay there, but for sections that are made of words.
      for (const { kind, note } of told) {
        if (note !== null) expect(text.includes(note)).toBe(kind === "occupation" || kind === "attention");
      }
      const fixed = [
        DIAGNOSIS,
        FINDING,
        ...[ALLERGY_CODES, HABIT_CODES, RELATIVE_CODES].flatMap((table): Code[] => Object.values(table)),
      ];
      const own = told.flatMap((item) => [item.code, ...(item.kind === "treatment" ? [item.route, boxOf(item)] : [])]);
      const known = new Set(
        [...fixed, ...own, ...[...problems.values()].map(({ code }) => code)].flatMap((code) =>
          code === null ? [] : [`${code.system} ${code.code}`],
        ),
      );
      const structural =
        /^(2\.16\.840\.1\.113883\.5\.(4|1) |2\.16\.840\.1\.113883\.6\.1 (46612-8|34117-2|57207-3|18776-5|\d+-\d))/;
      for (const entry of under(tree, "entry")) {
        for (const name of ["code", "value", "translation", "routeCode"]) {
          for (const { attributes } of under(entry, name)) {
            if (attributes.code === undefined) continue;
            expect(attributes.codeSystem).toBeDefined();
            const key = `${attributes.codeSystem} ${attributes.code}`;
            if (!structural.test(key)) expect(known).toContain(key);
          }
        }
      }
    });
  });

  it("has a concern that is completed exactly when it has an end", () => {
    each(({ tree }) => {
      for (const act of under(tree, "act").filter((each) => hasTemplate(each, `${PCC}.4.5.1`))) {
        const status = child(act, "statusCode")?.attributes.code;
        expect(status).toBe(child(act, "effectiveTime", "high") === undefined ? "active" : "completed");
        const observation = child(act, "entryRelationship", "observation");
        expect(child(observation, "effectiveTime", "high") === undefined).toBe(status === "active");
        const isPast = act.parent?.parent !== null && hasTemplate(act.parent?.parent as Tree, `${PCC}.3.8`);
        if (isPast) expect(status).toBe("completed");
      }
      for (const time of under(tree, "effectiveTime").flatMap((each) => [each, ...each.children])) {
        const { value, nullFlavor } = time.attributes;
        if (value !== undefined && time.name !== "period") expect(value).toMatch(/^\d{4}(\d{2}(\d{2}(\d{6}[+-]\d{4})?)?)?$/);
        if (value !== undefined) expect(nullFlavor).toBeUndefined();
      }
    });
  });

  it("gives a dose by both bounds, and the reason of a treatment by a problem that it tells", () => {
    let reasons = 0;
    each(({ tree }) => {
      for (const dose of under(tree, "doseQuantity")) {
        expect(dose.children.map(({ name, attributes }) => [name, Number(attributes.value) > 0])).toEqual([
          ["low", true],
          ["high", true],
        ]);
      }
      const concerns = new Map(
        under(tree, "act")
          .filter((act) => hasTemplate(act, `${PCC}.4.5.2`))
          .map((act) => [child(act, "id")?.attributes.root, act]),
      );
      for (const relation of under(tree, "entryRelationship").filter(({ attributes }) => attributes.typeCode === "RSON")) {
        const act = child(relation, "act");
        const problem = concerns.get(child(act, "id")?.attributes.root);
        expect(problem).toBeDefined();
        const value = child(problem, "entryRelationship", "observation", "value")?.attributes;
        const code = child(act, "code")?.attributes;
        expect([code?.code, code?.codeSystem]).toEqual([value?.code, value?.codeSystem]);
        if (value?.code === undefined) expect(code?.nullFlavor).toBe("NA");
        reasons += 1;
      }
    });
    expect(reasons).toBeGreaterThan(50);
  });

  it("names its médecin traitant, its act and its model", () => {
    each(({ tree, draft }) => {
      const doctors = children(tree, "participant").filter(({ attributes }) => attributes.typeCode === "INF");
      expect(doctors).toHaveLength(1);
      expect(child(doctors[0], "functionCode")?.attributes).toMatchObject({
        ...{ code: "PCP", displayName: "Médecin Traitant", codeSystem: "2.16.840.1.113883.5.88" },
      });
      expect(child(doctors[0], "associatedEntity", "associatedPerson", "name", "family")?.text).toBe(
        draft.medecinTraitant?.familyName,
      );
      expect(child(tree, "documentationOf", "serviceEvent", "code")?.attributes).toEqual({
        ...{
          code: "34117-2",
          displayName: "Historique et clinique",
          codeSystem: "2.16.840.1.113883.6.1",
          codeSystemName: "LOINC",
        },
      });
      expect(child(tree, "code")?.attributes).toMatchObject({ code: "SYNTH", displayName: "Synthèse" });
      expect(hasTemplate(tree, "1.2.250.1.213.1.1.1.13")).toBe(true);
      // The template of a level 1 body has no place here.
      expect(hasTemplate(tree, "1.3.6.1.4.1.19376.1.2.20")).toBe(false);
    });
  });

  it("is written in canonical form, the same each time", async () => {
    for (const { seed, xml } of PATIENTS.filter((patient) => patient.seed % 20 === 7)) {
      let canonical = "";
      for await (const piece of canonicalize(bytes(xml))) canonical += piece;
      expect(canonical === xml).toBe(true);
      expect(writeVsm(somePatient(seed)).toString() === xml).toBe(true);
    }
  });

  it("keeps the names of its entries from one version to the next, and changes those of its sections", () => {
    const draft = somePatient(7);
    const next = { ...draft, header: { ...draft.header, id: { root: "2.25.77", extension: null } } };
    const names = (of: typeof draft, name: string) =>
      under(treeOf(writeVsm(of).toString()), name).flatMap((found) =>
        children(found, "id").map(({ attributes }) => attributes.root),
      );
    expect(names(next, "act")).toEqual(names(draft, "act"));
    expect(names(next, "act").length).toBeGreaterThan(0);
    for (const id of names(next, "section")) expect(names(draft, "section")).not.toContain(id);
  });
});

async function* bytes(text: string) {
  yield Buffer.from(text);
}

function boxOf(item: MedicalItem): Code | null {
  return item.kind === "treatment" && item.cip13 !== null ? { code: item.cip13, system: "1.2.250.1.213.2.3.2", label: "" } : null;
}

describe("what cannot be told as the model wants", () => {
  const random = randomOf(5);
  const problem = { ...someItem("problem", 1, random), closed: false, until: null } as const;

  it("keeps a code of another nomenclature beside, and never as the code itself", () => {
    const snomed = { code: "73211009", system: "2.16.840.1.113883.6.96", label: "Diabète" };
    const xml = writeVsm(vsmOf([{ ...problem, code: snomed }])).toString();
    expect(xml).toMatch(/<value nullFlavor="OTH" xsi:type="CD"><originalText>.*<translation code="73211009"/);
    const route = { code: "PO", system: "1.2.3", label: "Par la bouche" };
    const drug = { ...someItem("treatment", 2, random), route, reason: null } as MedicalItem;
    const told = writeVsm(vsmOf([drug])).toString();
    expect(told).not.toContain("routeCode");
    expect(told).toContain("Par la bouche");
  });

  it("does not let a treatment tell a problem that is left out", () => {
    const drug = { ...someItem("treatment", 2, random), reason: "S1" } as MedicalItem;
    const items = [{ ...problem, label: "Secret" }, drug];
    expect(writeVsm(vsmOf(items)).toString()).toContain('typeCode="RSON"');
    const xml = writeVsm(vsmOf(items, { left: ["problem"] })).toString();
    expect(xml).not.toMatch(/Secret|RSON/);
  });

  it("tells apart nothing known, nothing filled in and left out", () => {
    const noneKnown = { allergy: true, surgery: true, treatment: true } as const;
    const text = treeOf(writeVsm(vsmOf([], { noneKnown, left: ["surgery", "attention"] })).toString()).text;
    expect(text).toContain("Allergies et hypersensibilités : aucune connue.");
    expect(text).toContain("Antécédents chirurgicaux : rubrique non remplie dans cette synthèse.");
    expect(text).toContain("Antécédents médicaux : information non renseignée.");
    expect(text).toContain("Points de vigilance : rubrique non remplie dans cette synthèse.");
    expect(text).toContain("Traitements au long cours : aucun connu.");
  });

  it("refuses what no document may hold", () => {
    const draft = vsmOf([{ ...problem, label: "a\u0001b" }]);
    expect(() => writeVsm(draft)).toThrow(expect.objectContaining({ code: "cda.draft_character" }));
    const other = { ...draft, header: somePatient(1).header };
    const wrong = { ...other, header: { ...other.header, title: " " } };
    expect(() => writeVsm(wrong)).toThrow(expect.objectContaining({ code: "cda.draft_title" }));
  });
});

const sets = official("cda/jeuxDeValeurs");
describe.skipIf(sets.missing)(`labels of codes ${sets.reason}`, () => {
  it("are those of the official value sets", () => {
    const tables = [
      ["jdv-social-history-code-cisis.xml", Object.values(HABIT_CODES)],
      ["jdv-hl7-v3-PersonalRelationshipRoleType-cisis.xml", Object.values(RELATIVE_CODES)],
      ["jdv-code-probleme-cisis.xml", [DIAGNOSIS, FINDING]],
    ] as const;
    for (const [name, codes] of tables) {
      const path = join(sets.path, name);
      expect(existsSync(path)).toBe(true);
      const concepts = under(treeOf(readFileSync(path, "utf8").replace(/^\uFEFF/, "")), "Concept").map(
        ({ attributes }) => attributes,
      );
      for (const { code, system, label } of codes) {
        expect(concepts.find((concept) => concept.code === code && concept.codeSystem === system)?.displayName).toBe(label);
      }
    }
  });
});
