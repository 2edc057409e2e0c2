import { lockSession } from "../../services/session/end.js";
import type { CommandContext } from "../context.js";
import { sessionDeps } from "./deps.js";

/** `segur lock` */
export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const locked = await lockSession(sessionDeps(context, cabinet));
  await context.output.one("segur.lock/1", { id: cabinet.info.name, locked }, () =>
    locked ? "Session verrouillée. Pour la rouvrir : segur login" : "Aucune session à verrouiller.",
  );
}
