import type { ZoneOffset } from "../../domain/local-time.js";
import type { PdfText } from "../pdf/text.js";
import { blocksOf, type JoinedBinary } from "./blocks.js";
import { drawBlocks } from "./draw-blocks.js";
import type { CdaBody, CdaHeader, CdaSection } from "./header.js";
import { renderJoinedPdf, renderN1 } from "./render-n1.js";
import { harmless, wrap } from "./screen-text.js";
import { headerLines } from "./words.js";

/** What a line is, for who colours it; its text holds no escape sequence and no control. */
export type LineTone = "title" | "label" | "heading" | "body" | "note" | "warn" | "alert";

export interface RenderedLine {
  readonly tone: LineTone;
  /** At most the asked width, but for a word that is longer than it. Empty: a blank line. */
  readonly text: string;
}

export interface RenderTextInput {
  readonly header: CdaHeader;
  readonly body: CdaBody;
  /** Every binary that the document holds, whether or not its contents were read. */
  readonly binaries: readonly JoinedBinary[];
  readonly warnings: readonly string[];
  /** Contents of an N1 body, decoded and decompressed; null when they were not read or are damaged. */
  readonly contents: Uint8Array | null;
  /** What could be read of the PDF that is the N1 body, or is joined to a structured document; null when there is none, or it was not read. */
  readonly pdf: PdfText | null;
}

export interface RenderTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Shows the whole matricule. */
  readonly reveal: boolean;
  /** The command that shows this document, for what is told to run: `segur doc show D12`. */
  readonly command: string;
  /** Where the practice is; default: the zone of the machine. */
  readonly zone?: ZoneOffset | undefined;
}

/** A document for a terminal: header, then sections with their tables drawn, or the text of an N1. */
export function renderText(document: RenderTextInput, options: RenderTextOptions): RenderedLine[] {
  const width = Math.max(20, options.width);
  const lines: RenderedLine[] = [];
  const add = (tone: LineTone, texts: readonly string[]): void => {
    for (const text of texts) lines.push({ tone, text: text.trimEnd() });
  };
  const paragraph = (tone: LineTone, text: string): void => add(tone, wrap(harmless(text), width));
  paragraph("title", document.header.title || "Document sans titre");
  for (const { label, value } of headerLines(document.header, options.reveal, options.zone))
    add("label", labelled(label, value, width));
  add("body", [""]);
  if (document.body.level === "n3") {
    for (const section of document.body.sections) renderSection(section, 0, { binaries: document.binaries, width, add });
    renderJoinedPdf(document, options, paragraph);
  } else if (document.body.level === "n1") renderN1(document, options, paragraph);
  else paragraph("note", "Ce document n'a pas de contenu.");
  for (const warning of document.warnings) paragraph("warn", `Attention : ${warning}`);
  while (lines[lines.length - 1]?.text === "") lines.pop();
  return lines;
}

/** The narrative of a structured document alone, in lines of at most that many columns. No text of it is left out. */
export function narrativeLines(
  sections: readonly CdaSection[],
  binaries: readonly JoinedBinary[],
  width: number,
): RenderedLine[] {
  const lines: RenderedLine[] = [];
  const add = (tone: LineTone, texts: readonly string[]): void => {
    for (const text of texts) lines.push({ tone, text: text.trimEnd() });
  };
  for (const section of sections) renderSection(section, 0, { binaries, width, add });
  while (lines.at(-1)?.text === "") lines.pop();
  return lines;
}

interface Drawing {
  readonly binaries: readonly JoinedBinary[];
  readonly width: number;
  add(tone: LineTone, texts: readonly string[]): void;
}

/** Sections within sections go two columns in, four at most: depth must not eat the width. */
function renderSection(section: CdaSection, depth: number, drawing: Drawing): void {
  const indent = "  ".repeat(Math.min(depth, 2));
  const inner = drawing.width - indent.length;
  const title = section.title ?? section.code?.label ?? "";
  const indented = (texts: readonly string[]) => texts.map((text) => (text === "" ? "" : indent + text));
  if (title !== "") drawing.add("heading", indented(wrap(harmless(title), inner)));
  const blocks = blocksOf(section.text, { binaries: drawing.binaries });
  drawing.add("body", indented(drawBlocks(blocks, inner)));
  drawing.add("body", [""]);
  for (const each of section.sections) renderSection(each, depth + 1, drawing);
}

const LABEL = 16;

function labelled(label: string, value: string, width: number): string[] {
  const [first = "", ...rest] = wrap(harmless(value), Math.max(10, width - LABEL));
  return [label.padEnd(LABEL) + first, ...rest.map((line) => " ".repeat(LABEL) + line)];
}
