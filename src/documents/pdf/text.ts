import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

/** What of a PDF can be read in a terminal. */
export type PdfText =
  /** `total` pages, of which the first ones are given; `cut`: not all of it is. */
  | { readonly kind: "text"; readonly pages: readonly string[]; readonly total: number; readonly cut: boolean }
  /** Pages that are only images: a scan. */
  | { readonly kind: "scanned"; readonly total: number }
  /** Protected by a password, damaged, or that asks for more time or memory than a letter does. */
  | { readonly kind: "unreadable"; readonly reason: "protected" | "damaged" | "too_long" };

export interface PdfTextLimits {
  readonly pages: number;
  readonly characters: number;
  /** Milliseconds, the start of the reader included. */
  readonly time: number;
}

/** A letter or a report is far below; a hostile file stops there. */
const LIMITS: PdfTextLimits = { pages: 50, characters: 200_000, time: 8_000 };
/** Megabytes of its own that the reader may take. */
const MEMORY = 256;

/**
 * In a thread of its own, whatever the file holds: a page is read at one stroke, so that only the end of the thread stops one that never ends.
 * `isEvalSupported` is false in what unpdf asks of pdf.js: nothing of the file is compiled.
 */
const READER = `
const { parentPort, workerData: { library, bytes, limits } } = require("node:worker_threads");
(async () => {
  const { getDocumentProxy } = await import(library);
  const file = await getDocumentProxy(bytes, { verbosity: 0, maxImageSize: 1, stopAtErrors: false });
  const pages = [];
  let length = 0;
  while (pages.length < Math.min(file.numPages, limits.pages) && length < limits.characters) {
    const page = await file.getPage(pages.length + 1);
    const { items } = await page.getTextContent();
    const text = items.map(({ str = "", hasEOL = false }) => str + (hasEOL ? "\\n" : "")).join("");
    pages.push(text.slice(0, limits.characters - length));
    length += text.length;
    page.cleanup();
  }
  const cut = pages.length < file.numPages || length > limits.characters;
  parentPort.postMessage({ pages, total: file.numPages, cut });
})().catch((error) => parentPort.postMessage({ error: error?.name === "PasswordException" ? "protected" : "damaged" }));
`;

type Answer =
  | { readonly pages: readonly string[]; readonly total: number; readonly cut: boolean }
  | { readonly error: "protected" | "damaged" };

/** The text of a PDF, page by page, as it is written there: it may hold controls, which who shows it makes harmless. Never throws for the file. */
export async function pdfText(bytes: Uint8Array, limits: PdfTextLimits = LIMITS): Promise<PdfText> {
  const answer = await read(bytes, limits);
  if (answer === null) return { kind: "unreadable", reason: "too_long" };
  if ("error" in answer) return { kind: "unreadable", reason: answer.error };
  const pages = answer.pages.map(tidy);
  if (pages.every((page) => page === "")) return { kind: "scanned", total: answer.total };
  return { kind: "text", pages, total: answer.total, cut: answer.cut };
}

/** Null when the limits of time or memory were reached. */
function read(bytes: Uint8Array, limits: PdfTextLimits): Promise<Answer | null> {
  const library = pathToFileURL(createRequire(import.meta.url).resolve("unpdf")).href;
  // A copy, for the thread takes it: the caller's own buffer may be a slice of something larger.
  const given = new Uint8Array(bytes);
  const worker = new Worker(READER, {
    eval: true,
    workerData: { library, bytes: given, limits },
    transferList: [given.buffer],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    // What the reader says of a file is not for a terminal.
    stdout: true,
    stderr: true,
  });
  return new Promise<Answer | null>((done) => {
    const late = setTimeout(() => done(null), limits.time);
    worker.once("message", done);
    worker.once("error", () => done(null));
    worker.once("exit", () => done(null));
    worker.once("message", () => clearTimeout(late));
    worker.once("exit", () => clearTimeout(late));
  }).finally(() => worker.terminate());
}

/** Ends of lines and empty lines as a terminal wants them. */
function tidy(page: string): string {
  return page
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}
