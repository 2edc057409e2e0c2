import { isConflict, sideOf } from "../../../domain/inbox/alerts.js";
import type { BiologyResult, Quantity } from "../../../domain/inbox/biology.js";
import type { NarrativeNode } from "../header.js";
import { all, attribute, first, textOf } from "../tree.js";
import { codeOf, readTime, timeOf } from "../values.js";
import { intervalsOf, quantitiesOf, typeOf } from "./quantities.js";
import { type Named, resolveText } from "./spoken.js";

type Node = Exclude<NarrativeNode, string>;

/** What a result says of itself: all but its place and what stands beside it. */
export type ResultFields = Omit<BiologyResult, "path" | "previous" | "comments" | "status">;

export type Previous = BiologyResult["previous"][number];

const MAX_EACH = 50;
const MAX_LABEL = 300;

function named(parts: readonly Node[], name: string): Node[] {
  return parts.filter((part) => part.name === name).slice(0, MAX_EACH);
}

/** Whether it has more of a part than are read. */
export function hasTooMany(parts: readonly Node[]): boolean {
  return ["value", "interpretationCode", "referenceRange"].some(
    (name) => parts.filter((part) => part.name === name).length > MAX_EACH,
  );
}

/** The parts of an observation, read. */
export function resultOf(parts: readonly Node[], names: Named): ResultFields {
  const quantities: Quantity[] = [];
  const words: string[] = [];
  for (const value of named(parts, "value")) {
    const numbers = quantitiesOf(value);
    const said = numbers.length === 0 ? wordsOf(value, names) : null;
    quantities.push(...numbers);
    if (said !== null) words.push(said);
  }
  const interpretations = named(parts, "interpretationCode").flatMap(codesOf);
  const intervals = named(parts, "referenceRange").flatMap((range) => intervalsOf(range, (text) => resolveText(text, names)));
  const side = sideOf(quantities, intervals);
  const [code = null] = named(parts, "code");
  return {
    code: codeOf(code)?.code.slice(0, 64) ?? null,
    label: labelOf(code, names) ?? "Analyse sans nom",
    quantities,
    words: words.length === 0 ? null : words.join(" ; "),
    interpretations,
    intervals,
    outsideInterval: side === null ? null : side !== "inside",
    conflict: isConflict(interpretations, side),
  };
}

/** An earlier result; null when it has no value. */
export function previousOf(parts: readonly Node[], comments: readonly string[], names: Named): Previous | null {
  const { quantities, words } = resultOf(parts, names);
  const [quantity] = quantities;
  const text = quantity?.text ?? words;
  if (text === null || text === undefined) return null;
  const [time = null] = named(parts, "effectiveTime");
  return { at: timeOf(time), text: [text, ...comments.map((each) => `(${each})`)].join(" "), unit: quantity?.unit ?? null };
}

/** What a code is called: by its sender first, then by one of its translations, then by the narrative that it refers to. */
export function labelOf(code: Node | null, names: Named): string | null {
  if (code === null) return null;
  const called = [code, ...all(code, "translation")].flatMap((each) => [
    attribute(each, "displayName") ?? attribute(each, "displayname"),
    textOf(first(each, "originalText")),
  ]);
  return (
    called.find((each) => each !== null)?.slice(0, MAX_LABEL) ??
    resolveText(first(code, "originalText"), names)?.slice(0, MAX_LABEL) ??
    codeOf(code)?.code.slice(0, MAX_LABEL) ??
    null
  );
}

/** Codes of an interpretation, those of its translations after it. */
function codesOf(interpretation: Node): string[] {
  return [interpretation, ...all(interpretation, "translation")]
    .map((each) => attribute(each, "code")?.slice(0, 32) ?? null)
    .filter((code) => code !== null);
}

/** A `value` that is no number, in words; null when it says nothing. */
function wordsOf(value: Node, names: Named): string | null {
  const type = typeOf(value);
  if (/^(CD|CE|CO|CV|CS)$/.test(type)) return labelOf(value, names);
  if (type === "BL") return { true: "oui", false: "non" }[attribute(value, "value") ?? ""] ?? null;
  if (type === "TS") return readTime(attribute(value, "value")) ?? attribute(value, "value");
  const sides = [first(value, "numerator"), first(value, "denominator"), first(value, "low"), first(value, "high")];
  const numbers = sides.map(inWords).filter((each) => each !== null);
  if (numbers.length > 0) return numbers.join(type.startsWith("RTO") ? "/" : " – ");
  const media = attribute(value, "mediaType");
  if (media !== null && !media.startsWith("text/")) return "pièce jointe";
  return resolveText(value, names) ?? resolveText(first(value, "originalText"), names) ?? inWords(value) ?? labelOf(value, names);
}

function inWords(quantity: Node | null): string | null {
  const value = attribute(quantity, "value");
  const unit = attribute(quantity, "unit");
  return value === null ? null : [value, unit === "1" ? null : unit].filter(Boolean).join(" ");
}
