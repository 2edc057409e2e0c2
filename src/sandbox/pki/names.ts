import { join } from "node:path";

/** National id of the sandbox's structure: type digit then FINESS (insi.md §1.6); the `OU` of its certificates. */
export const STRUCTURE_ID = "10B0152872";
export const STRUCTURE_NAME = "CABINET MEDICAL DE DEMONSTRATION";

/**
 * Client certificates that the sandbox issues. The first two are right (insi.md §2: the CN must be exactly this);
 * the others exist so that each refusal can be tried.
 */
export const CLIENT_CERTIFICATES = ["insi-auto", "insi-manu", "expired", "wrong-cn", "other-structure", "foreign"] as const;
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
  readonly server: PemPair;
  readonly clients: Readonly<Record<ClientCertificate, PemPair>>;
}

export function pkiPaths(directory: string): PkiPaths {
  const folder = join(directory, "pki");
  const pair = (name: string): PemPair => ({ cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key.pem`) });
  return {
    folder,
    ca: join(folder, "ca.pem"),
    server: pair("server"),
    clients: {
      "insi-auto": pair("insi-auto"),
      "insi-manu": pair("insi-manu"),
      expired: pair("expired"),
      "wrong-cn": pair("wrong-cn"),
      "other-structure": pair("other-structure"),
      foreign: pair("foreign"),
    },
  };
}
