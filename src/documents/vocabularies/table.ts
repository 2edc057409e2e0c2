import type { Code } from "../../domain/document/code.js";

/** A nomenclature or value set in its compact form, read at the first question. */
export interface Table {
  get(code: string): Code | null;
  /** In the order of the file. */
  all(): readonly Code[];
}

/** Reads `code|…|label` lines, each under the `@system` line of its nomenclature. */
export function rows(text: string): readonly { readonly system: string; readonly fields: readonly string[] }[] {
  let system = "";
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("@")) return [{ system, fields: line.split("|") }];
    system = line.slice(1);
    return [];
  });
}

/** A lazy {@link Table} over `code|label` lines of one or more generated texts. */
export function table(...texts: readonly string[]): Table {
  let codes: ReadonlyMap<string, Code> | null = null;
  const read = (): ReadonlyMap<string, Code> => {
    const all = texts.flatMap(rows).map(({ system, fields: [code = "", label = ""] }) => ({ code, system, label }));
    codes = new Map(all.map((each) => [each.code, each]));
    return codes;
  };
  return {
    get: (code) => (codes ?? read()).get(code) ?? null,
    all: () => [...(codes ?? read()).values()],
  };
}

/** For comparison: no accents, no case, one space between words. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
