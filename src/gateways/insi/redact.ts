const MAX_LENGTH = 300;
const MASK = "[…]";
/** Anything that looks like a matricule, with or without its key. */
const MATRICULE = /(?<![0-9A-Za-z])[1-8]\s?\d{2}\s?\d{2}\s?[0-9][0-9AB]\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?![0-9A-Za-z])/g;

/**
 * Makes a text of the service fit for logs, traces and screens: the values of the query, matricules and control
 * characters (a terminal would obey them) are taken out, the length is bounded.
 */
export function redact(text: string, values: readonly string[]): string {
  let clean = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  clean = clean.replace(MATRICULE, MASK);
  // Longest first: « ANNE MARIE » before « ANNE ».
  for (const value of [...new Set(values)].sort((one, other) => other.length - one.length)) {
    if (value.length > 1) clean = clean.replace(wholeWord(value), MASK);
  }
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

/** Whole words only, so that a « LE » or a « M » leaves the sentence alone; short values must also have their capitals. */
function wholeWord(value: string): RegExp {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, value.length > 3 ? "giu" : "gu");
}

/** The values of a query that must never come back in a text: each as sent, its words, and dates as people write them. */
export function sensitiveValues(fields: readonly (string | undefined)[]): string[] {
  const values: string[] = [];
  for (const field of fields) {
    if (field === undefined || field === "") continue;
    values.push(field, ...field.split(" "));
    const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(field);
    if (date !== null)
      values.push(`${date[3]}/${date[2]}/${date[1]}`, `${date[3]}${date[2]}${date[1]}`, `${date[1]}${date[2]}${date[3]}`);
    if (/^\d{6}[0-9AB]\d{8}$/.test(field)) values.push(field.slice(0, 13));
  }
  return values;
}
