import type { Configuration, CustomFetch, ServerMetadata } from "openid-client";
import { loadClientIdentity, loadTrust } from "../client-certificate.js";
import { TransportFailure } from "../transport.js";
import type { DirectPscConfig, PscClientAuth } from "./config.js";
import { pscError } from "./errors.js";
import { createExchange } from "./exchange.js";
import { toPscError } from "./faults.js";

export type Library = typeof import("openid-client");

/** The library with a configuration whose requests end with the signal of one operation. */
export interface Connection {
  readonly library: Library;
  readonly config: Configuration;
}

export interface Connector {
  /** Reads the discovery document the first time. @throws {SegurError} */
  open(signal?: AbortSignal): Promise<Connection>;
  /** POSTs a form to an endpoint of PSC outside of the library's own grants; gives the status. */
  post(url: URL, form: URLSearchParams, signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** Not where OpenID Connect Discovery says it is (psc.md §0.6). */
const DISCOVERY = "/.well-known/wallet-openid-configuration";
/** The exchange has its own, shorter; that of the library must not fire first. Seconds. */
const LIBRARY_TIMEOUT_S = 60;
const FORM = "application/x-www-form-urlencoded;charset=UTF-8";

/** Loads certificate and trust now, the library and the discovery document on first use. @throws {SegurError} kind `config` */
export function createConnector(options: DirectPscConfig, issuer: string): Connector {
  const { auth, ca } = options;
  const secureContext = auth.method === "certificate" ? loadClientIdentity(auth.certificate, ca).secureContext : loadTrust(ca);
  const exchange = createExchange({ secureContext, timeoutMs: options.timeoutMs });
  let metadata: ServerMetadata | null = null;

  const fetchWith =
    (signal: AbortSignal | undefined): CustomFetch =>
    async (url, { method, headers, body, signal: own }) => {
      if (method !== "GET" && method !== "POST") throw new TransportFailure("not_http", "METHOD");
      const both = signal === undefined || own === undefined ? (signal ?? own) : AbortSignal.any([signal, own]);
      const text = body === null || body === undefined ? null : String(body);
      const reply = await exchange.send(new URL(url), { method, headers, body: text, mayWait: true }, both);
      const answered = new Headers();
      for (const [name, value] of Object.entries(reply.headers)) if (value !== undefined) answered.set(name, String(value));
      const empty = reply.status === 204 || reply.status === 304;
      return new Response(empty ? null : reply.body, { status: reply.status, headers: answered });
    };

  async function discover(library: Library, signal: AbortSignal | undefined): Promise<ServerMetadata> {
    try {
      const config = await library.discovery(new URL(issuer + DISCOVERY), options.clientId, undefined, undefined, {
        [library.customFetch]: fetchWith(signal),
        timeout: LIBRARY_TIMEOUT_S,
      });
      const { supportsPKCE: _helper, ...found } = config.serverMetadata();
      // The library compares nothing for an address that it fetches as it is (psc.md §2.1).
      if (found.issuer !== issuer) throw pscError("issuer");
      return options.requireIss === false ? { ...found, authorization_response_iss_parameter_supported: false } : found;
    } catch (error) {
      throw toPscError(error, "discovery", signal);
    }
  }

  return {
    async open(signal) {
      if (signal?.aborted === true) throw pscError("interrupted");
      const library = await import("openid-client");
      metadata ??= await discover(library, signal);
      const client = { use_mtls_endpoint_aliases: auth.method === "certificate" };
      const config = new library.Configuration(metadata, options.clientId, client, authentication(library, auth));
      config[library.customFetch] = fetchWith(signal);
      config.timeout = LIBRARY_TIMEOUT_S;
      // Signatures of identity tokens are verified with the keys of PSC, not only trusted because TLS is.
      library.enableNonRepudiationChecks(config);
      return { library, config };
    },
    async post(url, form, signal) {
      const headers = { "content-type": FORM, accept: "application/json" };
      const reply = await exchange.send(url, { method: "POST", headers, body: form.toString() }, signal);
      return reply.status;
    },
    close: () => exchange.close(),
  };
}

function authentication(library: Library, auth: PscClientAuth) {
  return auth.method === "certificate" ? library.TlsClientAuth() : library.ClientSecretBasic(auth.secret);
}
