import type { Clock, Environment, Ids } from "../../domain/ports.js";
import type { ClientCertificate } from "../client-certificate.js";
import { insiConfigError } from "./errors.js";

/** The software as declared to the CNDA; sent in ContexteLPS (insi.md §1.4). 59 characters at most each. */
export interface InsiSoftware {
  /** Authorisation number, sent with R="4". */
  readonly idam: string;
  readonly version: string;
  /** UUID, unique and constant per installation. */
  readonly instance: string;
  /** `urn:lps:<name>:<version>`. */
  readonly name: string;
}

/** One line for each call, for the log: nothing of the request or the answer but the service's own code. */
export interface InsiExchange {
  readonly operation: InsiOperation;
  readonly messageId: string;
  readonly ms: number;
  /** Null when no HTTP status was read. */
  readonly httpStatus: number | null;
  /** CodeCR (`00`), fault code (`desir_550`) or transport code (`network.timeout`). */
  readonly code: string;
}

export type InsiOperation = "searchByTraits" | "searchByVitale" | "verify";

export interface InsiConfig {
  /** `https://…/lps` (insi.md §2). */
  readonly url: string;
  /** PEM texts of the authorities of the service. */
  readonly ca?: string | readonly string[] | undefined;
  /** IGC-Santé ORG AUTH_CLI certificate of INSi's own: CN `INSI-AUTO` or `INSI-MANU`. */
  readonly certificate: ClientCertificate;
  readonly lps: InsiSoftware;
  /** Decides which issuers of the client certificate are accepted; `sandbox` accepts any. */
  readonly environment: Environment;
  /** CN of accepted issuers, in place of the list of the environment. */
  readonly issuers?: readonly string[] | undefined;
  /** For the whole call; 60,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** 2 by default: the service publishes no quota (insi.md §9). */
  readonly connections?: number | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Pick<Ids, "uuid">;
  /** Called once for each call, success or not. It must not throw. */
  readonly onExchange?: ((exchange: InsiExchange) => void) | undefined;
}

const MAX_LPS_LENGTH = 59;

/**
 * Checks what does not depend on the certificate.
 * @throws {SegurError} kind `config`
 */
export function checkConfig(config: InsiConfig): URL {
  if (!URL.canParse(config.url)) throw insiConfigError("url");
  const url = new URL(config.url);
  if (url.protocol !== "https:") throw insiConfigError("url");
  for (const field of ["idam", "version", "instance", "name"] as const) {
    const value = config.lps[field];
    if (value.trim() === "" || value.length > MAX_LPS_LENGTH) throw insiConfigError("lps", { field: `lps.${field}` });
  }
  return url;
}
