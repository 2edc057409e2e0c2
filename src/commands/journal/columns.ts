import { detailsText, type JournalEntry } from "../../services/journal/entry.js";
import type { JournalRequest } from "../../services/journal/query.js";
import type { Column, Format } from "../../terminal/io.port.js";
import { givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/**
 * The same lines in a list and in an export. On a screen, what tells who, what and on whom; elsewhere everything.
 * @param structured details as an object (JSON), else as one text
 */
export function journalColumns(structured: boolean): readonly Column<JournalEntry>[] {
  return [
    { key: "id", title: "Ligne", value: (entry) => entry.id },
    { key: "at", title: "Date", value: (entry) => entry.at, text: (entry) => frenchAt(entry.at) },
    { key: "user", title: "Par", value: (entry) => entry.user },
    { key: "label", title: "Action", value: (entry) => entry.label, tone: toneOf },
    { key: "patient", title: "Patient", value: (entry) => entry.patient },
    { key: "code", title: "Code", value: (entry) => entry.code },
    {
      key: "details",
      title: "Détail",
      value: (entry) => (structured ? entry.details : detailsText(withMode(entry))),
      text: glance,
    },
    { key: "seq", title: "Place", value: (entry) => entry.seq, machineOnly: true },
    { key: "kind", title: "Sorte", value: (entry) => entry.kind, machineOnly: true },
    { key: "rpps", title: "RPPS", value: (entry) => entry.rpps, machineOnly: true },
    { key: "authMode", title: "Authentification", value: (entry) => entry.authMode, machineOnly: true },
    { key: "run", title: "Lot", value: (entry) => entry.run, machineOnly: true },
    { key: "service", title: "Téléservice", value: (entry) => entry.service, machineOnly: true },
    { key: "messageId", title: "Message", value: (entry) => entry.messageId, machineOnly: true },
    { key: "digest", title: "Empreinte", value: (entry) => entry.digest, machineOnly: true },
  ];
}

/** In an export, CSV included, every column has its place. */
export function exportColumns(structured: boolean): readonly Column<JournalEntry>[] {
  return journalColumns(structured).map(({ machineOnly: _, ...column }) => column);
}

export function isStructured(format: Format): boolean {
  return format === "json" || format === "ndjson";
}

/** What was asked, as typed. */
export function requestOf(input: CommandInput): JournalRequest {
  const kinds = givenList(input, "kind");
  return {
    user: givenText(input, "user"),
    rpps: givenText(input, "rpps"),
    patient: givenText(input, "patient"),
    kinds: kinds.length === 0 ? undefined : kinds,
    from: givenText(input, "from"),
    to: givenText(input, "to"),
  };
}

/** `2026-11-25T19:02:11.123+01:00` → `25/11/2026 19:02:11 +01:00`: the time of the line, wherever it is read. */
function frenchAt(at: string): string {
  return `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} ${at.slice(11, 19)} ${at.slice(23)}`;
}

/** What says most of a line, in a few words: `provisoire → recuperee`, `search.traits`, `U3 medecin +insi.call`. */
function glance(entry: JournalEntry): string {
  const details = withMode(entry);
  const [area = ""] = entry.kind.split(".");
  if (area === "user") return aboutUser(details);
  const { from, to, event, operation, where, use, mode, reason, right, command, transport, format, total, lines, removed, user } =
    details;
  const counts = [total, lines, removed].find((each) => typeof each === "number");
  const moved = from !== undefined && to !== undefined && format === undefined ? `${from} → ${to}` : undefined;
  const { environment, clock } = total === undefined ? details : {};
  const whom = area === "session" ? user : undefined;
  const words = [
    use,
    moved ?? event,
    operation,
    where,
    right,
    command,
    mode,
    transport,
    whom,
    reason,
    format,
    counts,
    environment,
    clock,
  ];
  return words.filter((each) => each !== undefined).join(" ");
}

/** How a session was opened is how its person proved who they are; of one that was refused, the line says what was tried. */
function withMode({ kind, authMode, details }: JournalEntry): JournalEntry["details"] {
  return /^session\.(?:opened|locked|closed)$/.test(kind) ? { mode: authMode, ...details } : details;
}

/** Who was added or changed, and what: rights given after a `+`, taken away after a `-`. */
function aboutUser({ user, role, granted, revoked, changed, change, linked }: JournalEntry["details"]): string {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const named = ["role", "granted", "revoked"];
  const rights = [...list(granted).map((right) => `+${right}`), ...list(revoked).map((right) => `-${right}`)];
  const words = [user, role, ...rights, ...list(changed).filter((key) => !named.includes(key)), change, linked];
  return words.filter((each) => each !== undefined).join(" ");
}

function toneOf({ kind }: JournalEntry): "warn" | undefined {
  return kind.endsWith(".refused") ? "warn" : undefined;
}
