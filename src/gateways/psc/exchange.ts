import type { SecureContext } from "node:tls";
import { createHttpsClient, type HttpReply, type HttpRequest, type HttpsClient } from "../http.js";

/** A service that does not answer is told within five seconds. */
export const DEFAULT_TIMEOUT_MS = 4_000;
/** undici counts this one by the second. */
const CONNECT_TIMEOUT_MS = 3_000;
const MAX_ANSWER_BYTES = 1_000_000;
const CONNECTIONS = 4;

export interface ExchangeOptions {
  readonly secureContext: SecureContext;
  readonly timeoutMs: number | undefined;
}

export interface ExchangeRequest extends Omit<HttpRequest, "path"> {
  /** Gives a 5xx that says when to come back to the caller, as any answer: a poll waits by itself. */
  readonly mayWait?: boolean;
}

/** HTTPS to any host that PSC names, each with connections of its own. */
export interface Exchange {
  /** @throws {TransportFailure} or {ServiceDown} */
  send(url: URL, request: ExchangeRequest, signal?: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

/** A 5xx answer: the service is there and says that it does not work. Holds nothing of the answer but the OAuth error. */
export class ServiceDown extends Error {
  constructor(
    readonly status: number,
    readonly oauthError: string | null,
  ) {
    super(`HTTP ${status}`);
    this.name = "ServiceDown";
  }
}

export function createExchange({ secureContext, timeoutMs = DEFAULT_TIMEOUT_MS }: ExchangeOptions): Exchange {
  const clients = new Map<string, HttpsClient>();
  const clientOf = (url: URL): HttpsClient => {
    const known = clients.get(url.origin);
    if (known !== undefined) return known;
    const client = createHttpsClient({
      url,
      secureContext,
      connections: CONNECTIONS,
      timeoutMs,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    });
    clients.set(url.origin, client);
    return client;
  };
  return {
    async send(url, { mayWait = false, ...request }, signal) {
      const reply = await clientOf(url).send({ ...request, path: url.pathname + url.search }, signal);
      if (reply.status >= 500 && !(mayWait && reply.headers["retry-after"] !== undefined)) {
        throw new ServiceDown(reply.status, textOf(readJson(reply)?.error));
      }
      return reply;
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
      clients.clear();
    },
  };
}

/** The body as an object, or null when it is anything else. */
export function readJson(reply: HttpReply): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(reply.body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** A text that is not empty, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
