import type { SegurError } from "../errors.js";
import { insiBlocked, sexNotSendable } from "./errors.js";
import type { Identity } from "./types.js";

/** Side effects for the caller to trace, show or store. */
export type Effect =
  | "status.changed"
  | "ins.recorded"
  | "ins.invalidated"
  | "traits.filled"
  | "traits.changed"
  | "proof.recorded"
  /** A lower-confidence document did not replace the one that validated the identity. */
  | "proof.kept"
  | "proof.removed"
  | "attribute.changed"
  /** The first given name is not the start of the list INSi gave: warn, never correct it alone (EXI ID 10). */
  | "first_given_name.mismatch"
  | "work_list.ins_ko";

export type Transition =
  | { readonly ok: true; readonly identity: Identity; readonly effects: readonly Effect[] }
  | { readonly ok: false; readonly refusal: SegurError };

/** Whether INSi may be called at all: never for a doubtful or fictitious identity (rule 25), nor with an undetermined sex. */
export function mayCallInsi(identity: Identity): { readonly ok: true } | { readonly ok: false; readonly refusal: SegurError } {
  const blocking = blockingAttribute(identity);
  if (blocking !== null) return { ok: false, refusal: insiBlocked(blocking) };
  return identity.traits.sex === "I" ? { ok: false, refusal: sexNotSendable() } : { ok: true };
}

/** Strict traits are read-only (rule 26, INS/va1.18, .47); complementary traits never are (INS/va1.48). */
export function isLocked(identity: Identity): boolean {
  return identity.status === "recuperee" || identity.status === "qualifiee";
}

/** The attribute that forces `provisoire` and blocks INSi, if any. */
export function blockingAttribute(identity: Identity): "douteuse" | "fictive" | null {
  if (identity.attributes.fictive) return "fictive";
  return identity.attributes.douteuse ? "douteuse" : null;
}
