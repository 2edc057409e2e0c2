import { SegurError } from "../../domain/errors.js";

export function audienceMissing(id: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dmp.audience_missing",
    message: "Il manque à qui le document devient visible.",
    advice: `Par exemple : segur dmp reveal ${id} --to patient`,
  });
}

/** Its advice starts the sandbox. */
const STOPPED = "sandbox.not_running";

/** Nothing has left: the line waits. @param cause null when another process has taken it */
export function lineWaits(id: string, cause: SegurError | null): SegurError {
  const restart = cause?.code === STOPPED ? (cause.advice ?? null) : null;
  return new SegurError({
    kind: "unreachable",
    code: "dmp.queued",
    message: `Le DMP ne répond pas : l'envoi ${id} attend dans la file, rien n'est perdu.`,
    why: cause?.why ?? cause?.message,
    advice:
      restart === null ? `Quand la connexion revient : segur outbox retry ${id}` : `${restart} puis segur outbox retry ${id}`,
    details: { outbox: id },
    cause: cause ?? undefined,
  });
}

/** The answer was lost, and could not be asked for again. */
export function lineUncertain(id: string, cause: SegurError | null): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "dmp.uncertain",
    message: `La réponse du DMP s'est perdue : l'envoi ${id} est peut-être arrivé.`,
    why: cause?.why ?? cause?.message,
    advice: `Il sera vérifié avant d'être refait, et jamais déposé deux fois : segur outbox retry ${id}`,
    details: { outbox: id },
    cause: cause ?? undefined,
  });
}
