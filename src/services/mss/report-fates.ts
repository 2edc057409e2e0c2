import { sameAddress } from "../../domain/message/address.js";
import type { RecipientFate } from "../../domain/message/send.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";
import type { Report } from "../../gateways/mss/port.js";
import type { BounceCause } from "./bounce.js";

interface Reading {
  readonly at: string;
  readonly causeOf: (text: string) => BounceCause;
  /** See {@link isMatched}. */
  readonly matched: boolean;
}

/**
 * Whether a report comes from who knows: a DSN brings back the ENVID, which only operators saw (RFC 3464 §2.2.1); Mon espace santé and the
 * operators send back with no return path (RFC 5321 §4.5.5), which a mailbox cannot; an MDN is judged by its sender, in {@link fatesOf}.
 * The Message-ID proves nothing: every recipient has it.
 */
export function isMatched({ kind, envelopeId, returnPath }: Report, ours: string): boolean {
  if (kind === "dsn") return envelopeId === ours;
  return kind === "mdn" || returnPath === "";
}

/** Whether it comes from who knows, the sender of an MDN being one of those who were written to. */
export function isCertain(
  report: Report,
  ours: { readonly envelopeId: string; readonly recipients: readonly string[] },
): boolean {
  if (report.kind !== "mdn") return isMatched(report, ours.envelopeId);
  return report.recipients.some(({ address }) => readerOf(report, address, ours.recipients) !== null);
}

/**
 * What a report says of the recipients of a message. A reader speaks of themselves: an MDN counts for the recipient who sent it and for
 * nobody else. What operators say names its recipients; when it names nobody, or somebody else (a mailbox that forwards), it speaks of the
 * only recipient when there is but one; otherwise of nobody: a stranger changes nothing.
 */
export function fatesOf(report: Report, recipients: readonly string[], reading: Reading): readonly RecipientFate[] {
  const told =
    report.recipients.length === 0 ? [{ address: null, action: "failed", status: null, diagnostic: null }] : report.recipients;
  return told.flatMap((each) => {
    const address = report.kind === "mdn" ? readerOf(report, each.address, recipients) : whomOf(each.address, recipients);
    const says = address === null ? null : saidBy(report, each, reading.causeOf);
    if (address === null || says === null) return [];
    const cause = reading.matched ? says.cause : [says.cause, UNSURE].filter(Boolean).join(" ");
    return [{ ...says, cause, address, at: reading.at }];
  });
}

const UNSURE = "D'après un rapport qui ne porte pas la référence de l'envoi : son origine n'est pas certaine.";

function whomOf(named: string | null, recipients: readonly string[]): string | null {
  const [only, another] = recipients;
  const found = recipients.find((address) => named !== null && sameAddress(address, named));
  return found ?? (another === undefined ? (only ?? null) : null);
}

/**
 * Null for who is no recipient, and for one who speaks in another's place. Anybody writes the From that they like: the return path, which
 * the operator checks, says who it is when there is one (RFC 8098 §2.1 leaves it empty).
 */
function readerOf({ from, returnPath }: Report, named: string | null, recipients: readonly string[]): string | null {
  const sender = returnPath === null || returnPath === "" ? from : returnPath;
  const reader = recipients.find((address) => sender !== null && sameAddress(sender, address));
  const other = recipients.some((address) => named !== null && sameAddress(address, named) && address !== reader);
  return other ? null : (reader ?? null);
}

type Says = Pick<RecipientFate, "state" | "code" | "cause">;

function saidBy(
  { kind, text }: Report,
  { action, status, diagnostic }: Report["recipients"][number],
  causeOf: (text: string) => BounceCause,
): Says | null {
  if (kind === "bounce") return { state: "failed", ...causeOf(text ?? "") };
  if (kind === "dsn") {
    if (action === "delivered" || action === "expanded") return { state: "delivered", code: status, cause: null };
    // Both prove that an operator has it, whose answer may have been lost (RFC 3464 §2.3.3).
    if (action === "relayed") return { state: "accepted", code: status, cause: null };
    if (action === "delayed") return { state: "accepted", code: status, cause: DELAYED };
    if (action !== "failed") return null;
    // The size and the closed box of Mon espace santé are told by its diagnostic too; the code says it all the same.
    const code = status ?? "5.0.0";
    if (!code.startsWith("4")) return { state: "failed", code, cause: smtpMeaning(`550 ${code}`).message };
    return { state: "failed", code, cause: `L'opérateur a renoncé à le distribuer. ${smtpMeaning(`400 ${code}`).message}` };
  }
  if (action === "displayed") return { state: "read", code: null, cause: null };
  if (action === "processed" && diagnostic !== null) return integrationRefused(diagnostic);
  return ["processed", "dispatched", "deleted"].includes(action)
    ? { state: "delivered", code: `mdn.${action}`, cause: null }
    : null;
}

const DELAYED = "La distribution tarde : l'opérateur essaie encore.";

/** Codes of the volet LPS-MSS (mss.md §1.7): the software of who received it could not file it. */
const INTEGRATION: Readonly<Record<string, string>> = {
  "900": "La version du document n'est pas celle qu'il attend.",
  "901": "L'auteur ne peut ni remplacer ni supprimer ce document.",
  "902": "Le patient lui est inconnu.",
  "903": "L'INS manque.",
  "904": "L'INS ou les traits diffèrent.",
  "905": "L'INS est incomplète.",
};

/** The message arrived, its document was not filed: said beside the delivery. */
function integrationRefused(diagnostic: string): Says {
  const code = /\b(90[0-6])\b/.exec(diagnostic)?.[1] ?? "906";
  const why = INTEGRATION[code] ?? "Cause non précisée.";
  return {
    state: "delivered",
    code: `integration.${code}`,
    cause: `Arrivé, mais le logiciel du destinataire n'a pas classé le document. ${why}`,
  };
}
