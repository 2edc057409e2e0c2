import { headerAt } from "./header.js";

/** What a PDF says of itself. It is believed: whether it conforms is for a validator. */
export interface PdfInspection {
  /** `%PDF-1.x` within the first kilobyte, see {@link headerAt}. */
  readonly isPdf: boolean;
  /** Needs a password, or forbids: never a PDF/A. */
  readonly encrypted: boolean;
  /** `PDF/A-1b`, `PDF/A-1a`, `PDF/A-3b`… of its XMP metadata; null when it declares none. */
  readonly declares: string | null;
  /** It ends with `%%EOF`; without, the file was cut. */
  readonly complete: boolean;
}

/** Longer than all that is looked for, with its blanks. */
const OVERLAP = 512;

/**
 * Reads what is needed of a PDF as it passes: bounded memory, whatever the size. XMP metadata of a PDF/A are never compressed
 * (ISO 19005-1 §6.7.2), so that they are found without reading objects.
 */
export async function inspectPdf(source: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<PdfInspection> {
  let head = "";
  let tail = "";
  let part: string | null = null;
  let conformance: string | null = null;
  let encrypted = false;
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    const text = tail + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("latin1");
    if (head.length < 1024) head = (head + text.slice(tail.length)).slice(0, 1024);
    part ??= /pdfaid:part\s*(?:=\s*["']|>)\s*(\d)/.exec(text)?.[1] ?? null;
    conformance ??= /pdfaid:conformance\s*(?:=\s*["']|>)\s*([A-Za-z])/.exec(text)?.[1] ?? null;
    encrypted ||= /\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/.test(text);
    tail = text.slice(-OVERLAP);
  }
  return {
    isPdf: headerAt(Buffer.from(head, "latin1")) !== null,
    encrypted,
    declares: part === null ? null : `PDF/A-${part}${conformance?.toLowerCase() ?? ""}`,
    complete: tail.includes("%%EOF"),
  };
}

/** Whether a PDF says that it is what the DMP takes: PDF/A-1, not encrypted. */
export function isPdfA1({ isPdf, encrypted, declares }: PdfInspection): boolean {
  return isPdf && !encrypted && (declares === "PDF/A-1b" || declares === "PDF/A-1a");
}
