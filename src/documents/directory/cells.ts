import { directoryText, hasHidden, LONGEST } from "../../domain/professional/directory-text.js";
import { notAnExtraction } from "./errors.js";

/** Reads one line of an extraction; null when it names nothing that can be used. */
export type LineReader<T> = (line: string) => T | null;

/**
 * Reads lines by the names of their columns, in any order, accents and case aside. A cell is trimmed, an empty one is null.
 * @param headings our name of each column → its official heading, and other ways it was written
 * @param toValue what its cells say, and whether one holds characters that are not shown
 * @throws {SegurError} `directory.not_extraction` when a required column is missing
 */
export function cellReader<Name extends string, T>(
  headingLine: string,
  headings: Readonly<Record<Name, readonly string[]>>,
  required: readonly Name[],
  toValue: (cell: (name: Name) => string | null, isHidden: (name: Name) => boolean) => T | null,
): LineReader<T> {
  const found = headingsOf(headingLine);
  const placeOf = (titles: readonly string[]) =>
    titles.map((title) => found.indexOf(plain(title))).find((index) => index !== -1) ?? -1;
  const place = Object.fromEntries(
    Object.entries<readonly string[]>(headings).map(([name, titles]) => [name, placeOf(titles)]),
  ) as Record<Name, number>;
  const missing = required.filter((name) => place[name] === -1);
  if (missing.length > 0) throw notAnExtraction(missing.map((name) => headings[name][0] ?? name));
  return (line) => {
    const cells = line.split("|");
    // Nearly no line has anything to be cleaned of: it is looked at once.
    const clean = !hasHidden(line);
    const text = (name: Name) => {
      const cell = cells[place[name]];
      if (cell === undefined) return null;
      const seen = clean && cell.length <= LONGEST ? cell.trim() : directoryText(cell);
      return seen === "" ? null : seen;
    };
    return toValue(text, (name) => !clean && hasHidden(cells[place[name]] ?? ""));
  };
}

/** Whether a line of headings has this column. */
export function hasHeading(headingLine: string, title: string): boolean {
  return headingsOf(headingLine).includes(plain(title));
}

function headingsOf(line: string): readonly string[] {
  return line.split("|").map(plain);
}

function plain(heading: string): string {
  return heading
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .replace(/\b(de|d|des|la|le)\b/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

export function coded(code: string | null, label: string | null): { readonly code: string; readonly label: string } | null {
  return code === null && label === null ? null : { code: code ?? "", label: label ?? code ?? "" };
}

/** `75002 PARIS CEDEX 02` → `PARIS`: the last line of a postal address holds both. */
export function cityOf(line: string | null, postcode: string | null): string | null {
  if (line === null) return null;
  const rest = line.replace(/^\d{5}\b\s*/, "").replace(/\s+CEDEX\b.*$/i, "");
  return rest === "" || rest === postcode ? null : rest;
}
