import { type ErrorKind, SegurError } from "../../domain/errors.js";
import type { TransportFailure, TransportReason } from "../transport.js";

interface Text {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly why?: string;
  readonly advice: string;
}

const AGAIN = "Recommencez : segur login";
const SETTINGS = "Vérifiez les réglages psc du cabinet : segur config list --origin";
const LATER = "Réessayez dans quelques minutes : segur login";

/** Every outcome of Pro Santé Connect that is not a success (psc.md §1.6, §2.1). Code `psc.<name>`. */
const TEXTS = {
  refused: {
    kind: "auth",
    message: "La demande de connexion a été refusée.",
    why: "Elle a été refusée sur le téléphone, avec la carte ou dans la page de Pro Santé Connect.",
    advice: AGAIN,
  },
  expired: {
    kind: "auth",
    message: "La demande de connexion a expiré.",
    why: "Elle n'a pas été approuvée en deux minutes.",
    advice: `Gardez le téléphone ou la carte à portée de main, puis recommencez : segur login`,
  },
  unknown_user: {
    kind: "auth",
    message: "Pro Santé Connect ne connaît pas cet identifiant national, ou l'e-CPS n'est pas activée.",
    why: "L'identifiant national est le chiffre 8 suivi des 11 chiffres du RPPS.",
    advice: "Vérifiez l'identifiant, et que l'e-CPS est activée, puis : segur login",
  },
  user_disabled: {
    kind: "auth",
    message: "Ce compte est désactivé à Pro Santé Connect.",
    advice: "Voyez avec le support de Pro Santé Connect, puis recommencez : segur login",
  },
  channel: {
    kind: "unreachable",
    message: "Pro Santé Connect n'a pas pu joindre le téléphone ou la carte.",
    advice: "Vérifiez que l'e-CPS est activée, ou que la carte est dans le lecteur, puis recommencez : segur login",
  },
  code_format: {
    kind: "usage",
    message: "La demande de connexion est incomplète.",
    why: "Un identifiant national et un code de deux chiffres sont attendus.",
    advice: AGAIN,
  },
  client: {
    kind: "config",
    message: "Pro Santé Connect ne reconnaît pas ce logiciel.",
    why: "L'identifiant de client, son secret ou son certificat est faux, expiré ou révoqué.",
    advice: SETTINGS,
  },
  client_not_allowed: {
    kind: "config",
    message: "Ce logiciel n'a pas le droit de se connecter de cette façon.",
    why: "La connexion par e-CPS sans navigateur (CIBA) s'active à l'ANS, service par service.",
    advice: "Essayez par le navigateur : segur login --browser",
  },
  client_id: { kind: "config", message: "L'identifiant de client Pro Santé Connect est vide.", advice: SETTINGS },
  address: {
    kind: "config",
    message: "L'adresse de Pro Santé Connect n'est pas une adresse https.",
    advice: SETTINGS,
  },
  not_psc: {
    kind: "config",
    message: "Il n'y a pas de Pro Santé Connect à cette adresse.",
    advice: SETTINGS,
  },
  proxy_required: {
    kind: "config",
    message: "En production, un logiciel installé au cabinet passe par un proxy e-Santé.",
    why: "L'ANS interdit l'échange direct entre un client lourd et Pro Santé Connect.",
    advice: "Donnez au cabinet l'adresse de son proxy e-Santé : segur config list",
  },
  proxy_unknown: {
    kind: "config",
    message: "Le proxy e-Santé ne connaît pas ce logiciel, ou pas cet identifiant national.",
    advice: "Vérifiez l'identifiant national, puis les réglages psc du cabinet : segur config list --origin",
  },
  proxy_active: {
    kind: "auth",
    message: "Le proxy e-Santé dit qu'une session est déjà ouverte, sans dire laquelle.",
    advice: "segur logout, puis segur login",
  },
  browser_needs_direct: {
    kind: "usage",
    message: "La connexion par le navigateur ne passe pas par un proxy e-Santé.",
    why: "Le proxy ne sait demander que le téléphone ou la carte (CIBA).",
    advice: "segur login --ciba",
  },
  issuer: {
    kind: "config",
    message: "Le service qui répond n'est pas le Pro Santé Connect attendu.",
    why: "L'émetteur annoncé n'est pas celui de l'environnement du cabinet ; rien n'a été envoyé.",
    advice: SETTINGS,
  },
  callback_issuer: {
    kind: "auth",
    message: "La réponse du navigateur ne vient pas du Pro Santé Connect attendu.",
    why: "Le paramètre iss manque ou nomme un autre service ; rien n'a été envoyé.",
    advice: "Recommencez : segur login --browser",
  },
  state: {
    kind: "auth",
    message: "La réponse du navigateur n'est pas celle de cette demande.",
    why: "Le paramètre state manque ou diffère : l'adresse vient peut-être d'un essai précédent.",
    advice: "Recommencez, et collez l'adresse de la dernière page : segur login --browser",
  },
  nonce: {
    kind: "auth",
    message: "Le jeton d'identité n'est pas celui de cette demande.",
    why: "Le paramètre nonce diffère.",
    advice: "Recommencez : segur login --browser",
  },
  callback: {
    kind: "auth",
    message: "Cette adresse n'est pas celle d'un retour de Pro Santé Connect.",
    why: "L'adresse attendue commence par http://127.0.0.1 et contient code= et state=.",
    advice: "Copiez toute l'adresse de la dernière page du navigateur, puis recommencez : segur login --browser",
  },
  code_expired: {
    kind: "auth",
    message: "Le code de connexion du navigateur n'est plus valable.",
    why: "Il a expiré (une minute) ou a déjà servi.",
    advice: "Recommencez : segur login --browser",
  },
  session_expired: {
    kind: "auth",
    message: "La session Pro Santé Connect est terminée.",
    why: "Elle dure quatre heures au plus, trente minutes sans activité, et un jeton ne se renouvelle qu'une fois.",
    advice: "Reconnectez-vous : segur login",
  },
  logout_refused: {
    kind: "auth",
    message: "Pro Santé Connect n'a pas fermé la session.",
    advice: "Elle se ferme d'elle-même après trente minutes sans activité.",
  },
  subject: {
    kind: "auth",
    message: "Pro Santé Connect a répondu pour une autre personne.",
    why: "L'identité reçue n'est pas celle qui s'est connectée ; rien n'a été gardé.",
    advice: "Recommencez ; si cela se répète, prévenez l'éditeur : segur login",
  },
  acr: {
    kind: "auth",
    message: "Pro Santé Connect ne garantit pas le niveau d'authentification demandé.",
    why: "Le niveau eidas1 au moins est exigé (EX PSC 16) ; il manque ou est inconnu.",
    advice: AGAIN,
  },
  clock: {
    kind: "config",
    message: "L'heure de cette machine ne va pas avec celle de Pro Santé Connect.",
    why: "Le jeton reçu à l'instant n'est pas valable à la date de cette machine.",
    advice: "Réglez l'heure de la machine, puis recommencez : segur login",
  },
  token: {
    kind: "auth",
    message: "Le jeton d'identité reçu n'est pas valable.",
    why: "Sa signature, son émetteur ou son destinataire n'est pas celui attendu.",
    advice: "Recommencez ; si cela se répète, prévenez l'éditeur : segur login",
  },
  answer: {
    kind: "unreachable",
    message: "La réponse de Pro Santé Connect ne suit pas le format attendu.",
    advice: LATER,
  },
  user_info: {
    kind: "unreachable",
    message: "Pro Santé Connect n'a pas dit qui s'est connecté.",
    why: "L'identifiant national manque dans l'identité reçue.",
    advice: LATER,
  },
  down: { kind: "unreachable", message: "Pro Santé Connect est indisponible.", advice: LATER },
  rejected: { kind: "auth", message: "Pro Santé Connect a refusé la demande.", advice: AGAIN },
  interrupted: { kind: "interrupted", message: "La connexion a été interrompue.", advice: AGAIN },
} as const satisfies Readonly<Record<string, Text>>;

