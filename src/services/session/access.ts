import { SegurError } from "../../domain/errors.js";
import type { Access, Right } from "../../domain/users/rights.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { isOpen, type NoSession, type OpenSession } from "./current.js";
import { rightMissing, sessionEnded, sessionMissing, userDisabled } from "./errors.js";

/** The error of a command that needs somebody, by why nobody is there. */
export function needSession(why: NoSession): SegurError {
  if (why instanceof SegurError) return why;
  if (why === "none") return sessionMissing();
  return why === "user_disabled" ? userDisabled() : sessionEnded(why);
}

/**
 * Lets a command run, or throws: exit 4 when nobody is logged in, exit 6 when the person may not (and the refusal is traced).
 * @param command its words, kept in the trace (`patient search`)
 */
export async function requireAccess(
  cabinet: OpenCabinet,
  session: OpenSession | NoSession,
  access: Access,
  command: string,
): Promise<void> {
  if (access === "open") return;
  if (!isOpen(session)) throw needSession(session);
  if (access !== "session") await requireRight(cabinet, access, command);
}

/** Like {@link requireAccess} inside a command, for what only a part of it needs (`--reveal`). */
export async function requireRight(
  cabinet: Pick<OpenCabinet, "actor" | "rights" | "traces" | "clock">,
  right: Right,
  command: string,
): Promise<void> {
  const { actor, rights, traces, clock } = cabinet;
  if (rights.has(right)) return;
  const at = clock.now().toISOString();
  await traces.append([{ kind: "rights.refused", at, actor, code: "rights.missing", data: { right, command } }]);
  throw rightMissing(right, actor.userId);
}
