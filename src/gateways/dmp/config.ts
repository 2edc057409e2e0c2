import type { Transaction, VihfMode } from "../../domain/dmp/transaction.js";
import type { Clock, Ids } from "../../domain/ports.js";
import type { ClientCertificate, TlsProfile } from "../client-certificate.js";
import { dmpConfigError } from "./config-errors.js";
import type { DmpSubject } from "./port.js";
import type { DmpService } from "./transport.port.js";

export type Digest = "sha256" | "sha1";

/** The software as the DMP knows it; shown by `segur --version` with the same words (EX_GEN-1180). */
export interface DmpSoftware {
  readonly name: string;
  readonly version: string;
  /** LPS_ID: this installation. */
  readonly instance: string;
  /** LPS_ID_HOMOLOGATION_DMP: a secret (EX_GEN-1490), never in a log nor an error. */
  readonly homologation: string;
}

/** A CPS card, used through a command of its maker: bytes to sign on stdin, PKCS#1 signature on stdout. */
export interface CardSigning {
  /** Program, then its arguments; `{digest}` stands for `sha256` or `sha1`. Never given to a shell. */
  readonly command: readonly string[];
  /** PEM of the signature certificate of the card, with its chain. */
  readonly certificatePem: string;
}

export interface DmpConfig {
  /** `https://<host>/si-dmp-server/v2/services` */
  readonly url: string;
  /** PEM texts of the authorities of the server; they also complete the chain of the seal. */
  readonly ca?: string | undefined;
  /** PEM of the revocation lists of all its authorities (REC_0.X-1090); absent: revocation is not checked. */
  readonly crl?: string | undefined;
  /** IGC-Santé ORG AUTH_CLI: mutual TLS. */
  readonly certificate: ClientCertificate;
  /** IGC-Santé ORG SIGN, the seal that signs VIHF and submissions; null when a card signs everything. */
  readonly seal: ClientCertificate | null;
  readonly card: CardSigning | null;
  readonly software: DmpSoftware;
  readonly vihfVersion: string;
  /** AuthnContextDecl of AIR: `CONF_EXI_PGSSIS` for « AIR simplifié » (EX_AIR-050). */
  readonly authnContextDecl: string;
  /** AuthnContextClassRef by way of logging in; what is absent is {@link DEFAULT_CLASS_REFS}. */
  readonly authnContextClassRef?: Readonly<Partial<Record<DmpSubject["login"], string>>> | undefined;
  readonly digest: Digest;
  /** Who signs the VIHF of AIR: the seal, or the TLS certificate as the official sample does. */
  readonly airSigner: "seal" | "certificate";
  readonly modes?: Readonly<Partial<Record<Transaction, VihfMode>>> | undefined;
  /** Longest time during which nothing moves on the connection, in ms. */
  readonly timeoutMs: number;
  /** Connections kept open; 4 by default. */
  readonly connections?: number | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Pick<Ids, "uuid">;
  /** One line for each call, for the log: nothing of the request nor of the answer. It must not throw. */
  readonly onExchange?:
    | ((exchange: {
        readonly transaction: Transaction;
        readonly messageId: string;
        readonly ms: number;
        readonly code: string;
      }) => void)
    | undefined;
  /** Told once when our clock and the server's differ too much (EX_GEN-1460). @param seconds ours minus theirs */
  readonly onSkew?: ((seconds: number) => void) | undefined;
}

const CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:";

/** What the person really did here (psc.md §4.1). */
export const DEFAULT_CLASS_REFS: Readonly<Record<DmpSubject["login"], string>> = {
  psc: `${CLASSES}MobileTwoFactorUnregistered`,
  password: `${CLASSES}Password`,
  card: `${CLASSES}SmartcardPKI`,
  demo: `${CLASSES}Password`,
};

/** TLS 1.2 only, with the suites of PDT-INF-579v4 (dmp.md §1.1). @param crl PEM, absent: revocation is not checked */
export function dmpTls(crl: string | undefined): TlsProfile {
  const ciphers = [
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-RSA-AES256-SHA384",
  ];
  return { maxVersion: "TLSv1.2", ciphers: ciphers.join(":"), ...(crl === undefined ? {} : { crl }) };
}

/** Address of one service. @throws {SegurError} kind `config` */
export function serviceUrls(base: string): (service: DmpService) => URL {
  if (!URL.canParse(base) || new URL(base).protocol !== "https:") throw dmpConfigError("url");
  const root = base.replace(/\/+$/, "");
  return (service) => new URL(`${root}/${service}`);
}
