import { SESSION_MAX_MS } from "../../domain/users/session-limits.js";
import { needSession } from "../../services/session/access.js";
import { isOpen, type OpenSession } from "../../services/session/current.js";
import { freshTokens } from "../../services/session/refresh.js";
import type { SessionMode } from "../../services/session/session.port.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { sessionDeps } from "./deps.js";

const MODES: Readonly<Record<SessionMode, string>> = {
  psc: "Pro Santé Connect",
  password: "mot de passe local",
  demo: "session de démonstration du bac à sable",
};

/** `segur whoami [--online]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const { info } = cabinet;
  if (input.options.online === true) await freshTokens(sessionDeps(context, cabinet), () => cabinet.psc());
  const session = await context.session();
  if (!isOpen(session)) throw needSession(session);
  const value = described(info.name, session);
  await context.output.one("segur.whoami/1", value, (style) => {
    const rows: readonly [string, string][] = [
      ["Cabinet", `${info.name} (${info.environment})`],
      ["Utilisateur", `${session.user.label} (${session.user.id})`],
      ["RPPS", session.user.rpps ?? "aucun"],
      ["Rôle", session.user.role],
      ["Droits", [...session.rights].join(", ")],
      ["Connexion", MODES[session.session.mode]],
      ...(value.activity === null ? [] : [["Exercice", value.activity] satisfies [string, string]]),
      ["Depuis", frenchDateTime(new Date(session.session.openedAt))],
      ["Jusqu'à", frenchDateTime(new Date(value.expiresAt))],
    ];
    return rows.map(([title, text]) => `${style("muted", title.padEnd(13))}${text}`).join("\n");
  });
}

function described(cabinet: string, { session, user, rights }: OpenSession) {
  const activity = session.psc?.professional.activities.find((each) => each.id === session.psc?.activityId) ?? null;
  return {
    id: user.id,
    cabinet,
    label: user.label,
    rpps: user.rpps,
    role: user.role,
    rights: [...rights],
    mode: session.mode,
    activity: activity?.label ?? null,
    openedAt: session.openedAt,
    expiresAt: new Date(Date.parse(session.openedAt) + SESSION_MAX_MS).toISOString(),
  };
}
