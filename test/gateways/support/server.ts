import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { type Authority, type Credential, issueClient, issueRoot, issueServer } from "../../../src/sandbox/pki/certificate.js";

const DAY = 86_400_000;

/** A small PKI of the test's own: one authority that signs the server and the client. */
export interface TestPki {
  readonly authority: Authority;
  readonly server: Credential;
  readonly client: Credential;
}

export function validity(fromDays: number, toDays: number): { from: Date; to: Date } {
  return { from: new Date(Date.now() + fromDays * DAY), to: new Date(Date.now() + toDays * DAY) };
}

export const ISSUER_CN = "TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS";

export function createPki(): TestPki {
  const authority = issueRoot({ organisation: "ANS FACTICE", commonName: ISSUER_CN }, validity(-1, 30));
  const server = issueServer(authority, { organisation: "SERVICE", commonName: "localhost" }, validity(-1, 10), [
    "localhost",
    "127.0.0.1",
  ]);
  const client = issueClient(
    authority,
    { organisation: "CABINET", unit: "10B0152872", commonName: "INSI-MANU" },
    validity(-1, 10),
  );
  return { authority, server, client };
}

export type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** TLS connections accepted since the start. */
  connections(): number;
  /** What each request sent, in order. */
  readonly requests: { headers: IncomingMessage["headers"]; body: string }[];
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly credential?: Credential;
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3";
  /** PEM of the authorities that may sign a client. */
  readonly clientCa?: string;
}

/** An HTTPS server on a free port of 127.0.0.1 that demands a client certificate. */
export async function startServer(pki: TestPki, handler: Handler, options: ServerOptions = {}): Promise<TestServer> {
  const credential = options.credential ?? pki.server;
  const requests: TestServer["requests"] = [];
  let connections = 0;
  const sockets = new Set<Duplex>();
  const server: Server = createServer(
    {
      cert: credential.chain,
      key: credential.key,
      ca: options.clientCa ?? pki.authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
      ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        requests.push({ headers: request.headers, body });
        handler(request, body, response);
      });
    },
  );
  // A test that checks a request with an official tool is deaf meanwhile: the connection is there still for the next one.
  server.keepAliveTimeout = 0;
  server.on("secureConnection", (_socket: TLSSocket) => {
    connections++;
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}/lps`,
    port,
    connections: () => connections,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
