import { SegurError } from "../../domain/errors.js";

export function allAndIds(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "outbox.ambiguous",
    message: "--all ne va pas avec des numéros d'envoi.",
    advice: "Choisissez : des numéros, ou segur outbox retry --all",
  });
}

/** The service stopped answering, or something must be fixed first: what follows was left as it is. */
export function stopped(left: readonly string[], cause: SegurError): SegurError {
  return new SegurError({
    kind: cause.kind,
    code: cause.code,
    message: cause.message,
    why: cause.why,
    rule: cause.rule,
    advice: cause.advice ?? `Relancez plus tard : segur outbox retry ${left.join(" ")}`,
    details: { outbox: left },
    cause,
  });
}
