import type { ErrorKind, SegurError } from "../../domain/errors.js";
import type { TransportFailure, TransportReason } from "../transport.js";
import { DmpFault, type DmpRetry } from "./port.js";

interface Verdict {
  readonly kind: ErrorKind;
  readonly retry: DmpRetry;
  readonly message: string;
  readonly advice: string;
}

const LATER = "Relancez plus tard ; si la panne dure : segur doctor";
const later = (message: string, advice = LATER): Verdict => ({ kind: "unreachable", retry: "later", message, advice });
const stop = (message: string, advice: string): Verdict => ({ kind: "config", retry: "stop", message, advice });

const TRANSPORT_TEXTS: Readonly<Record<TransportReason, Verdict>> = {
  dns: later("Le nom du serveur du DMP est introuvable (DNS).", "Vérifiez la connexion à Internet, puis relancez."),
  refused: later("Le serveur du DMP refuse la connexion."),
  no_route: later("Le serveur du DMP n'est pas joignable depuis ce réseau.", "Vérifiez la connexion à Internet, puis relancez."),
  reset: later(
    "Le serveur du DMP a coupé la connexion.",
    "Relancez plus tard ; si cela se répète aussitôt, vérifiez le certificat du cabinet : segur doctor",
  ),
  connect_timeout: later("La connexion au serveur du DMP n'aboutit pas."),
  timeout: later(
    "Le serveur du DMP n'a pas répondu à temps.",
    "Relancez plus tard ; pour attendre plus longtemps : segur config set dmp.timeout 120s",
  ),
  aborted: { kind: "interrupted", retry: "later", message: "L'appel au DMP a été interrompu.", advice: "Relancez la commande." },
  truncated: later("La réponse du DMP est arrivée coupée."),
  too_large: { ...later("La réponse du DMP dépasse la taille admise."), retry: "never" },
  not_http: later("Ce qui répond à l'adresse du DMP ne parle pas HTTP."),
  tls_unknown_ca: stop(
    "Le certificat du serveur du DMP n'est pas signé par une autorité connue, ou il est révoqué.",
    "Donnez au cabinet les autorités du DMP et leurs listes de révocation à jour : segur config set dmp.ca FICHIER",
  ),
  tls_expired: {
    kind: "unreachable",
    retry: "stop",
    message: "Le certificat du serveur du DMP n'est pas valable à la date de cette machine.",
    advice: "Vérifiez l'heure de la machine ; sinon attendez que le service renouvelle son certificat.",
  },
  tls_hostname: stop(
    "Le certificat du serveur ne porte pas le nom de l'adresse du DMP.",
    "Vérifiez l'adresse du DMP : segur config list",
  ),
  tls_client_refused: stop(
    "Le serveur du DMP refuse le certificat du cabinet.",
    "Vérifiez que dmp.certificate est celui de l'environnement visé, ni expiré ni révoqué : segur doctor",
  ),
  tls_protocol: stop(
    "La négociation TLS avec le DMP échoue (TLS 1.2 et les suites du DMP sont exigés).",
    "Vérifiez l'adresse et le port du DMP, et tout proxy sur le chemin : segur doctor",
  ),
  closed: {
    kind: "internal",
    retry: "stop",
    message: "Appel au DMP après la fermeture du client.",
    advice: "Signalez ce défaut.",
  },
};

/** A failure below HTTP. `serviceCode` is `network.<reason>`; uncertain when the request had begun to leave. */
export function transportFault(failure: TransportFailure): DmpFault {
  const verdict = TRANSPORT_TEXTS[failure.reason];
  // Refused by TLS means that nothing of the request was read, whenever the alert came.
  const uncertain = failure.begun && !failure.reason.startsWith("tls_") && failure.reason !== "closed";
  return networkFault(failure.reason, verdict, `Cause technique : ${failure.detail}.`, uncertain, failure);
}

/** An answer came, but not one of the DMP. The request had left: `uncertain`. */
export type AnswerProblem = "not_soap" | "content_type" | "invalid_xml" | "truncated" | "unreadable";

