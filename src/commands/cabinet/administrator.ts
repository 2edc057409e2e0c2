import { SegurError } from "../../domain/errors.js";
import type { Actor } from "../../domain/ports.js";
import type { ReplacedStore } from "../../services/cabinet/restore.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { requireAccess } from "../../services/session/access.js";
import { NOBODY } from "../../services/session/current.js";
import type { CommandContext } from "../context.js";

/**
 * Lets a command that copies or changes the key go on, when the person of the session administers the cabinet; the cabinet is closed
 * again.
 * @param command its words, kept in the trace of a refusal
 * @returns who acts
 */
export async function administrator(context: CommandContext, command: string): Promise<Actor> {
  return (await asked(context, command, () => context.cabinet())).actor;
}

/**
 * The same for a command that replaces the store. The one in place is opened with any key at hand, so that neither a variable nor a
 * key that was put elsewhere and is now given makes it look lost. One that no key at hand opens (damaged, or its key is nowhere) has no
 * users to ask, and whoever has a backup and its key can read it anyway: the command goes on, says so, and the restored store keeps it.
 */
export async function administratorUnlessLost(
  context: CommandContext,
  command: string,
  keyFile: string | undefined,
): Promise<ReplacedStore> {
  try {
    const { actor, info } = await asked(context, command, () => context.cabinetByAnyKey(keyFile));
    return { actor, instanceId: info.instanceId, unopened: null };
  } catch (error) {
    if (!(error instanceof SegurError && LOST.has(error.code))) throw error;
    context.output.warn(
      `Le cabinet en place ne s'ouvre pas (${error.code}) : aucun droit n'a pu être vérifié. La restauration continue et le journal le dira.`,
    );
    return { actor: NOBODY, instanceId: null, unopened: error.code };
  }
}

async function asked(context: CommandContext, command: string, open: () => Promise<OpenCabinet>): Promise<OpenCabinet> {
  try {
    const cabinet = await open();
    await requireAccess(cabinet, await context.session(), "administer", command);
    return cabinet;
  } finally {
    await context.release();
  }
}

/** Only what no command can get over: a store that is busy, or a full disk, is no reason to let anybody in. */
const LOST = new Set([
  "storage.missing",
  "cabinet.store_missing",
  "storage.not_a_cabinet",
  "storage.damaged",
  "storage.key_missing",
]);
