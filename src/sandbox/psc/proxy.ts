import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type HttpsServer, listenHttps, readText, type ServerTls, sendJson } from "../http.js";
import { PROXY_CLIENT_ID } from "./names.js";
import { connect, disconnect, type ProxySession, PscDown, PscRefusal, userInfo } from "./proxy-session.js";
import { Wire, type WireIdentity } from "./wire.js";

export interface ProxyOptions {
  readonly tls: ServerTls;
  /** Its certificate at Pro Santé Connect. */
  readonly identity: WireIdentity;
  readonly issuer: string;
}

export interface ProxyServer {
  readonly url: string;
  renew(tls: ServerTls, identity: WireIdentity): void;
  close(): Promise<void>;
}

const COOKIE = "proxy_session_id";

/** The proxy e-Santé (psc.md §1.7): it holds the tokens of PSC, the software holds a cookie. */
export async function startProxy(options: ProxyOptions): Promise<ProxyServer> {
  const { issuer } = options;
  const sessions = new Map<string, ProxySession>();
  let wire = new Wire(options.identity);
  const server: HttpsServer = await listenHttps(options.tls, (request, response) => {
    handle(request, response).catch((error: unknown) => tellError(response, error));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", issuer).pathname;
    const id = sessionId(request);
    const session = sessions.get(id);
    if (path === "/connect" && request.method === "POST") {
      if (session === undefined) await open(request, response);
      else response.writeHead(304).end();
    } else if (session === undefined) {
      sendJson(response, 401, problem("401", "Session ID not found."));
    } else if (path === "/disconnect" && request.method === "DELETE") {
      sessions.delete(id);
      // The real proxy only warns when PSC does not answer (psc.md §1.5).
      await disconnect(wire, issuer, session).catch(() => undefined);
      response.setHeader("Set-Cookie", `${COOKIE}=; Path=/; Max-Age=0`);
      sendJson(response, 200, {});
    } else if (path === "/send/psc/userinfo" && request.method === "GET") {
      const answer = await userInfo(wire, issuer, session);
      response.writeHead(answer.status, { "Content-Type": answer.contentType }).end(answer.text);
    } else {
      sendJson(response, 404, problem("404", "Backend not found."));
    }
  }

  async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = readBody((await readText(request)) ?? "");
    const { nationalId, bindingMessage, clientId, channel } = body;
    const refuse = (message: string): void => sendJson(response, 400, problem("400", message, { nationalId, clientId }));
    for (const name of ["nationalId", "bindingMessage", "clientId", "channel"]) {
      if (typeof body[name] !== "string" || body[name] === "") return refuse(`${name} is missing`);
    }
    if (channel !== "CARD" && channel !== "MOBILE") return refuse(`channel value ${String(channel)} is invalid`);
    if (!/^\d{2}$/.test(String(bindingMessage))) return refuse(`bindingMessage value ${String(bindingMessage)} is invalid`);
    if (clientId !== PROXY_CLIENT_ID) {
      return sendJson(
        response,
        404,
        problem("404", "User National ID or Software Client ID Not Found.", { nationalId, clientId }),
      );
    }
    // The software that gives up must not leave a poll behind it.
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const session = await connect(
      wire,
      issuer,
      { nationalId: String(nationalId), bindingMessage: String(bindingMessage), channel },
      gone.signal,
    );
    const id = randomUUID();
    sessions.set(id, session);
    response.setHeader("Set-Cookie", `${COOKIE}=${id}; Path=/; HttpOnly; Secure`);
    sendJson(response, 200, { [COOKIE]: id, session_state: session.sessionState });
  }

  return {
    url: `https://127.0.0.1:${server.port}`,
    renew(tls, identity) {
      sessions.clear();
      wire.close();
      wire = new Wire(identity);
      server.setTls(tls);
    },
    async close() {
      await server.close();
      wire.close();
    },
  };
}

const problem = (code: string, message: string, metadata: Readonly<Record<string, unknown>> = {}) => ({
  code,
  message,
  metadata,
});

function tellError(response: ServerResponse, error: unknown): void {
  if (error instanceof PscRefusal) sendJson(response, 401, problem("401", error.message));
  else if (error instanceof PscDown) sendJson(response, 503, problem("503", "PSC is unavailable."));
  else sendJson(response, 500, problem("500", "Internal error."));
}

function sessionId(request: IncomingMessage): string {
  return /(?:^|;\s*)proxy_session_id=([^;\s]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
}

function readBody(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
