import { element, type Xml } from "../../../documents/cda/canonical.js";
import { SYSTEMS } from "../../../domain/document/code.js";

export const LOINC = { system: SYSTEMS.loinc } as const;

export function template(root: string): Xml {
  return element("templateId", { root });
}

/** Several templates, in their order. */
export function templates(...roots: readonly string[]): readonly Xml[] {
  return roots.map(template);
}
