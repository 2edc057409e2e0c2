import { generateKeyPair, type KeyObject } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import type { FaultRules } from "../fault-rules.js";
import { listenHttps, type ServerTls, sendHtml } from "../http.js";
import { endSession, type IdentityKeys } from "./logout.js";
import { problemPage } from "./mire.js";
import { ENDPOINTS, INTERACTION_PATH, REALM_PATH, WALLET_DISCOVERY, WALLET_PATH } from "./names.js";
import type { Phone } from "./phone.js";
import type { PscProvider } from "./provider.js";
import type { PscFaultKind } from "./script.js";

export interface PscServerOptions {
  readonly tls: ServerTls;
  readonly secret: string;
  readonly script: FaultRules<PscFaultKind>;
  readonly phone: Phone;
  /** Seconds between two polls of one CIBA request. Real PSC: 5. */
  readonly interval: number;
}

export interface PscServer {
  readonly issuer: string;
  readonly port: number;
  /** New certificates and a new secret; every session ends. */
  renew(tls: ServerTls, secret: string): void;
  /** {@link PscProvider.issueToken} */
  issueToken(nationalId: string, lifetimeS?: number): Promise<string | null>;
  /** The public key that it publishes and that verifies its tokens. */
  publicKey(): Promise<KeyObject>;
  close(): Promise<void>;
}

/** A provider at work, with the key that signs its identity tokens. */
interface Running extends PscProvider, IdentityKeys {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/**
 * Pro Santé Connect over HTTPS on the loopback. Only the port is opened here: the provider (a library of 250 ms) and its
 * signing key are made at the first request.
 */
export async function startPscServer(options: PscServerOptions): Promise<PscServer> {
  let { secret } = options;
  let running: Promise<Running> | null = null;
  const server = await listenHttps(options.tls, (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const issuer = `https://127.0.0.1:${server.port}${REALM_PATH}`;
  const provider = (): Promise<Running> => {
    running ??= launch({ ...options, issuer, secret });
    return running;
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { script } = options;
    if (script.happens("timeout")) return;
    const delay = script.delay("slow");
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
    if (script.happens("down")) {
      response.writeHead(503, { "Content-Type": "text/html" }).end("<h1>Service Unavailable</h1>\n");
      return;
    }
    const url = new URL(request.url ?? "/", issuer);
    const path = url.pathname === WALLET_PATH ? ENDPOINTS.authorization : pathInRealm(url.pathname);
    if (path === null) return sendHtml(response, 404, problemPage());
    const psc = await provider();
    if (path === ENDPOINTS.end_session) return endSession(request, response, { issuer, keys: psc, psc });
    if (path.startsWith(`${INTERACTION_PATH}/`)) {
      const { interact } = await import("./interaction.js");
      return interact(request, response, { provider: psc.provider, script });
    }
    const wallet = path === WALLET_DISCOVERY;
    const inner = (wallet ? "/.well-known/openid-configuration" : path) + url.search;
    // The library finds where it is mounted by comparing both; `wallet` is for our own hook.
    Object.assign(request, { originalUrl: REALM_PATH + inner, url: inner, wallet });
    psc.answer(request, response);
  }

  return {
    issuer,
    port: server.port,
    issueToken: async (nationalId, lifetimeS) => (await provider()).issueToken(nationalId, lifetimeS),
    publicKey: async () => (await provider()).publicKey,
    renew: (tls, newSecret) => {
      secret = newSecret;
      running = null;
      options.phone.clear();
      server.setTls(tls);
    },
    close: () => {
      options.phone.clear();
      return server.close();
    },
  };
}

/** The path below the issuer; null elsewhere. */
function pathInRealm(path: string): string | null {
  return path.startsWith(`${REALM_PATH}/`) ? path.slice(REALM_PATH.length) : null;
}

async function launch(options: PscServerOptions & { readonly issuer: string }): Promise<Running> {
  const [{ buildProvider }, { privateKey, publicKey }] = await Promise.all([
    import("./provider.js"),
    promisify(generateKeyPair)("rsa", { modulusLength: 2_048 }),
  ]);
  const psc = buildProvider({ ...options, signingKey: privateKey });
  return { ...psc, publicKey: publicKey satisfies KeyObject, answer: psc.provider.callback() };
}
