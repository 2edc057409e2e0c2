import { lockSession } from "../../services/session/end.js";
import type { Session } from "../../services/session/session.port.js";
import type { CommandContext } from "../context.js";
import { sessionDeps } from "./deps.js";

/** `segur lock` */
export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const locked = await lockSession(sessionDeps(context, cabinet));
  await context.output.one("segur.lock/1", { id: cabinet.info.name, locked: locked !== null }, () =>
    locked === null ? "Aucune session à verrouiller." : `Session verrouillée. Pour la rouvrir : ${wayBack(locked)}`,
  );
}

/** The same way as its person came in. */
function wayBack({ mode, userId }: Session): string {
  if (mode === "password") return `segur login --password --user ${userId}`;
  return mode === "psc" ? "segur login --ciba" : "segur login";
}
