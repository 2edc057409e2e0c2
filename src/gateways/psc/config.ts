import type { Clock, Environment } from "../../domain/ports.js";
import type { ClientCertificate } from "../client-certificate.js";
import { createDirectClient } from "./direct.js";
import { pscError } from "./errors.js";
import type { PscClient } from "./port.js";
import { createProxyClient } from "./proxy.js";

/**
 * Issuers of Pro Santé Connect (psc.md §1.1; [ANS] psc.properties 2023, mock of the discovery document January 2025).
 * Everything else comes from the discovery document.
 */
export const PSC_ISSUERS: Readonly<Record<Exclude<Environment, "sandbox">, string>> = {
  bas: "https://auth.bas.psc.esante.gouv.fr/auth/realms/esante-wallet",
  production: "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet",
};

/** How the software makes itself known: its secret (community space), or mutual TLS (trust space, psc.md §1.2). */
export type PscClientAuth =
  | { readonly method: "secret"; readonly secret: string }
  | { readonly method: "certificate"; readonly certificate: ClientCertificate };

interface CommonConfig {
  readonly environment: Environment;
  /** PEM of the authorities of the service; Node's own when absent. */
  readonly ca?: string | readonly string[] | undefined;
  readonly clock: Pick<Clock, "now">;
  /** Longest wait for one answer, in milliseconds; the wait for the person is apart. Default 4,000. */
  readonly timeoutMs?: number | undefined;
}

/** The software talks to PSC itself: sandbox and BAS only. */
export interface DirectPscConfig extends CommonConfig {
  readonly transport: "direct";
  /** Expected issuer. Default: that of the environment. */
  readonly issuer?: string | undefined;
  readonly clientId: string;
  readonly auth: PscClientAuth;
  /** Levels accepted in the answer. Default: eidas1, eidas2, eidas3 (psc.md §1.4). */
  readonly acceptedAcr?: readonly string[] | undefined;
  /**
   * False for a wallet that announces `iss` in its callback and does not send it (psc.md §2.1). One that is sent is
   * always compared.
   */
  readonly requireIss?: boolean | undefined;
}

/** The software talks to a proxy e-Santé (psc.md §1.7). */
export interface ProxyPscConfig extends CommonConfig {
  readonly transport: "proxy";
  /** Base address: `/connect`, `/disconnect` and `/send` are below it. */
  readonly url: string;
  readonly clientId: string;
  /** Certificate that the proxy asks for, if it does. */
  readonly certificate?: ClientCertificate | undefined;
  /** `<backend>/<endpoint>` by which the proxy gives the UserInfo of PSC; without it only the national id is known. */
  readonly userInfoBackend?: string | undefined;
}

export type PscConfig = DirectPscConfig | ProxyPscConfig;

/**
 * The client of Pro Santé Connect for one cabinet. Checks what it is given and opens no connection; openid-client is
 * loaded on first use.
 * @throws {SegurError} kind `config`
 */
export function createPscClient(config: PscConfig): PscClient {
  if (config.clientId.trim() === "") throw pscError("client_id");
  if (config.transport === "proxy") return createProxyClient(config, addressOf(config.url));
  // « Le client lourd ou l'application mobile ne peuvent pas échanger directement avec PSC » (psc.md §0.1).
  if (config.environment === "production") throw pscError("proxy_required");
  const issuer = config.issuer ?? (config.environment === "sandbox" ? "" : PSC_ISSUERS[config.environment]);
  addressOf(issuer);
  return createDirectClient(config, issuer);
}

function addressOf(text: string): URL {
  if (!URL.canParse(text)) throw pscError("address");
  const url = new URL(text);
  if (url.protocol !== "https:" || url.username !== "" || url.hash !== "") throw pscError("address");
  return url;
}
