import type { DmpAuthorization } from "../../domain/dmp/status.js";
import { SegurError } from "../../domain/errors.js";

/** What was asked of a DMP: the rule that stops it, and what was not done. */
export type Asked = "read" | "feed";
const STOPPED: Readonly<Record<Asked, { readonly rule: string; readonly undone: string }>> = {
  read: { rule: "DMP/UX.12", undone: "" },
  feed: { rule: "DMP/CONF.01", undone: " : rien n'est déposé" },
};

/** The patient has no DMP. */
export function dmpAbsent(id: string, asked: Asked): SegurError {
  const { rule, undone } = STOPPED[asked];
  return new SegurError({
    kind: "refused",
    code: "dmp.absent",
    rule,
    message: `Le patient ${id} n'a pas de DMP${undone}.`,
    why: "Le DMP n'est créé que par l'Assurance Maladie, avec Mon espace santé.",
    advice: `Le patient peut l'ouvrir dans Mon espace santé ; ensuite : segur dmp status ${id}`,
  });
}

/** The DMP was closed, by the patient or at death. */
export function dmpClosed(id: string, on: string | null, asked: Asked): SegurError {
  const { rule, undone } = STOPPED[asked];
  const since = on === null ? "" : ` depuis le ${on.split("-").reverse().join("/")}`;
  return new SegurError({
    kind: "refused",
    code: "dmp.closed",
    rule,
    message: `Le DMP du patient ${id} est fermé${since}${undone}.`,
    why: "Un DMP fermé n'est ni lu ni alimenté.",
    advice: `Le patient peut le rouvrir dans Mon espace santé ; ensuite : segur dmp status ${id}`,
  });
}

const MISSING: Partial<Readonly<Record<DmpAuthorization, string>>> = {
  none: "Vous n'avez pas encore d'autorisation d'accès à ce DMP.",
  expired: "Votre autorisation d'accès à ce DMP est échue.",
};

/** Nobody reads a DMP without an authorisation of the patient (DMP/UX.08, EX_0.3-1010). */
export function dmpNotAuthorized(id: string, authorization: DmpAuthorization): SegurError {
  const forbidden = authorization === "forbidden";
  return new SegurError({
    kind: "refused",
    code: forbidden ? "dmp.forbidden" : "dmp.not_authorized",
    rule: "DMP/UX.08",
    message: `Le DMP de ${id} ne peut pas être lu.`,
    why: forbidden ? "Le patient vous a interdit l'accès à son DMP." : MISSING[authorization],
    advice: forbidden
      ? "Parlez-en avec le patient : lui seul peut lever cette interdiction, dans Mon espace santé."
      : `Si le patient y consent : segur dmp authorize ${id} --consent   (urgence : --break-glass "motif")`,
  });
}

/** An authorisation is only asked for with the patient's consent, recorded or told now. */
export function consentMissing(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.consent_missing",
    rule: "EX_0.3-1010",
    message: `Aucun accord de ${id} à la consultation de son DMP n'est enregistré : l'autorisation n'est pas demandée.`,
    why: "Le DMP ne donne l'accès qu'avec le consentement du patient.",
    advice: `S'il vient de vous le donner : segur dmp authorize ${id} --consent`,
  });
}

/** `--consent` and `--remove` say the opposite. */
export function consentAndRemove(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dmp.consent_and_remove",
    message: "--consent et --remove ne vont pas ensemble.",
    advice: "Donnez l'un ou l'autre.",
  });
}

/** The DMP says no, and its state does not say why. */
export function authorizationRefused(id: string, cause: SegurError): SegurError {
  const { rule, message } = cause;
  return new SegurError({
    kind: "refused",
    code: "dmp.authorization_refused",
    rule,
    message: `Le DMP de ${id} ne donne pas l'autorisation.`,
    why: message,
    advice: `Voyez où en est ce DMP : segur dmp status ${id}`,
    cause,
  });
}

/** What failed after the patient's consent was recorded: it stays, and is not to be asked for again. */
export function consentKept(error: SegurError): SegurError {
  const { kind, code, rule, message, advice, details } = error;
  const why = [error.why, "L'accord du patient, lui, est enregistré."].filter((text) => text !== undefined).join(" ");
  return new SegurError({ kind, code, rule, message, why, advice, details, cause: error });
}
