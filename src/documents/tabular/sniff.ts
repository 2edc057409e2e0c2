import { emptyFile, notText } from "./errors.js";
import type { Headings } from "./schema.js";

export const SEPARATORS: readonly { readonly text: string; readonly name: string }[] = [
  { text: ";", name: "point-virgule" },
  { text: ",", name: "virgule" },
  { text: "\t", name: "tabulation" },
];

/** The separator that gives most known headings, else most columns. */
export function sniffSeparator(header: string, headings: Headings): string {
  let best = ";";
  let bestScore = -1;
  for (const { text } of SEPARATORS) {
    const cells = header.split(text);
    const known = cells.filter((cell) => headings.meaning(cell).kind !== "unknown").length;
    const score = known * 10_000 + cells.length;
    if (score > bestScore) {
      best = text;
      bestScore = score;
    }
  }
  return best;
}

export function isNdjson(firstLine: string): boolean {
  return /^\s*[{[]/.test(firstLine);
}

/** A whole JSON document: an array, an object over several lines, or a listing of ours. */
export function isJsonDocument(firstLine: string): boolean {
  const text = firstLine.trim();
  return text.startsWith("[") || text === "{" || /^\{\s*"schema"\s*:\s*"[^"]*"\s*,\s*"items"\s*:/.test(text);
}

const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly kind: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], kind: "un classeur Excel (.xlsx), un classeur LibreOffice (.ods) ou une archive ZIP" },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], kind: "un classeur Excel ancien (.xls)" },
  { bytes: [0x1f, 0x8b], kind: "une archive compressée (gzip)" },
  { bytes: [0x25, 0x50, 0x44, 0x46], kind: "un document PDF" },
];

/** The source in an ASCII-compatible encoding: UTF-16 with a BOM (« texte Unicode » of Excel) is converted; binary files are refused. */
export async function* asUtf8(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    let next = await iterator.next();
    while (!next.done) {
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
      if (head.length >= 512) break;
      next = await iterator.next();
    }
    if (head.length === 0) throw emptyFile();
    const label = utf16Label(head);
    if (label === null) {
      refuseBinary(head);
      yield head;
      for (let more = await iterator.next(); !more.done; more = await iterator.next()) yield more.value;
      return;
    }
    const decoder = new TextDecoder(label);
    yield Buffer.from(decoder.decode(head, { stream: true }));
    for (let more = await iterator.next(); !more.done; more = await iterator.next()) {
      yield Buffer.from(decoder.decode(more.value, { stream: true }));
    }
    yield Buffer.from(decoder.decode());
  } finally {
    await iterator.return?.();
  }
}

function utf16Label(head: Buffer): "utf-16le" | "utf-16be" | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : null;
}

function refuseBinary(head: Buffer): void {
  for (const { bytes, kind } of SIGNATURES) {
    if (bytes.every((byte, index) => head[index] === byte)) throw notText(kind);
  }
  if (head.includes(0)) throw notText("un fichier binaire");
}
