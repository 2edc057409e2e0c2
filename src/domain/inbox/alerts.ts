import type { BiologyAlerts, BiologyResult, Bound, Quantity, Told } from "./biology.js";

/** The rules of the three alerts of a biology report (cda.md §4), on results already read. */

/** BIO/va1.01: to be read at once. */
const URGENT = new Set(["AA", "HH", "LL"]);
const HIGH = new Set(["H", "HH", "HU", "HX"]);
const LOW = new Set(["L", "LL", "LU", "LX"]);
/** Out, without saying on which side. */
const ABNORMAL = new Set(["A", "AA", "EX"]);
const NORMAL = "N";
/** The vocabulary of interpretations, of which CI-SIS takes 39 codes (JDV_HL7_ObservationInterpretation). */
const VOCABULARY = "2.16.840.1.113883.5.83";
/** As senders name it too: by that set of values, or by the table of HL7 v2 (0078) that it comes from, whose codes say the same. */
const VOCABULARIES = new Set([VOCABULARY, "2.16.840.1.113883.1.11.78", "2.16.840.1.113883.12.78"]);
const OTHERS = "< > B CAR D DET E EXP I IE IND N NCL ND NEG NR NS POS R RR S SDD SYN-R SYN-S U UNE W WR".split(" ");
const KNOWN = new Set([...URGENT, ...HIGH, ...LOW, ...ABNORMAL, ...OTHERS]);

/** A code as it is compared: some laboratories write it in small letters. */
function plain(code: string): string {
  return code.trim().toUpperCase();
}

/**
 * Whether what a code says is known: `CRIT`, or an `N` of another vocabulary, may say that the result is urgent.
 * @param system OID of its vocabulary; null when it does not say
 */
export function isKnown(code: string, system: string | null): boolean {
  return KNOWN.has(plain(code)) && (system === null || VOCABULARIES.has(system.trim()));
}

export function isUrgent(code: string): boolean {
  return URGENT.has(plain(code));
}

/** Whether the laboratory says by this code that the result is out. R, S, POS, DET, `<` and their like say another thing. */
export function isOut(code: string): boolean {
  const each = plain(code);
  return HIGH.has(each) || LOW.has(each) || ABNORMAL.has(each);
}

/**
 * Whether a code is a remark that no other alert tells (R, POS, DET, `<`…). BIO/va1.05 asks that an interpretation be told outside the
 * document: one that is out has its own alert, and « normal » on every line would light this one in every report.
 */
export function isRemark(code: string): boolean {
  const each = plain(code);
  return each !== "" && each !== NORMAL && !isOut(each);
}

/** Left by a template that nobody filled in. */
const PLACEHOLDER = /^[([{<]\s*(texte libre|texte|commentaire|à compléter|sans objet)\s*[)\]}>]$/i;
/** A notice that goes with every report of a laboratory says nothing of this one. */
const NOTICE = /\bRGPD\b|données (à caractère )?personnel|protection des données|informatique et libertés/i;

/** Whether a comment says something of the analyses; one that does not is shown all the same, and lights nothing. */
export function isRemarkable({ title, text }: { readonly title: string | null; readonly text: string }): boolean {
  return text.trim() !== "" && !PLACEHOLDER.test(text.trim()) && !(title !== null && NOTICE.test(title));
}

/** Where a result stands. */
export type Side = "below" | "inside" | "above";

interface Range {
  readonly low: Bound | null;
  readonly high: Bound | null;
}

type Interval = BiologyResult["intervals"][number];

/**
 * Where the numbers say that a result stands; null when they do not say. In the first unit of the result that an interval has too,
 * never across units. Of several intervals in that unit, one that it is out of is enough: which one applies is not ours to say.
 */
export function sideOf(quantities: readonly Quantity[], intervals: readonly Interval[]): Side | null {
  for (const quantity of quantities) {
    const sides = intervals
      .filter(({ unit, low, high }) => (low !== null || high !== null) && sameUnit(unit, quantity.unit))
      .map((interval) => compare(quantity, interval));
    const out = sides.find((side) => side === "below" || side === "above");
    if (out !== undefined) return out;
    if (sides.length > 0 && sides.every((side) => side === "inside")) return "inside";
  }
  return null;
}

/** UCUM writes « no unit » as `1`. */
function sameUnit(one: string | null, other: string | null): boolean {
  return (one ?? "1") === (other ?? "1");
}

function compare({ value, low, high }: Quantity, interval: Range): Side | null {
  if (interval.low !== null && interval.high !== null && interval.low.value > interval.high.value) return null;
  const from = value === null ? low : { value, inclusive: true };
  const to = value === null ? high : { value, inclusive: true };
  if (interval.low !== null && to !== null && isWhollyBelow(to, interval.low)) return "below";
  if (interval.high !== null && from !== null && isWhollyBelow(interval.high, from)) return "above";
  const above = interval.low === null || (from !== null && startsWithin(from, interval.low));
  const below = interval.high === null || (to !== null && endsWithin(to, interval.high));
  return above && below ? "inside" : null;
}

/** Nothing up to `end` is as much as `start`. */
function isWhollyBelow(end: Bound, start: Bound): boolean {
  return end.value < start.value || (end.value === start.value && !(end.inclusive && start.inclusive));
}

function startsWithin(from: Bound, low: Bound): boolean {
  return from.value > low.value || (from.value === low.value && (low.inclusive || !from.inclusive));
}

function endsWithin(to: Bound, high: Bound): boolean {
  return to.value < high.value || (to.value === high.value && (high.inclusive || !to.inclusive));
}

/** The flag of the laboratory says one thing and the numbers another, or two flags disagree: both are shown. */
export function isConflict(interpretations: readonly string[], side: Side | null): boolean {
  const codes = interpretations.map(plain);
  const high = codes.some((code) => HIGH.has(code));
  const low = codes.some((code) => LOW.has(code));
  const normal = codes.includes(NORMAL);
  if ((high && low) || (normal && codes.some(isOut))) return true;
  if (side === "inside") return codes.some(isOut);
  if (side === null) return false;
  return normal || (side === "above" ? low : high);
}

type Judged = Pick<BiologyResult, "interpretations" | "outsideInterval" | "comments">;

/**
 * The three alerts. Either the laboratory or the numbers raise « outside »; the laboratory alone raises « urgent ».
 * @param whole false when something that may hold a result could not be read: what was not found is then not known to be absent
 * @param understood false when the code of a result is not known: it may say that it is urgent or outside
 * @param commented whether the report has a comment that is not on a result, and is {@link isRemarkable}
 */
export function alertsOf(
  results: readonly Judged[],
  { whole, understood, commented }: { readonly whole: boolean; readonly understood: boolean; readonly commented: boolean },
): BiologyAlerts {
  const told = (found: boolean, isSure = understood): Told => {
    if (found) return "yes";
    return whole && isSure && results.length > 0 ? "no" : "undetermined";
  };
  const codes = results.flatMap(({ interpretations }) => interpretations);
  return {
    urgent: told(codes.some(isUrgent)),
    outside: told(codes.some(isOut) || results.some((each) => each.outsideInterval === true)),
    comment: told(commented || codes.some(isRemark) || results.some(isCommented), true),
  };
}

function isCommented({ comments }: Judged): boolean {
  return comments.some((text) => isRemarkable({ title: null, text }));
}
