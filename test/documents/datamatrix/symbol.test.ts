import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, type ReadResult, readBarcodes } from "zxing-wasm/reader";
import { MENTION, mentionRows } from "../../../src/documents/datamatrix/mention.js";
import { symbolPng } from "../../../src/documents/datamatrix/png.js";
import { symbolSvg } from "../../../src/documents/datamatrix/svg.js";
import { encodeSymbol, type ModuleMatrix } from "../../../src/documents/datamatrix/symbol.js";
import { symbolTerminal } from "../../../src/documents/datamatrix/terminal.js";

/** Test vector of insi.md §7 (RUTH NESSI, 102 bytes). */
const PAYLOAD =
  "IS010000000000000000000000S1277076322082910S21.2.250.1.213.1.4.8\u001dS3RUTH\u001dS4NESSI\u001dS5FS614-07-1977S763220";

beforeAll(async () => {
  // Without it the reader fetches its WebAssembly from a public network.
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const { buffer } = new Uint8Array(await readFile(wasm));
  await prepareZXingModule({ overrides: { wasmBinary: buffer }, fireImmediately: true });
});

/** Reads a picture as a scanner does. `Plain`: the default renders GS as the text `<GS>`. */
async function scan(picture: Uint8Array): Promise<ReadResult> {
  const found = await readBarcodes(picture, { formats: ["DataMatrix"], textMode: "Plain" });
  expect(found).toHaveLength(1);
  const [result] = found;
  if (result === undefined) throw new Error("nothing was read");
  return result;
}

function text(result: ReadResult): string {
  return Buffer.from(result.bytes).toString("latin1");
}

describe("symbolPng", () => {
  it("is read back byte for byte, group separators included", async () => {
    const symbol = await encodeSymbol(PAYLOAD);
    expect(symbol.size).toBe(36);
    expect(text(await scan(symbolPng(symbol)))).toBe(PAYLOAD);
  });

  it.each([2, 3, 16])("is read at %i pixels a module", async (scale) => {
    expect(text(await scan(symbolPng(await encodeSymbol(PAYLOAD), scale)))).toBe(PAYLOAD);
  });

  it("reads back any payload of the alphabet", { timeout: 60_000 }, async () => {
    const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 '-.\u001d");
    const body = fc.string({ unit: letter, minLength: 1, maxLength: 260 });
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const payload = `IS01${value}`;
        expect(text(await scan(symbolPng(await encodeSymbol(payload), 4)))).toBe(payload);
      }),
      { numRuns: 25 },
    );
  });
});

describe("symbolSvg", () => {
  it("draws exactly the dark modules, on an opaque ground, with the mention", async () => {
    const symbol = await encodeSymbol(PAYLOAD);
    const svg = symbolSvg(symbol);
    expect(svg).toContain(`>${MENTION}</text>`);
    expect(svg).toMatch(/<rect width="40" height="[\d.]+" fill="#fff"\/>/);
    const drawn = new Set<string>();
    for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let i = 0; i < Number(length); i++) drawn.add(`${Number(y) - 2}:${Number(x) - 2 + i}`);
    }
    expect(drawn).toEqual(darkModules(symbol));
  });
});

describe("symbolTerminal", () => {
  it("shows a symbol that a scanner reads, whatever the terminal's own colours are", async () => {
    const drawn = symbolTerminal(await encodeSymbol(PAYLOAD));
    const lines = drawn.trimEnd().split("\n");
    for (const line of lines) {
      expect(line.startsWith("\u001b[38;5;16;48;5;231m")).toBe(true);
      expect(line.endsWith("\u001b[0m")).toBe(true);
    }
    const cells = lines.map((line) => line.slice("\u001b[38;5;16;48;5;231m".length, -"\u001b[0m".length));
    expect(new Set(cells.map((line) => line.length))).toEqual(new Set([40]));
    expect(cells.at(-1)?.trim()).toBe(MENTION);
    // What the screen shows, cell by cell, turned into a picture again.
    const screen: ModuleMatrix = {
      size: 40,
      isDark: (row, column) => {
        const cell = cells.slice(0, -1)[Math.floor(row / 2)]?.[column] ?? " ";
        return cell === "█" || cell === (row % 2 === 0 ? "▀" : "▄");
      },
    };
    expect(text(await scan(symbolPng(screen)))).toBe(PAYLOAD);
  });
});

it("the mention is drawn with a glyph for each of its letters", () => {
  const rows = mentionRows();
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([MENTION.length * 6 - 1]));
  expect(rows.join("")).toContain("#");
});

function darkModules(symbol: ModuleMatrix): Set<string> {
  const dark = new Set<string>();
  for (let row = 0; row < symbol.size; row++) {
    for (let column = 0; column < symbol.size; column++) if (symbol.isDark(row, column)) dark.add(`${row}:${column}`);
  }
  return dark;
}
