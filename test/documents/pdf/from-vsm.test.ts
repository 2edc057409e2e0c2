import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { vsmPdf } from "../../../src/documents/pdf/from-vsm.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import { contentOf } from "../../../src/documents/vsm/content.js";
import { MATRICULE } from "../cda/sample.js";
import { tool } from "../support/conformance.js";
import { randomOf, someItem, somePatient, vsmOf } from "../vsm/support/patients.js";

const poppler = spawnSync("pdftotext", ["-v"]).error === undefined || Boolean(process.env.CI);
const preflight = tool("pdfa-check.sh");
/** From nothing at all to a hundred items. */
const SEEDS = [0, 3, 5, 7, 15, 31];

function readText(pdf: Buffer): string {
  const { stdout, status } = spawnSync("pdftotext", ["-layout", "-enc", "UTF-8", "-", "-"], { input: pdf, maxBuffer: 1 << 26 });
  expect(status).toBe(0);
  return stdout.toString();
}

/** As the font draws it. */
const drawn = (text: string) => text.replaceAll(/[漢字]/g, "\uFFFD").replaceAll("\u00a0", " ");

describe("the PDF of a summary", () => {
  it.skipIf(!poppler)("says all that its CDA says", { timeout: 60_000 }, async () => {
    for (const seed of SEEDS) {
      const draft = somePatient(seed);
      const { bytes } = await vsmPdf(draft);
      const text = readText(bytes);
      const words = new Set(text.split(/\s+/));
      const { tables, sentences } = contentOf(draft);
      const cells = [...tables.values()].flatMap(({ leaf, rows, columns, title }) => [
        // Alone in its part, a table has the title of that part.
        ...(leaf === "treatment" ? columns : [title, ...columns]),
        ...rows.flatMap((row) => row.cells.map((cell) => cell.text)),
      ]);
      // Cells stand side by side: their words are looked for, one by one.
      for (const word of cells.flatMap((cell) => drawn(cell).split(/\s+/))) if (word !== "") expect(words).toContain(word);
      for (const sentence of sentences.values()) expect(text).toContain(sentence);
      for (const item of draft.items) {
        const [, number = ""] = /\((\d+)\)$/.exec(item.label) ?? [];
        if (draft.left.includes(item.kind)) expect(words).not.toContain(`(${number})`);
      }
      const { ins } = draft.header.patient;
      expect(text.replaceAll(" ", "").includes(MATRICULE)).toBe(ins !== null);
      expect(text).toContain(`Médecin traitant : ${draft.medecinTraitant === null ? "non renseigné." : ""}`);
    }
  });

  it("keeps the lines of free words, and turns the page within a table with its columns again", async () => {
    const random = randomOf(1);
    const attention = { ...someItem("attention", 1, random), label: "Chutes", note: "ligne une\nligne deux" } as const;
    const many = Array.from({ length: 120 }, (_, index) => someItem("surgery", index + 2, random));
    const { bytes, pages } = await vsmPdf(vsmOf([...many, attention]));
    expect(pages).toBeGreaterThan(2);
    if (!poppler) return;
    const text = readText(bytes);
    expect(text.match(/Date +Antécédent chirurgical/g)?.length).toBeGreaterThan(1);
    expect(text).toMatch(/ligne une\n+ *ligne deux/);
  });

  it("says which characters it cannot print", async () => {
    const draft = vsmOf([{ ...someItem("attention", 1, randomOf(1)), label: "漢" }]);
    expect((await vsmPdf(draft)).warnings.map(({ code }) => code)).toEqual(["characters"]);
  });

  it("is the same to the byte each time, and declares PDF/A-1", { timeout: 60_000 }, async () => {
    const [one, other] = [await vsmPdf(somePatient(15)), await vsmPdf(somePatient(15))];
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect(isPdfA1(await inspectPdf(one.bytes))).toBe(true);
  });

  it.skipIf(preflight.missing)(`is a PDF/A-1b for the official check ${preflight.reason}`, { timeout: 120_000 }, async (test) => {
    const folder = mkdtempSync(join(tmpdir(), "segur-vsm-pdf-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const paths: string[] = [];
    for (const seed of SEEDS) {
      const path = join(folder, `${seed}.pdf`);
      writeFileSync(path, (await vsmPdf(somePatient(seed))).bytes);
      paths.push(path);
    }
    const { status, output } = preflight.run(test, paths);
    expect(output.split("\n").filter((line) => line !== "" && !/^OK .*PDF\/A-1b +errors=0$/.test(line))).toEqual([]);
    expect(status).toBe(0);
    expect(output.match(/^OK /gm)).toHaveLength(SEEDS.length);
  });
});
