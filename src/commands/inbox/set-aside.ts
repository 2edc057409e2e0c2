import { alertLevel } from "../../domain/inbox/acks.js";
import { setAside } from "../../services/inbox/answer-version.js";
import type { Classified, FilingCabinet } from "../../services/inbox/classify.js";
import { resolveReceivedDocument } from "../../services/inbox/reference.js";
import type { CommandContext } from "../context.js";

/**
 * Puts a document aside; one whose result is critical and that nobody resolved, once a person has said yes in sight of it (BIO/va1.01).
 * Null: they did not.
 */
export async function setAsideAsked(
  context: CommandContext,
  cabinet: FilingCabinet,
  id: string,
  { reason, yes }: { readonly reason: string; readonly yes: boolean },
): Promise<Classified | null> {
  const { document } = await resolveReceivedDocument(cabinet, id);
  const critical = alertLevel(document.alerts) === "urgent" && document.alert !== "resolved";
  const decided = document.state === "filed" || document.state === "set_aside";
  if (critical && !decided && !yes) {
    const question = `${document.id} porte un résultat critique (‼) que personne n'a résolu. L'écarter quand même ?`;
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) return null;
  }
  return setAside(cabinet, id, reason);
}
