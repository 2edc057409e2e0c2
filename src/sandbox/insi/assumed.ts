import { ATTESTED, NOT_ALLOWED_REASON, type ServiceFault, UNAVAILABLE_REASON } from "./faults.js";

/**
 * Everything that this INSi does without a source to prove it, in one place (insi.md: the text of SEL-MP-043, the schemas
 * of WS_INS3 and the full list of codes could not be reached). Where only a code number is known, its text is ours.
 * Nothing outside the sandbox may rely on these values.
 */

/** Reason of `siram_10`: its wording was not found. */
const INPUT_REASON = "Les données transmises au service sont incorrectes. Veuillez corriger votre demande.";

function inputFault(code: string, text: string): ServiceFault {
  return { role: "Sender", siram: "siram_10", reason: INPUT_REASON, code, severity: "erreur", text };
}

export const ASSUMED = {
  /** Code and text are attested; siram code, role and severity are not. */
  desir_560: {
    role: "Sender",
    siram: "siram_100",
    reason: NOT_ALLOWED_REASON,
    code: "desir_560",
    severity: "erreur",
    text: "Niveau d'accès insuffisant",
  },
  /** Code, text and siram code are attested, the reason is not. */
  nameMissing: inputFault("insi_19", "Le champ nom de naissance est obligatoire"),
  /** Number attested by users (product.md §3.2), text assumed. */
  sexMissing: inputFault("insi_24", "Le champ sexe est obligatoire"),
  givenNameMissing: inputFault("insi_20", "Le champ prénom est obligatoire"),
  dateMissing: inputFault("insi_21", "Le champ date de naissance est obligatoire"),
  nameCharacters: inputFault("insi_31", "Le champ nom de naissance contient des caractères non autorisés"),
  givenNameCharacters: inputFault("insi_32", "Le champ prénom contient des caractères non autorisés"),
  sexValue: inputFault("insi_33", "Le champ sexe doit valoir M ou F"),
  dateValue: inputFault("insi_34", "Le champ date de naissance n'est pas une date au format AAAA-MM-JJ"),
  placeValue: inputFault("insi_35", "Le champ lieu de naissance n'est pas un code officiel géographique"),
  matriculeValue: inputFault("insi_36", "Le matricule ou sa clé est incorrect"),
  matriculeMissing: inputFault("insi_37", "Le matricule de l'ouvrant droit ou de l'individu est obligatoire"),
  oidValue: inputFault("insi_38", "L'identifiant de l'autorité d'affectation est inconnu"),
  malformed: inputFault("desir_1001", "Le message reçu n'est pas un document XML lisible"),
  schema: inputFault("desir_1002", "Le message reçu n'est pas conforme au contrat de service"),
  action: inputFault("desir_1003", "L'action demandée est inconnue ou ne correspond pas au message"),
  header: inputFault("desir_1004", "Un en-tête obligatoire est absent ou incorrect"),
  security: inputFault("desir_1005", "Aucune assertion n'est attendue avec un certificat logiciel"),
  messageId: inputFault("desir_1006", "L'identifiant du message est incorrect"),
  messageIdReused: inputFault("desir_1007", "L'identifiant du message a déjà été utilisé"),
  /** For `segur sandbox fault insi siram_10`: an input fault that the input does not deserve. */
  input: inputFault("insi_30", "Les critères de recherche ne sont pas recevables"),
} as const satisfies Record<string, ServiceFault>;

/** Faults that can be scripted by name; `siram_40` alone stands for the service being down. */
export const SCRIPTED_FAULTS = {
  siram_40: ATTESTED.insi_111,
  insi_102: ATTESTED.insi_102,
  desir_1020: ATTESTED.desir_1020,
  desir_550: ATTESTED.desir_550,
  desir_560: ASSUMED.desir_560,
  siram_10: ASSUMED.input,
} as const satisfies Record<string, ServiceFault>;
export type ScriptedFault = keyof typeof SCRIPTED_FAULTS;

/** A technical fault, if the twin itself fails: shaped like an outage, so that a client only ever sees SOAP. */
export const TWIN_DEFECT: ServiceFault = {
  role: "Receiver",
  siram: "siram_40",
  reason: UNAVAILABLE_REASON,
  code: "insi_100",
  severity: "fatale",
  text: "Erreur technique du service",
};

/** WS_INS3: only the names of the GIE kit's commented lines are attested (insi.md §1.10); version and request namespace are not. */
export const VERIFY_ACTION = /^urn:ServiceIdentiteCertifiee:\d+\.\d+\.\d+:verifierInsAvecTraitsIdentite$/;
export const VERIFY_REQUEST_NAMESPACE = /^http:\/\/www\.cnamts\.fr\/INSiLot2\//;
export const VERIFY_RESULT_NAMESPACE = "http://www.cnamts.fr/INSiLot2/REPUnitaire";
export const VERIFY_OK = { code: "00", label: "OK" } as const;
export const VERIFY_KO = { code: "01", label: "KO" } as const;

/** `ContexteLPS/@Version`: every live client sends the first, the GIE kit the second. */
export const LPS_VERSIONS: readonly string[] = ["01_00", "1.00.00"];
export const BAM_VERSION = "01_02";

/**
 * Given names asked for match when they are the beginning of the person's list, whole names at a time: `CATARINA` finds
 * CATARINA BELLA, `OLA` and `BELLA` do not, `CATARINA BELLA` does. It is the simplest rule under which every official
 * case of insi.md §4 comes out as recorded.
 */
export function givenNamesMatch(asked: string, list: readonly string[]): boolean {
  const names = asked.split(" ");
  if (names.length > list.length) return false;
  for (const [position, name] of names.entries()) if (list[position] !== name) return false;
  return true;
}

/**
 * « Aucun code alphanumérique en entrée du service » (a comment in a client tested with the service, insi.md §3.3):
 * a Corsican COG finds nobody. 99999 (unknown) is nobody's birth place either.
 */
export function placeMatches(asked: string, birthPlace: string): boolean {
  return !/[A-Z]/.test(asked) && asked === birthPlace;
}
