import { type ErrorKind, SegurError } from "../../domain/errors.js";
import type { TransportFailure, TransportReason } from "../transport.js";
import { type FaultRetry, InsiFault } from "./port.js";

export type InsiConfigProblem =
  | "url"
  | "lps"
  | "certificate_cn"
  | "certificate_issuer"
  | "certificate_ou"
  | "certificate_not_yet_valid"
  | "certificate_expired";

const CONFIG_TEXTS: Readonly<Record<InsiConfigProblem, { message: string; why?: string; advice: string }>> = {
  url: {
    message: "L'adresse du téléservice INSi n'est pas une adresse https.",
    advice: "Corrigez l'adresse d'INSi du cabinet : segur config list --origin",
  },
  lps: {
    message: "L'identification du logiciel envoyée à INSi est incomplète ou trop longue.",
    why: "Numéro d'autorisation, version, instance et nom sont attendus, 59 caractères au plus chacun.",
    advice: "Corrigez l'identification du logiciel : segur config list --origin",
  },
  certificate_cn: {
    message: "Ce certificat n'est pas celui d'INSi.",
    why: "Le nom commun (CN) doit être exactement INSI-AUTO ou INSI-MANU, sinon le service répond desir_560.",
    advice: "Commandez à l'ANS un certificat ORG AUTH_CLI pour INSi ; celui du DMP ou de MSSanté ne convient pas.",
  },
  certificate_issuer: {
    message: "L'autorité qui a émis le certificat n'est pas celle attendue pour cet environnement.",
    why: "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS en production, précédée de TEST en recette.",
    advice: "Vérifiez l'environnement du cabinet : segur cabinet info",
  },
  certificate_ou: {
    message: "Le certificat ne porte pas l'identifiant de la structure.",
    why: "Le champ OU du sujet est vide ; INSi l'attend comme émetteur.",
    advice: "Commandez un certificat ORG AUTH_CLI de l'IGC-Santé au nom de la structure.",
  },
  certificate_not_yet_valid: {
    message: "Le certificat n'est pas encore valable.",
    why: "Sa date de début est dans le futur, ou l'horloge de cette machine retarde.",
    advice: "Vérifiez l'heure de la machine.",
  },
  certificate_expired: {
    message: "Le certificat est expiré.",
    advice: "Renouvelez le certificat auprès de l'ANS (validité trois ans) et donnez-le au cabinet.",
  },
};

/** INSi cannot be called as configured. Code `insi.config.<problem>`. */
export function insiConfigError(problem: InsiConfigProblem, details?: Readonly<Record<string, unknown>>): SegurError {
  return new SegurError({ kind: "config", code: `insi.config.${problem}`, ...CONFIG_TEXTS[problem], details });
}

/** Failures of ours above HTTP: an answer came, but not one of INSi. */
export type AnswerProblem = "not_soap" | "content_type" | "invalid_xml" | "unreadable" | "http_status";

interface Verdict {
  readonly kind: ErrorKind;
  readonly retry: FaultRetry;
  readonly message: string;
  readonly advice: string;
}

const LATER = "Relancez plus tard ; si la panne dure, vérifiez les réglages insi : segur config list";
const later = (message: string, advice = LATER): Verdict => ({ kind: "unreachable", retry: "later", message, advice });
const stop = (message: string, advice: string): Verdict => ({ kind: "config", retry: "stop", message, advice });

const TRANSPORT_TEXTS: Readonly<Record<TransportReason, Verdict>> = {
  dns: later("Le nom du téléservice INSi est introuvable (DNS).", "Vérifiez la connexion à Internet, puis relancez."),
  refused: later("Le téléservice INSi refuse la connexion."),
  no_route: later(
    "Le téléservice INSi n'est pas joignable depuis ce réseau.",
    "Vérifiez la connexion à Internet, puis relancez.",
  ),
  // Some servers cut the connection without a word when they do not want a certificate.
  reset: later(
    "Le téléservice INSi a coupé la connexion.",
    "Relancez plus tard ; si cela se répète aussitôt, vérifiez que le certificat du cabinet est celui de cet environnement.",
  ),
  connect_timeout: later("La connexion au téléservice INSi n'aboutit pas."),
  timeout: later("Le téléservice INSi n'a pas répondu à temps."),
  aborted: { kind: "interrupted", retry: "later", message: "L'appel à INSi a été interrompu.", advice: "Relancez la commande." },
  truncated: later("La réponse d'INSi est arrivée coupée."),
  too_large: { ...later("La réponse d'INSi dépasse la taille admise (1 Mo)."), retry: "never" },
  not_http: later("Ce qui répond à l'adresse d'INSi ne parle pas HTTP."),
  tls_unknown_ca: stop(
    "Le certificat du téléservice INSi n'est pas signé par une autorité connue.",
    "Donnez au cabinet les AC de l'IGC-Santé (ACR-EL et ACI-EL-ORG, http://igc-sante.esante.gouv.fr/PC/).",
  ),
  tls_expired: {
    kind: "unreachable",
    retry: "stop",
    message: "Le certificat du téléservice INSi n'est pas valable à la date de cette machine.",
    advice: "Vérifiez l'heure de la machine ; sinon attendez que le service renouvelle son certificat.",
  },
  tls_hostname: stop(
    "Le certificat du serveur ne porte pas le nom de l'adresse d'INSi.",
    "Vérifiez l'adresse d'INSi du cabinet.",
  ),
  tls_client_refused: stop(
    "Le téléservice INSi refuse le certificat du cabinet.",
    "Vérifiez que le certificat est celui de l'environnement visé, ni expiré ni révoqué.",
  ),
  tls_protocol: stop(
    "La négociation TLS avec INSi échoue.",
    "Vérifiez l'adresse et le port d'INSi, et tout proxy sur le chemin.",
  ),
  closed: {
    kind: "internal",
    retry: "stop",
    message: "Appel à INSi après la fermeture du client.",
    advice: "Signalez ce défaut.",
  },
};

