import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CdaSection, NarrativeNode } from "../../../src/documents/cda/header.js";
import { escapeHtml } from "../../../src/documents/cda/html-escape.js";
import { renderHtml } from "../../../src/documents/cda/render-html.js";
import { renderText } from "../../../src/documents/cda/render-text.js";
import { columns } from "../../../src/documents/cda/screen-text.js";
import { chunks, official, readAll } from "./support.js";

/** File, level, size of each PDF in it. */
const EXAMPLES: readonly [string, "n1" | "n3", readonly number[]][] = [
  ["examples/BIO-CR-BIO_2024.01_derived_comment.xml", "n3", [77254]],
  ["examples/BIO-CR-BIO_2024.01_derived_flag-H.xml", "n3", [77615]],
  ["examples/DOC_NON_STRUCTURE_CDA-R2-N1.xml", "n1", [326650]],
  ["examples/IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml", "n1", [61736]],
  ["examples/IPS-FR_2024.01.xml", "n3", [122963, 398746, 398223]],
  ["examples/LDL-EES_2022.01_BOM.xml", "n3", []],
  ["examples/LDL-SES_2022.01.xml", "n3", []],
  ["examples/TLM-CR_2022.01.xml", "n1", [257508]],
  ["examples/VAC_2023.01.xml", "n3", []],
  ["examples/VSM_1.4_2022.01.xml", "n3", []],
  ["reference/VSM_minimal.xml", "n3", []],
  ["reference/VSM_typical.xml", "n3", []],
  ["reference/n1.xml", "n1", [13530]],
];

const texts = (sections: readonly CdaSection[]): number =>
  sections.reduce((sum, { text, sections: inner }) => sum + (text.length > 0 ? 1 : 0) + texts(inner), 0);

