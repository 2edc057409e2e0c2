import { type ErrorKind, SegurError } from "../../domain/errors.js";
import { type TransportFailure, type TransportReason, toTransportFailure } from "../transport.js";
import { MssFault, type MssRetry } from "./port.js";

interface Verdict {
  readonly kind: ErrorKind;
  readonly retry: MssRetry;
  readonly message: string;
  readonly advice: string;
  readonly rule?: string;
}

const LATER = "Le message reste en attente ; pour relancer : segur outbox retry   (si la panne dure : segur doctor)";
const later = (message: string, advice = LATER): Verdict => ({ kind: "unreachable", retry: "later", message, advice });
const stop = (message: string, advice: string, rule?: string): Verdict => ({
  kind: "config",
  retry: "stop",
  message,
  advice,
  ...(rule === undefined ? {} : { rule }),
});

const NETWORK: Readonly<Record<TransportReason, Verdict>> = {
  dns: later("Le nom du serveur MSSanté est introuvable (DNS)."),
  refused: later("Le serveur MSSanté refuse la connexion."),
  no_route: later("Le serveur MSSanté n'est pas joignable depuis ce réseau."),
  reset: later("Le serveur MSSanté a coupé la connexion."),
  connect_timeout: later("La connexion au serveur MSSanté n'aboutit pas."),
  timeout: later("Le serveur MSSanté n'a pas répondu à temps."),
  aborted: {
    kind: "interrupted",
    retry: "later",
    message: "L'échange avec MSSanté a été interrompu.",
    advice: "Relancez la commande.",
  },
  truncated: later("La réponse du serveur MSSanté est arrivée coupée."),
  too_large: { ...later("La réponse du serveur MSSanté dépasse la taille admise."), retry: "stop" },
  not_http: later("Ce qui répond à l'adresse d'autoconfiguration ne parle pas HTTP."),
  tls_unknown_ca: stop(
    "Le certificat du serveur MSSanté n'est pas signé par l'IGC-Santé, gamme Élémentaire Organisations.",
    "Donnez au cabinet les autorités de l'IGC-Santé : segur config set mss.ca FICHIER   (puis segur doctor)",
    "MSS/CONF.27",
  ),
  tls_expired: stop(
    "Le certificat du serveur MSSanté n'est pas valable à la date de cette machine : rien ne lui a été confié.",
    "Vérifiez la date de cette machine ; si elle est juste, prévenez l'opérateur. Les messages restent en attente : segur outbox list",
    "MSS/CONF.27",
  ),
  tls_hostname: stop(
    "Le certificat du serveur ne porte pas le nom du serveur MSSanté.",
    "Ne confiez rien à ce serveur ; vérifiez l'adresse de la boîte : segur config get mss.address",
    "MSS/CONF.27",
  ),
  tls_client_refused: stop(
    "Le serveur MSSanté refuse le certificat du cabinet.",
    "Vérifiez que mss.certificate est le certificat ORG AUTH_CLI de la boîte, ni expiré ni révoqué : segur doctor",
    "MSS/CONF.12",
  ),
  tls_protocol: stop(
    "La négociation TLS avec le serveur MSSanté échoue (TLS 1.2 et les suites de MSSanté sont exigés).",
    "Vérifiez le serveur et tout proxy sur le chemin : segur doctor",
    "MSS/CONF.03",
  ),
  closed: { kind: "internal", retry: "stop", message: "Appel à MSSanté après la fermeture.", advice: "Signalez ce défaut." },
};

/** What OpenSSL says of a certificate, more precisely than the reason does. */
const BY_DETAIL: Readonly<Record<string, readonly [code: string, verdict: Verdict]>> = {
  CERT_REVOKED: [
    "tls.revoked",
    stop(
      "Le certificat du serveur MSSanté est révoqué : rien ne lui a été confié.",
      "Prévenez l'opérateur de la messagerie ; les messages restent en attente : segur outbox list",
      "MSS/CONF.27",
    ),
  ],
  CRL_HAS_EXPIRED: [
    "tls.crl_expired",
    stop(
      "La liste de révocation de l'IGC-Santé est périmée : le certificat du serveur ne peut pas être vérifié.",
      "Téléchargez la liste à jour, puis : segur config set mss.crl FICHIER",
      "MSS/CONF.22",
    ),
  ],
  UNABLE_TO_GET_CRL: [
    "tls.crl_missing",
    stop(
      "L'autorité qui a signé le certificat du serveur MSSanté n'est pas de l'IGC-Santé, ou sa liste de révocation manque.",
      "Mettez les listes de toutes les autorités de l'IGC-Santé dans un fichier PEM, puis : segur config set mss.crl FICHIER",
      "MSS/CONF.22",
    ),
  ],
};

/** A failure below SMTP or IMAP. `uncertain` when the whole message had left and no answer came. */
export function networkFault(failure: TransportFailure, uncertain = false): MssFault {
  // This alert means that nothing could be agreed upon: the suites as well as a certificate.
  const reason = failure.detail.includes("HANDSHAKE_FAILURE") ? "tls_protocol" : failure.reason;
  const [serviceCode, verdict] = BY_DETAIL[failure.detail] ?? [`network.${reason}`, NETWORK[reason]];
  return fault(verdict, serviceCode, { why: `Cause technique : ${failure.detail}.`, uncertain, cause: failure });
}

