import type { Biology, BiologyResult } from "../../../domain/inbox/biology.js";
import type { Cell, Row } from "../blocks.js";
import { drawBlocks } from "../draw-blocks.js";
import type { LineTone, RenderedLine } from "../render-text.js";
import { harmless, wrap } from "../screen-text.js";
import { type ResultWords, shortLabel, wordsOfResult } from "./words.js";

export interface RenderBiologyOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Arrows and signs beside the words: on a terminal, not on a pipe. */
  readonly marks: boolean;
}

/** Results that stand together: those of one section, battery or isolate. */
export interface ResultGroup {
  readonly path: readonly string[];
  readonly results: readonly BiologyResult[];
}

/** The results of a biology report for a terminal: a table for each battery, comments below, then what is general. */
export function renderBiology(biology: Biology, options: RenderBiologyOptions): RenderedLine[] {
  const width = Math.max(20, options.width);
  const lines: RenderedLine[] = [];
  const add = (tone: LineTone, text: string, indent = ""): void => {
    for (const line of wrap(harmless(text), width - indent.length)) lines.push({ tone, text: (indent + line).trimEnd() });
  };
  if (biology.partial) add("warn", "Compte rendu partiel : d'autres résultats sont à venir.");
  for (const { path, results } of groupsOf(biology.results)) {
    if (lines.length > 0) lines.push({ tone: "body", text: "" });
    if (path.length > 0) add("heading", path.join(" › "));
    lines.push(...drawGroup(results, width, options.marks));
    for (const { label, comments } of results) {
      for (const comment of comments) add("note", `${options.marks ? "✎ " : ""}${shortLabel(label)} : ${comment}`, "  ");
    }
  }
  if (biology.comments.length > 0) {
    lines.push({ tone: "body", text: "" });
    add("heading", "Commentaires");
    for (const { title, text } of biology.comments) add("body", title === null ? text : `${title} : ${text}`, "  ");
  }
  for (const warning of biology.warnings) add("warn", `Attention : ${warning}`);
  return lines;
}

/** In the order of the document: a place that comes back later is another group. */
export function groupsOf(results: readonly BiologyResult[]): ResultGroup[] {
  const groups: { path: readonly string[]; results: BiologyResult[] }[] = [];
  for (const result of results) {
    const last = groups.at(-1);
    if (last !== undefined && JSON.stringify(last.path) === JSON.stringify(result.path)) last.results.push(result);
    else groups.push({ path: result.path, results: [result] });
  }
  return groups;
}

interface Column {
  readonly title: string;
  readonly of: (words: ResultWords) => readonly string[];
}

/** An earlier result or two tell where it goes; the document holds the others. */
const PREVIOUS = 2;

/** The columns of results; those that would be empty are left out, but the first two. */
export function columnsOf(results: readonly ResultWords[]): Column[] {
  const columns: Column[] = [
    { title: "Analyse", of: ({ label }) => [label] },
    { title: "Résultat", of: ({ values }) => values },
    { title: "Référence", of: ({ ranges }) => ranges },
    { title: "Alerte", of: ({ flag }) => (flag === "" ? [] : [flag]) },
    {
      title: "Antérieur",
      of: ({ previous }) => [
        ...previous.slice(0, PREVIOUS),
        ...(previous.length > PREVIOUS ? [`+ ${previous.length - PREVIOUS}`] : []),
      ],
    },
  ];
  return columns.filter(({ of }, index) => index < 2 || results.some((each) => of(each).length > 0));
}

const TONES: Readonly<Record<ResultWords["gravity"], LineTone>> = { urgent: "alert", outside: "warn", none: "body" };

function drawGroup(results: readonly BiologyResult[], width: number, marks: boolean): RenderedLine[] {
  const words = results.map((each) => wordsOfResult(each, marks));
  const columns = columnsOf(words);
  const rows: Row[] = [
    { heading: true, cells: columns.map(({ title }) => cell([title])) },
    ...words.map((each) => ({ heading: false, cells: columns.map(({ of }) => cell(of(each))) })),
  ];
  const lines = drawBlocks([{ kind: "table", rows }], width);
  const starts = startsOf(lines);
  let row = -1;
  return lines.map((text, index) => {
    if (starts.has(index)) row += 1;
    const tone = row < 0 || RULE.test(text) ? "label" : TONES[words[row]?.gravity ?? "none"];
    return { tone, text };
  });
}

const RULE = /^[─┄┼]+$/;

/** First line of each result in what was drawn: after a rule; where no cell is wrapped, each line; told row by row, after a dash. */
function startsOf(lines: readonly string[]): ReadonlySet<number> {
  const head = lines.findIndex((line) => /^─[─┼]*$/.test(line));
  const ruled = lines.some((line) => /^┄[┄┼]*$/.test(line));
  const starts = lines
    .map((_, index) => index)
    .filter((index) => {
      if (head < 0) return lines[index]?.startsWith("– ");
      return index > head && (!ruled || index === head + 1 || /^┄[┄┼]*$/.test(lines[index - 1] ?? ""));
    });
  return new Set(starts);
}

function cell(texts: readonly string[]): Cell {
  return { blocks: texts.map((text) => ({ kind: "text", text: harmless(text) })), colspan: 1, rowspan: 1 };
}
