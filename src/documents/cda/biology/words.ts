import { isOut, isUrgent, type Side, sideOf } from "../../../domain/inbox/alerts.js";
import type { BiologyResult, Bound, Quantity } from "../../../domain/inbox/biology.js";
import { timeInWords } from "../words.js";

/** How grave a result is, for who colours it. */
export type Gravity = "urgent" | "outside" | "none";

/** A result as one reads it. */
export interface ResultWords {
  readonly label: string;
  /** In each unit, the first one first. */
  readonly values: readonly string[];
  readonly ranges: readonly string[];
  /** Empty: nothing to say. */
  readonly flag: string;
  readonly gravity: Gravity;
  readonly previous: readonly string[];
}

/** What a person reads of codes of 2.16.840.1.113883.5.83; another one is shown as it is. */
const CODES: Readonly<Record<string, readonly [mark: string, word: string]>> = {
  HH: ["‼ ↑", "critique haut"],
  LL: ["‼ ↓", "critique bas"],
  AA: ["‼", "critique"],
  H: ["↑", "haut"],
  L: ["↓", "bas"],
  A: ["!", "anormal"],
  HU: ["↑", "nettement haut"],
  LU: ["↓", "nettement bas"],
  HX: ["↑", "au-dessus du seuil"],
  LX: ["↓", "au-dessous du seuil"],
  EX: ["!", "hors seuils"],
  "<": ["", "sous la limite de mesure"],
  ">": ["", "au-dessus de la limite de mesure"],
  U: ["", "en hausse"],
  D: ["", "en baisse"],
  B: ["", "en amélioration"],
  W: ["", "en aggravation"],
  R: ["", "résistant"],
  I: ["", "intermédiaire"],
  S: ["", "sensible"],
  SDD: ["", "sensible à forte dose"],
  NS: ["", "non sensible"],
  POS: ["", "positif"],
  NEG: ["", "négatif"],
  IND: ["", "indéterminé"],
  DET: ["", "détecté"],
  ND: ["", "non détecté"],
  RR: ["", "réactif"],
  NR: ["", "non réactif"],
  WR: ["", "faiblement réactif"],
  E: ["", "équivoque"],
};

/** The scale of LOINC names tells nothing to a reader. */
const SCALE = /\s*;\s*(numérique|ordinal|nominal|narratif)\s*$/i;

/** @param marks arrows before the words, for a screen */
export function wordsOfResult(result: BiologyResult, marks: boolean): ResultWords {
  const { quantities, words, intervals, interpretations, previous } = result;
  const [first] = quantities;
  const values = [...quantities.map(({ text, unit }) => withUnit(decimal(text), unit)), ...(words === null ? [] : [words])];
  return {
    label: shortLabel(result.label),
    values: values.length === 0 ? ["non rendu"] : values,
    ranges: intervals.map((interval) => rangeInWords(interval, first)).filter((text) => text !== ""),
    flag: flagOf(result, marks),
    gravity: interpretations.some(isUrgent)
      ? "urgent"
      : interpretations.some(isOut) || result.outsideInterval === true
        ? "outside"
        : "none",
    previous: previous.map(({ at, text, unit }) => {
      const value = withUnit(decimal(text), unit === first?.unit ? null : unit);
      const day = timeInWords(at?.slice(0, 10) ?? null);
      return day === null ? value : `${value} le ${day}`;
    }),
  };
}

export function shortLabel(label: string): string {
  return label.replace(SCALE, "");
}

/** A number as French writes it; any other text as it is, digit for digit. */
function decimal(text: string): string {
  return /^[<>≤≥]?\s*[+-]?\d+\.\d+$/.test(text.trim()) ? text.replace(".", ",") : text;
}

function withUnit(text: string, unit: string | null): string {
  return unit === null || unit === "1" ? text : `${text} ${unit}`;
}

/** `12 – 16,5`, `≥ 2`, `]0 – 5[` (bounds that are not included), with its unit when it is not that of the value. */
function rangeInWords({ low, high, unit, text }: BiologyResult["intervals"][number], first: Quantity | undefined): string {
  const bounds = boundsInWords(low, high);
  const shown = text ?? bounds;
  return shown === "" || text !== null ? shown : withUnit(shown, unit === first?.unit ? null : unit);
}

function boundsInWords(low: Bound | null, high: Bound | null): string {
  if (low !== null && high !== null) {
    if (low.inclusive && high.inclusive) return `${shown(low)} – ${shown(high)}`;
    return `${low.inclusive ? "[" : "]"}${shown(low)} – ${shown(high)}${high.inclusive ? "]" : "["}`;
  }
  if (low !== null) return `${low.inclusive ? "≥" : ">"} ${shown(low)}`;
  return high === null ? "" : `${high.inclusive ? "≤" : "<"} ${shown(high)}`;
}

function shown({ value }: Bound): string {
  return decimal(String(value));
}

const NUMBERS: Readonly<Record<Side, string>> = {
  above: "au-dessus de l'intervalle",
  below: "au-dessous de l'intervalle",
  inside: "dans l'intervalle",
};

/** The flags of the laboratory; what the numbers say when it says nothing, or another thing. « Normal » that all agree on is not told. */
function flagOf({ interpretations, quantities, intervals, conflict }: BiologyResult, marks: boolean): string {
  const side = sideOf(quantities, intervals);
  const codes = interpretations.map((code) => code.trim().toUpperCase());
  const told = codes.filter((code) => code !== "N").map((code) => inWords(code, marks));
  if (side !== null && side !== "inside" && !codes.some(isOut)) {
    const arrow = side === "above" ? "↑ " : "↓ ";
    told.unshift(`${marks ? arrow : ""}hors intervalle`);
  }
  if (conflict && codes.includes("N")) told.push("dit normal");
  else if (conflict && side !== null) told.push(`mais ${NUMBERS[side]}`);
  return told.join(", ");
}

function inWords(code: string, marks: boolean): string {
  const [mark, word] = Object.hasOwn(CODES, code) ? (CODES[code] ?? ["", code]) : ["", code];
  return marks && mark !== "" ? `${mark} ${word}` : word;
}
