import { join } from "node:path";

/** National id of the sandbox's structure: type digit then FINESS (insi.md §1.6); the `OU` of its certificates. */
export const STRUCTURE_ID = "10B0152872";
export const STRUCTURE_NAME = "CABINET MEDICAL DE DEMONSTRATION";

/** Common names of the software and of the proxy e-Santé at Pro Santé Connect (the CN is free, psc.md §1.2). */
export const CLIENT_CN = "PSC-CLIENT";
export const PROXY_CN = "PROXY-ESANTE";

/** Common name of the structure's certificates at the DMP, the same for both: they must have one DN (psc.md §4.1). */
export const DMP_CN = "DMP-SEGUR";
/** Common name of the structure's certificate at its MSSanté operator: what opens an applicative mailbox (mss.md §1.2). */
export const MSS_CN = "MSS-SEGUR";
/** A structure that exists, but is not the practice of the sandbox. */
export const OTHER_STRUCTURE_ID = "1990000017";

/**
 * Client certificates that the sandbox issues. `insi-auto` and `insi-manu` are right for INSi (insi.md §2: the CN must be
 * exactly this), `psc` and `psc-proxy` for Pro Santé Connect; the others exist so that each refusal can be tried.
 */
export const CLIENT_CERTIFICATES = [
  "insi-auto",
  "insi-manu",
  "expired",
  "wrong-cn",
  "other-structure",
  "foreign",
  "psc",
  "psc-proxy",
  "psc-revoked",
  "psc-expired",
  "psc-foreign",
  "psc-usage",
  "dmp",
  "dmp-sign",
  "dmp-expired",
  "dmp-foreign",
  "dmp-other-structure",
  "dmp-sign-expired",
  "dmp-sign-foreign",
  "dmp-sign-other-structure",
  "mss-app",
  "cps",
  "cps-sign",
] as const;
export type ClientCertificate = (typeof CLIENT_CERTIFICATES)[number];

/** Paths of one PEM pair; the certificate file carries its chain, without the root. */
export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

export interface PkiPaths {
  readonly folder: string;
  /** Root and intermediate: what a client trusts. */
  readonly ca: string;
  /** Revocation lists of both authorities. */
  readonly crl: string;
  /** The secret that the sandbox's Pro Santé Connect gives the software which has no certificate. */
  readonly pscSecret: string;
  readonly server: PemPair;
  /** The DMP's own, RSA: its TLS suites are all ECDHE-RSA (dmp.md §1.1). */
  readonly dmpServer: PemPair;
  /** The MSSanté operator's own, RSA too (mss.md §1.1, CONF.03). */
  readonly mailServer: PemPair;
  /** The same name, but on the revocation list: what the fault `revoked` shows. */
  readonly mailRevoked: PemPair;
  readonly clients: Readonly<Record<ClientCertificate, PemPair>>;
}

export function pkiPaths(directory: string): PkiPaths {
  const folder = join(directory, "pki");
  const pair = (name: string): PemPair => ({ cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key.pem`) });
  return {
    folder,
    ca: join(folder, "ca.pem"),
    crl: join(folder, "crl.pem"),
    pscSecret: join(folder, "psc-secret.txt"),
    server: pair("server"),
    dmpServer: pair("dmp-server"),
    mailServer: pair("mail-server"),
    mailRevoked: pair("mail-revoked"),
    clients: clientPairs(pair),
  };
}

function clientPairs(pair: (name: string) => PemPair): Readonly<Record<ClientCertificate, PemPair>> {
  const pairs: Partial<Record<ClientCertificate, PemPair>> = {};
  for (const name of CLIENT_CERTIFICATES) pairs[name] = pair(name);
  return pairs as Readonly<Record<ClientCertificate, PemPair>>;
}
