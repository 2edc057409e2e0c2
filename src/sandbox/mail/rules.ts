import { bare, readAddresses } from "./mime/addresses.js";
import { type Field, field, rawFields } from "./mime/header.js";
import type { MimePart, ParsedMessage } from "./mime/structure.js";
import { PATIENT_DOMAIN } from "./names.js";

/** What the operator refuses, with its SMTP answer; null when nothing is wrong. */
export function refusalOf(fields: readonly Field[], account: string): string | null {
  const from = readAddresses(field(fields, "From"));
  if (from.length !== 1) return "550 5.7.1 The message must have exactly one From address";
  const [author] = from;
  if (author === undefined || bare(author) !== account) return "553 5.7.1 The From address is not the authenticated mailbox";
  return null;
}

const isZip = (part: MimePart): boolean =>
  `${part.type}/${part.subtype}` === "application/zip" || /\.zip$/i.test(nameOf(part) ?? "");
const isPdf = (part: MimePart): boolean =>
  `${part.type}/${part.subtype}` === "application/pdf" || /\.pdf$/i.test(nameOf(part) ?? "");

function nameOf(part: MimePart): string | null {
  const named = [...(part.disposition?.parameters ?? []), ...part.parameters];
  return named.find(([name]) => /^(?:file)?name\*?/i.test(name))?.[1] ?? null;
}

function leaves(part: MimePart): readonly MimePart[] {
  return part.parts.length === 0 || part.type !== "multipart" ? [part] : part.parts.flatMap(leaves);
}

/**
 * What MSSanté asks of a message and this one has not, by the id of each rule (mss.md §1.1). A real operator lets it go; the proof of
 * conformity does not.
 */
export function anomaliesOf(fields: readonly Field[], { root }: ParsedMessage, recipients: readonly string[]): readonly string[] {
  const has = (name: string): boolean => (field(fields, name) ?? "") !== "";
  const report = root.type === "multipart" && root.subtype === "report";
  const parts = leaves(root);
  const archive = parts.some(isZip);
  const checks: readonly (readonly [rule: string, broken: boolean])[] = [
    ["MSS/CONF.16 X-MSS-NIL", !has("X-MSS-NIL")],
    ["MSS/va1.08 Message-ID", !has("Message-ID")],
    ["RFC 5322 Date", !has("Date")],
    ["MSS/va1.16 libellé", !/^\S.*</.test(field(fields, "From") ?? "")],
    ["MSS/CONF.14 X-MSS-INS", archive !== has("X-MSS-INS") || (archive && !/^[ON]$/.test(field(fields, "X-MSS-INS") ?? ""))],
    ["MSS/CONF.15 X-MSS-CODECDA", archive !== has("X-MSS-CODECDA")],
    ["MSS/CONF.23 PDF", archive && !parts.some(isPdf)],
    ["MSS/CONF.25 objet", archive && !(field(fields, "Subject") ?? "").startsWith("XDM/1.0/DDM+") && !isEncoded(fields)],
    ["MSS/CONF.23 un seul usager", recipients.filter((one) => one.endsWith(`@${PATIENT_DOMAIN}`)).length > 1],
    ["MSS/va1.15 Return-Receipt-To", !report && !has("Return-Receipt-To")],
    ["MSS/CONF.21 X-MSS-MES", has("X-MSS-MES") && field(fields, "X-MSS-MES") !== "FIN"],
    ["RFC 5322 en-tête double", hasDuplicate(fields)],
  ];
  return checks.filter(([, broken]) => broken).map(([rule]) => rule);
}

/** The prefix may stand inside an encoded word. */
function isEncoded(fields: readonly Field[]): boolean {
  return decodeWords(field(fields, "Subject") ?? "").startsWith("XDM/1.0/DDM+");
}

/** RFC 2047, UTF-8 only: what we are sent. */
export function decodeWords(text: string): string {
  return text.replace(/(\?=)\s+(?==\?)/g, "$1").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_whole, kind: string, body: string) =>
    kind.toLowerCase() === "b"
      ? Buffer.from(body, "base64").toString("utf8")
      : Buffer.from(
          body
            .replace(/_/g, " ")
            .replace(/=([0-9A-F]{2})/gi, (_hex, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
          "latin1",
        ).toString("utf8"),
  );
}

const ONCE = ["from", "to", "subject", "date", "message-id", "x-mss-nil", "x-mss-ins", "x-mss-codecda", "x-mss-mes"];
function hasDuplicate(fields: readonly Field[]): boolean {
  return ONCE.some((name) => fields.filter((one) => one.name.toLowerCase() === name).length > 1);
}

/** A mail to a patient that ends the exchange: the header, or the subject alone, in this case (mss.md §1.6). */
export function endsExchange(fields: readonly Field[]): boolean {
  return field(fields, "X-MSS-MES") === "FIN" || field(fields, "Subject") === "[FIN]";
}

/** The header without the fields that trace the way of the message (Bcc among them). */
export function withoutBcc(header: string): string {
  return rawFields(header)
    .filter((raw) => !/^bcc[ \t]*:/i.test(raw))
    .join("");
}
