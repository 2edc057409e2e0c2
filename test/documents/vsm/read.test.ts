import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeCda } from "../../../src/documents/cda/writer.js";
import { leafOf, READING } from "../../../src/documents/vsm/content.js";
import { readVsm } from "../../../src/documents/vsm/read.js";
import { writeVsm } from "../../../src/documents/vsm/writer.js";
import type { NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { draft } from "../cda/sample.js";
import { official } from "../support/conformance.js";
import { carried, kept } from "./support/items.js";
import { vsmOf } from "./support/patients.js";

const read = (text: string | Buffer) => readVsm([Buffer.from(text)]);
const inOrder = (items: readonly NewMedicalItem[]) => READING.flatMap((leaf) => items.filter((item) => leafOf(item) === leaf));

describe("what our own summaries say", () => {
  it("is read again whole: every item that a summary can carry", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(carried, { maxLength: 12 }), async (items) => {
        const vsm = await read(writeVsm(vsmOf(items.map(kept))));
        expect(vsm.unread).toEqual([]);
        expect(vsm.warnings).toEqual([]);
        expect(vsm.items).toEqual(inOrder(items));
      }),
      { numRuns: 200 },
    );
  });

  it("names the problem of a treatment, by its place", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(carried, { minLength: 2, maxLength: 12 }), fc.nat(), async (items, seed) => {
        const problems = items.flatMap(({ kind }, index) => (kind === "problem" ? [index] : []));
        if (problems.length === 0) return;
        const reasonOf = (index: number) => problems[(seed + index) % problems.length] ?? 0;
        const given = items.map((item, index) =>
          item.kind === "treatment" ? { ...item, reason: `S${reasonOf(index) + 1}` } : item,
        );
        const vsm = await read(writeVsm(vsmOf(given.map(kept))));
        const wanted = given.flatMap((item, index) => (item.kind === "treatment" ? [items[reasonOf(index)]] : []));
        expect(vsm.reasons.map(({ problem }) => vsm.items[problem])).toEqual(wanted);
        expect(vsm.unread).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("is told when nothing is known, and not when it was not filled in or left out", async () => {
    const noneKnown = { allergy: true, surgery: true, problem: true } as const;
    const vsm = await read(writeVsm(vsmOf([], { noneKnown, left: ["surgery", "family"] })));
    expect(vsm).toMatchObject({ items: [], unread: [], noneKnown: ["problem", "allergy"], left: ["surgery", "family"] });
    // None any more: nothing is proposed from it, and nothing of it is told as unread.
    expect(await read(writeVsm(vsmOf([], { noneKnown, ended: ["allergy"] })))).toMatchObject({
      ...{ items: [], unread: [], noneKnown: ["problem", "surgery"] },
    });
  });
});

const SECTION = (
  inside: string,
) => `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <templateId root="1.2.250.1.213.1.1.1.13"/><code code="SYNTH"/><effectiveTime value="20260101"/>
  <component><structuredBody>${inside}</structuredBody></component></ClinicalDocument>`;
const section = (code: string, inside: string) =>
  SECTION(`<component><section><code code="${code}"/><title>T</title>${inside}</section></component>`);
const CIM = `codeSystem="2.16.840.1.113883.6.3"`;

