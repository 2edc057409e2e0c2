import { oneLine } from "./header-values.js";

const LONGEST = 300;

/**
 * What a server said, as it may be kept and shown: one line, without any address (that of a patient is a matricule), long number, nor
 * anything like the secret that it was handed (a server may repeat the line of AUTH: base64 of the token, or the token).
 */
export function said(text: string): string {
  // Cut first: what follows looks at each position of what a stranger may have written at length.
  const safe = oneLine(text.slice(0, 4 * LONGEST))
    .replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;]+/g, "…")
    .replace(/\d[\d\s.-]{10,}\d[A-Za-z]?/g, "…")
    .replace(/\beyJ[\w.-]+/g, "…")
    .replace(/\b(AUTH[ =]\S+|Bearer)[ =]\S+/gi, "$1 …")
    .replace(/[A-Za-z0-9+/]{24,}={0,2}|[\w-]{40,}/g, "…");
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}

/** SMTP code and enhanced status of an answer: `550 5.1.1`, `250`; `null` when there is no code. */
export function replyCode(response: string): string | null {
  const [, code, status] = /^([245]\d\d)(?:[ -]([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(response) ?? [];
  return code === undefined ? null : status === undefined ? code : `${code} ${status}`;
}
