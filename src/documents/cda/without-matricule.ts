import { maskMatricule } from "../../domain/identity/matricule.js";
import type { Ins } from "../../domain/identity/types.js";

/**
 * A text with the matricule of its patient masked wherever it stands, in groups (`2 77 07 63 …`) or not: a letter printed from the file
 * carries it, and a screen shows it only on `--reveal` (product.md, traced accesses).
 */
export function withoutMatricule(text: string, ins: Ins | null): string {
  if (ins === null || ins.matricule.length < 13) return text;
  const digits = [...ins.matricule].map((each) => each.replace(/\W/g, "\\$&")).join("[ \\u00a0\\u202f.-]?");
  return text.replace(new RegExp(digits, "gi"), maskMatricule(ins.matricule));
}
