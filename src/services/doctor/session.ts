import { SegurError } from "../../domain/errors.js";
import { SESSION_MAX_MS } from "../../domain/users/session-limits.js";
import { isOpen, type NoSession, type OpenSession } from "../session/current.js";
import type { SessionMode } from "../session/session.port.js";
import { type CheckLine, ok } from "./check.js";

const MINUTE = 60_000;

/** Who is logged in, and for how long still. Nobody is no fault: `segur login` is all it takes. */
export function sessionLine(session: OpenSession | NoSession, now: Date): Omit<CheckLine, "id" | "label"> {
  if (session instanceof SegurError) return { state: "bad", measure: session.message, advice: session.advice ?? null };
  if (!isOpen(session)) return { state: "warn", measure: WHY[session], advice: "segur login" };
  const minutes = Math.floor((Date.parse(session.session.openedAt) + SESSION_MAX_MS - now.getTime()) / MINUTE);
  return ok(`${session.user.id}, ${MODES[session.session.mode]}, encore ${minutes} min`);
}

const MODES: Readonly<Record<SessionMode, string>> = {
  psc: "par Pro Santé Connect",
  password: "par mot de passe",
  demo: "session de démonstration",
};

const WHY: Readonly<Record<Exclude<NoSession, SegurError>, string>> = {
  none: "personne n'est connecté",
  expired: "session terminée",
  idle: "session verrouillée faute d'activité",
  locked: "session verrouillée",
  user_disabled: "compte fermé",
};

/** Where the keys are: a file protects less than the keyring of the system (psc.md §3). */
export function keyPlaceLine(place: "keyring" | "file" | null, path: string | null): Omit<CheckLine, "id" | "label"> {
  if (place === null) return { state: "skip", measure: "aucune encore", advice: null };
  if (place === "keyring") return ok("trousseau du système");
  return {
    state: "warn",
    measure: `fichier ${path ?? ""}`,
    advice: "Aucun trousseau n'a répondu sur cette machine : protégez ce compte et ce disque.",
  };
}
