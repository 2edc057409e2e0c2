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
