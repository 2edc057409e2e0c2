import { oneLine } from "./header-values.js";

const LONGEST = 300;

/** What a server said, as it may be kept and shown: one line, without any address (that of a patient is a matricule) nor long number. */
export function said(text: string): string {
  const safe = oneLine(text)
    .replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;]+/g, "…")
    .replace(/\d[\d\s.-]{10,}\d[A-Za-z]?/g, "…")
    .replace(/\beyJ[\w.-]+/g, "…");
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}

/** SMTP code and enhanced status of an answer: `550 5.1.1`, `250`; `null` when there is no code. */
export function replyCode(response: string): string | null {
  const [, code, status] = /^([245]\d\d)(?:[ -]([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(response) ?? [];
  return code === undefined ? null : status === undefined ? code : `${code} ${status}`;
}
