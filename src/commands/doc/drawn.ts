import type { RenderedLine } from "../../services/documents/show.js";
import type { Style, Tone } from "../../terminal/io.port.js";

/** Columns of a document that goes to a file or a pipe. */
export const PIPE_WIDTH = 100;

const TONES: Readonly<Record<RenderedLine["tone"], Tone | null>> = {
  title: "strong",
  label: null,
  heading: "strong",
  body: null,
  note: "muted",
  warn: "warn",
  alert: "bad",
};

export function coloured(lines: readonly RenderedLine[], style: Style): readonly string[] {
  return lines.map(({ tone, text }) => {
    const wanted = TONES[tone];
    return wanted === null || text === "" ? text : style(wanted, text);
  });
}

/** The same as one text, for machines. */
export function plainText(lines: readonly RenderedLine[]): string {
  return lines.map(({ text }) => text).join("\n");
}
