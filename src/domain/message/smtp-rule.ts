/** Subjects of an enhanced status (RFC 3463 §3), by its second number. */
const SECTIONS: Readonly<Record<string, string>> = {
  "1": "§3.2",
  "2": "§3.3",
  "3": "§3.4",
  "4": "§3.5",
  "5": "§3.6",
  "6": "§3.7",
  "7": "§3.8",
};

/** RFC 5321 §4.5.4.1: how long an operator that defers is asked again. */
export const GIVE_UP_RULE = "RFC 5321 §4.5.4.1";

/**
 * The text by which an answer of SMTP is a refusal: that of its enhanced status (`550 5.1.1`, or `5.1.1` alone as reports give it), else
 * that of its code.
 */
export function smtpRule(code: string): string {
  const [, status, subject = ""] = /\b([245]\.(\d{1,3})\.\d{1,3})\b/.exec(code) ?? [];
  if (status !== undefined) return `RFC 3463 ${SECTIONS[subject] ?? "§3.1"} (${status})`;
  return `RFC 5321 §4.2.3 (${/\d{3}/.exec(code)?.[0] ?? "554"})`;
}
