import type { MessageStatus } from "../../services/mss/status.js";

/** What a person does about a message that did not reach everyone, by the cause; nothing when nothing is to be done. */
export function adviceOf({ id, audience, recipients, handledAt, documents }: MessageStatus): readonly string[] {
  const failed = recipients.filter(({ state, at }) => state === "failed" && (handledAt === null || at > handledAt));
  if (failed.length === 0) return [];
  const codes = failed.map(({ code }) => code ?? "");
  return [...new Set(codes.map((code) => ofCode(code, { id, audience, documents }))), `Quand c'est fait : segur mss done ${id}`];
}

const RESEND = "segur mss send --to ADRESSE";

function ofCode(code: string, { id, audience, documents }: Pick<MessageStatus, "id" | "audience" | "documents">): string {
  // Refused by a rule, before anything left.
  if (/^[a-z]/.test(code) && !code.startsWith("mes.")) return `Corrigez la cause, puis : segur outbox retry ${id}`;
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
