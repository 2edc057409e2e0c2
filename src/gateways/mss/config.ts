import type { ClientCertificate } from "../client-certificate.js";

/** One server of the operator. */
export interface MssServer {
  /** Name that its certificate must carry. */
  readonly host: string;
  readonly port: number;
  /** `starttls` is what MSSanté asks for (MSS/CONF.05, .06); `tls` from the first byte is accepted when only that is offered. */
  readonly security: "starttls" | "tls";
  /** Addresses that were resolved and judged; connections go to them and to no other. Absent: the host is resolved at each connection. */
  readonly addresses?: readonly string[];
}

export interface MssServers {
  readonly smtp: MssServer;
  readonly imap: MssServer;
}

/** How the mailbox is opened: with the token of Pro Santé Connect (PER, ORG), or with the certificate alone (APP). */
export type MssAuthentication =
  | { readonly kind: "token" /** Asked before each connection: it lives some minutes. */; token(): Promise<string> }
  | { readonly kind: "certificate" };

export interface MssConfig {
  readonly address: string;
  /** Found at the first connection (autoconfiguration), then kept as long as the client. */
  servers(signal?: AbortSignal): Promise<MssServers>;
  readonly authentication: MssAuthentication;
  /** PEM of IGC-Santé « Élémentaire Organisations », and of nothing else (MSS/CONF.27). */
  readonly ca: string;
  /** PEM of the revocation lists of these authorities, in force (MSS/CONF.22). Undefined only in tests of the network. */
  readonly crl: string | undefined;
  /** ORG AUTH_CLI, for an applicative mailbox (MSS/CONF.12). */
  readonly certificate: ClientCertificate | undefined;
  /** Milliseconds to open a connection. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds during which nothing moves. */
  readonly idleTimeoutMs?: number;
  /** SMTP connections at once; 3 by default. */
  readonly connections?: number;
  /** A session opened longer ago than this is opened again, with a fresh token (MSS/CONF.10). Default: 4 min. */
  readonly sessionMs?: number;
  /** First wait before a connection that died is opened again; each one after it waits twice as long. Default: 0.5 s. */
  readonly retryMs?: number;
  /** Milliseconds that one question to the mailbox may take in all: a server that writes for ever is never idle. Default: 10 min. */
  readonly questionMs?: number;
}

export const CONNECT_TIMEOUT_MS = 15_000;
export const IDLE_TIMEOUT_MS = 120_000;
export const SESSION_MS = 240_000;
export const RETRY_MS = 500;
export const QUESTION_MS = 600_000;
