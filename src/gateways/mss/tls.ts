import type { ConnectionOptions } from "node:tls";
import { loadClientIdentity, loadTrust } from "../client-certificate.js";
import type { MssConfig } from "./config.js";

/** The only suites that MSSanté admits (MSS/CONF.03), as OpenSSL names them. All are of TLS 1.2. */
export const MSS_CIPHERS = [
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES256-SHA384",
  "ECDHE-RSA-AES128-SHA256",
  "DHE-RSA-AES256-GCM-SHA384",
  "DHE-RSA-AES128-GCM-SHA256",
].join(":");

/**
 * TLS of both connections to the operator, made once: IGC-Santé alone is trusted, with its revocation lists.
 * @throws {SegurError} kind `config`, code `certificate.…`
 */
export function tlsOptions({ ca, crl, certificate }: Pick<MssConfig, "ca" | "crl" | "certificate">): ConnectionOptions {
  const profile = { ciphers: MSS_CIPHERS, ...(crl === undefined ? {} : { crl }) };
  const secureContext =
    certificate === undefined ? loadTrust(ca, profile) : loadClientIdentity(certificate, ca, profile).secureContext;
  return { secureContext, minDHSize: 2048, rejectUnauthorized: true };
}
