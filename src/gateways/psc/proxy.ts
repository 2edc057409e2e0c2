import { loadClientIdentity, loadTrust } from "../client-certificate.js";
import type { HttpReply } from "../http.js";
import { TransportFailure } from "../transport.js";
import type { ProxyPscConfig } from "./config.js";
import { pscError } from "./errors.js";
import { createExchange, type Exchange, readJson, textOf } from "./exchange.js";
import { oauthError, quoted, toPscError } from "./faults.js";
import type { CibaRequest, PscClient, PscLogin, PscTokens } from "./port.js";
import { checkRequest } from "./request.js";
import { readUserInfo, unknownProfessional } from "./user-info.js";

const COOKIE = "proxy_session_id";
/** `/connect` answers when the person has: two minutes, and a margin for the proxy's own polls. */
const CONNECT_MS = 130_000;
const JSON_TYPE = { "content-type": "application/json", accept: "application/json" };

/**
 * Pro Santé Connect through a proxy e-Santé (psc.md §1.7), which holds the client id, the certificate and the tokens: the
 * software only has a session identifier. @throws {SegurError} kind `config`
 */
export function createProxyClient(options: ProxyPscConfig, base: URL): PscClient {
  const { certificate, ca } = options;
  const secureContext = certificate === undefined ? loadTrust(ca) : loadClientIdentity(certificate, ca).secureContext;
  const patient = createExchange({ secureContext, timeoutMs: CONNECT_MS });
  const quick = createExchange({ secureContext, timeoutMs: options.timeoutMs });
  const address = (path: string): URL => new URL(`${base.href.replace(/\/$/, "")}${path}`);

  async function call(exchange: Exchange, path: string, request: Call): Promise<HttpReply> {
    const { method, headers = {}, body = null, signal } = request;
    try {
      return await exchange.send(address(path), { method, headers: { accept: "application/json", ...headers }, body }, signal);
    } catch (error) {
      // A long wait that ends without an answer: the two minutes of the person are over.
      if (exchange === patient && error instanceof TransportFailure && error.reason === "timeout") throw pscError("expired");
      throw toPscError(error, "poll", signal);
    }
  }

  async function ciba(request: CibaRequest): Promise<PscLogin> {
    checkRequest(request);
    const { nationalId, channel, signal } = request;
    const body = JSON.stringify({ nationalId, bindingMessage: request.code, clientId: options.clientId, channel });
    const reply = await call(patient, "/connect", { method: "POST", headers: JSON_TYPE, body, signal });
    const proxySessionId = sessionOf(reply);
    if (proxySessionId === null) throw connectError(reply);
    const info = await userInfo(proxySessionId, signal);
    const professional = info === null ? unknownProfessional(nationalId) : readUserInfo(info);
    // No identity token to compare with: who was asked is who must have answered.
    if (professional.nationalId !== nationalId) throw pscError("subject");
    return { tokens: { transport: "proxy", proxySessionId }, professional, acr: null, authMode: textOf(info?.authMode) };
  }

  async function userInfo(session: string, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>> | null> {
    if (options.userInfoBackend === undefined) return null;
    const path = `/send/${options.userInfoBackend.replace(/^\//, "")}`;
    const reply = await call(quick, path, { method: "GET", headers: { cookie: `${COOKIE}=${session}` }, signal });
    if (reply.status === 401) throw pscError("session_expired");
    const info = reply.status === 200 ? readJson(reply) : null;
    if (info === null) throw pscError("answer", { why: `Le proxy ne donne pas l'identité (statut HTTP ${reply.status}).` });
    return info;
  }

  return {
    transport: "proxy",
    ciba,
    startBrowser: () => Promise.reject(pscError("browser_needs_direct")),
    async refresh(tokens) {
      // The proxy renews its tokens itself.
      return { transport: "proxy", proxySessionId: proxyOnly(tokens) };
    },
    async logout(tokens) {
      const headers = { cookie: `${COOKIE}=${proxyOnly(tokens)}` };
      const { status } = await call(quick, "/disconnect", { method: "DELETE", headers });
      if (status !== 401 && status >= 400) throw pscError("logout_refused", { why: `Statut HTTP ${status}.` });
    },
    async close() {
      await Promise.all([patient.close(), quick.close()]);
    },
  };
}

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A session identifier goes into a header: nothing but what a cookie may hold. */
function sessionOf(reply: HttpReply): string | null {
  if (reply.status !== 200 && reply.status !== 304) return null;
  const cookies = [reply.headers["set-cookie"]].flat().join("; ");
  const id = textOf(readJson(reply)?.[COOKIE]) ?? /(?:^|;\s*)proxy_session_id=([^;]+)/.exec(cookies)?.[1] ?? null;
  return id !== null && /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/.test(id) ? id : null;
}

function connectError(reply: HttpReply) {
  const message = textOf(readJson(reply)?.message) ?? "";
  if (reply.status === 304) return pscError("proxy_active");
  if (reply.status === 401) {
    // « 400 - access_denied : not authorized »
    const [, error, description = ""] = /^\d{3} - (\w+) : ?(.*)$/s.exec(message) ?? [];
    if (error !== undefined) return oauthError({ error, description }, "poll");
  }
  if (reply.status === 404) return pscError(readJson(reply) === null ? "not_psc" : "proxy_unknown");
  if (reply.status === 200) return pscError("answer", { why: "Le proxy n'a pas donné de session." });
  const said = message === "" ? "" : ` : ${quoted(message)}`;
  return pscError("rejected", { why: `Réponse du proxy e-Santé, statut HTTP ${reply.status}${said}.` });
}

function proxyOnly(tokens: PscTokens): string {
  if (tokens.transport !== "proxy") throw pscError("session_expired", { why: "Elle a été ouverte sans proxy e-Santé." });
  return tokens.proxySessionId;
}
