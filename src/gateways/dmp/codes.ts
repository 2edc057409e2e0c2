import type { ErrorKind } from "../../domain/errors.js";
import { serviceText } from "../service-text.js";
import { CODE_RULES, type CodeRule, type Outcome } from "./codes.fr.js";
import { DmpFault, type DmpRetry } from "./port.js";
import type { RegistryError, RegistryOutcome, ServiceMessage } from "./registry-response.js";

/** What a refusal is told with. */
export interface RefusalContext {
  /** Values that no message may quote. */
  readonly sensitive: readonly string[];
  /** A submission: some outcomes leave it unknown whether documents were taken. */
  readonly submitting?: boolean;
}

const OUTCOMES: Readonly<Record<Outcome, { readonly kind: ErrorKind; readonly retry: DmpRetry; readonly advice: string }>> = {
  later: {
    kind: "unreachable",
    retry: "later",
    advice: "Relancez plus tard ; ce qui attend l'envoi se voit par : segur outbox list",
  },
  fix: { kind: "refused", retry: "never", advice: "Corrigez le document ou l'identité du patient, puis recommencez." },
  rights: { kind: "refused", retry: "never", advice: "Voyez l'état du DMP et de l'autorisation : segur dmp status PATIENT" },
  refresh: {
    kind: "refused",
    retry: "never",
    advice: "Relisez l'état du DMP, puis recommencez : segur dmp list PATIENT --refresh",
  },
  setup: { kind: "config", retry: "stop", advice: "Vérifiez les certificats et les réglages du cabinet : segur doctor" },
  defect: { kind: "internal", retry: "never", advice: "Signalez ce défaut avec la commande et l'heure : segur journal list" },
  protocol: { kind: "internal", retry: "stop", advice: "Signalez ce défaut avec le code du service." },
};

/** How a refusal by this rule is told, whether it came as an answer of the registry or as a SOAP fault. */
export function verdictOf({ outcome, message, advice, rule }: CodeRule) {
  const usual = OUTCOMES[outcome];
  return { kind: usual.kind, retry: usual.retry, message, advice: advice ?? usual.advice, rule };
}

const UNKNOWN: CodeRule = { outcome: "fix", message: "Le DMP a refusé la demande." };

/** The rule of a code, whatever stands before it (`urn:…:XDSRegistryBusy`, `soap:DMPInvalidCertificate`). */
export function ruleOf(code: string): CodeRule {
  return knownRule(bareCode(code)) ?? UNKNOWN;
}

/** Only what the table says itself: a service may answer `constructor`. */
export function knownRule(code: string): CodeRule | undefined {
  return Object.hasOwn(CODE_RULES, code) ? CODE_RULES[code] : undefined;
}

/** A code goes to logs and tables: only what a code is made of. */
export function bareCode(code: string): string {
  const local = code.slice(Math.max(code.lastIndexOf(":"), code.lastIndexOf("#")) + 1).trim();
  return /^[\w.-]{1,80}$/.test(local) ? local : "unknown";
}

/** A refusal by the code of the service, known or not: `code` is `dmp.fault.<kind>`, the service's code stays in `serviceCode`. */
export function serviceFault(serviceCode: string, text: string, context: RefusalContext): DmpFault {
  const bare = bareCode(serviceCode);
  const rule = ruleOf(bare);
  const verdict = verdictOf(rule);
  const told = serviceText(text, context.sensitive);
  return new DmpFault({
    ...verdict,
    code: `dmp.fault.${verdict.kind}`,
    why: told === "" ? bare : `${bare} : ${told}`,
    uncertain: rule.uncertain === true && context.submitting === true,
    serviceCode: bare,
  });
}

/** The first error of an answer that is not a Success. An answer without one says so: it can neither be trusted nor repeated blindly. */
export function registryFault(outcome: RegistryOutcome, context: RefusalContext): DmpFault {
  const error = outcome.failure;
  if (error !== null && outcome.status !== "PartialSuccess") return serviceFault(error.code, error.context, context);
  if (error !== null && context.submitting === true) return partialFault(error, context);
  if (error !== null) return serviceFault(error.code, error.context, context);
  const unread = outcome.status === null || outcome.status === "unknown" || outcome.status === "Success";
  return new DmpFault({
    kind: unread ? "unreachable" : "refused",
    code: unread ? "dmp.fault.unreadable" : "dmp.fault.refused",
    message: unread ? "La réponse du DMP ne dit pas si la demande a réussi." : "Le DMP a refusé la demande sans dire pourquoi.",
    why: `Statut reçu : ${outcome.status ?? "aucun"}.`,
    advice: OUTCOMES.later.advice,
    retry: unread ? "later" : "never",
    uncertain: context.submitting === true && outcome.status !== "Failure",
    serviceCode: unread ? "answer.unreadable" : "answer.failure",
  });
}

/** Some documents of a submission may have been taken: what is there must be looked at before anything is sent again. */
function partialFault(error: RegistryError, context: RefusalContext): DmpFault {
  const told = serviceFault(error.code, error.context, context);
  return new DmpFault({
    kind: told.kind,
    code: told.code,
    message: "Le DMP n'a accepté qu'une partie du lot.",
    why: told.why,
    advice: OUTCOMES.later.advice,
    rule: told.rule,
    retry: told.retry,
    uncertain: true,
    serviceCode: told.serviceCode,
  });
}

/** One error or warning of a list, in words. */
export function registryMessage(error: RegistryError, context: RefusalContext): ServiceMessage {
  const code = bareCode(error.code);
  const told = serviceText(error.context, context.sensitive);
  const known = knownRule(code)?.message;
  return { code, message: known === undefined ? told || "Le DMP ne dit pas pourquoi." : known };
}
