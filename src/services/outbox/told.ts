import type { SegurError } from "../../domain/errors.js";

/** The sentence kept with a line, with its cause and its rule. */
export function told({ message, why, rule }: Pick<SegurError, "message" | "why" | "rule">): string {
  return [message, why, rule === undefined ? undefined : `(${rule})`].filter((part) => part !== undefined).join(" ");
}

/** The sentence and the rule of what {@link told} wrote. A sentence ends by its full stop: a parenthesis after it is the rule. */
export function untold(text: string): { readonly cause: string; readonly rule: string | null } {
  const [, cause, rule] = /^(.*[.!?»]) \(([^()]+(?:\([^()]*\))?)\)$/s.exec(text) ?? [];
  return cause === undefined || rule === undefined ? { cause: text, rule: null } : { cause, rule };
}
