import type { ErrorKind } from "../../domain/errors.js";
import { serviceText } from "../service-text.js";
import type { SoapFault } from "../soap.js";
import { find } from "../xml.js";
import type { CallRef } from "./errors.js";
import { type FaultRetry, InsiFault } from "./port.js";

const SIRAM_NS = "urn:siram";

interface Rule {
  readonly kind: ErrorKind;
  readonly retry: FaultRetry;
  readonly message: string;
  readonly advice: string;
}

const INPUT: Rule = {
  kind: "input",
  retry: "never",
  message: "INSi refuse les critères de la demande.",
  advice: "Corrigez les traits du patient : segur ins check dit lesquels.",
};
const UNAVAILABLE: Rule = {
  kind: "unreachable",
  retry: "later",
  message: "INSi est momentanément indisponible.",
  advice: "Relancez plus tard ; si la panne dure, contactez le support du téléservice avec l'identifiant du message.",
};
const RIGHTS: Rule = {
  kind: "config",
  retry: "stop",
  message: "INSi n'autorise pas ce logiciel ou ce certificat.",
  advice: "Vérifiez le certificat et le numéro d'autorisation du cabinet : segur cabinet info",
};
const REFUSED: Rule = {
  kind: "refused",
  retry: "never",
  message: "INSi refuse la demande.",
  advice: "Lisez le texte du service ; relancer sans rien changer donnera la même réponse.",
};

/** The closed table of insi.md §3.2. A technical error is never « not found »: insi_102 says nothing about the person. */
const BY_CODE: Readonly<Record<string, Rule>> = {
  insi_19: { ...INPUT, message: "INSi refuse la demande : le nom de naissance est obligatoire." },
  insi_102: {
    ...UNAVAILABLE,
    message: "INSi a répondu par une erreur technique : la recherche n'a pas eu lieu.",
    advice: "Relancez plus tard ; cette réponse ne dit rien de la personne.",
  },
  insi_111: { ...UNAVAILABLE, message: "Les téléservices de l'Assurance Maladie sont indisponibles." },
  // Sent with the role Sender, although the caller did nothing wrong.
  desir_1020: UNAVAILABLE,
  desir_550: {
    ...RIGHTS,
    message: "INSi ne connaît pas le numéro d'autorisation du logiciel.",
    advice: "Vérifiez le numéro d'autorisation CNDA (IDAM) du cabinet : segur config list --origin",
  },
  desir_560: {
    ...RIGHTS,
    message: "INSi juge le niveau d'accès insuffisant.",
    advice: "Le certificat doit être ORG AUTH_CLI, de nom INSI-AUTO ou INSI-MANU, et la structure autorisée à appeler INSi.",
  },
};

const BY_FAMILY: Readonly<Record<string, Rule>> = { siram_10: INPUT, siram_40: UNAVAILABLE, siram_100: RIGHTS };

/**
 * Turns a SOAP fault into ours: by code, else by siram family, else by severity (the service sends `fatal` although its
 * schema says `fatale`), else by role. The code passes through; the text of the service is `why`, without the query's values.
 */
export function insiFault(fault: SoapFault, call: CallRef, queryValues: readonly string[]): InsiFault {
  const error = fault.detail === null ? undefined : find(fault.detail, SIRAM_NS, "Erreur");
  const serviceCode = cleanCode(error?.attributes.get("code")) ?? cleanCode(fault.subcode ?? undefined) ?? "soap.fault";
  const severity = cleanCode(error?.attributes.get("severite"));
  const siram = cleanCode(fault.subcode ?? undefined);
  const rule = BY_CODE[serviceCode] ?? (siram === undefined ? undefined : BY_FAMILY[siram]) ?? bySeverity(severity, fault.role);
  const text = serviceText(error?.text || fault.reason, queryValues);
  return new InsiFault({
    ...rule,
    code: `insi.fault.${rule.kind}`,
    serviceCode,
    siram,
    severity,
    why: text === "" ? serviceCode : `${serviceCode} : ${text}`,
    // The echo proves which message the service judged; ours stands when there is none.
    messageId: cleanId(error?.attributes.get("messageID")) ?? call.messageId,
  });
}

function bySeverity(severity: string | undefined, role: string): Rule {
  if (severity === "fatale" || severity === "fatal") return UNAVAILABLE;
  if (severity !== undefined) return REFUSED;
  if (role === "Receiver") return UNAVAILABLE;
  if (role === "VersionMismatch" || role === "MustUnderstand" || role === "DataEncodingUnknown")
    return { ...REFUSED, retry: "stop" };
  return REFUSED;
}

/** A code goes to logs and tables: only what a code is made of. */
function cleanCode(code: string | undefined): string | undefined {
  return code !== undefined && /^[\w.-]{1,60}$/.test(code) ? code : undefined;
}

function cleanId(id: string | undefined): string | undefined {
  const bare = id?.replace(/^uuid:/, "");
  return bare !== undefined && /^[0-9a-fA-F-]{36}$/.test(bare) ? bare.toLowerCase() : undefined;
}
