import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { toPdfA } from "../../../src/documents/pdf/convert.js";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";
import { SegurError } from "../../../src/domain/errors.js";
import { decodeInsDatamatrix } from "../../../src/domain/identity/datamatrix.js";
import { draft, MATRICULE, unqualified } from "../cda/sample.js";
import { ccitt, JPEG_COLOUR, JPEG_GREY, tiff } from "./images.js";

const poppler = spawnSync("pdftotext", ["-v"]).error === undefined || Boolean(process.env.CI);
const reason = poppler ? "" : "(SKIPPED: no pdftotext)";

beforeAll(async () => {
  // Without it the reader fetches its WebAssembly from a public network.
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer }, fireImmediately: true });
});

const plain = (text: string, given = draft()) => toPdfA(Buffer.from(text), "text/plain", given);

/** What a person reads on the pages, by an independent reader. */
function readText(pdf: Buffer): string {
  const { stdout, status, stderr } = spawnSync("pdftotext", ["-layout", "-enc", "UTF-8", "-", "-"], {
    input: pdf,
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`pdftotext: ${stderr}`);
  return stdout.toString();
}

/** Contents of every compressed stream that is text. */
function streams(pdf: Buffer): string[] {
  const found: string[] = [];
  const text = pdf.toString("latin1");
  for (const { index } of text.matchAll(/stream\r?\n/g)) {
    try {
      found.push(inflateSync(pdf.subarray(text.indexOf("\n", index) + 1), { finishFlush: 2 }).toString("latin1"));
    } catch {
      // A stream that is not compressed (XMP) or a picture in its own coding.
    }
  }
  return found;
}

/** A good TIFF whose directory stands at 8, made wrong: a chain in a circle, values or strips beyond the end. */
function changedTiff(change: (file: Buffer) => void): Buffer {
  const file = tiff({ width: 16, height: 4, compression: 4, data: ccitt(4) });
  change(file);
  return file;
}

describe("PDF/A-1b of a text", () => {
  it("owes nothing to the documents that were made before it, whose fonts it takes up", async () => {
    // The same glyph for several characters, ligatures, kerning, marks: what a font could remember of another text.
    const texts = ["AVAV\u00a0fi \u2011 To", "AVAV fi - To", "e\u0301 é \u2010 ﬁ", "Κ K К ≥ œ", "Compte rendu\fpage 2"];
    const fresh = async (): Promise<typeof toPdfA> => {
      vi.resetModules();
      return (await import("../../../src/documents/pdf/convert.js")).toPdfA;
    };
    const make = async (convert: typeof toPdfA, text: string) =>
      (await convert(Buffer.from(text), "text/plain", draft())).bytes.toString("latin1");
    const after = await fresh();
    for (const text of [...texts, ...texts.toReversed()]) {
      const [here, alone] = [await make(after, text), await make(await fresh(), text)];
      expect(here === alone, text).toBe(true);
    }
    // Two at once read the same tables in turn.
    const together = await Promise.all(texts.map((text) => make(after, text)));
    expect(together).toEqual(await Promise.all(texts.map(async (text) => make(await fresh(), text))));
  });

  it("declares what it is and is the same every time", async () => {
    const [first, second] = [await plain("Bonjour ≥ œ"), await plain("Bonjour ≥ œ")];
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first).toMatchObject({ pages: 1, warnings: [] });
    const inspection = await inspectPdf(first.bytes);
    expect(inspection).toEqual({ isPdf: true, encrypted: false, declares: "PDF/A-1b", complete: true });
    expect(isPdfA1(inspection)).toBe(true);
  });

  it("prints the datamatrix of a qualified identity, which a reader decodes", async () => {
    const { bytes } = await plain("texte");
    const rectangles = streams(bytes)
      .flatMap((content) => [...content.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re\b/g)])
      .map((match) => match.slice(1).map(Number))
      .filter(([, , , height = 0]) => height < 5);
    const [text] = await scan(rectangles);
    const decoded = decodeInsDatamatrix(text ?? "");
    expect(decoded.ok && decoded.value).toMatchObject({
      matricule: MATRICULE,
      birthName: "D'ARC-EN CIEL",
      birthPlace: "63220",
      warnings: [],
    });
  });

  it.skipIf(!poppler)(`prints neither datamatrix nor matricule of another identity ${reason}`, async () => {
    const { bytes } = await plain("texte", draft("11488-4", { patient: unqualified }));
    const text = readText(bytes);
    expect(text).toContain("D'ARC-EN CIEL");
    expect(text).not.toContain("INS");
    expect(text.replaceAll(" ", "")).not.toContain(MATRICULE);
  });

  it.skipIf(!poppler)(
    `prints identity, matricule with its nature, author, structure, dates and every line ${reason}`,
    async () => {
      const lines = Array.from({ length: 150 }, (_, row) => `Ligne ${row} : glycémie ≥ 1,26 g/L, œdème « ↓ »`);
      const { bytes, pages } = await plain(lines.join("\r\n"));
      const text = readText(bytes);
      expect(pages).toBe(3);
      for (const line of lines) expect(text).toContain(line);
      for (const each of [
        "CABINET DR MARCEAU",
        "Dr Hélène MARCEAU",
        "Médecin, Médecine Générale",
        "JEANNE MARIE-LOU",
        "12/03/1980",
        "2 80 03 63 220 001",
        "(NIR)",
        "INS à scanner",
        "Date de l'acte : 24/11/2026",
        "Page 3 sur 3",
      ]) {
        expect(text).toContain(each);
      }
      // The patient stands on each page.
      expect(text.split("née le 12/03/1980")).toHaveLength(4);
    },
  );

  it.skipIf(!poppler)(`reads Windows-1252, UTF-16 and page breaks ${reason}`, async () => {
    const windows = await toPdfA(Buffer.from([0x43, 0x9c, 0x75, 0x72, 0x20, 0xe9, 0x20, 0x80]), "text/plain", draft());
    expect(readText(windows.bytes)).toContain("Cœur é €");
    const utf16 = await toPdfA(Buffer.from("\ufeffœdème", "utf16le"), "text/plain", draft());
    expect(readText(utf16.bytes)).toContain("œdème");
    expect((await plain("un\fdeux\f\ntrois")).pages).toBe(3);
  });

  it("tells each character that it cannot draw", async () => {
    const { warnings } = await plain("漢 a 漢 \u0007 \u{1F9D1} œ");
    expect(warnings).toEqual([
      { code: "characters", message: expect.stringContaining("U+6F22"), details: { "U+6F22": 2, "U+0007": 1, "U+1F9D1": 1 } },
    ]);
  });

  it.each(["", " \n\t \n", "\f\f"])("refuses the empty text %j", async (text) => {
    await expect(plain(text)).rejects.toMatchObject({ code: "pdf.empty", kind: "input" });
  });

  it("refuses a draft that could not be exchanged, in words rather than as a defect", async () => {
    const good = draft();
    const bad = { ...good, patient: { ...good.patient, birthName: "" } };
    await expect(plain("x", bad)).rejects.toMatchObject({ code: "cda.traits_incomplete" });
  });

  it("ends on any TIFF, damaged anywhere", async () => {
    const good = tiff({ width: 16, height: 4, compression: 4, data: ccitt(4) });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: good.length - 1 }), fc.constantFrom(0, 1, 0x7f, 0xff), async (at, byte) => {
        const file = Buffer.from(good);
        file[at] = byte;
        const outcome = await toPdfA(file, "image/tiff", draft()).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(SegurError);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("refuses a text without end and a format that it does not know", async () => {
    await expect(plain("\f".repeat(2_001).concat("x"))).rejects.toMatchObject({ code: "pdf.too_long" });
    await expect(toPdfA(Buffer.from("x"), "application/msword", draft())).rejects.toMatchObject({ code: "pdf.format" });
  });
});

