import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PDFDocument from "pdfkit";
import { expect, onTestFinished, test } from "vitest";
import { inspectPdf, isPdfA1 } from "../../src/documents/pdf/inspect.js";
import { srgbProfile } from "../../src/documents/pdf/profile.js";
import { toPdfA1 } from "../../src/platform/ghostscript.js";
import { tool } from "../documents/support/conformance.js";

const about = { profile: srgbProfile(), createdAt: new Date("2026-11-25T10:00:00.000Z"), env: { PATH: process.env.PATH } };
const hasGhostscript = spawnSync("gs", ["--version"]).status === 0;
const reason = hasGhostscript ? "" : "(SKIPPED: no gs)";
const pdfa = tool("pdfa-check.sh");

/** An ordinary PDF: a font that is not embedded, transparency, no profile. */
async function ordinaryPdf(): Promise<Buffer> {
  const document = new PDFDocument({ info: { Title: "Essai" } });
  const pieces: Buffer[] = [];
  document.on("data", (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((resolve) => document.once("end", resolve));
  document.text("Bonjour").addPage().rect(50, 50, 100, 100).fillOpacity(0.5).fill("red");
  document.end();
  await ended;
  return Buffer.concat(pieces);
}

async function* of(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const folders = () =>
  ["/dev/shm", tmpdir()].flatMap((place) => {
    try {
      return readdirSync(place).filter((name) => name.startsWith("segur-pdf-"));
    } catch {
      return [];
    }
  });

test("without the program, or when it fails, there is no PDF and nothing is left", async () => {
  const before = folders();
  expect(await toPdfA1(of(Buffer.from("x")), { ...about, program: "segur-no-such-program" })).toBeNull();
  const program = process.platform === "win32" ? "where" : "false";
  expect(await toPdfA1(of(Buffer.alloc(1_000_000)), { ...about, program })).toBeNull();
  expect(folders().filter((name) => !before.includes(name))).toEqual([]);
});

test("a source that fails is told as it is", async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from("%PDF-1.4\n");
    throw new Error("broken");
  }
  await expect(toPdfA1(broken(), { ...about, program: hasGhostscript ? "gs" : "cat" })).rejects.toThrow("broken");
});

test.skipIf(!hasGhostscript)(`what is no PDF is given up ${reason}`, async () => {
  const made = await toPdfA1(of(Buffer.from("not a PDF at all")), about);
  expect(made === null || !isPdfA1(await inspectPdf(made))).toBe(true);
});

test.skipIf(!hasGhostscript || pdfa.missing)(`an ordinary PDF becomes a PDF/A-1b ${reason}${pdfa.reason}`, async (context) => {
  const before = await ordinaryPdf();
  expect(isPdfA1(await inspectPdf(before))).toBe(false);
  const made = await toPdfA1(of(before), about);
  if (made === null) throw new Error("gs gave up");
  expect(isPdfA1(await inspectPdf(made))).toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "segur-gs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "made.pdf"), made);
  const { status, output } = pdfa.run(context, [join(folder, "made.pdf")]);
  expect(status, output).toBe(0);
});