describe("what summaries of others say", () => {
  it("is refused when it is another document, or has no section", async () => {
    const other = SECTION("").replace("1.2.250.1.213.1.1.1.13", "1.2.3").replace("SYNTH", "11488-4");
    await expect(read(other)).rejects.toMatchObject({ code: "vsm.not_a_vsm", kind: "input" });
    const pieces: Buffer[] = [];
    for await (const piece of writeCda(draft("SYNTH"), { mediaType: "text/plain", open: () => [Buffer.from("x")] }))
      pieces.push(piece);
    await expect(read(Buffer.concat(pieces))).rejects.toMatchObject({ code: "vsm.not_structured" });
    await expect(read("<a/>")).rejects.toMatchObject({ code: "cda.not_cda" });
  });

  it("is never turned round: what is negated, planned or cancelled is told, and no item", async () => {
    const negated = section(
      "11450-4",
      `<entry><act><entryRelationship typeCode="SUBJ"><observation negationInd="true">
        <value xsi:type="CD" code="E11" ${CIM} displayName="Diabète"/></observation></entryRelationship></act></entry>`,
    );
    expect(await read(negated)).toMatchObject({ items: [], unread: [{ section: "T", text: "Dit absent : Diabète" }] });
    const planned = section("47519-4", `<entry><procedure moodCode="INT"><code displayName="Prothèse"/></procedure></entry>`);
    expect(await read(planned)).toMatchObject({ items: [], unread: [{ text: "Acte prévu : Prothèse" }] });
    const drug = `<consumable><manufacturedProduct><manufacturedMaterial><name>ASPIRINE</name></manufacturedMaterial></manufacturedProduct></consumable>`;
    const stopped = section(
      "10160-0",
      `<entry><substanceAdministration negationInd="true">${drug}</substanceAdministration></entry>`,
    );
    expect(await read(stopped)).toMatchObject({ items: [], unread: [{ text: "Dit absent : ASPIRINE" }] });
  });

  it("is told when it is a text that no entry refers to, a section that no record has, a code of another nomenclature", async () => {
    const text = section("48765-2", "<text>Allergie à l'iode<br/>et au latex</text>");
    expect((await read(text)).unread.map((each) => each.text)).toEqual([
      "Texte sans entrée : Allergie à l'iode",
      "Texte sans entrée : et au latex",
    ]);
    const vaccines = section("11369-6", "<text><list><item>DTP 2019</item></list></text><entry><act/></entry>");
    expect((await read(vaccines)).unread.map((each) => each.text)).toEqual([
      "DTP 2019",
      "1 entrées codées ne sont pas reprises.",
    ]);
    const snomed = section(
      "11450-4",
      `<entry><observation><value xsi:type="CD" code="73211009" codeSystem="2.16.840.1.113883.6.96" displayName="Diabète"/>
        <author><assignedAuthor><assignedPerson><name>Dr X</name></assignedPerson></assignedAuthor></author></observation></entry>`,
    );
    const vsm = await read(snomed);
    expect(vsm.items).toMatchObject([{ kind: "problem", label: "Diabète", code: null, closed: false }]);
    expect(vsm.unread.map((each) => each.text)).toEqual([
      "Code non repris : 73211009 Diabète (Diabète)",
      "Auteur (Diabète) : Dr X",
    ]);
  });

  it("does not close what ends after the day of the document, and keeps dates as precise as they are", async () => {
    const drug = (high: string) =>
      section(
        "10160-0",
        `<entry><substanceAdministration><effectiveTime><low value="202003"/><high value="${high}"/></effectiveTime><consumable><manufacturedProduct>
          <manufacturedMaterial><name>X</name></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>`,
      );
    expect((await read(drug("2027"))).items).toMatchObject([{ since: "2020-03", until: null, closed: false }]);
    expect((await read(drug("2027"))).unread.map((each) => each.text)).toEqual(["Fin prévue le 2027 (X)"]);
    expect((await read(drug("20251231"))).items).toMatchObject([{ until: "2025-12-31", closed: true }]);
    expect((await read(drug("20259999"))).items).toMatchObject([{ until: null, closed: false }]);
  });

  it("holds no more than it must of a document made to fill the memory", async () => {
    const many = `<entry><observation><value xsi:type="CD" displayName="P"/></observation></entry>`.repeat(2_500);
    const vsm = await read(section("11450-4", many));
    expect(vsm.items).toHaveLength(2_000);
    expect(vsm.unread.at(-1)?.text).toMatch(/^500 entrées de trop/);
    const rows = section("48765-2", `<text>${"<paragraph>a</paragraph>".repeat(5_000)}</text>`);
    expect((await read(rows)).unread.length).toBeLessThanOrEqual(502);
  });
});

const files = official("cda");
const file = (name: string) => readFileSync(join(files.path, name));

