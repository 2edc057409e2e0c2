import type { BiologyResult, Bound, Quantity } from "../../../domain/inbox/biology.js";
import type { NarrativeNode } from "../header.js";
import { all, attribute, first, textOf } from "../tree.js";

type Node = Exclude<NarrativeNode, string>;

export type Interval = BiologyResult["intervals"][number];

/** Data types of numbers (HL7 V3), without their prefix: senders bind it as they like. */
const NUMBERS = new Set(["PQ", "REAL", "INT", "MO", "PPD_PQ"]);
const INTERVALS = new Set(["IVL_PQ", "IVL_REAL", "IVL_INT", "URG_PQ", "IVL_PPD_PQ"]);

/** The type of a `value`: as it says (`xsi:type="c:PQ"` is a PQ), else by what it is made of. */
export function typeOf(value: Node): string {
  const said = attribute(value, "xsi:type");
  if (said !== null) return said.slice(said.indexOf(":") + 1).toUpperCase();
  if (first(value, "low") !== null || first(value, "high") !== null) return "IVL_PQ";
  if (attribute(value, "code") !== null) return "CD";
  if (attribute(value, "value") !== null) return "PQ";
  return "ST";
}

/** A `value` as numbers: in its own unit first, then in those of its translations; none when it is made of words. */
export function quantitiesOf(value: Node): Quantity[] {
  const type = typeOf(value);
  if (INTERVALS.has(type)) return fromInterval(value);
  if (!NUMBERS.has(type)) return [];
  return inEachUnit(value).map(({ text, unit }) => ({ ...bounded(text), unit }));
}

interface Written {
  readonly text: string;
  readonly unit: string | null;
}

/** A physical quantity and its translations (PQR: the unit is a `code`). One that says no number says nothing. */
function inEachUnit(quantity: Node | null): Written[] {
  if (quantity === null) return [];
  const written = [quantity, ...all(quantity, "translation")].map((each) => ({
    text: attribute(each, "value"),
    unit: attribute(each, "unit") ?? (each === quantity ? null : attribute(each, "code")),
  }));
  return written.flatMap(({ text, unit }) =>
    text === null ? [] : [{ text: text.slice(0, 64), unit: unit?.slice(0, 64) ?? null }],
  );
}

/** « < 1.0 », known by its bounds; `<` before the number is no number for HL7, and is written all the same. */
function bounded(text: string): Omit<Quantity, "unit"> {
  const [, sign, digits = ""] = /^(<=|>=|[<>≤≥])?(.*)$/s.exec(text) ?? [];
  const value = numberOf(digits);
  if (sign === undefined || value === null) return { text, value: sign === undefined ? value : null, low: null, high: null };
  const bound: Bound = { value, inclusive: /[=≤≥]/.test(sign) };
  return { text, value: null, low: /[>≥]/.test(sign) ? bound : null, high: /[<≤]/.test(sign) ? bound : null };
}

/** A decimal number, a comma for a point and groups of three digits allowed; null for anything else. */
export function numberOf(text: string): number | null {
  const compact = text.trim().replace(/(?<=\d)[ \u00a0\u202f](?=\d{3}(?:\D|$))/g, "");
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(compact)) return null;
  const value = Number(compact.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

interface UnitBounds extends Range {
  readonly unit: string | null;
}

interface Range {
  readonly low: (Bound & { readonly text: string }) | null;
  readonly high: (Bound & { readonly text: string }) | null;
}

/** Bounds in each unit that an IVL says, the first one's first. `@inclusive` is true unless said (HL7 V3, IVXB). */
function boundsOf(interval: Node): UnitBounds[] {
  const byUnit = new Map<string | null, { low: Range["low"]; high: Range["high"] }>();
  for (const side of ["low", "high"] as const) {
    const bound = first(interval, side);
    const inclusive = attribute(bound, "inclusive")?.toLowerCase() !== "false";
    for (const { text, unit } of inEachUnit(bound)) {
      const value = numberOf(text);
      if (value === null) continue;
      const found = byUnit.get(unit) ?? { low: null, high: null };
      found[side] = { value, inclusive, text };
      byUnit.set(unit, found);
    }
  }
  return [...byUnit].map(([unit, range]) => ({ unit, ...range }));
}

/** A result that is known by its bounds; one that gives the same twice, or its centre alone, is that number. */
function fromInterval(value: Node): Quantity[] {
  const centre = inEachUnit(first(value, "center")).map(({ text, unit }) => ({ ...bounded(text), unit }));
  if (centre.length > 0) return centre;
  return boundsOf(value).map(({ unit, low, high }) => {
    const exact = low !== null && high !== null && low.value === high.value;
    return { text: rangeText({ low, high }), value: exact ? low.value : null, low: bare(low), high: bare(high), unit };
  });
}

function bare(bound: Range["low"]): Bound | null {
  return bound === null ? null : { value: bound.value, inclusive: bound.inclusive };
}

function rangeText({ low, high }: Range): string {
  if (low !== null && high !== null) return low.value === high.value ? low.text : `${low.text} – ${high.text}`;
  if (low !== null) return `${low.inclusive ? "≥" : ">"} ${low.text}`;
  return high === null ? "" : `${high.inclusive ? "≤" : "<"} ${high.text}`;
}

/**
 * The reference intervals of one `referenceRange`. Its own interpretation says what the interval means: one that is not of normal results
 * (critical, therapeutic) is shown as a text, and nothing is compared with it.
 */
export function intervalsOf(referenceRange: Node, resolve: (text: Node) => string | null): Interval[] {
  return all(referenceRange, "observationRange").flatMap((range) => {
    const meaning = attribute(first(range, "interpretationCode"), "code");
    const label = attribute(first(range, "interpretationCode"), "displayName") ?? meaning;
    const ofNormal = meaning === null || meaning.toUpperCase() === "N";
    const text = resolveFirst([...all(range, "text")], resolve);
    const found: Interval[] = [];
    for (const value of all(range, "value")) {
      const bounds = INTERVALS.has(typeOf(value)) ? boundsOf(value) : [];
      for (const { unit, low, high } of bounds) {
        if (ofNormal) found.push({ low: bare(low), high: bare(high), unit, text: null });
        else found.push({ low: null, high: null, unit, text: `${label} : ${rangeText({ low, high })}` });
      }
      if (bounds.length === 0) {
        const words = attribute(value, "displayName") ?? attribute(value, "value") ?? resolve(value) ?? textOf(value);
        if (words !== null) found.push({ low: null, high: null, unit: null, text: ofNormal ? words : `${label} : ${words}` });
      }
    }
    // The text of an interval that has its numbers repeats them, in the words of the laboratory.
    if (text !== null && found.length === 0) found.push({ low: null, high: null, unit: null, text });
    return found;
  });
}

function resolveFirst(texts: readonly Node[], resolve: (text: Node) => string | null): string | null {
  for (const each of texts) {
    const text = resolve(each);
    if (text !== null) return text;
  }
  return null;
}