describe.skipIf(official.missing)(`official documents ${official.reason}`, () => {
  it.each(EXAMPLES)("reads %s without a warning", async (name, level, sizes) => {
    const { header, body, binaries, warnings, contents } = await readAll(official.read(name));
    expect(warnings).toEqual([]);
    expect(body.level).toBe(level);
    expect(binaries.map(({ size }) => size)).toEqual(sizes);
    expect(contents.map(({ bytes }) => bytes.subarray(0, 5).toString())).toEqual(sizes.map(() => "%PDF-"));
    expect(contents.every(({ bytes }) => bytes.subarray(-64).toString("latin1").includes("%%EOF"))).toBe(true);
    expect(header.id.root).not.toBe("");
    expect(header.patient.ins).not.toBeNull();
    expect(header.authors.length).toBeGreaterThan(0);
    expect(header.events.length).toBeGreaterThan(0);
    expect(header.encounter?.facilityType?.system).toBe("1.2.250.1.71.4.2.4");
    if (body.level === "n3") expect(texts(body.sections)).toBeGreaterThan(0);
  });

  it("reads the header of a medical summary", async () => {
    const { header } = await readAll(official.read("examples/VSM_1.4_2022.01.xml"));
    expect(header).toMatchObject({
      id: { root: "1.2.250.1.213.1.1.1.13.2022.1.1", extension: null },
      setId: { root: "1.2.250.1.213.1.1.1.13.2022.1", extension: null },
      versionNumber: 6,
      code: { code: "SYNTH", system: "1.2.250.1.213.1.1.4.12", label: "Synthèse" },
      title: "Synthèse Médicale",
      createdAt: "2020-03-12T11:17:00+01:00",
      confidentiality: { code: "N", system: "2.16.840.1.113883.5.25", label: "Normal" },
      language: "fr-FR",
      patient: {
        ins: { matricule: "279035121518989", oid: "1.2.250.1.213.1.4.10" },
        birthName: "PAT-TROIS",
        usedName: "PAT-TROIS",
        birthGivenNames: "DOMINIQUE MARIE-LOUISE",
        firstBirthGivenName: "DOMINIQUE",
        usedGivenName: "DOMINIQUE",
        sex: "F",
        birthDate: "1979-03-28",
        birthPlace: "51215",
      },
      authors: [
        {
          id: "801234567897",
          familyName: "MEDIONI",
          givenName: "Stéphane",
          role: "Médecin traitant",
          specialty: { code: "G15_10/SM26", label: "Médecin - Qualifié en Médecine Générale (SM)" },
          institution: { id: "2801234567", name: "Centre de soins le Belvédère" },
          time: "2020-03-12T11:17:00+01:00",
        },
      ],
      custodian: { id: { root: "1.2.250.1.71.4.2.2", extension: "1120456789" }, name: "Centre de soins le Belvédère" },
      replaces: null,
    });
    expect(header.templateIds).toContainEqual({ root: "1.2.250.1.213.1.1.1.13", extension: "201310" });
  });

  it("reads the prescriber, the sampler and the state of a laboratory report, whatever prefix it gives its own namespace", async () => {
    const { header } = await readAll(official.read("examples/BIO-CR-BIO_2024.01_derived_flag-H.xml"));
    expect(header.participants.map(({ type, function: role, person }) => [type, role, person.familyName])).toEqual([
      ["REF", null, "CHARLES"],
      ["PRF", "PRELV", "BLEEDER"],
      ["INF", "PCP", "MEDECIN5729"],
    ]);
    expect(header.events[0]).toMatchObject({
      code: { code: "18723-7" },
      start: "2024-11-10T09:22:00+01:00",
      stop: "2024-11-10T14:15:00+01:00",
      status: "completed",
      practiceSetting: { code: "AMBULATOIRE" },
      performer: { familyName: "CAMPARINI" },
    });
    expect(header.encounter).toMatchObject({ code: { code: "AMB" }, facilityType: { code: "SA25" } });
  });

  it("knows what a second version replaces", async () => {
    const { header } = await readAll(official.read("examples/IPS-FR_2024.01.xml"));
    expect(header.versionNumber).toBe(2);
    expect(header.replaces?.root).toMatch(/^[\d.]+$|^[0-9A-Fa-f-]{36}$/);
    expect(header.replaces).not.toEqual(header.id);
  });

  it("reads the same whatever the way it is cut", async () => {
    const names = ["examples/BIO-CR-BIO_2024.01_derived_comment.xml", "reference/n1.xml", "examples/LDL-EES_2022.01_BOM.xml"];
    for (const name of names) {
      const document = official.read(name);
      const whole = await readAll([document]);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 6 }), async (sizes) => {
          const cut = function* () {
            for (let at = 0, turn = 0; at < document.length; turn += 1) {
              const size = sizes[turn % sizes.length] ?? 1;
              yield document.subarray(at, at + size);
              at += size;
            }
          };
          expect(await readAll(cut())).toEqual(whole);
        }),
        { numRuns: 6 },
      );
    }
  });

  it("reads one byte at a time", async () => {
    const document = official.read("reference/n1.xml");
    expect(await readAll(chunks(document, 1))).toEqual(await readAll([document]));
  });

  it("refuses a document cut anywhere, and never gives its binary as whole", async () => {
    const document = official.read("reference/n1.xml");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: document.lastIndexOf(">") - 1 }), async (length) => {
        await expect(readAll([document.subarray(0, length)])).rejects.toMatchObject({ name: "SegurError", code: "cda.not_xml" });
      }),
      { numRuns: 60 },
    );
  });

  it.each([60, 100, 200])("draws every one of them in %i columns", async (width) => {
    for (const [name] of EXAMPLES) {
      const read = await readAll(official.read(name));
      const lines = renderText({ ...read, contents: null, pdf: null }, { width, reveal: false, command: "segur doc show D12" });
      expect(Math.max(...lines.map(({ text }) => columns(text)))).toBeLessThanOrEqual(width);
    }
  });

  it("loses no word of the narrative, on screen or in the page", async () => {
    for (const [name] of EXAMPLES) {
      const read = await readAll(official.read(name));
      if (read.body.level !== "n3") continue;
      // So wide that no word is cut; a page escapes what it shows.
      const drawn = renderText(
        { ...read, contents: null, pdf: null },
        { width: 100_000, reveal: false, command: "segur doc show D12" },
      );
      const screen = drawn.map(({ text }) => text).join("\n");
      const page = renderHtml({ ...read, binaries: [] }, { reveal: false });
      const lost = wordsOf(read.body.sections).filter((word) => !screen.includes(word) || !page.includes(escapeHtml(word)));
      expect(lost).toEqual([]);
      expect(wordsOf(read.body.sections).length).toBeGreaterThan(10);
    }
  });

  it("keeps every cell of the tables of a summary on screen", async () => {
    const read = await readAll(official.read("examples/VSM_1.4_2022.01.xml"));
    const text = renderText({ ...read, contents: null, pdf: null }, { width: 120, reveal: false, command: "segur doc show D12" })
      .map((line) => line.text)
      .join("\n");
    expect(text).toContain("11/08/2019 │ Accident ischémique cérébral transitoire");
    expect(text).toContain("Pyélonéphrite aiguë");
    expect(text).not.toContain("279035121518989");
  });

  it("puts the PDF of a document in its page unchanged", async () => {
    const read = await readAll(official.read("reference/n1.xml"));
    const page = renderHtml(
      { ...read, binaries: read.contents.map(({ bytes, ...each }) => ({ ...each, contents: bytes })) },
      { reveal: false },
    );
    const [, data = ""] = /href="data:application\/pdf;base64,([^"]+)"/.exec(page) ?? [];
    const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(Buffer.from(data, "base64"))).toBe(hash(read.contents[0]?.bytes ?? Buffer.alloc(0)));
  });
});

function wordsOf(sections: readonly CdaSection[]): string[] {
  return sections.flatMap(({ title, text, sections: inner }) => [
    ...(title ?? "").split(" "),
    ...text.flatMap(textsIn).flatMap((each) => each.split(/\s+/)),
    ...wordsOf(inner),
  ]);
}

function textsIn(node: NarrativeNode): string[] {
  return typeof node === "string" ? [node] : node.children.flatMap(textsIn);
}
