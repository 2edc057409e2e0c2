import { SegurError } from "../../domain/errors.js";
import type { Actor } from "../../domain/ports.js";
import { requireAccess } from "../../services/session/access.js";
import { NOBODY } from "../../services/session/current.js";
import type { CommandContext } from "../context.js";

/**
 * Lets a command that copies the key or replaces the store go on, when the person of the session administers the cabinet; the cabinet is
 * closed again.
 * @param command its words, kept in the trace of a refusal
 * @returns who acts; nobody for a store that cannot be opened, when `evenUnreadable`: it has no users to ask, and whoever has a backup and
 *   its key can read it anyway
 */
export async function administrator(
  context: CommandContext,
  command: string,
  options: { readonly evenUnreadable?: boolean } = {},
): Promise<Actor> {
  try {
    const cabinet = await context.cabinet();
    await requireAccess(cabinet, await context.session(), "administer", command);
    return cabinet.actor;
  } catch (error) {
    if (options.evenUnreadable === true && isUnreadable(error)) return NOBODY;
    throw error;
  } finally {
    await context.release();
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof SegurError && UNREADABLE.has(error.code);
}

/** Only what no command can get over: a store that is busy, or a full disk, is no reason to let anybody in. */
const UNREADABLE = new Set([
  "storage.missing",
  "cabinet.store_missing",
  "storage.not_a_cabinet",
  "storage.damaged",
  "storage.key_missing",
  "storage.key_wrong",
]);
