import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import yazl from "yazl";
import { isZip, openArchive } from "../../../src/documents/directory/archive.js";
import { extractionDate, readExtraction } from "../../../src/documents/directory/extraction.js";
import type { DirectoryMailbox } from "../../../src/domain/professional/entry.js";
import { conformance } from "../../gateways/support/conformance.js";

const HEAD =
  "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code Profession|Libellé Profession|L6LIGNEACHEMINEMENT|Code postal|Département";
const LINE = "PER|Anne.MARTIN@medecin.mssante.fr|10003456789|MARTIN|Anne|10|Médecin|29200 BREST CEDEX 2|29200|29";

async function* pieces(text: string | Buffer, size = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string | Buffer) {
  const extraction = readExtraction(pieces(text));
  const mailboxes: DirectoryMailbox[] = [];
  for await (const each of extraction.items) mailboxes.push(each);
  return { mailboxes, ...extraction.counts() };
}

const official = conformance.path("directory", "Extraction_Correspondance_MSSante_FICTIF.txt");

describe("the extraction of the annuaire", () => {
  it(`reads the sample ${conformance.reason}`, { skip: !existsSync(official) }, async () => {
    const found: DirectoryMailbox[] = [];
    for await (const each of readExtraction(createReadStream(official)).items) found.push(each);
    expect(found).toMatchObject([
      {
        type: "PER",
        rpps: "10003456789",
        familyName: "DUPONT",
        profession: { code: "10" },
        speciality: { code: "SM54" },
        paperless: true,
      },
      {
        type: "ORG",
        structure: { id: "1770816478", name: "CENTRE DE SANTE FICTIF" },
        service: "Secrétariat",
        city: "PARIS",
        department: "75",
      },
    ]);
  });

  it("reads columns by their headings, in any order, with a last | or none, and any line end", async () => {
    const reversed = (line: string) => line.split("|").reverse().join("|");
    const plain = await read(`${HEAD}\n${LINE}\n`);
    expect(plain.mailboxes).toMatchObject([
      { address: "anne.martin@medecin.mssante.fr", city: "BREST", department: "29", profession: { label: "Médecin" } },
    ]);
    for (const text of [
      `\uFEFF${HEAD}|\r\n${LINE}|\r\n`,
      `${reversed(HEAD)}\r${reversed(LINE)}`,
      Buffer.from(`${HEAD}\n${LINE}`, "latin1"),
    ])
      expect((await read(text)).mailboxes).toEqual(plain.mailboxes);
  });

  it("leaves and counts the lines that name no mailbox", async () => {
    const bad = ["XXX|a@b.fr", "PER|pas une adresse", "PER|a@b.mssante.fr\u0000", "PER", "PER|a b@c.fr"];
    const { mailboxes, lines, refused } = await read([HEAD, LINE, LINE, LINE, LINE, LINE, ...bad].join("\n"));
    expect([mailboxes.length, lines, refused]).toEqual([5, 10, 5]);
  });

  it.each([
    ["", "directory.empty"],
    [HEAD, "directory.empty"],
    ["nom;prenom\nA;B\n", "directory.not_extraction"],
    [`${HEAD}\n${LINE}\nx\ny\n`, "directory.unreadable"],
  ])("refuses what is no extraction (%#)", async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code, kind: "input" });
  });

  it("reads its date in the name of the file", () => {
    expect(extractionDate("Extraction_Correspondance_MSSante_202611240815.zip")).toBe("2026-11-24T08:15:00.000Z");
    expect(extractionDate("extraction.zip")).toBeNull();
    expect(extractionDate("x_202699240815.zip")).toBeNull();
  });
});

function zip(...files: readonly (readonly [string, string])[]): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [name, text] of files) archive.addBuffer(Buffer.from(text), name);
  archive.end();
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    archive.outputStream.on("data", (chunk: Buffer) => chunks.push(chunk));
    archive.outputStream.on("end", () => resolve(Buffer.concat(chunks)));
    archive.outputStream.on("error", reject);
  });
}

async function textIn(archive: string | Buffer): Promise<string> {
  const { bytes } = await openArchive(archive);
  let text = "";
  for await (const chunk of bytes) text += chunk.toString();
  return text;
}

describe("its archive", () => {
  it("is opened from memory or from a file, its text found beside a note", async () => {
    const bytes = await zip(["lisezmoi.txt", "note"], ["Extraction_202611240815.txt", `${HEAD}\n${LINE}`]);
    expect(isZip(bytes)).toBe(true);
    expect(await textIn(bytes)).toContain("MARTIN");
    const folder = mkdtempSync(join(tmpdir(), "segur-zip-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "a.zip");
    writeFileSync(file, bytes);
    expect((await openArchive(file)).name).toBe("Extraction_202611240815.txt");
    expect(await textIn(file)).toContain("MARTIN");
  });

  it("refuses an archive without text, cut, altered, or with too many files", async () => {
    const good = await zip(["a.txt", `${HEAD}\n${LINE}`.repeat(50)]);
    const altered = Buffer.from(good);
    // Same size, other bytes: only the checksum tells.
    const other = deflateRawSync(Buffer.from(`${HEAD}\n${LINE}`.repeat(50).replaceAll("MARTIN", "MARTEN")));
    other.copy(altered, 30 + "a.txt".length, 0, other.length);
    const many = await zip(...Array.from({ length: 60 }, (_, index) => [`${index}.txt`, "x"] as const));
    for (const bytes of [
      await zip(["a.pdf", "x"]),
      good.subarray(0, good.length - 30),
      altered,
      many,
      Buffer.from("PK\u0003\u0004rien"),
    ])
      await expect(textIn(bytes)).rejects.toMatchObject({ code: "directory.archive" });
  });
});
