import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { Duplex } from "node:stream";
import { createSecureContext, type SecureContext, type SecureVersion, TLSSocket } from "node:tls";
import { type CertificateProblem, certificateError } from "./certificate-errors.js";

/** A client certificate with its private key, as IGC-Santé hands it over (.p12) or converted to PEM. */
export type ClientCertificate =
  | { readonly certPem: string; readonly keyPem: string; readonly passphrase?: string | undefined }
  | { readonly pfx: Buffer; readonly passphrase?: string | undefined };

export interface ClientIdentity {
  readonly secureContext: SecureContext;
  readonly certificate: X509Certificate;
}

/** What a service asks of TLS beyond TLS 1.2 at least. */
export interface TlsProfile {
  readonly maxVersion?: SecureVersion;
  /** OpenSSL names, joined by `:`. */
  readonly ciphers?: string;
  /** PEM of the revocation lists of every authority of the chain: OpenSSL then refuses a certificate that it cannot look up. */
  readonly crl?: string;
}

/**
 * Loads trust and client certificate once for every connection of a service. TLS 1.2 at least.
 * @param ca PEM texts of the authorities of the service; Node's own when absent (IGC-Santé is not among them).
 * @throws {SegurError} kind `config`
 */
export function loadClientIdentity(
  client: ClientCertificate,
  ca: string | readonly string[] | undefined,
  { crl, ...profile }: TlsProfile = {},
): ClientIdentity {
  const authorities = ca === undefined ? undefined : checkAuthorities(typeof ca === "string" ? [ca] : ca);
  const lists = crl === undefined ? {} : { crl: checkRevocationLists(crl) };
  const trust = {
    minVersion: "TLSv1.2",
    ...profile,
    ...lists,
    ...(authorities === undefined ? {} : { ca: authorities }),
  } as const;
  const secret = client.passphrase === undefined ? {} : { passphrase: client.passphrase };
  if ("certPem" in client) {
    const certificate = checkPair(client);
    return { secureContext: createSecureContext({ ...trust, ...secret, cert: client.certPem, key: client.keyPem }), certificate };
  }
  let secureContext: SecureContext;
  try {
    secureContext = createSecureContext({ ...trust, ...secret, pfx: client.pfx });
  } catch (error) {
    throw certificateError(pfxProblem(error), error);
  }
  return { secureContext, certificate: certificateOf(secureContext) };
}

/** Trust alone, for a service that knows us otherwise than by a certificate. Same rules as {@link loadClientIdentity}. */
export function loadTrust(ca: string | readonly string[] | undefined, { crl, ...profile }: TlsProfile = {}): SecureContext {
  const authorities = ca === undefined ? undefined : checkAuthorities(typeof ca === "string" ? [ca] : ca);
  const lists = crl === undefined ? {} : { crl: checkRevocationLists(crl) };
  return createSecureContext({
    minVersion: "TLSv1.2",
    ...profile,
    ...lists,
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
}

/** Each half apart, then together: OpenSSL takes a key of another type in silence and would then present no certificate. */
function checkPair(client: {
  readonly certPem: string;
  readonly keyPem: string;
  readonly passphrase?: string | undefined;
}): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(client.certPem);
  } catch (error) {
    throw certificateError("cert_unreadable", error);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: client.keyPem, passphrase: client.passphrase ?? "" });
  } catch (error) {
    throw certificateError(/ENCRYPTED/.test(client.keyPem) ? "passphrase" : "key_unreadable", error);
  }
  if (!certificate.checkPrivateKey(key)) throw certificateError("key_mismatch");
  return certificate;
}

/** Node ignores an unreadable `ca` in silence, and the handshake would then fail with a misleading reason. */
function checkAuthorities(texts: readonly string[]): string[] {
  const authorities: string[] = [];
  for (const text of texts) {
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    if (blocks.length === 0) throw certificateError("ca_unreadable");
    for (const block of blocks) {
      try {
        new X509Certificate(block);
      } catch (error) {
        throw certificateError("ca_unreadable", error);
      }
      authorities.push(block);
    }
  }
  return authorities;
}

/** OpenSSL reads the label `X509 CRL` and no other; each list alone, so that the unreadable one is found. */
function checkRevocationLists(text: string): string[] {
  const blocks = text.match(/-----BEGIN X509 CRL-----[\s\S]+?-----END X509 CRL-----/g) ?? [];
  if (blocks.length === 0) throw certificateError("crl_unreadable");
  for (const crl of blocks) {
    try {
      createSecureContext({ crl });
    } catch (error) {
      throw certificateError("crl_unreadable", error);
    }
  }
  return blocks;
}

/** Reads back the certificate that a context will present: the only way Node offers to look inside a .p12. */
function certificateOf(secureContext: SecureContext): X509Certificate {
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const socket = new TLSSocket(nowhere, { secureContext });
  try {
    const own = socket.getCertificate();
    if (own === null || !("raw" in own) || !Buffer.isBuffer(own.raw)) throw certificateError("no_certificate");
    return new X509Certificate(own.raw);
  } finally {
    socket.destroy();
  }
}

/** Messages and codes of Node 20 to 24 with OpenSSL 3, each met in a test. */
function pfxProblem(error: unknown): CertificateProblem {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : "";
  if (/mac verify failure/i.test(message)) return "passphrase";
  if (code === "ERR_CRYPTO_UNSUPPORTED_OPERATION" || /unsupported/i.test(message)) return "pfx_too_old";
  return /unable to load (?:private key|certificate)/i.test(message) ? "no_certificate" : "pfx_unreadable";
}
