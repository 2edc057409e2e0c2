import type { BiologyAlerts } from "./biology.js";

/** Medico-legal acknowledgement of a result (mss.md §8.3). Append-only: one never erases another. */
export const ACKS = ["read", "patient_called", "summoned", "referred", "resolved", "note"] as const;
export type Ack = (typeof ACKS)[number];

/** What is left to do of the alert of a document; null: there is none. */
export type AlertState = "waiting" | "in_progress" | "resolved" | null;

/** `urgent`: read at once (BIO/va1.01) · `notable`: outside the interval or commented · `unknown`: no structure tells · null: no biology, or nothing. */
export type AlertLevel = "urgent" | "notable" | "unknown" | null;

/** The gravest that the three flags say. What cannot be determined is never taken for « no » (cda.md §4). */
export function alertLevel(alerts: BiologyAlerts | null): AlertLevel {
  if (alerts === null) return null;
  const told = [alerts.urgent, alerts.outside, alerts.comment];
  if (alerts.urgent === "yes") return "urgent";
  if (told.includes("yes")) return "notable";
  return told.includes("undetermined") ? "unknown" : null;
}

/**
 * State of an alert after what was acknowledged of it (mss.md §8.3). An urgent one stays until a person says that it is resolved; any other
 * ends with the first act of who may acknowledge a result. A note changes nothing: who may only write one never makes an alert vanish.
 */
export function alertState(alerts: BiologyAlerts | null, acks: readonly Ack[]): AlertState {
  const level = alertLevel(alerts);
  if (level === null) return null;
  const acts = acks.filter((ack) => ack !== "note");
  if (acts.length === 0) return "waiting";
  return level !== "urgent" || acts.includes("resolved") ? "resolved" : "in_progress";
}