export type PscProblem = keyof typeof TEXTS;

/** An error of this area. `why` replaces the usual one and never quotes a token. */
export function pscError(problem: PscProblem, more: { why?: string; cause?: unknown } = {}): SegurError {
  const text: Text = TEXTS[problem];
  return new SegurError({ ...text, code: `psc.${problem}`, why: more.why ?? text.why, cause: more.cause });
}

const unreachable = (message: string, advice = LATER): Text => ({ kind: "unreachable", message, advice });
const config = (message: string, advice = SETTINGS): Text => ({ kind: "config", message, advice });

const INTERNET = "Vérifiez la connexion à Internet, puis recommencez : segur login";

const TRANSPORT: Readonly<Record<TransportReason, Text>> = {
  dns: unreachable("Le nom du service d'authentification est introuvable (DNS).", INTERNET),
  refused: unreachable("Le service d'authentification ne répond pas : personne n'écoute à son adresse."),
  no_route: unreachable("Le service d'authentification n'est pas joignable depuis ce réseau.", INTERNET),
  reset: unreachable("Le service d'authentification a coupé la connexion."),
  connect_timeout: unreachable("La connexion au service d'authentification n'aboutit pas.", INTERNET),
  timeout: unreachable("Le service d'authentification n'a pas répondu à temps."),
  aborted: TEXTS.interrupted,
  truncated: unreachable("La réponse du service d'authentification est arrivée coupée."),
  too_large: unreachable("La réponse du service d'authentification dépasse la taille admise."),
  not_http: unreachable("Ce qui répond à l'adresse du service d'authentification ne parle pas HTTP."),
  tls_unknown_ca: config("Le certificat du service d'authentification n'est pas signé par une autorité connue."),
  tls_expired: unreachable(
    "Le certificat du service d'authentification n'est pas valable à la date de cette machine.",
    "Vérifiez l'heure de la machine, puis recommencez : segur login",
  ),
  tls_hostname: config("Le certificat du serveur ne porte pas le nom du service d'authentification."),
  tls_client_refused: config("Le service d'authentification refuse le certificat du cabinet."),
  tls_protocol: config("La négociation TLS avec le service d'authentification échoue."),
  closed: { kind: "internal", message: "Appel à Pro Santé Connect après sa fermeture.", advice: "Signalez ce défaut." },
};

/** A failure below HTTP. Code `psc.network.<reason>`, but `psc.unreachable` when nothing answers. */
export function transportError(failure: TransportFailure): SegurError {
  const text = TRANSPORT[failure.reason];
  const code = text.kind === "unreachable" ? "psc.unreachable" : `psc.network.${failure.reason}`;
  const why = `Cause technique : ${failure.detail}.`;
  return new SegurError({ ...text, code, why, details: { reason: failure.reason }, cause: failure });
}

/** PSC or the proxy answers that it is down. Code `psc.unreachable`. */
export function downError(status: number): SegurError {
  const why = `Statut HTTP ${status}.`;
  return new SegurError({ ...TEXTS.down, code: "psc.unreachable", why, details: { reason: `http_${status}` } });
}
