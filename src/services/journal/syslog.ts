import type { JournalEntry } from "./entry.js";
import { detailsText } from "./entry.js";

/** Facility 13 (log audit). */
const FACILITY = 13;
/** Severities of RFC 5424 §6.2.1: what was refused is a warning, what changes rights or the journal a notice, the rest informs. */
const WARNING = 4;
const NOTICE = 5;
const INFORMATIONAL = 6;

/**
 * Structured data of the journal. 32473 is the number that RFC 5612 keeps for examples: the project has none of its own yet.
 */
const SD_ID = "journal@32473";

/**
 * One message of RFC 5424, without its line feed: `<110>1 2026-11-25T19:02:11.123+01:00 poste-1 segur - insi.answered [journal@32473
 * seq="42" …] …`. The text is UTF-8, with the BOM that §6.4 wants. Control characters, which would cut a file of messages, become U+FFFD.
 * @param host the machine that the journal is read on
 */
export function syslogMessage(entry: JournalEntry, host: string): string {
  const parameters: readonly (readonly [string, string | number | null])[] = [
    ["seq", entry.seq],
    ["user", entry.user],
    ["rpps", entry.rpps],
    ["authMode", entry.authMode],
    ["patient", entry.patient],
    ["run", entry.run],
    ["service", entry.service],
    ["messageId", entry.messageId],
    ["code", entry.code],
    ["details", detailsText(entry.details) || null],
    ["digest", entry.digest],
  ];
  const data = parameters.flatMap(([name, value]) => (value === null ? [] : ` ${name}="${escaped(String(value))}"`)).join("");
  const priority = FACILITY * 8 + severity(entry.kind);
  const header = `<${priority}>1 ${entry.at} ${printable(host, 255)} segur - ${printable(entry.kind, 32)}`;
  return `${header} [${SD_ID}${data}] \ufeff${plain(entry.label)}`;
}

function severity(kind: string): number {
  if (kind.endsWith(".refused")) return WARNING;
  return /^(?:user|cabinet|journal)\./.test(kind) ? NOTICE : INFORMATIONAL;
}

/** Inside PARAM-VALUE, §6.3.3: `"`, `\` and `]` are escaped, and nothing else. */
function escaped(value: string): string {
  return plain(value).replace(/["\\\]]/g, "\\$&");
}

function plain(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}

/** Header fields are printable US-ASCII without spaces; `-` when nothing is left. */
function printable(value: string, length: number): string {
  return value.replace(/[^\x21-\x7e]/g, "").slice(0, length) || "-";
}
