import { serviceCode, serviceText } from "../service-text.js";
import type { SoapFault } from "../soap.js";
import { CODE_RULES, type CodeRule } from "./codes.fr.js";
import { knownRule, verdictOf } from "./codes.js";
import { DmpFault } from "./port.js";

/** What a role says when neither the code nor the text is known. */
const REFUSED: CodeRule = {
  outcome: "rights",
  message: "Le DMP refuse la demande.",
  advice: "Lisez le code du service ; relancer sans rien changer donnera la même réponse.",
};
const DOWN: CodeRule = {
  outcome: "later",
  message: "Le DMP est momentanément indisponible.",
  advice: "Relancez plus tard ; si la panne dure : segur doctor",
};
const DEFECT: CodeRule = { outcome: "protocol", message: "Le DMP juge le message mal formé." };

/** Texts seen in place of a code. */
const BY_TEXT: readonly (readonly [RegExp, CodeRule | undefined])[] = [
  [
    /structure introuvable ou inactive/i,
    {
      outcome: "setup",
      message: "Le DMP ne connaît pas cette structure, ou elle est inactive.",
      advice: "Vérifiez l'identifiant de la structure : segur config set structure.id VALEUR",
    },
  ],
  [
    /PS et Structure non li/i,
    {
      outcome: "setup",
      message: "Le DMP ne lie pas ce professionnel à cette structure.",
      advice: "Vérifiez structure.id, et la situation d'exercice dans l'annuaire : segur whoami",
    },
  ],
  [
    /aucune sp[ée]cialit[ée] dans le vihf/i,
    {
      outcome: "setup",
      message: "Le DMP exige la spécialité du médecin ou du pharmacien.",
      advice: "Vérifiez le savoir-faire du compte : segur whoami",
    },
  ],
  [/not a valid signature certificate/i, CODE_RULES.DMPInvalidCertificate],
];

/** Roles that say nothing by themselves. */
const ROLES = new Set(["Sender", "Receiver", "Client", "Server", "MustUnderstand", "VersionMismatch", "DataEncodingUnknown"]);

/**
 * Turns a SOAP fault into ours: by code, of the one table that registry answers are read with, else by text, else by role. The code passes
 * through; the text of the service is kept without anything of a patient.
 * @param values what was sent and must not come back
 */
export function soapFault(fault: SoapFault, values: readonly string[]): DmpFault {
  const code = serviceCode(fault.subcode) ?? (ROLES.has(fault.role) ? null : serviceCode(fault.role));
  const known = code === null ? undefined : knownRule(code);
  const rule = known ?? BY_TEXT.find(([pattern]) => pattern.test(fault.reason))?.[1] ?? byRole(fault.role);
  const verdict = verdictOf(rule);
  const shown = code ?? `soap.${serviceCode(fault.role) ?? "fault"}`;
  const text = serviceText(fault.reason, values);
  return new DmpFault({
    ...verdict,
    code: `dmp.fault.${verdict.kind}`,
    serviceCode: shown,
    why: text === "" ? `Code du service : ${shown}.` : `${shown} : ${text}`,
    // A failure on their side may come after the request was taken into account.
    uncertain: known === undefined ? isTheirs(fault.role) : known.uncertain === true,
  });
}

const isTheirs = (role: string): boolean => role === "Receiver" || role === "Server";

function byRole(role: string): CodeRule {
  if (isTheirs(role)) return DOWN;
  if (role === "MustUnderstand" || role === "VersionMismatch" || role === "DataEncodingUnknown") return DEFECT;
  return REFUSED;
}
