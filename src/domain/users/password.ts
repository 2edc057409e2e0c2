/** How long a password must be (référentiel d'authentification of the CNIL, 2022: 12 characters and throttling). */
export const PASSWORD_LENGTH = 12;
const LONGEST = 256;

/** What is wrong with a new password, or null. Its value is never told. */
export function passwordFault(password: string): "short" | "long" | "poor" | null {
  const length = [...password].length;
  if (length < PASSWORD_LENGTH) return "short";
  if (length > LONGEST) return "long";
  // Twelve times the same letter is no password.
  return new Set(password).size < 5 ? "poor" : null;
}

/** Wrong passwords that cost nothing: everybody mistypes. */
const FREE_FAILURES = 3;
const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 15 * 60;

/** Seconds before the next try, after so many wrong passwords in a row: 0, then 30 s, doubled each time up to 15 minutes. */
export function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (failures - FREE_FAILURES));
}
