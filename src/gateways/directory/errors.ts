import { SegurError } from "../../domain/errors.js";
import { TransportFailure, type TransportReason } from "../transport.js";

const OFFLINE = "La copie locale sert sans réseau : segur mss directory import --download, puis la même recherche.";

const REASONS: Readonly<Partial<Record<TransportReason, string>>> = {
  dns: "Le nom du service est introuvable : vérifiez la connexion à Internet.",
  refused: "Le service refuse la connexion.",
  no_route: "Le réseau ne mène pas au service.",
  connect_timeout: "Le service ne répond pas à temps.",
  timeout: "Le service ne répond pas à temps.",
  truncated: "La réponse a été coupée.",
  too_large: "La réponse est trop grande.",
  tls_unknown_ca: "L'autorité du certificat du service n'est pas connue (réglage directory.ca).",
  tls_expired: "Le certificat du service n'est pas valable à cette date : vérifiez l'heure de cette machine.",
  tls_hostname: "Le certificat du service porte un autre nom.",
};

/** The service was not reached, or its answer was lost. Nothing of the query is told. */
export function directoryUnreachable(error: unknown): unknown {
  if (!(error instanceof TransportFailure)) return error;
  if (error.reason === "aborted") return interrupted();
  return new SegurError({
    kind: "unreachable",
    code: "directory.unreachable",
    message: "L'Annuaire Santé n'est pas joignable.",
    why: `${REASONS[error.reason] ?? "La connexion a été coupée."} (${error.detail})`,
    advice: OFFLINE,
    cause: error,
  });
}

function interrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "directory.interrupted",
    message: "Interrompu : l'appel à l'Annuaire Santé n'a pas été mené à son terme.",
    advice: "Relancez la même commande.",
  });
}

/** 401 or 403. */
export function keyRefused(status: number): SegurError {
  return new SegurError({
    kind: "config",
    code: "directory.key_refused",
    message: "L'Annuaire Santé refuse la clé d'API de ce cabinet.",
    why: `Le service répond ${status} : la clé est absente, fausse ou périmée.`,
    advice: "Créez-en une sur portal.api.esante.gouv.fr, puis : segur config set directory.apiKeyFile CHEMIN",
  });
}

/** 429 again after the wait that the service asked for, or a 5xx. */
export function directoryDown(status: number): SegurError {
  const busy = status === 429;
  return new SegurError({
    kind: "unreachable",
    code: busy ? "directory.too_many_calls" : "directory.down",
    message: busy ? "L'Annuaire Santé reçoit trop d'appels de cette clé." : "L'Annuaire Santé est momentanément indisponible.",
    why: `Le service répond ${status}.`,
    advice: busy ? "Attendez une minute, puis relancez la même commande." : OFFLINE,
  });
}

/** A redirection would take the key to another address. */
export function directoryMoved(): SegurError {
  return new SegurError({
    kind: "config",
    code: "directory.moved",
    message: "L'Annuaire Santé a changé d'adresse : l'appel n'a pas été suivi.",
    why: "Une redirection emporterait la clé d'API vers une adresse qui n'a pas été choisie.",
    advice: "segur config set directory.url https://gateway.api.esante.gouv.fr/fhir/v2",
  });
}

/** @param said what the OperationOutcome says, without the words of the query */
export function queryRefused(status: number, said: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "directory.query_refused",
    message: "L'Annuaire Santé refuse cette recherche.",
    why: said === "" ? `Le service répond ${status}.` : `Le service répond ${status} : ${said}`,
    advice: OFFLINE,
  });
}

/** What answered is no FHIR server, or its next page is elsewhere. */
export function answerUnusable(why: string): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "directory.answer",
    message: "La réponse de l'Annuaire Santé n'est pas utilisable.",
    why,
    advice: "Vérifiez l'adresse : segur config get directory.url",
  });
}

/** The extraction could not be downloaded. */
export function downloadRefused(why: string): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "directory.download",
    message: "L'extraction de l'Annuaire Santé n'a pas pu être téléchargée.",
    why,
    advice:
      "Vérifiez directory.extractionUrl (segur config list), ou téléchargez-la à la main : segur mss directory import FICHIER",
  });
}
