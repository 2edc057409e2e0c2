import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { SecureContextOptions } from "node:tls";

/** PEM texts of a server that asks its clients for a certificate and decides itself what to do without. */
export interface ServerTls {
  readonly ca: string;
  readonly crl: string;
  readonly cert: string;
  readonly key: string;
}

export interface HttpsServer {
  readonly port: number;
  setTls(tls: ServerTls): void;
  close(): Promise<void>;
}

/** HTTPS on the loopback, any free port. A certificate is asked for and verified, its absence is no obstacle here. */
export async function listenHttps(tls: ServerTls, listener: RequestListener): Promise<HttpsServer> {
  const options: ServerOptions = { ...contextOf(tls), requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, listener);
  server.keepAliveTimeout = 65_000;
  // A handshake that fails is the caller's affair; without a listener it would end the process.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, setTls: (next) => server.setSecureContext(contextOf(next)), close: () => close(server) };
}

/** Node reads one revocation list from each text, and only the first of several in one. */
function contextOf({ ca, crl, cert, key }: ServerTls): SecureContextOptions {
  return { ca, cert, key, crl: crl.split(/(?<=-----END X509 CRL-----\n)/).filter((one) => one !== ""), minVersion: "TLSv1.2" };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const MOST_BYTES = 64 * 1024;

/** The body as text; null when it is longer than anything we expect. */
export async function readText(request: IncomingMessage): Promise<string | null> {
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > MOST_BYTES) return null;
  }
  return text;
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(value));
}

/** A page without script, that no other page may frame and that no cache keeps. */
export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  response.setHeader("Referrer-Policy", "no-referrer");
  send(response, status, "text/html; charset=utf-8", html);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}
