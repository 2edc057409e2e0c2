import { createHash } from "node:crypto";

const FIRST_MS = 30_000;
const LONGEST_MS = 3_600_000;

/**
 * When a line is tried again: twice as late at each attempt from thirty seconds to an hour, less up to a half that depends on the line,
 * so that what failed together does not come back together. The same line and attempt always give the same delay.
 * @param attempts those already made, at least 1
 */
export function nextTryAt(key: string, attempts: number, now: Date): string {
  const whole = Math.min(FIRST_MS * 2 ** Math.max(0, Math.min(attempts - 1, 20)), LONGEST_MS);
  const spread = createHash("sha256").update(`${key}#${attempts}`).digest().readUInt32BE(0) / 2 ** 32;
  return new Date(now.getTime() + Math.round(whole * (1 - spread / 2))).toISOString();
}
