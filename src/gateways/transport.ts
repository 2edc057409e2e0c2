/** Every way a call can fail before there is an answer of the service to read. Closed: texts and tests go through it. */
export const TRANSPORT_REASONS = [
  "dns",
  "refused",
  "no_route",
  "reset",
  "connect_timeout",
  "timeout",
  "aborted",
  "truncated",
  "too_large",
  "not_http",
  "tls_unknown_ca",
  "tls_expired",
  "tls_hostname",
  "tls_client_refused",
  "tls_protocol",
  "closed",
] as const;
export type TransportReason = (typeof TRANSPORT_REASONS)[number];

/**
 * A failure below HTTP. `detail` is the code of Node, OpenSSL or undici (`ECONNREFUSED`), which holds no patient data. `begun`: a
 * connection was open and the request had begun to leave, so that the service may have taken it (told by streamed exchanges only).
 */
export class TransportFailure extends Error {
  constructor(
    readonly reason: TransportReason,
    readonly detail: string,
    cause?: unknown,
    readonly begun = false,
  ) {
    super(`${reason} (${detail})`, cause === undefined ? undefined : { cause });
    this.name = "TransportFailure";
  }
}

const BY_CODE: Readonly<Record<string, TransportReason>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  ENODATA: "dns",
  ESERVFAIL: "dns",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "no_route",
  ENETUNREACH: "no_route",
  EHOSTDOWN: "no_route",
  ENETDOWN: "no_route",
  EADDRNOTAVAIL: "no_route",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
  ETIMEDOUT: "connect_timeout",
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "truncated",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "too_large",
  UND_ERR_HEADERS_OVERFLOW: "not_http",
  UND_ERR_CLOSED: "closed",
  UND_ERR_DESTROYED: "closed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls_unknown_ca",
  UNABLE_TO_GET_ISSUER_CERT: "tls_unknown_ca",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls_unknown_ca",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls_unknown_ca",
  SELF_SIGNED_CERT_IN_CHAIN: "tls_unknown_ca",
  CERT_SIGNATURE_FAILURE: "tls_unknown_ca",
  CERT_UNTRUSTED: "tls_unknown_ca",
  CERT_REJECTED: "tls_unknown_ca",
  CERT_REVOKED: "tls_unknown_ca",
  UNABLE_TO_GET_CRL: "tls_unknown_ca",
  UNABLE_TO_GET_CRL_ISSUER: "tls_unknown_ca",
  UNABLE_TO_DECRYPT_CRL_SIGNATURE: "tls_unknown_ca",
  CRL_SIGNATURE_FAILURE: "tls_unknown_ca",
  CRL_HAS_EXPIRED: "tls_unknown_ca",
  CRL_NOT_YET_VALID: "tls_unknown_ca",
  INVALID_CA: "tls_unknown_ca",
  INVALID_PURPOSE: "tls_unknown_ca",
  CERT_CHAIN_TOO_LONG: "tls_unknown_ca",
  PATH_LENGTH_EXCEEDED: "tls_unknown_ca",
  CERT_HAS_EXPIRED: "tls_expired",
  CERT_NOT_YET_VALID: "tls_expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls_hostname",
  EPROTO: "tls_protocol",
  ERR_TLS_HANDSHAKE_TIMEOUT: "connect_timeout",
};

/** Alerts by which a server says that it does not want our certificate (TLS 1.2 and 1.3). */
const CLIENT_REFUSED =
  /ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:EXPIRED|REVOKED|UNKNOWN|REQUIRED|UNOBTAINABLE)|NO_CERTIFICATE|ACCESS_DENIED|HANDSHAKE_FAILURE)/;

/** Maps whatever Node, OpenSSL or undici threw onto the closed list. An error that says nothing is a `reset`. */
export function toTransportFailure(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  // undici's parser error holds the bytes received, which may be an answer with traits: it must not travel as a cause.
  if (error instanceof Error && error.name === "HTTPParserError") return new TransportFailure("not_http", "HTTP_PARSER");
  const codes = errorCodes(error, 0);
  for (const code of codes) {
    if (CLIENT_REFUSED.test(code)) return new TransportFailure("tls_client_refused", code, error);
  }
  for (const code of codes) {
    const reason = BY_CODE[code] ?? byFamily(code);
    if (reason !== null) return new TransportFailure(reason, code, error);
  }
  return new TransportFailure("reset", codes[0] ?? "UNKNOWN", error);
}

function byFamily(code: string): TransportReason | null {
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_OSSL_")) return "tls_protocol";
  return null;
}

/** The codes of an error, of its causes and of the attempts of a dual-stack connection, the most precise first. */
function errorCodes(error: unknown, depth: number): string[] {
  if (depth > 4 || typeof error !== "object" || error === null) return [];
  const codes: string[] = [];
  if ("cause" in error) codes.push(...errorCodes(error.cause, depth + 1));
  if ("code" in error && typeof error.code === "string") codes.push(error.code);
  if ("errors" in error && Array.isArray(error.errors))
    for (const one of error.errors as unknown[]) codes.push(...errorCodes(one, depth + 1));
  return codes;
}
