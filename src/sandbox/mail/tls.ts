import { readFile } from "node:fs/promises";
import type { TlsOptions } from "node:tls";
import type { PemPair, PkiPaths } from "../pki/names.js";
import { MSS_CIPHERS } from "./names.js";

/** Both faces of the operator: its right certificate, and one that its authority has revoked. */
export interface MailTls {
  readonly right: TlsOptions;
  readonly revoked: TlsOptions;
}

/** TLS 1.2 or 1.3 and the six suites only (mss.md §1.1); a client certificate is asked for, its absence is no obstacle here. */
export async function readMailTls(pki: PkiPaths): Promise<MailTls> {
  const [ca, crl] = await Promise.all([readFile(pki.ca, "utf8"), readFile(pki.crl, "utf8")]);
  const face = async (pair: PemPair): Promise<TlsOptions> => ({
    ca,
    // Node reads one revocation list from each text, and only the first of several in one.
    crl: crl.split(/(?<=-----END X509 CRL-----\n)/).filter((one) => one !== ""),
    cert: await readFile(pair.cert, "utf8"),
    key: await readFile(pair.key, "utf8"),
    minVersion: "TLSv1.2",
    ciphers: MSS_CIPHERS,
    honorCipherOrder: true,
    dhparam: "auto",
    requestCert: true,
    rejectUnauthorized: false,
  });
  return { right: await face(pki.mailServer), revoked: await face(pki.mailRevoked) };
}