/** Whatever Node, nodemailer or imapflow threw below the protocol. */
export function connectionFault(error: unknown, uncertain = false): MssFault {
  if (error instanceof MssFault) return error;
  return networkFault(toTransportFailure(error), uncertain);
}

/**
 * What a failed opening means. A server that hangs up as soon as TLS is set up, on a mailbox that its certificate alone opens, refuses the
 * certificate: without an alert, or with one that the end of the connection overtook.
 */
export function openingFault<T extends SegurError>(
  found: T,
  { authentication, isSecure }: { readonly authentication: "token" | "certificate"; readonly isSecure: boolean },
): T | MssFault {
  if (authentication !== "certificate" || !isSecure || found.code !== "mss.network.reset") return found;
  const why = "Le serveur a coupé la connexion dès la fin de la négociation TLS, sans rien dire d'autre.";
  return fault(NETWORK.tls_client_refused, "network.tls_client_refused", { why, cause: found });
}

export function noStartTls(server: "SMTP" | "IMAP"): MssFault {
  const rule = server === "SMTP" ? "MSS/CONF.05" : "MSS/CONF.06";
  const text = `Le serveur ${server} ne chiffre pas la connexion (STARTTLS) : rien ne lui a été confié.`;
  return fault(stop(text, "Vérifiez la boîte et son opérateur : segur doctor", rule), "tls.starttls_missing");
}

/** Authentication refused. The token is short-lived: a person who logs in again is what mends it. */
export function authenticationFault(kind: "token" | "certificate", why: string): MssFault {
  const verdict: Verdict =
    kind === "token"
      ? {
          kind: "auth",
          retry: "stop",
          message: "L'opérateur MSSanté refuse la session Pro Santé Connect pour cette boîte.",
          advice: "Reconnectez-vous : segur login --ciba   (puis vérifiez la boîte : segur config get mss.address)",
          rule: "MSS/CONF.07",
        }
      : stop(
          "L'opérateur MSSanté refuse la boîte applicative avec ce certificat.",
          "Vérifiez mss.address et mss.certificate : segur doctor",
          "MSS/CONF.12",
        );
  return fault(verdict, "auth.refused", { why });
}

/** The server offers no way of authentication that this kind of mailbox may use. */
export function mechanismMissing(kind: "token" | "certificate"): MssFault {
  const [name, rule] = kind === "token" ? ["XOAUTH2", "MSS/CONF.07"] : ["PLAIN", "MSS/CONF.12"];
  const text = `Le serveur MSSanté ne propose pas l'authentification ${name} que demande ce genre de boîte.`;
  return fault(stop(text, "Vérifiez le genre de la boîte : segur config get mss.kind", rule), "auth.mechanism_missing");
}

/** Larger than the operator takes (EHLO SIZE), known before anything left. Sizes in bytes. */
export function tooBig(size: number, most: number): MssFault {
  const text = `Le message est trop gros pour l'opérateur : ${mega(size)} pour ${mega(most)} au plus.`;
  const advice = "Envoyez moins de documents à la fois : segur mss send … --doc DOC";
  return fault({ kind: "refused", retry: "never", message: text, advice }, "552 5.3.4", { details: { size, most } });
}

function mega(bytes: number): string {
  return `${(Math.ceil(bytes / 100_000) / 10).toFixed(1).replace(".", ",")} Mo`;
}

/** Bytes that we hold could not be read while they were sent: the message was left unfinished, nothing was taken. */
export function contentFault(cause: unknown): MssFault {
  if (cause instanceof MssFault) return cause;
  if (cause instanceof SegurError) {
    const { kind, code, message, why, advice, details, rule } = cause;
    return new MssFault({
      ...{ kind, code, message, why, advice, details, rule, cause },
      retry: kind === "interrupted" ? "later" : "stop",
      uncertain: false,
      serviceCode: code,
    });
  }
  const message = "Le message à envoyer n'a pas pu être lu en entier ; rien n'est parti.";
  return fault(
    { kind: "storage", retry: "later", message, advice: "Vérifiez le cabinet : segur cabinet check" },
    "content.unread",
    {
      cause,
    },
  );
}

/** An address that cannot go into an envelope. It is not quoted. */
export function addressFault(): MssFault {
  const message = "Une adresse de destinataire ou d'expéditeur n'a pas la forme d'une adresse MSSanté.";
  const advice = "Corrigez le destinataire : segur mss directory search NOM";
  return fault({ kind: "input", retry: "never", message, advice }, "address.invalid");
}

/** The server did not answer a search: what is in the box is not known. */
export function searchFault(): MssFault {
  return fault(later("Le serveur de la boîte MSSanté (IMAP) n'a pas répondu à la recherche."), "imap.search");
}

interface More {
  readonly why?: string;
  readonly uncertain?: boolean;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly recipients?: MssFault["recipients"] | undefined;
}

/** Every fault goes through here. `code` of the error: `mss.` and the service's own, dots for spaces. */
export function fault(verdict: Verdict, serviceCode: string, more: More = {}): MssFault {
  const { why, uncertain = false, cause, details, recipients } = more;
  return new MssFault({
    ...verdict,
    ...(details === undefined ? {} : { details }),
    code: `mss.${/^\d/.test(serviceCode) ? `smtp.${serviceCode.slice(0, 3)}` : serviceCode}`,
    why,
    ...{ cause, uncertain, serviceCode, recipients },
  });
}
