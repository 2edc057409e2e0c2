/**
 * Amounts as people type them: `1`, `0,5`, `1/2`, `1½`, `1-2 comprimé`, `1 000 UI`. What is not understood whole is refused: an amount
 * that is read as another is a wrong dose in a summary (cda.md §3, doseQuantity).
 */

export interface Amount {
  readonly low: number;
  /** As {@link low}, unless a range was typed. */
  readonly high: number;
  readonly unit: string | null;
}

const SPACE = "[ \\u00A0\\u202F]";
/** Those that a decimal writes whole. */
const FRACTIONS: Readonly<Record<string, number>> = { "1/2": 0.5, "1/4": 0.25, "3/4": 0.75, "½": 0.5, "¼": 0.25, "¾": 0.75 };
const FRACTION = "(?:(?:1/2|1/4|3/4)(?![\\d/])|[½¼¾])";
/** No zero before it: of `05`, nobody can tell whether a comma is missing. */
const WHOLE = "(?:0|[1-9]\\d{0,5})";
/** `1 000`: a group that starts with a zero is no number of its own; `1 500 mg` may be one tablet of 500 mg. */
const THOUSANDS = `[1-9]\\d{0,2}${SPACE}0\\d\\d`;
const NUMBER = `(?:${FRACTION}|${WHOLE}${SPACE}?[½¼¾]|${WHOLE}${SPACE}${FRACTION}|${THOUSANDS}|${WHOLE}(?:[.,]\\d{1,6})?)`;
const AMOUNT = new RegExp(`^(${NUMBER})(?:\\s*[-–—à]\\s*(${NUMBER}))?(?:\\s*(\\D.{0,31}))?$`, "u");
/** `1.500`, `1,500`: a thousand and a half, or one and a half. */
const AMBIGUOUS = /^[1-9]\d{0,2}(?:\.\d{3}|,\d\d0)$/;
/** Ends of a range that was not finished. */
const UNFINISHED: ReadonlySet<string> = new Set(["à", "ou", "et"]);

/** An amount that is understood whole, or null. A range goes up: `1-1` is one in the morning and one in the evening. */
export function parseAmount(text: string): Amount | null {
  const [, first, second, unit] = AMOUNT.exec(text.trim().normalize("NFC")) ?? [];
  if (first === undefined) return null;
  const [low, high] = [numberOf(first), second === undefined ? undefined : numberOf(second)];
  if (low === null || high === null || (high !== undefined && high <= low)) return null;
  if (unit !== undefined && (!isUnit(unit) || unit === "1")) return null;
  return { low, high: high ?? low, unit: unit ?? null };
}

/** A number alone, in any form of an amount; null otherwise. */
export function parseNumber(text: string): number | null {
  const amount = parseAmount(text);
  return amount === null || amount.unit !== null || amount.high !== amount.low ? null : amount.low;
}

/**
 * A UCUM unit (`mg`, `kg/m2`, `{verre}/d`, `[IU]`), or the word of a form (`comprimé(s)`): one word that starts as a word does, and holds
 * no number but an exponent of a length, or within brackets. `1` is the unit of what has none.
 */
export function isUnit(unit: string): boolean {
  if (unit === "1") return true;
  if ([...unit].length > 32 || UNFINISHED.has(unit.toLowerCase()) || !/^[\p{L}{[%°]/u.test(unit)) return false;
  if (/[\s\p{C}]/u.test(unit)) return false;
  const bare = unit.replaceAll(/\{[^{}]*\}|\[[^[\]]*\]/gu, "").replaceAll(/m[23²³](?!\p{N})/gu, "m");
  return /^[\p{L}\p{M}%°/.'’()*_-]*$/u.test(bare);
}

/** Decimals that are too fine to be written as people write them. */
export const SMALLEST = 0.000001;

function numberOf(text: string): number | null {
  if (AMBIGUOUS.test(text)) return null;
  const [, whole = "", fraction] = new RegExp(`^(.*?)${SPACE}?(${FRACTION})$`, "u").exec(text) ?? [];
  if (fraction !== undefined && Object.hasOwn(FRACTIONS, fraction)) return Number(whole) + (FRACTIONS[fraction] ?? 0);
  return Number(text.replaceAll(new RegExp(SPACE, "g"), "").replace(",", "."));
}