describe.skipIf(files.missing)(`official summaries ${files.reason}`, () => {
  it("of 2022: every entry is an item, the rest is told", async () => {
    const { items, reasons, unread, header } = await read(file("examples/VSM_1.4_2022.01.xml"));
    expect(header.code.code).toBe("SYNTH");
    const told = items.map(({ kind, label, code, since, until, closed }) => [
      kind,
      label,
      code?.code ?? null,
      since,
      until,
      closed,
    ]);
    expect(told).toEqual([
      ["problem", "Accident ischémique cérébral transitoire", "G45.9", "2019-08-11", null, false],
      ["problem", "Angine de poitrine instable", "I20.0", "2019-08-11", null, false],
      ["problem", "Pyélonéphrite aiguë", "N10", "2018-04-22", "2018-04-30", true],
      ["problem", "Infarctus transmural inférieur", "I21.1", "2018-01-14", "2018-01-25", true],
      [
        ...[
          "surgery",
          "Dilatation intraluminale de deux vaisseaux coronaires avec pose d'endoprothèse, par voie artérielle transcutanée",
        ],
        ...["DDAF004", "2018-01-14", null, false],
      ],
      ["allergy", "Paracétamol", "60234100", "2018-06-03", null, false],
      ["habit", "Consommation tabagique", null, null, null, false],
      ["habit", "Consommation de cannabis occasionnelle", null, null, null, false],
      ["occupation", expect.stringMatching(/^Exposition à l'amiante/), null, null, null, false],
      ["family", "Anémie drépanocytaire", "D57.1", null, null, false],
      ["attention", "ECG Hémibloc antérieur gauche", null, null, null, false],
      ["attention", "Echodoppler VG non dilaté, trouble de la relaxation du VG", null, null, null, false],
      ["attention", "Hypertriglycéridémie avec VLDL élevés - notion familiale ?", null, null, null, false],
      ["treatment", "PLAVIX 75mg, comprimé pelliculé", "63564053", "2019-08-11", null, false],
      ["treatment", "COUMADINE 5mg, comprimé sécable", "63245753", "2019-08-11", null, false],
    ]);
    expect(items.at(-2)).toMatchObject({
      dosage: "1 cp/j",
      schedule: { dose: { low: 2, high: 2, unit: "{tablet}" }, everyHours: 24 },
      route: { code: "20053000", label: "Voie orale" },
    });
    expect(items[6]).toMatchObject({ habit: "tobacco", quantity: { value: 25, unit: "{pack}/a" } });
    expect(items[9]).toMatchObject({ relative: "mother" });
    expect(reasons.map(({ treatment, problem }) => [items[treatment]?.label.slice(0, 6), items[problem]?.code?.code])).toEqual([
      ["PLAVIX", "I20.0"],
      ["COUMAD", "G45.9"],
    ]);
    expect(unread.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Auteur \(Dilatation.*PETITJEAN/),
      expect.stringMatching(/^Précision \(Dilatation.*Infarctus/),
      "Statut clinique « Inactif » (Paracétamol)",
      "Code non repris : 398705004 Cannabis (Consommation de cannabis occasionnelle)",
    ]);
  });

  it("written by hand, typical and minimal", async () => {
    const typical = await read(file("reference/VSM_typical.xml"));
    expect(typical.items.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      ...["problem Diabète de type 2", "problem Pyélonéphrite", "surgery Appendicectomie 2001", "allergy Amoxicilline"],
      ...["habit Tabac 25 PA", "treatment METFORMINE 500 mg 3/j"],
    ]);
    expect(typical.unread.map(({ text }) => text)).toEqual(["Aucun", "Rythme (METFORMINE 500 mg 3/j) : toutes les 8 h"]);
    const minimal = await read(file("reference/VSM_minimal.xml"));
    expect(minimal.noneKnown).toEqual([]);
    expect(minimal.unread.map(({ section, text }) => `${section} : ${text}`)).toEqual([
      "Pathologies en cours, antécédents et allergies : Aucun",
      "Facteurs de risque : Aucun",
      "Points de vigilance : Aucun",
      "Traitement au long cours : Aucun",
    ]);
  });
});