const ANSWER_TEXTS: Readonly<Record<AnswerProblem, Verdict>> = {
  not_soap: later("Ce qui répond à l'adresse du DMP n'est pas le DMP (page web ou proxy)."),
  content_type: later("La réponse reçue du DMP n'est ni du XML ni un message MTOM."),
  invalid_xml: later("La réponse du DMP est un XML invalide."),
  truncated: TRANSPORT_TEXTS.truncated,
  unreadable: { ...later("La réponse du DMP ne suit pas le format attendu."), retry: "never" },
};

/** `why` never quotes the answer: it could hold data of the patient. */
export function answerFault(problem: AnswerProblem, why: string, cause?: unknown): DmpFault {
  return networkFault(problem, ANSWER_TEXTS[problem], why, true, cause);
}

/** An HTTP error without a SOAP fault. A gateway that gives up (5xx) may have passed the request on. */
export function httpStatusFault(status: number): DmpFault {
  return networkFault(
    `http_${status}`,
    statusVerdict(status),
    `Statut HTTP ${status}, sans message du service.`,
    status >= 500 || status === 408,
  );
}

/** A change that is said to have succeeded under an HTTP error: one of the two is wrong, so nothing is known until it is looked for. */
export function contradictoryFault(status: number): DmpFault {
  const verdict = later("La réponse du DMP se contredit : elle dit un succès, sous un statut d'erreur.");
  return networkFault("contradictory", verdict, `Statut HTTP ${status}, réponse « Success ».`, true);
}

function statusVerdict(status: number): Verdict {
  if (status === 401 || status === 403) {
    return stop("L'accès au DMP est refusé à ce certificat.", "Vérifiez le certificat du cabinet : segur doctor");
  }
  if (status === 413)
    return { ...later("Le DMP juge l'envoi trop gros.", "Envoyez moins de documents à la fois."), retry: "never" };
  if (status === 408 || status === 429) return later("Le DMP demande de ralentir.", "Relancez dans quelques minutes.");
  if ((status >= 300 && status < 400) || status === 404 || status === 405 || status === 410) {
    return stop("Il n'y a pas de DMP à cette adresse.", "Vérifiez l'adresse du DMP : segur config list");
  }
  if (status >= 400 && status < 500) return { ...later("Le serveur du DMP refuse la demande."), retry: "never" };
  return later("Le serveur du DMP est en panne.");
}

/** What could not even be sent: a certificate that ended, a card that did not sign, a character that XML cannot carry. */
export function localFault({ kind, code, message, why, advice, details, rule, cause }: SegurError): DmpFault {
  const retry = kind === "unreachable" ? "later" : "stop";
  return new DmpFault({
    kind,
    code,
    message,
    why,
    advice,
    details,
    rule,
    cause,
    retry,
    uncertain: false,
    serviceCode: code,
  });
}

/** Something that we were given to send cannot be sent. Nothing was accepted: the message was left unfinished. */
export function contentFault(problem: "character" | "part_size", cause: unknown): DmpFault {
  const message =
    problem === "character"
      ? "Une valeur à envoyer au DMP contient un caractère interdit."
      : "Un document a changé pendant son envoi au DMP.";
  const advice = problem === "character" ? "Corrigez le document ou le compte : segur whoami" : "Relancez l'envoi.";
  return new DmpFault({
    kind: problem === "character" ? "input" : "storage",
    code: `dmp.content.${problem}`,
    serviceCode: `content.${problem}`,
    message,
    advice,
    retry: problem === "character" ? "never" : "later",
    uncertain: false,
    cause,
  });
}

function networkFault(reason: string, verdict: Verdict, why: string, uncertain: boolean, cause?: unknown): DmpFault {
  return new DmpFault({
    ...verdict,
    code: `dmp.network.${reason}`,
    serviceCode: `network.${reason}`,
    why,
    uncertain,
    cause,
  });
}
