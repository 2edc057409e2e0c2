/** Exit codes a command returns by itself; the others come from error kinds (`segur help exit-codes`). */
export const EXIT_DONE = 0;
export const EXIT_FAILURE = 1;
/** The check could not be made (`mom check`). */
export const EXIT_UNDETERMINED = 2;
export const EXIT_PARTIAL = 3;
export const EXIT_REFUSED = 6;
export const EXIT_DECISION = 7;
