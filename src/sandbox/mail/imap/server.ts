import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { LoginRules } from "../login.js";
import type { Mailboxes } from "../store/mailboxes.js";
import type { MailTls } from "../tls.js";
import { Session } from "./session.js";

export interface ImapOptions {
  readonly tls: MailTls;
  readonly boxes: Mailboxes;
  readonly login: LoginRules;
  readonly now: () => Date;
  /** Draws whether a mailbox has no room left, at each APPEND. */
  readonly isFull: () => boolean;
}

export interface Imap {
  /** Serves one connection, to its end. */
  take(socket: Socket, face: keyof MailTls): Promise<void>;
  close(): void;
}

const HANDSHAKE_MS = 20_000;

/** The mailbox server of the operator (mss.md CONF.05): what a mail client needs of IMAP4rev1, and STARTTLS before anything else. */
export function createImap({ tls, ...options }: ImapOptions): Imap {
  const sockets = new Set<Socket>();
  // These listen nowhere: a TLS server is what judges the certificate of a client, and gives sockets that say so.
  const faces = { right: new Upgrader(createServer(tls.right)), revoked: new Upgrader(createServer(tls.revoked)) };
  return {
    take: async (socket, face) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      const secure = async (plain: Socket): Promise<TLSSocket> => {
        const secured = await faces[face].upgrade(plain);
        secured.on("error", () => secured.destroy());
        return secured;
      };
      await new Session(socket, { ...options, secure }).run();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** STARTTLS over sockets that another server accepted. */
class Upgrader {
  readonly #server: Server;
  readonly #waiting = new Map<number, (socket: TLSSocket) => void>();

  constructor(server: Server) {
    this.#server = server;
    server.on("secureConnection", (socket) => this.#waiting.get(socket.remotePort ?? 0)?.(socket));
    server.on("tlsClientError", (_error, socket) => socket.destroy());
  }

  /** On the loopback the port of the caller names the connection. */
  upgrade(plain: Socket): Promise<TLSSocket> {
    const port = plain.remotePort ?? 0;
    return new Promise<TLSSocket>((resolve, reject) => {
      const timer = setTimeout(() => plain.destroy(), HANDSHAKE_MS).unref();
      const gone = (): void => reject(new Error("the connection ended before its handshake"));
      plain.once("close", gone);
      this.#waiting.set(port, (socket) => {
        plain.off("close", gone);
        clearTimeout(timer);
        resolve(socket);
      });
      this.#server.emit("connection", plain);
    }).finally(() => this.#waiting.delete(port));
  }
}
