import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CdaSection, NarrativeNode } from "../../../src/documents/cda/header.js";
import { readCda } from "../../../src/documents/cda/reader.js";
import { type CdaToShow, cdaToPdfA } from "../../../src/documents/pdf/from-cda.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import { pdfText } from "../../../src/documents/pdf/text.js";
import { collect } from "../cda/sample.js";
import { cda, chunks, n1, narrative } from "../cda/support.js";
import { official, tool } from "../support/conformance.js";
import { ccitt, JPEG_COLOUR, tiff } from "./images.js";

async function shown(document: string | Buffer): Promise<CdaToShow> {
  let contents: Buffer | null = null;
  const pictures: { mediaType: string; bytes: Buffer }[] = [];
  const read = await readCda(chunks(document), {
    async onBinary({ id, mediaType }, body) {
      const bytes = await collect(body);
      if (id === null) contents = bytes;
      else if (mediaType.startsWith("image/")) pictures.push({ mediaType, bytes });
    },
  });
  return { ...read, contents, pictures };
}

async function textOf(bytes: Buffer): Promise<string> {
  const text = await pdfText(bytes);
  if (text.kind !== "text") throw new Error(`no text: ${text.kind}`);
  return text.pages.join("\n");
}

/** How many of each letter and digit, whatever their order: columns of a table are read one line after the other. */
function lettersOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of text.normalize("NFKD").match(/[\p{L}\p{N}]/gu) ?? []) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}

function narrativeOf(sections: readonly CdaSection[]): string {
  const nodes = (all: readonly NarrativeNode[]): string =>
    all.map((node) => (typeof node === "string" ? node : ` ${nodes(node.children)} `)).join("");
  return sections.map(({ title, text, sections: inside }) => `${title ?? ""} ${nodes(text)} ${narrativeOf(inside)}`).join("\n");
}

describe("a CDA that no page can show is refused", () => {
  test.each([
    ["no body", "<nonXMLBody/>", "pdf.empty"],
    ["an empty text", n1("", 'mediaType="text/plain"'), "pdf.empty"],
    ["a blank narrative", narrative(" "), null],
    ["a video", n1("AAAA", 'mediaType="video/mp4" representation="B64"'), "pdf.format"],
    ["an image that is none", n1("AAAA", 'mediaType="image/jpeg" representation="B64"'), "pdf.jpeg_unreadable"],
  ])("%s", async (_name, body, code) => {
    const made = shown(cda(body)).then(cdaToPdfA);
    if (code === null) expect(await textOf((await made).bytes)).toContain("Conclusion");
    else await expect(made).rejects.toMatchObject({ code, kind: "input" });
  });
});

describe("the PDF of a CDA", () => {
  test("shows first its title, type, times, author, organisation and patient (MSS/CONF.26), then its narrative", async () => {
    const read = await shown(cda(narrative("<paragraph>Tension 12/8, 10<sup>9</sup>/L</paragraph>")));
    const [author] = read.header.authors;
    if (author === undefined) throw new Error("no author");
    const authors = [{ ...author, institution: { id: null, name: "CENTRE LÉON" } }];
    const { bytes, pages, warnings } = await cdaToPdfA({ ...read, header: { ...read.header, authors } });
    expect([pages, warnings]).toEqual([1, []]);
    expect(isPdfA1(await inspectPdf(bytes))).toBe(true);
    const text = await textOf(bytes);
    const order = [
      "Lettre de liaison",
      "277076322082910",
      "CR de sortie",
      "12/03/2026 à 11:17",
      "MARTIN",
      "CENTRE LÉON",
      "Conclusion",
    ];
    expect([...order].sort((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(order);
    expect(text).toContain("Tension 12/8, 10⁹/L");
    expect(text).toContain("Page 1 sur 1");
  });

  test("is the same bytes each time", async () => {
    const read = await shown(cda(narrative("x")));
    expect((await cdaToPdfA(read)).bytes).toEqual((await cdaToPdfA(read)).bytes);
  });

  test("goes over as many pages as it needs, and loses no line", async () => {
    const lines = Array.from({ length: 400 }, (_, index) => `<paragraph>ligne-${index}-fin</paragraph>`).join("");
    const { bytes, pages } = await cdaToPdfA(await shown(cda(narrative(lines))));
    expect(pages).toBeGreaterThan(5);
    const text = await textOf(bytes);
    for (let index = 0; index < 400; index++) expect(text).toContain(`ligne-${index}-fin`);
    expect(text).toContain(`Page ${pages} sur ${pages}`);
  });

  test("shows the text or the image of a level 1 body, and the images of a structured one", async () => {
    const text = Buffer.from("Bonjour,\nréponse : été").toString("base64");
    const plain = await cdaToPdfA(await shown(cda(n1(text, 'mediaType="text/plain" representation="B64"'))));
    expect(await textOf(plain.bytes)).toContain("réponse : été");
    const image = (type: string, bytes: Buffer) => n1(bytes.toString("base64"), `mediaType="${type}" representation="B64"`);
    for (const body of [
      image("image/jpeg", JPEG_COLOUR),
      image("image/tiff", tiff({ width: 16, height: 8, compression: 4, data: ccitt(8) })),
    ]) {
      const { bytes, pages } = await cdaToPdfA(await shown(cda(body)));
      expect(pages).toBeGreaterThan(1);
      expect(await textOf(bytes)).toContain("Lettre de liaison");
    }
    const read = await shown(cda(narrative("x")));
    const joined = { ...read, pictures: [{ mediaType: "image/jpeg", bytes: JPEG_COLOUR }] };
    expect(await cdaToPdfA(joined)).toMatchObject({ pages: 2, warnings: [] });
    const other = await cdaToPdfA({ ...read, pictures: [{ mediaType: "image/gif", bytes: Buffer.from("GIF") }] });
    expect(other).toMatchObject({ pages: 1, warnings: [{ code: "pictures" }] });
  });

  test("of a hostile document holds no control, and says what it could not draw", async () => {
    const { bytes, warnings } = await cdaToPdfA(await shown(cda(narrative("\u202Efdp.exe 👩‍⚕️ &#x9b;31m مريم"))));
    const text = await textOf(bytes);
    expect(text).not.toMatch(/[\u202a-\u202e\u0080-\u009f]/);
    expect(warnings.map(({ code }) => code)).toContain("characters");
  });
});

const examples = official("cda/examples");
const references = official("cda/reference");
const pdfa = tool("pdfa-check.sh");

test.skipIf(examples.missing || pdfa.missing)(
  `each official example becomes a PDF/A-1b with all of its narrative ${examples.reason}${pdfa.reason}`,
  { timeout: 120_000 },
  async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "segur-narrative-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const files = [examples.path, references.path].flatMap((from) =>
      readdirSync(from)
        .filter((name) => name.endsWith(".xml"))
        .map((name) => ({ name, bytes: readFileSync(join(from, name)) })),
    );
    const paths: string[] = [];
    for (const { name, bytes } of files) {
      const read = await shown(bytes);
      if (read.body.level !== "n3") continue;
      const made = await cdaToPdfA(read);
      const path = join(folder, `${name}.pdf`);
      writeFileSync(path, made.bytes);
      paths.push(path);
      const drawn = lettersOf(await textOf(made.bytes));
      const lost = [...lettersOf(narrativeOf(read.body.sections))].filter(([letter, count]) => (drawn.get(letter) ?? 0) < count);
      expect(lost, name).toEqual([]);
    }
    expect(paths.length).toBeGreaterThan(5);
    const { status, output } = pdfa.run(context, paths);
    expect(status, output).toBe(0);
  },
);
