import { SegurError } from "../../domain/errors.js";
import type { Earlier } from "./earlier.js";

/** An identifier of document names one content, and who receives it twice cannot tell which one counts. */
const RULE = "CDA/INT.18";
const each = (values: readonly string[]) => [...new Set(values)].join(", ");

/** Another message waits with the same documents for the same recipients: both would leave. Nobody is named. */
export function alreadyWaiting(earlier: readonly Pick<Earlier, "line" | "documents">[]): SegurError {
  const lines = each(earlier.map(({ line }) => line));
  const [first = ""] = earlier.map(({ line }) => line);
  return new SegurError({
    kind: "refused",
    code: "mss.already_queued",
    rule: RULE,
    message: `${each(earlier.flatMap(({ documents }) => documents))} attend déjà dans la file, pour le même destinataire (${lines}).`,
    why: "Les deux messages partiraient.",
    advice: `Envoyez celui qui attend : segur outbox retry ${first}   (ou renoncez-y : segur outbox cancel ${first})`,
    details: { outbox: [...new Set(earlier.map(({ line }) => line))] },
  });
}

/** The operator has taken it for the same recipient: whether it leaves again is for a person. */
export function alreadySent(earlier: readonly Earlier[]): SegurError {
  const [first] = earlier;
  const lines = each(earlier.map(({ line }) => line));
  return new SegurError({
    kind: "decision",
    code: "mss.already_sent",
    rule: RULE,
    message: `${each(earlier.flatMap(({ documents }) => documents))} a déjà été envoyé à ce destinataire (${lines}) : rien n'est renvoyé.`,
    advice: `Voyez ce message : segur mss status ${first?.line ?? ""}   (pour l'envoyer de nouveau : --again)`,
    details: { outbox: [...new Set(earlier.map(({ line }) => line))] },
  });
}
