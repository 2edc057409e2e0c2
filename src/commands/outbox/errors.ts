import { SegurError } from "../../domain/errors.js";

export function allAndIds(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "outbox.ambiguous",
    message: "--all ne va pas avec des numéros d'envoi.",
    advice: "Choisissez : des numéros, ou segur outbox retry --all",
  });
}

/** To send again what may have arrived is decided message by message, never for all that waits. */
export function forceUnnamed(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "outbox.force_unnamed",
    rule: "MSS/va1.08",
    message: "--force-resend ne vaut que pour des envois nommés.",
    advice: "Nommez ceux qui sont à renvoyer : segur outbox retry O7 --force-resend",
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
