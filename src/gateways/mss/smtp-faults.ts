import type { ErrorKind } from "../../domain/errors.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";
import { smtpRule } from "../../domain/message/smtp-rule.js";
import { authenticationFault, connectionFault, fault, noStartTls } from "./faults.js";
import type { MssFault, MssRetry } from "./port.js";
import { replyCode, said } from "./said.js";

/** An answer of the server that refuses the whole message. 4xx: again later; 5xx: a person must act. */
export function replyFault(response: string, recipients?: MssFault["recipients"]): MssFault {
  const code = replyCode(response) ?? "554";
  const later = code.startsWith("4");
  const retry: MssRetry = later ? "later" : "never";
  const kind: ErrorKind = later ? "unreachable" : "refused";
  const why = `Réponse de l'opérateur : ${said(response)}`;
  return fault({ kind, retry, rule: smtpRule(code), ...smtpMeaning(code) }, code, { why, recipients });
}

/** What nodemailer throws. Its message may quote an address or a token: only codes and the server's own words are used. */
export function smtpFault(error: unknown, state: { readonly authentication: "token" | "certificate"; readonly ended: boolean }) {
  const { code, originalCode, response, command } = Object(error) as Partial<Record<string, unknown>>;
  const text = typeof response === "string" ? response : "";
  if (code === "ETLS" && (command === "STARTTLS" || command === "EHLO") && /^[45]/.test(text)) return noStartTls("SMTP");
  if (code === "EAUTH" && !text.startsWith("4"))
    return authenticationFault(state.authentication, `Réponse de l'opérateur : ${said(text) || "aucune"}`);
  if (/^[45]\d\d/.test(text)) return replyFault(text);
  // nodemailer writes its own code over the system's, which it keeps beside.
  return connectionFault(
    {
      code: typeof originalCode === "string" ? originalCode : toSystem(code),
      cause: error instanceof Error ? error.cause : undefined,
    },
    state.ended,
  );
}

const SYSTEM: Readonly<Record<string, string>> = {
  EDNS: "ENOTFOUND",
  ETIMEDOUT: "ETIMEDOUT",
  ECONNECTION: "ECONNRESET",
  ETLS: "EPROTO",
};

function toSystem(code: unknown): string {
  return SYSTEM[String(code)] ?? "ECONNRESET";
}
