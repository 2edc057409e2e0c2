import type { Code } from "../../domain/document/code.js";
import { MEDICAL_SYSTEMS, type PartialDate } from "../../domain/medical/medical.js";
import { type Attributes, element, type Xml } from "../cda/canonical.js";
import { partialTs } from "./codes.js";

const NAMES: ReadonlyMap<string, string> = new Map([
  [MEDICAL_SYSTEMS.cim10, "CIM-10"],
  [MEDICAL_SYSTEMS.ccam, "CCAM"],
  [MEDICAL_SYSTEMS.cis, "CIS"],
  [MEDICAL_SYSTEMS.cip13, "CIP"],
  [MEDICAL_SYSTEMS.snomed, "SNOMED CT"],
  [MEDICAL_SYSTEMS.loinc, "LOINC"],
]);

/** `code`, `codeSystem` and names of a code. */
export function codeAttributes({ code, system, label }: Code): Attributes {
  return { code, codeSystem: system, codeSystemName: NAMES.get(system) ?? null, displayName: label === "" ? null : label };
}

export function templates(...roots: readonly string[]): readonly Xml[] {
  return roots.map((root) => element("templateId", { root }));
}

/** `text` or `originalText` that refers to a cell of the narrative. */
export function refers(name: "text" | "originalText", id: string): Xml {
  return element(name, {}, element("reference", { value: `#${id}` }));
}

/**
 * A concept with the words that it was chosen from. A code of another nomenclature than the one that the model wants stands beside, as a
 * translation; without any, the words alone (null flavor UNK): no code is made up.
 */
export function concept(
  name: string,
  code: Code | null,
  wanted: string | readonly string[] | null,
  words: string | null,
  attributes: Attributes = {},
  ...translations: readonly Code[]
): Xml {
  const isWanted = code !== null && (wanted === null || (typeof wanted === "string" ? [wanted] : wanted).includes(code.system));
  const others = code !== null && !isWanted ? [code, ...translations] : translations;
  return element(
    name,
    { ...attributes, ...(code !== null && isWanted ? codeAttributes(code) : { nullFlavor: others.length > 0 ? "OTH" : "UNK" }) },
    words === null ? null : refers("originalText", words),
    ...others.map((each) => element("translation", codeAttributes(each))),
  );
}

/** `low` or `high`. */
export function bound(name: "low" | "high", date: PartialDate | null): Xml {
  return element(name, date === null ? { nullFlavor: "UNK" } : { value: partialTs(date) });
}

/** A time that is known or not; an interval when it has an end. */
export function effectiveTime(since: PartialDate | null, until: PartialDate | null = null): Xml {
  if (since === null && until === null) return element("effectiveTime", { nullFlavor: "UNK" });
  return element("effectiveTime", {}, bound("low", since), until === null ? null : bound("high", until));
}