const ANSWER_TEXTS: Readonly<Record<Exclude<AnswerProblem, "http_status">, Verdict>> = {
  not_soap: later("Ce qui répond à l'adresse d'INSi n'est pas INSi (page web ou proxy)."),
  content_type: later("La réponse reçue n'est pas du XML."),
  invalid_xml: later("La réponse d'INSi est un XML invalide."),
  unreadable: { ...later("La réponse d'INSi ne suit pas le format attendu."), retry: "never" },
};

/** Who asked, so that a fault can be matched with its trace. */
export interface CallRef {
  readonly messageId: string;
}

/** A failure below HTTP. `serviceCode` is `network.<reason>`. */
export function transportFault(failure: TransportFailure, call: CallRef): InsiFault {
  return networkFault(failure.reason, TRANSPORT_TEXTS[failure.reason], `Cause technique : ${failure.detail}.`, call, failure);
}

/** An answer that is not one of INSi's. `why` never quotes it: it could hold traits. */
export function answerFault(
  problem: Exclude<AnswerProblem, "http_status">,
  why: string,
  call: CallRef,
  cause?: unknown,
): InsiFault {
  return networkFault(problem, ANSWER_TEXTS[problem], why, call, cause);
}

/** A criterion holds a character that XML cannot carry. Nothing was sent. */
export function criteriaFault(call: CallRef, cause: unknown): InsiFault {
  return new InsiFault({
    kind: "input",
    retry: "never",
    code: "insi.criteria",
    serviceCode: "query.character",
    message: "Un critère de recherche contient un caractère qui ne peut pas être envoyé.",
    advice: "Corrigez les traits du patient : segur ins check dit lesquels.",
    messageId: call.messageId,
    cause,
  });
}

/** A local check that no longer holds during a run, such as the certificate's date. Nothing was sent. */
export function localFault(error: SegurError, call: CallRef): InsiFault {
  const { kind, code, message, why, advice, details } = error;
  return new InsiFault({
    kind,
    code,
    message,
    why,
    advice,
    details,
    retry: "stop",
    serviceCode: code,
    messageId: call.messageId,
    cause: error,
  });
}

/** An HTTP error without a SOAP fault. `serviceCode` is `network.http_<status>`. */
export function httpStatusFault(status: number, call: CallRef): InsiFault {
  return networkFault(`http_${status}`, statusVerdict(status), `Statut HTTP ${status}, sans message du service.`, call);
}

function statusVerdict(status: number): Verdict {
  if (status === 401 || status === 403) {
    return stop(
      "L'accès à INSi est refusé à ce certificat.",
      "Vérifiez le certificat et les droits du cabinet auprès de la CNDA.",
    );
  }
  if (status === 408 || status === 429)
    return later("Le téléservice INSi demande de ralentir.", "Relancez plus tard, avec --rate ou moins de --concurrency.");
  if (status >= 300 && status < 400) return stop("L'adresse d'INSi renvoie ailleurs.", "Vérifiez l'adresse d'INSi du cabinet.");
  if (status === 404 || status === 405 || status === 410)
    return stop("Il n'y a pas d'INSi à cette adresse.", "Vérifiez l'adresse d'INSi du cabinet.");
  if (status >= 400 && status < 500) return { ...later("Le serveur d'INSi refuse la demande."), retry: "never" };
  return later("Le serveur d'INSi est en panne.");
}

function networkFault(reason: string, verdict: Verdict, why: string, call: CallRef, cause?: unknown): InsiFault {
  const serviceCode = `network.${reason}`;
  return new InsiFault({ ...verdict, code: `insi.${serviceCode}`, serviceCode, why, messageId: call.messageId, cause });
}
