/**
 * Outcome of a check on one value. `message` is a French sentence without any patient data; `column` (1-based,
 * in UTF-16 units of the text given) points at the first offending character when there is one.
 */
export type Check<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly column?: number };

/** The refusing half of {@link Check}, which fits any `Check<T>`. */
export type Refused = Extract<Check<never>, { ok: false }>;

export function accepted<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refused(code: string, message: string, column?: number): Refused {
  return column === undefined ? { ok: false, code, message } : { ok: false, code, message, column };
}
