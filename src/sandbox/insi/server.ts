import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type CallLog, UsedIds } from "./call-log.js";
import type { FaultScript, Misfortune } from "./script.js";
import { type Caller, type ServiceAnswer, type ServiceState, serve } from "./service.js";

export const INSI_PATH = "/lps";
const MOST_BYTES = 256 * 1024;

/** PEM texts of the server's side. */
export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface InsiServerOptions {
  readonly tls: TlsFiles;
  readonly state: Omit<ServiceState, "useMessageId">;
  readonly script: FaultScript;
  readonly log: CallLog;
  /** Added to every answer. */
  readonly latencyMs: number;
  /** 0: any free port. */
  readonly port: number;
  readonly now: () => number;
}

export interface InsiServer {
  readonly port: number;
  readonly url: string;
  setTls(tls: TlsFiles): void;
  /** Forgets the message identifiers already used. */
  forget(): void;
  close(): Promise<void>;
}

/**
 * INSi over HTTPS on the loopback. The handshake itself refuses a caller without certificate, of a foreign authority or
 * expired, as the real access does; a wrong CN or OU gets a fault.
 */
export async function startInsiServer(options: InsiServerOptions): Promise<InsiServer> {
  const used = new UsedIds();
  const state: ServiceState = { ...options.state, useMessageId: (id) => used.use(id) };
  const callers = new WeakMap<object, Caller>();
  const server = createServer({ ...options.tls, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" });
  server.keepAliveTimeout = 65_000;
  server.prependListener("connection", (socket: Socket) => {
    if (options.script.refuses()) socket.resetAndDestroy();
  });
  // A handshake that fails is the caller's affair; without a listener it would end the process.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const known = callers.get(request.socket);
    if (known !== undefined && options.script.refuses()) {
      request.socket.destroy();
      return;
    }
    const caller = known ?? callerOf(request.socket);
    callers.set(request.socket, caller);
    handle(request, response, caller, state, options).catch(() => response.destroy());
  });
  await listen(server, options.port);
  const address = server.address();
  const port = isAddress(address) ? address.port : options.port;
  return {
    port,
    url: `https://127.0.0.1:${port}${INSI_PATH}`,
    setTls: (tls) => server.setSecureContext(tls),
    forget: () => used.clear(),
    close: () => close(server),
  };
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function callerOf(socket: Socket): Caller {
  if (!(socket instanceof TLSSocket)) return { commonName: "", units: [] };
  // Node types one OU although several give an array.
  const subject: Readonly<Record<string, unknown>> = { ...socket.getPeerCertificate().subject };
  const texts = (value: unknown): string[] => [value].flat().filter((text): text is string => typeof text === "string");
  return { commonName: texts(subject.CN)[0] ?? "", units: texts(subject.OU) };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
  state: ServiceState,
  options: InsiServerOptions,
): Promise<void> {
  if (request.url !== INSI_PATH) return plain(response, 404, "Ressource inconnue");
  if (request.method !== "POST") return plain(response, 405, "Seule la méthode POST est acceptée");
  const action = actionOf(request.headers["content-type"] ?? "");
  if (action === null) return plain(response, 415, "Type de contenu attendu : application/soap+xml; charset=utf-8; action");
  const message = await readBody(request);
  if (message === null) return plain(response, 413, "Message trop long");
  const misfortune = options.script.next();
  const answer = serve(state, { caller, action, message, scripted: misfortune.fault });
  options.log.add(answer, misfortune.transport ?? answer.code, options.now());
  const delay = options.latencyMs + misfortune.delayMs;
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  reply(response, answer, misfortune);
}

/** The `action` of a SOAP 1.2 media type in UTF-8, or null for anything else (insi.md §1.2). */
function actionOf(contentType: string): string | null {
  const [type, ...parameters] = contentType.split(";").map((part) => part.trim());
  if (type?.toLowerCase() !== "application/soap+xml") return null;
  let action: string | null = null;
  for (const parameter of parameters) {
    const [name, value] = parameter.split(/=(.*)/s);
    const text = (value ?? "").replace(/^"(.*)"$/, "$1");
    if (name?.toLowerCase() === "charset" && text.toLowerCase() !== "utf-8") return null;
    if (name?.toLowerCase() === "action") action = text;
  }
  return action === "" ? null : action;
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > MOST_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end(`${text}\n`);
}

function reply(response: ServerResponse, answer: ServiceAnswer, { transport }: Misfortune): void {
  // A caller that gave up has closed the socket; one that waits for ever is closed with the server.
  if (transport === "timeout" || response.destroyed) return;
  const whole = Buffer.from(answer.body, "utf8");
  const half = whole.subarray(0, whole.length >> 1);
  const sent = transport === "truncate" ? half : whole;
  response.writeHead(answer.status, { "Content-Type": "application/soap+xml; charset=utf-8", "Content-Length": sent.length });
  if (transport !== "reset") {
    response.end(sent);
    return;
  }
  response.write(half, () => response.destroy());
}
