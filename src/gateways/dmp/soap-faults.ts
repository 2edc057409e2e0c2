import type { ErrorKind } from "../../domain/errors.js";
import type { SoapFault } from "../soap.js";
import { DmpFault, type DmpRetry } from "./port.js";
import { serviceCode, serviceText } from "./service-text.js";

interface Rule {
  readonly kind: ErrorKind;
  readonly retry: DmpRetry;
  readonly message: string;
  readonly advice: string;
  readonly rule?: string;
}

const REFUSED: Rule = {
  kind: "refused",
  retry: "never",
  message: "Le DMP refuse la demande.",
  advice: "Lisez le code du service ; relancer sans rien changer donnera la même réponse.",
};
const DOWN: Rule = {
  kind: "unreachable",
  retry: "later",
  message: "Le DMP est momentanément indisponible.",
  advice: "Relancez plus tard ; si la panne dure : segur doctor",
};
const SETUP: Rule = {
  kind: "config",
  retry: "stop",
  message: "Le DMP n'accepte pas ce cabinet comme il est réglé.",
  advice: "Vérifiez les réglages du DMP : segur config list",
};
const DEFECT: Rule = {
  kind: "internal",
  retry: "stop",
  message: "Le DMP juge le message mal formé.",
  advice: "Signalez ce défaut avec le code du service.",
};

/** One sentence for each code that is known (EX_GEN-1145). The list of the guide is not public (dmp.md §8): others pass through. */
const BY_CODE: Readonly<Record<string, Rule>> = {
  DMPInvalidCertificate: {
    ...SETUP,
    message: "Le DMP n'accepte pas le certificat qui a signé l'attestation (VIHF).",
    advice: "Donnez le cachet ORG SIGN de l'environnement visé, et non le certificat d'authentification : segur doctor",
  },
  DMPInvalidSignature: {
    ...SETUP,
    message: "Le DMP ne peut pas vérifier la signature de l'attestation (VIHF).",
    advice: "Vérifiez dmp.signCertificate et dmp.digest : segur config list",
  },
  DMPAccessDeniedByRightsService: {
    ...REFUSED,
    message: "Le DMP refuse l'accès : le professionnel n'a pas ce droit sur ce DMP.",
    advice: "Vérifiez l'autorisation : segur dmp status PATIENT, puis segur dmp authorize PATIENT",
    rule: "DMP/PDT-INF-526",
  },
  DMPAccessDenied: {
    ...REFUSED,
    message: "Le DMP refuse l'accès à ce DMP.",
    advice: "Vérifiez l'autorisation : segur dmp status PATIENT",
  },
  DMPClosed: { ...REFUSED, message: "Ce DMP est fermé.", advice: "segur dmp status PATIENT" },
  DMPNotFound: { ...REFUSED, message: "Ce patient n'a pas de DMP.", advice: "segur dmp status PATIENT" },
  DMPIdentityCertificationFailure: {
    ...REFUSED,
    message: "Le DMP ne reconnaît pas l'identité INS de ce patient.",
    advice: "Faites vérifier l'identité : segur ins verify PATIENT",
  },
  MessageAddressingHeaderRequired: { ...DEFECT, message: "Le DMP n'a pas trouvé l'adressage du message (WS-Addressing)." },
  ActionNotSupported: { ...DEFECT, message: "Le DMP ne connaît pas cette transaction à cette adresse.", ...adviceOfUrl() },
  FailedAuthentication: { ...SETUP, message: "Le DMP n'accepte pas l'attestation (VIHF) envoyée." },
  InvalidSecurity: { ...SETUP, message: "Le DMP n'accepte pas l'en-tête de sécurité du message." },
  FailedCheck: {
    ...SETUP,
    message: "Le DMP ne peut pas vérifier la signature de l'attestation (VIHF).",
    advice: "Vérifiez dmp.signCertificate et dmp.digest : segur config list",
  },
  XDSRegistryBusy: { ...DOWN, message: "Le registre du DMP est occupé." },
  XDSRepositoryBusy: { ...DOWN, message: "L'entrepôt du DMP est occupé." },
  XDSRegistryNotAvailable: { ...DOWN, message: "Le registre du DMP n'est pas disponible." },
};

function adviceOfUrl() {
  return { kind: "config", advice: "Vérifiez l'adresse du DMP : segur config list" } as const;
}

/** Texts seen in place of a code. */
const BY_TEXT: readonly (readonly [RegExp, Rule])[] = [
  [
    /structure introuvable ou inactive/i,
    {
      ...SETUP,
      message: "Le DMP ne connaît pas cette structure, ou elle est inactive.",
      advice: "Vérifiez l'identifiant de la structure : segur config set structure.id VALEUR",
    },
  ],
  [
    /PS et Structure non li/i,
    {
      ...SETUP,
      message: "Le DMP ne lie pas ce professionnel à cette structure.",
      advice: "Vérifiez structure.id, et la situation d'exercice dans l'annuaire : segur whoami",
    },
  ],
  [
    /aucune sp[ée]cialit[ée] dans le vihf/i,
    {
      ...SETUP,
      message: "Le DMP exige la spécialité du médecin ou du pharmacien.",
      advice: "Vérifiez le savoir-faire du compte : segur whoami",
    },
  ],
  [/not a valid signature certificate/i, BY_CODE.DMPInvalidCertificate ?? SETUP],
];

/** Roles that say nothing by themselves. */
const ROLES = new Set(["Sender", "Receiver", "Client", "Server", "MustUnderstand", "VersionMismatch", "DataEncodingUnknown"]);

/**
 * Turns a SOAP fault into ours: by code, else by text, else by role. The code passes through; the text of the service is kept without
 * anything of a patient.
 * @param values what was sent and must not come back
 */
export function soapFault(fault: SoapFault, values: readonly string[]): DmpFault {
  const code = serviceCode(fault.subcode) ?? (ROLES.has(fault.role) ? null : serviceCode(fault.role));
  const known = code === null ? undefined : BY_CODE[code];
  const rule = known ?? BY_TEXT.find(([pattern]) => pattern.test(fault.reason))?.[1] ?? byRole(fault.role);
  const shown = code ?? `soap.${serviceCode(fault.role) ?? "fault"}`;
  const text = serviceText(fault.reason, values);
  return new DmpFault({
    ...rule,
    code: `dmp.fault.${rule.kind}`,
    serviceCode: shown,
    why: text === "" ? `Code du service : ${shown}.` : `${shown} : ${text}`,
    // A failure on their side may come after the request was taken into account.
    uncertain: known === undefined && (fault.role === "Receiver" || fault.role === "Server"),
  });
}

function byRole(role: string): Rule {
  if (role === "Receiver" || role === "Server") return DOWN;
  if (role === "MustUnderstand" || role === "VersionMismatch" || role === "DataEncodingUnknown") return DEFECT;
  return REFUSED;
}
