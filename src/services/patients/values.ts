import { parseBirthDate } from "../../domain/identity/birth-date.js";
import { accepted, type Check, refused } from "../../domain/identity/result.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { parseCim10 } from "../../domain/medical/codes.js";
import type { Consent, RcpDate } from "../../domain/patient.js";

const YES = new Set(["oui", "o", "yes", "y", "vrai", "true", "1", "x"]);
const NO = new Set(["non", "n", "no", "faux", "false", "0"]);
const MAX_TEXT = 200;

export function parseYesNo(text: string): Check<boolean> {
  const key = text.trim().toLowerCase();
  if (YES.has(key)) return accepted(true);
  if (NO.has(key)) return accepted(false);
  return refused("value.yes_no", "Il faut oui ou non.");
}

/**
 * A free text on one line. Line ends become a comma; the apostrophe that a spreadsheet export puts before `=`, `+`, `-` or `@` is
 * taken away; control characters, which could drive a terminal, are refused.
 */
export function parseText(text: string): Check<string> {
  if (isPlain(text)) return accepted(text);
  const value = text
    .replace(/\s*[\r\n]+\s*/g, ", ")
    .replace(/[ \t\u00A0\u202F]+/g, " ")
    .trim()
    .replace(/^'(?=[=+\-@])/, "");
  if (/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(value)) {
    return refused("value.control", "Le texte contient un caractère de contrôle.");
  }
  if (value.length > MAX_TEXT) return refused("value.too_long", `Le texte dépasse ${MAX_TEXT} caractères.`);
  return accepted(value);
}

/** Letters, digits and single spaces only: nearly every value of a real file. */
function isPlain(text: string): boolean {
  if (text.length > MAX_TEXT) return false;
  let space = true;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 32) {
      if (space) return false;
      space = true;
      continue;
    }
    if (code <= 39 || code > 122) return false;
    space = false;
  }
  return !space;
}

const DATE_MESSAGES: Readonly<Record<string, string>> = {
  "date.short_year": "L'année doit être écrite sur quatre chiffres.",
  "date.year": "L'année n'est pas plausible.",
  "date.calendar": "Cette date n'existe pas dans le calendrier.",
};

/** A known day, in any usual form: the day and the month are needed. */
export function parseDay(text: string): Check<IsoDate> {
  const date = parseBirthDate(text);
  if (!date.ok) return refused(date.code, DATE_MESSAGES[date.code] ?? "Date non reconnue : écrivez JJ/MM/AAAA.");
  if (date.value.interpreted) return refused("date.partial", "Le jour et le mois doivent être connus.");
  return accepted(date.value.date);
}

/** A day that is over: today at the latest. */
export function parsePastDay(text: string, today: IsoDate): Check<IsoDate> {
  const date = parseDay(text);
  return date.ok && date.value > today ? refused("date.future", "La date est dans le futur.") : date;
}

/** Birth date of the carte Vitale: it may be lunar (30/02), so only its shape is checked. Kept as `AAAA-MM-JJ`. */
export function parseBillingDate(text: string): Check<string> {
  const value = text.trim();
  const [, day, month, year] = /^(\d\d)[/.-]?(\d\d)[/.-]?(\d{4})$/.exec(value) ?? [];
  if (year !== undefined) return accepted(`${year}-${month}-${day}`);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return accepted(value);
  return refused("date.format", "Date non reconnue : écrivez JJ/MM/AAAA.");
}

/** CIM-10 codes separated by spaces, commas or bars: `E11.9 I10`. */
export function parseDiagnoses(text: string): Check<readonly string[]> {
  const codes: string[] = [];
  for (const part of text.toUpperCase().split(/[\s,;|]+/)) {
    if (part === "") continue;
    const code = parseCim10(part);
    if (!code.ok) {
      return refused("diagnosis.format", "Il faut des codes CIM-10 séparés par des espaces : E11.9 I10.");
    }
    if (!codes.includes(code.value)) codes.push(code.value);
  }
  return accepted(codes);
}

const RCP = /^(.+?)(?:[\s:=]+(faite|tenue|pr[eé]vue))?$/i;

/**
 * Dates of RCP: `12/03/2026:faite, 01/12/2026:prevue`. Without a state, a date up to today was held and a later one is planned.
 */
export function parseRcp(text: string, today: IsoDate): Check<readonly RcpDate[]> {
  const dates: RcpDate[] = [];
  for (const part of text.split(/[,;|]/)) {
    if (part.trim() === "") continue;
    const [, written = "", state] = RCP.exec(part.trim()) ?? [];
    const date = parseDay(written);
    if (!date.ok)
      return refused(
        "rcp.format",
        "Il faut des dates séparées par des virgules, avec « faite » ou « prevue » : 12/03/2026:faite.",
      );
    dates.push({ date: date.value, done: state === undefined ? date.value <= today : /^[ft]/i.test(state) });
  }
  return accepted(dates);
}

const CONSENTS: Readonly<Record<string, Consent>> = {
  accord: "given",
  oui: "given",
  given: "given",
  opposition: "opposed",
  oppose: "opposed",
  opposé: "opposed",
  opposed: "opposed",
  refus: "opposed",
  aucun: "none",
  none: "none",
};

/** « non » is refused: it may mean an opposition, or that nothing was asked, and the two have opposite effects. */
export function parseConsent(text: string): Check<Consent> {
  const key = text.trim().toLowerCase();
  const consent = CONSENTS[key];
  if (consent !== undefined) return accepted(consent);
  const why = key === "non" || key === "no" ? "« non » est ambigu : " : "";
  return refused("consent.format", `${why}il faut accord, opposition ou aucun.`.replace(/^i/, "I"));
}