describe("PDF/A-1b of an image", () => {
  it("carries a JPEG as it is", async () => {
    for (const image of [JPEG_COLOUR, JPEG_GREY]) {
      const { bytes, pages, warnings } = await toPdfA(image, "image/jpeg", draft());
      expect(bytes.includes(image)).toBe(true);
      expect({ pages, warnings }).toEqual({ pages: 1, warnings: [] });
    }
  });

  it("tells a JPEG that has no end", async () => {
    const { warnings } = await toPdfA(JPEG_COLOUR.subarray(0, -80), "image/jpeg", draft());
    expect(warnings).toMatchObject([{ code: "truncated" }]);
  });

  const frame = JPEG_COLOUR.indexOf(Buffer.from([0xff, 0xc0]));
  const changed = (...changes: readonly (readonly [at: number, byte: number])[]) => {
    const copy = Buffer.from(JPEG_COLOUR);
    for (const [at, byte] of changes) copy[frame + at] = byte;
    return copy;
  };
  it.each([
    ["pdf.jpeg_cmyk", changed([9, 4])],
    ["pdf.jpeg_coding", changed([9, 2])],
    ["pdf.jpeg_coding", changed([4, 12])],
    ["pdf.jpeg_coding", changed([1, 0xc9])],
    ["pdf.jpeg_unreadable", changed([5, 0], [6, 0])],
    ["pdf.image_too_large", changed([5, 0xff], [6, 0xff], [7, 0xff], [8, 0xff])],
    ["pdf.jpeg_unreadable", JPEG_COLOUR.subarray(0, 40)],
    ["pdf.jpeg_unreadable", Buffer.from("not a picture")],
    ["pdf.jpeg_unreadable", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])("refuses with %s", async (code, bytes) => {
    await expect(toPdfA(bytes, "image/jpeg", draft())).rejects.toMatchObject({ code });
  });

  it("puts each image of a TIFF on its page, thumbnails left out", async () => {
    const page = { width: 16, height: 4, compression: 4, data: ccitt(4) };
    const { bytes, pages } = await toPdfA(tiff(page, page, { ...page, subfile: 1 }), "image/tiff", draft());
    expect(pages).toBe(2);
    // Four white pixels, twelve black, one bit each, after the filter byte of the row.
    expect(streams(bytes).filter((content) => content === "\x00\xf0\x00".repeat(4))).toHaveLength(2);
    expect(bytes.includes("/SMask")).toBe(false);
  });

  it("reads an uncompressed TIFF too", async () => {
    const { bytes } = await toPdfA(
      tiff({ width: 16, height: 2, compression: 1, data: Buffer.from([0x0f, 0xff, 0xff, 0x00]) }),
      "image/tiff",
      draft(),
    );
    expect(streams(bytes)).toContain("\x00\xf0\x00\x00\x00\xff");
  });

  it.each([
    ["pdf.tiff_coding", tiff({ width: 16, height: 4, compression: 34712, data: ccitt(4) })],
    ["pdf.image_too_large", tiff({ width: 60_000, height: 60_000, compression: 4, data: ccitt(4) })],
    ["pdf.tiff_unreadable", tiff({ width: 0, height: 4, compression: 4, data: ccitt(4) })],
    ["pdf.tiff_unreadable", changedTiff((file) => file.writeUInt32LE(8, 8 + 2 + 10 * 12))],
    ["pdf.tiff_unreadable", changedTiff((file) => file.writeUInt32LE(0xffffffff, 8 + 2 + 12 + 4))],
    ["pdf.tiff_unreadable", changedTiff((file) => file.writeUInt32LE(0xffffff, 8 + 2 + 9 * 12 + 8))],
    ["pdf.image_too_large", changedTiff((file) => file.writeUInt32LE(1_000_000_000, 8 + 2 + 7 * 12 + 8))],
    ["pdf.tiff_unreadable", changedTiff((file) => file.writeUInt32LE(0x7fffffff, 4))],
    ["pdf.tiff_unreadable", Buffer.from("II*\0")],
    ["pdf.tiff_unreadable", Buffer.from("not a picture")],
  ])("refuses with %s", async (code, bytes) => {
    const error = await toPdfA(bytes, "image/tiff", draft()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SegurError);
    expect(error).toMatchObject({ code });
  });
});

/** Draws the rectangles as a picture with its quiet zone, for a reader of codes. */
async function scan(rectangles: readonly (readonly number[])[]): Promise<string[]> {
  const left = Math.min(...rectangles.map(([x = 0]) => x));
  const top = Math.min(...rectangles.map(([, y = 0]) => y));
  const unit = Math.min(...rectangles.map(([, , , height = 0]) => height));
  const scale = 6 / unit;
  const side = Math.round(Math.max(...rectangles.map(([x = 0, , width = 0]) => x + width - left)) * scale) + 48;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [x = 0, y = 0, width = 0, height = 0] of rectangles) {
    const [fromX, toX] = [x - left, x - left + width].map((value) => Math.round(value * scale) + 24);
    const [fromY, toY] = [y - top, y - top + height].map((value) => Math.round(value * scale) + 24);
    for (let row = fromY ?? 0; row < (toY ?? 0); row++) {
      for (let column = fromX ?? 0; column < (toX ?? 0); column++)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
    }
  }
  const found = await readBarcodes(
    { data, width: side, height: side, colorSpace: "srgb" } as Parameters<typeof readBarcodes>[0],
    {
      formats: ["DataMatrix"],
    },
  );
  return found.map(({ text }) => text);
}
