import { SegurError } from "../domain/errors.js";
import { exitCode } from "./exit-codes.js";
import type { Style } from "./io.port.js";
import { TEXTS } from "./texts.fr.js";
import { safeText } from "./values.js";
import { wrapScreen } from "./wrap.js";

/** The reader of stdout has gone (`| head`). Never shown: nobody asked for more. */
export function outputClosed(cause: unknown): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "output.closed",
    message: "La sortie a été fermée par le programme qui la lisait.",
    cause,
  });
}

/** stdout cannot be written for another reason (disk full behind a redirection). */
export function outputFailed(cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "output.failed",
    message: "Impossible d'écrire le résultat sur la sortie standard.",
    why: systemReason(cause),
    advice: "Libérez de l'espace ou redirigez la sortie vers un autre disque, puis relancez la commande.",
    cause,
  });
}

/** A person answered Ctrl-C or Esc to a question. */
export function promptCancelled(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "prompt.cancelled",
    message: "Question annulée ; ce qui était déjà fait reste fait.",
  });
}

/** A question that nobody can answer: no terminal, CI, `--no-input` or a machine format. */
export function promptImpossible(question: string, flag: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "prompt.impossible",
    message: `Une réponse est nécessaire et personne ne peut être interrogé : ${question}`,
    why: "L'entrée ou la sortie d'erreur n'est pas un terminal, ou les questions sont désactivées.",
    advice: `Donnez la réponse sur la ligne de commande avec ${flag}.`,
    details: { flag },
  });
}

/** `--fields` with a name that the listing does not have. */
export function unknownFields(unknown: readonly string[], known: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "usage.unknown_field",
    message: `Champ inconnu dans --fields : ${unknown.join(", ")}.`,
    why: `Champs disponibles : ${known.join(", ")}.`,
    advice: `Par exemple : --fields ${known.slice(0, 3).join(",")}`,
    details: { unknown, known },
  });
}

/** French reason of a system error code, without any path or data. */
export function systemReason(cause: unknown): string {
  const code = systemCode(cause);
  return (code !== undefined && TEXTS.system[code]) || `Erreur du système${code === undefined ? "" : ` (${code})`}.`;
}

/** `ENOSPC`, `EACCES`…, or undefined when the cause is not a system error. */
export function systemCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

/** What a system said of a broken connection, and the name that a service gives its refusal: for who repairs, in JSON and in the journal. */
const TECHNICAL = /\s*Cause technique : .*?\.(?=\s|$)|\b[A-Z][A-Za-z]*[a-z][A-Z][A-Za-z]+(?: : |$)/g;

/** The same reason without the words of programs. */
export function plainWords(why: string): string {
  return why.replaceAll(TECHNICAL, "").trim();
}

/** Three parts for a person, the important line last. `style` and `width` must be those of stderr. */
export function errorText(error: SegurError, style: Style, width: number | null = null): string {
  const lines = [`${style("bad", TEXTS.error.title)} ${style("strong", safeText(error.message))}`];
  const why = error.why === undefined ? "" : plainWords(error.why);
  if (why !== "") lines.push(`  ${style("muted", TEXTS.error.why)} ${safeText(why)}`);
  const reference = error.rule === undefined ? error.code : `${error.code}, ${TEXTS.error.rule} ${error.rule}`;
  lines.push(`  ${style("muted", `${TEXTS.error.code} ${reference}`)}`);
  if (error.advice !== undefined) lines.push(`  ${style("strong", TEXTS.error.advice)} ${safeText(error.advice)}`);
  return `${wrapScreen(lines.join("\n"), width, { hang: 2 })}\n`;
}

/** One line `segur.error/1`. Every key is always there, null when there is nothing to say. */
export function errorJson(error: SegurError): string {
  return `${JSON.stringify({
    schema: "segur.error/1",
    kind: error.kind,
    code: error.code,
    rule: error.rule ?? null,
    message: error.message,
    why: error.why ?? null,
    advice: error.advice ?? null,
    exitCode: exitCode(error.kind),
    ...(error.details === undefined ? {} : { details: error.details }),
  })}\n`;
}
