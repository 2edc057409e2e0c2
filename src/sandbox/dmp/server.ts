import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { Socket } from "node:net";
import { type SecureContextOptions, TLSSocket } from "node:tls";
import type { FaultRules } from "../fault-rules.js";
import type { ServerTls } from "../http.js";
import { type Answer, send } from "./answer.js";
import type { DmpCallLog } from "./call-log.js";
import type { HandlerOptions } from "./handler.js";
import { DMP_PATH, SERVICES } from "./names.js";
import { Refusal } from "./refusal.js";
import { readRequest } from "./request.js";
import type { DmpFaultKind } from "./script.js";
import { faultEnvelope } from "./soap.js";
import type { TlsCaller } from "./vihf.js";

/** The suites of PDT-INF-579v4, in their OpenSSL names (dmp.md §1.1). */
const CIPHERS = [
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-RSA-AES256-SHA384",
].join(":");

export interface DmpServerOptions {
  readonly tls: ServerTls;
  readonly script: FaultRules<DmpFaultKind>;
  readonly log: DmpCallLog;
  readonly now: () => Date;
  /** Made at the first request. */
  readonly handler: () => Promise<HandlerOptions>;
}

export interface DmpServer {
  readonly url: string;
  readonly port: number;
  setTls(tls: ServerTls): void;
  close(): Promise<void>;
}

/**
 * The DMP over HTTPS on the loopback: TLS 1.2 only, and the handshake itself refuses a caller without a client certificate of our
 * authority that is in force.
 */
export async function startDmpServer(options: DmpServerOptions): Promise<DmpServer> {
  const tls: ServerOptions = { ...contextOf(options.tls), requestCert: true, rejectUnauthorized: true };
  const server = createServer(tls, (request, response) => {
    answer(request, response, options).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 65_000;
  // A big deposit over a slow line.
  server.requestTimeout = 600_000;
  // A handshake that fails is the caller's affair; without a listener it would end the process.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  await listen(server);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    url: `https://127.0.0.1:${port}${DMP_PATH}`,
    setTls: (next) => server.setSecureContext(contextOf(next)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

/** Node reads one revocation list from each text, and only the first of several in one. */
function contextOf({ ca, crl, cert, key }: ServerTls): SecureContextOptions {
  const lists = crl.split(/(?<=-----END X509 CRL-----\n)/).filter((one) => one !== "");
  return { ca, cert, key, crl: lists, minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ciphers: CIPHERS, honorCipherOrder: true };
}

function callerOf(socket: Socket): TlsCaller {
  if (!(socket instanceof TLSSocket)) return { commonNames: [], units: [] };
  // Node types one OU although several give an array.
  const subject: Readonly<Record<string, unknown>> = { ...socket.getPeerCertificate().subject };
  const texts = (value: unknown): string[] => [value].flat().filter((text): text is string => typeof text === "string");
  return { commonNames: texts(subject.CN), units: texts(subject.OU) };
}

/** What is taken into account: only the answer to these can be lost. */
const CHANGES: ReadonlySet<string> = new Set(["provide", "update", "authorize"]);

/** What an answer is cut of: a state that is asked for on the way would take the fault of what follows. */
const CUT: ReadonlySet<string> = new Set(["retrieve", "query", "provide", "update"]);

async function answer(request: IncomingMessage, response: ServerResponse, options: DmpServerOptions): Promise<void> {
  const { script, log, now } = options;
  const [, service = ""] = new RegExp(`^${DMP_PATH}/(\\w+)$`).exec(request.url ?? "") ?? [];
  if (!SERVICES.some((known) => known === service)) return plain(request, response, 404, "No service was found.");
  if (request.method !== "POST") return plain(request, response, 405, "HTTP method GET not supported");
  const delay = script.delay("slow");
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
  if (script.happens("down")) return plain(request, response, 503, "Service Unavailable");
  const { handle } = await import("./handler.js");
  const handler = await options.handler();
  let sent: Answer;
  let operation: string | null = null;
  const body = bodyOf(request);
  try {
    const read = await readRequest(request.headers, body);
    const { answer: made, call } = await handle(handler, service, read, callerOf(request.socket));
    const lost = call.operation !== null && CHANGES.has(call.operation) && script.happens("lost");
    log.add({ ...call, at: now().getTime(), outcome: lost ? "lost" : call.outcome });
    // Taken into account, and never told.
    if (lost) return void request.socket.destroy();
    sent = made;
    operation = call.operation;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const nothing = { messageId: null, assertionId: null, operation: null, transaction: null, mode: null };
    log.add({ ...nothing, at: now().getTime(), outcome: error.code });
    sent = { status: 500, envelope: [faultEnvelope(null, error)], parts: null };
  }
  // What was refused before its end is still read, so that the caller hears the refusal.
  await body.drain();
  await send(response, sent, operation !== null && CUT.has(operation) && script.happens("cut"));
}

/** The bytes of a request, which several readers take one after the other; leaving one of them does not end it. */
function bodyOf(request: IncomingMessage): AsyncIterable<Buffer> & { drain(): Promise<void> } {
  const iterator: AsyncIterator<Buffer> = request[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }),
    drain: async () => {
      try {
        while ((await iterator.next()).done !== true);
      } catch {
        // The caller has gone: the answer will tell so.
      }
    },
  };
}

function plain(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  request.resume();
  response.writeHead(status, { "Content-Type": "text/html", Connection: "close" });
  response.end(`<h1>${text}</h1>\n`);
}
