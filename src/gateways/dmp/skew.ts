/** Seconds beyond which an assertion may be refused for its date, and a trace misleads. */
const TOLERANCE_S = 30;

/**
 * Compares our clock with the Date of an answer (EX_GEN-1460). Returns what tells once.
 * @param tell seconds, ours minus theirs
 */
export function skewWatcher(tell: ((seconds: number) => void) | undefined): (header: unknown, now: Date) => void {
  let told = tell === undefined;
  return (header, now) => {
    if (told || typeof header !== "string") return;
    const theirs = Date.parse(header);
    if (Number.isNaN(theirs)) return;
    const seconds = Math.round((now.getTime() - theirs) / 1_000);
    if (Math.abs(seconds) <= TOLERANCE_S) return;
    told = true;
    tell?.(seconds);
  };
}
