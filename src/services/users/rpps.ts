import { rppsWrong } from "../cabinet/errors.js";

/**
 * 11 digits; the 12-digit national identifier is `8` then the RPPS (psc.md §1.8: exactly one leading 8 is removed).
 * @param flag the option that was given @throws {SegurError}
 */
export function toRpps(text: string, flag?: string): string {
  const digits = text.replaceAll(" ", "");
  if (/^\d{11}$/.test(digits)) return digits;
  if (/^8\d{11}$/.test(digits)) return digits.slice(1);
  throw rppsWrong(flag);
}
