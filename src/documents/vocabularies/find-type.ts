import { ALIASES } from "./aliases.js";
import { folded } from "./table.js";
import { type DocumentType, documentTypes, typeOf } from "./types.js";

/** Types that a text may name: one is what the text means, several (or a single one, which is unsure) are
 * for the user to choose among, none is unknown. */
export type TypeSearch =
  | { readonly kind: "one"; readonly type: DocumentType }
  | { readonly kind: "several"; readonly types: readonly DocumentType[] }
  | { readonly kind: "none" };

/**
 * What `--type` means, without accents nor case. In this order, the first that gives something decides: a code, a usual word
 * ({@link ALIASES}), a whole label, the beginning of one, words that a label has (each may be shortened). Words within a label only
 * propose, even a single type: they rarely say what the document is.
 */
export function findType(text: string): TypeSearch {
  const wanted = folded(text);
  if (wanted === "") return { kind: "none" };
  const all = documentTypes();
  const byCode = all.find(({ code }) => code.code.toLowerCase() === text.trim().toLowerCase());
  if (byCode !== undefined) return { kind: "one", type: byCode };
  const byAlias = Object.hasOwn(ALIASES, wanted) ? typeOf(ALIASES[wanted] ?? "") : null;
  if (byAlias !== null) return { kind: "one", type: byAlias };

  const labels = all.map((type) => ({ type, label: folded(type.code.label) }));
  const words = wanted.split(" ");
  const where = (holds: (label: string) => boolean) => labels.filter(({ label }) => holds(label)).map(({ type }) => type);
  for (const types of [where((label) => label === wanted), where((label) => label.startsWith(wanted))]) {
    const [first] = types;
    if (first !== undefined) return types.length === 1 ? { kind: "one", type: first } : { kind: "several", types };
  }
  const types = where((label) => words.every((word) => label.split(" ").some((each) => each.startsWith(word))));
  return types.length === 0 ? { kind: "none" } : { kind: "several", types };
}
