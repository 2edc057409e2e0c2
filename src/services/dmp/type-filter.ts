import { isInCategory } from "./lines.js";
import { categoryUnknown } from "./list-errors.js";

/**
 * Every code of the types that words may mean (`bio`, `11490-0`): a list may be wider than what one meant, never narrower. A code that
 * the nomenclature no longer has is still that of the documents that were written with it.
 */
export async function typeCodesOf(typed: string): Promise<ReadonlySet<string>> {
  const { findType } = await import("../../documents/vocabularies/find-type.js");
  const found = findType(typed);
  if (found.kind === "one") return new Set([found.type.code.code]);
  return new Set(found.kind === "several" ? found.types.map((type) => type.code.code) : [typed.trim()]);
}

/**
 * A category as it was typed, once it is known to be one of the DMP (JDV_J57), by its code or words of its label: a slip must not pass
 * for an empty list.
 * @throws {SegurError} `dmp.category_unknown`
 */
export async function categoryOf(typed: string): Promise<string> {
  const { classes } = await import("../../documents/vocabularies/types.js");
  const known = classes();
  if (!known.some((category) => isInCategory(category, typed))) throw categoryUnknown(known);
  return typed;
}
