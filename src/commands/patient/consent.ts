import { SegurError } from "../../domain/errors.js";
import type { Consent, ConsentUse, Patient } from "../../domain/patient.js";
import { CONSENT_USES, type ConsentChange, changeConsents } from "../../services/patients/consent.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { parseConsent } from "../../services/patients/values.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { CONSENT_WORDS, USE_WORDS } from "./words.js";

/** `segur patient consent ID [--dmp-feed accord|opposition|aucun] …`: shows them, after changing those given. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const change: ConsentChange = {};
  for (const use of CONSENT_USES) {
    const typed = givenText(input, use);
    if (typed !== undefined) change[use] = read(typed, use);
  }
  const cabinet = await context.cabinet();
  const patient = await resolvePatient(cabinet, firstArg(input) ?? "");
  const after = await changeConsents(cabinet, patient, change);
  const value = {
    id: after.id,
    consents: after.consents,
    changed: CONSENT_USES.filter((use) => after.consents[use] !== patient.consents[use]),
  };
  await context.output.one("segur.patient.consent/1", value, (style) => told(after, style));
}

function read(typed: string, use: ConsentUse): Consent {
  const consent = parseConsent(typed);
  if (consent.ok) return consent.value;
  throw new SegurError({
    kind: "usage",
    code: consent.code,
    message: `Le consentement donné pour « ${USE_WORDS[use]} » n'est pas compris.`,
    why: consent.message,
    advice: "Écrivez accord, opposition, ou aucun pour effacer ce qui était enregistré.",
  });
}

function told(patient: Patient, style: Style): string {
  const lines = CONSENT_USES.map((use) => {
    const { text, tone } = CONSENT_WORDS[patient.consents[use]];
    return `  ${USE_WORDS[use].padEnd(28)}${style(tone, text)}`;
  });
  return [`${style("strong", patient.id)} : consentements`, ...lines].join("\n");
}
