import type { SegurError } from "../../domain/errors.js";
import type { SyncTotals } from "../../services/inbox/sync.js";
import type { Column } from "../../terminal/io.port.js";
import { plural } from "../ins/plural.js";

/** One mailbox, what it brought, or why it could not be read. */
export interface MailboxLine {
  readonly mailbox: string;
  readonly totals: SyncTotals;
  readonly error: SegurError | null;
}

const number = (key: keyof SyncTotals, title: string, machineOnly = false): Column<MailboxLine> => ({
  ...{ key, title, machineOnly, align: "right" },
  value: ({ totals }) => totals[key],
});

export const COLUMNS: readonly Column<MailboxLine>[] = [
  { key: "id", title: "Id", value: ({ mailbox }) => mailbox, machineOnly: true },
  { key: "mailbox", title: "Boîte", value: ({ mailbox }) => mailbox },
  number("messages", "Nouveaux"),
  number("documents", "Documents"),
  { ...number("urgent", "Urgents"), tone: ({ totals }) => (totals.urgent > 0 ? "bad" : undefined) },
  number("alerts", "Alertes"),
  { ...number("quarantined", "Quarantaine"), tone: ({ totals }) => (totals.quarantined > 0 ? "warn" : undefined) },
  { ...number("unreadable", "Illisibles"), tone: ({ totals }) => (totals.unreadable > 0 ? "warn" : undefined) },
  number("reports", "Accusés"),
  number("requests", "Accusés demandés", true),
  number("reread", "Relus", true),
  number("gone", "Partis", true),
  { key: "problem", title: "Problème", value: ({ error }) => error?.code ?? null, text: ({ error }) => error?.message ?? "" },
];

export const NOTHING: SyncTotals = {
  ...{ messages: 0, documents: 0, urgent: 0, alerts: 0, quarantined: 0, unreadable: 0, reports: 0, requests: 0, reread: 0 },
  gone: 0,
};

export function sumOf(lines: readonly MailboxLine[]): SyncTotals {
  const keys = Object.keys(NOTHING) as (keyof SyncTotals)[];
  const sum = { ...NOTHING } as Record<keyof SyncTotals, number>;
  for (const { totals } of lines) for (const key of keys) sum[key] += totals[key];
  return sum;
}

/** `12 nouveaux messages, 10 documents, 2 à lire immédiatement.` */
export function summaryOf({ messages, documents, urgent, unreadable }: SyncTotals): string {
  if (messages === 0) return "Rien de nouveau.";
  const parts = [plural(messages, "nouveau message", "nouveaux messages"), plural(documents, "document", "documents")];
  if (urgent > 0) parts.push(`${plural(urgent, "document", "documents")} à lire immédiatement`);
  if (unreadable > 0) parts.push(plural(unreadable, "message illisible", "messages illisibles"));
  return `${parts.join(", ")}.`;
}

/** The command to run next. */
export function nextOf({ messages, urgent, unreadable }: SyncTotals): string | null {
  if (urgent > 0) return "Commencez par eux : segur inbox list --alert=urgent --unresolved";
  if (messages === 0) return null;
  return unreadable === messages ? "Voyez pourquoi : segur inbox list" : "Pour les voir : segur inbox list --unread";
}
