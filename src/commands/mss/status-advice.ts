import { isForOperator, smtpMeaning } from "../../domain/message/smtp-meaning.js";
import type { MessageStatus } from "../../services/mss/status.js";
import { numbered } from "./send-failure.js";

/** What a person does about a message that did not reach everyone, by the cause; nothing when nothing is to be done. */
export function adviceOf({ id, audience, recipients, handledAt, documents, sentCopy }: MessageStatus): readonly string[] {
  const failed = recipients.filter(({ state, at }) => state === "failed" && (handledAt === null || at > handledAt));
  if (failed.length === 0) return [];
  const codes = failed.map(({ code }) => code ?? "");
  // Nobody has it, and the operator of the practice is asked first: it leaves again as it is, and is no failure then.
  const [refusal, other] = new Set(codes.map(operatorAdvice));
  if (sentCopy === null && refusal != null && other === undefined) return [numbered(refusal, id)];
  return [...new Set(codes.map((code) => ofCode(code, { id, audience, documents }))), `Quand c'est fait : segur mss done ${id}`];
}

/** What the operator that refuses says, the same words as when it was sent; null: the cause is another. */
function operatorAdvice(code: string): string | null {
  if (!/^5(?:\.|\d\d$)/.test(code)) return null;
  const { advice } = smtpMeaning(code.startsWith("5.") ? `550 ${code}` : code);
  return isForOperator(advice) ? advice.replace("le code ci-dessus", `le code ${code}`) : null;
}

const RESEND = "segur mss send --to ADRESSE";

function ofCode(code: string, { id, audience, documents }: Pick<MessageStatus, "id" | "audience" | "documents">): string {
  // Refused by a rule, before anything left.
  if (/^[a-z]/.test(code) && !code.startsWith("mes.")) return `Corrigez la cause, puis : segur outbox retry ${id}`;
  const operator = operatorAdvice(code);
  // It left for others already: only a new message goes to who did not get it.
  if (operator !== null) return operator.replace("pour réessayer : segur outbox retry", "puis renvoyez-le : segur mss send");
  const what = documents.map((each) => ` --doc ${each}`).join("");
  if (audience === "patient") {
    if (code === "mes.invalid") return "Vérifiez l'identité du patient : segur ins verify PATIENT";
    return "Remettez-le au patient autrement, par exemple imprimé.";
  }
  // 5.1.x the address, 5.2.1 and 5.2.2 the box: another one may take it.
  if (/^5\.(?:1\.|2\.[12]$)/.test(code)) return `Vérifiez l'adresse (segur mss directory search NOM), puis : ${RESEND}${what}`;
  if (code === "5.3.4" || code === "5.2.3") return "Trop gros : envoyez les documents un par un.";
  return `Joignez le destinataire autrement, ou renvoyez-le : ${RESEND}${what}`;
}
