import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";
import { onTestFinished } from "vitest";
import type { Credential } from "../../../../src/sandbox/pki/certificate.js";
import { mailPki } from "./pki.js";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly envid: string | null;
  readonly orcpt: readonly (string | undefined)[];
  readonly bytes: Buffer;
}

export interface OperatorOptions {
  readonly credential?: Credential;
  readonly token?: string;
  readonly server?: SMTPServerOptions;
  /** Answer of RCPT TO by address: `550 5.1.1 …`. */
  readonly refuse?: Readonly<Record<string, string>>;
  /** Instead of an answer to the data: `421 …`, or the end of the connection. */
  readonly afterData?: "cut" | string;
  /** Ends the connection after so many bytes of data. */
  readonly cutAfter?: number;
}

/** A submission server of an operator, over real TLS. It ends with the test. */
export async function startOperator(options: OperatorOptions = {}) {
  const received: Received[] = [];
  const sessions = { opened: 0, most: 0, now: 0, tokens: [] as string[], secured: true };
  const credential = options.credential ?? mailPki().server;
  const server: SMTPServer = new SMTPServer({
    key: credential.key,
    cert: credential.chain,
    authMethods: ["XOAUTH2"],
    disableReverseLookup: true,
    logger: false,
    hideDSN: false,
    size: 1_000_000,
    closeTimeout: 100,
    onConnect(_session, done) {
      sessions.opened += 1;
      sessions.now += 1;
      sessions.most = Math.max(sessions.most, sessions.now);
      done();
    },
    onClose() {
      sessions.now -= 1;
    },
    onAuth(auth, session, done) {
      sessions.tokens.push(String(auth.accessToken ?? auth.username));
      sessions.secured &&= session.secure;
      const good = auth.method === "PLAIN" || auth.accessToken === (options.token ?? "good");
      if (good) return done(null, { user: auth.username ?? "" });
      done(null, { data: { status: "401", schemes: "bearer mac", scope: "mail" } } as never);
    },
    onRcptTo(address, _session, done) {
      const refusal = options.refuse?.[address.address];
      if (refusal === undefined) return done();
      done(Object.assign(new Error(refusal.slice(4)), { responseCode: Number(refusal.slice(0, 3)) }));
    },
    onData(stream, session, done) {
      if (options.cutAfter !== undefined) {
        let size = 0;
        stream.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size >= (options.cutAfter ?? 0)) cut(session);
        });
        return;
      }
      // A client that leaves in the middle of its data is part of what is tried.
      void buffer(stream)
        .catch(() => null)
        .then((bytes) => {
          if (bytes === null) return;
          if (stream.sizeExceeded) return done(Object.assign(new Error("5.3.4 too big"), { responseCode: 552 }));
          const { mailFrom, rcptTo, dsn } = session.envelope as SMTPServerSession["envelope"] & { dsn?: { envid?: string } };
          const from = mailFrom === false ? "" : mailFrom.address;
          const envid = dsn?.envid ?? null;
          received.push({
            from,
            to: rcptTo.map((each) => each.address),
            envid,
            orcpt: rcptTo.map((each) => (each as { dsn?: { orcpt?: string } }).dsn?.orcpt),
            bytes,
          });
          if (options.afterData === "cut") return cut(session);
          if (options.afterData !== undefined) {
            return done(
              Object.assign(new Error(options.afterData.slice(4)), { responseCode: Number(options.afterData.slice(0, 3)) }),
            );
          }
          done(null, "2.0.0 Ok: queued as 4T7");
        });
    },
    ...options.server,
  });
  const connections = () =>
    (server as unknown as { connections: Set<{ session: { id: string }; _socket: { destroy(): void } }> }).connections;
  const cut = (session: SMTPServerSession) => {
    for (const each of connections()) if (each.session.id === session.id) each._socket.destroy();
  };
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        for (const each of connections()) each._socket.destroy();
        server.close(() => done());
      }),
  );
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    sessions,
    cutAll: () => {
      for (const each of connections()) each._socket.destroy();
    },
  };
}
