import { closeSession } from "../../services/session/end.js";
import type { CommandContext } from "../context.js";
import { sessionDeps } from "./deps.js";

/** `segur logout` */
export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  const { closed, pscClosed } = await closeSession(sessionDeps(context, cabinet), () => cabinet.psc());
  await context.output.one("segur.logout/1", { id: cabinet.info.name, closed, pscClosed }, () =>
    closed ? "Session fermée." : "Personne n'était connecté.",
  );
  if (pscClosed === false) {
    context.output.warn(
      "Pro Santé Connect n'a pas pu être prévenu : sa session se termine d'elle-même, et ses jetons sont effacés d'ici.",
    );
  }
}
