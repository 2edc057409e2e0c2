import type { Ins } from "../../domain/identity/types.js";

const MAX_LENGTH = 300;
const MASK = "[…]";
/** Anything that looks like a matricule, with or without its key, or like an INS-C (22 digits); never the digits of an OID. */
const MATRICULE =
  /(?<![0-9A-Za-z.])(?:[1-8]\s?\d{2}\s?\d{2}\s?[0-9][0-9AB]\s?\d{3}\s?\d{3}(?:\s?\d{2})?|\d{22})(?![0-9A-Za-z.])/g;

/**
 * Makes a text of the service fit for logs and screens: matricules, the values given and control characters (a terminal would obey
 * them) are taken out, the length is bounded.
 */
export function redactText(text: string, values: readonly string[] = []): string {
  let clean = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  for (const value of [...new Set(values)].sort((one, other) => other.length - one.length)) {
    if (value.length > 1) clean = clean.replaceAll(new RegExp(escaped(value), "giu"), MASK);
  }
  clean = clean.replace(MATRICULE, MASK);
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

function escaped(value: string): string {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}

/** What a refusal of these metadata must not quote: the patient's matricule, and the traits of `sourcePatientInfo`. */
export function sensitiveOf(metadata: string, patient: Ins): string[] {
  const values = [patient.matricule, patient.matricule.slice(0, 13)];
  for (const [, info = ""] of metadata.matchAll(/<rim:Value>PID-\d+\|([^<]*)<\/rim:Value>/g)) {
    const plain = info.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    values.push(...plain.split(/[\^|~]/).filter((value) => value.length > 2));
  }
  return values;
}
