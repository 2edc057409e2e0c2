import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { TLSSocket, TlsOptions } from "node:tls";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { FILE_MODE } from "../../../platform/files.js";
import type { FaultRules } from "../../fault-rules.js";
import type { DeliveryLog } from "../delivery-log.js";
import { byCertificate, byToken, identityOf, type LoginRules, REFUSED_TOKEN, type TlsIdentity } from "../login.js";
import { OPERATOR_HOST } from "../names.js";
import type { Operator, Recipient } from "../operator.js";
import type { MssFaultKind } from "../script.js";
import type { MailTls } from "../tls.js";

export interface SmtpOptions {
  readonly tls: MailTls;
  readonly operator: Operator;
  readonly login: LoginRules;
  readonly script: FaultRules<MssFaultKind>;
  readonly log: DeliveryLog;
}

export interface Smtp {
  /** Serves one connection. */
  take(socket: Socket, face: keyof MailTls): void;
  close(): void;
}

/** A session after STARTTLS. */
interface Secured {
  readonly socket: TLSSocket;
  readonly identity: TlsIdentity;
}

/**
 * The submission server of the operator (mss.md CONF.05): STARTTLS before anything else, XOAUTH2 or PLAIN with the structure's certificate,
 * SIZE, DSN. One library server for each certificate; neither listens.
 */
export function createSmtp(options: SmtpOptions): Smtp {
  const servers = { right: createOne(options, options.tls.right), revoked: createOne(options, options.tls.revoked) };
  return {
    take: (socket, face) => void servers[face].server.emit("connection", socket),
    close: () => {
      for (const one of [servers.right, servers.revoked]) for (const connection of one.connections) connection.close();
    },
  };
}

/** `550 5.1.1 …` as the library wants it. */
function refusal(text: string): Error {
  const code = Number(text.slice(0, 3));
  return Object.assign(new Error(text.slice(4)), { responseCode: code });
}

function createOne({ operator, login, script, log }: SmtpOptions, tls: TlsOptions): SMTPServer {
  const secured = new Map<string, Secured>();
  const server = new SMTPServer({
    ...tls,
    name: OPERATOR_HOST,
    banner: "ESMTP MSSante bac a sable",
    logger: false,
    size: operator.maxSize,
    authMethods: ["XOAUTH2", "PLAIN"],
    authOptional: false,
    allowInsecureAuth: false,
    hideDSN: false,
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    onSecure: (socket: TLSSocket, session: SMTPServerSession, done: (error?: Error) => void) => {
      secured.set(session.id, { socket, identity: identityOf(socket) });
      done();
    },
    onClose: (session) => void secured.delete(session.id),
    onAuth: (auth, session, done) => {
      const identity = secured.get(session.id)?.identity ?? null;
      const account =
        auth.method === "XOAUTH2"
          ? byToken(login, auth.username ?? "", auth.accessToken ?? "")
          : Promise.resolve(byCertificate(identity, auth.username ?? ""));
      account.then(
        (found) => {
          if (found !== null) return done(null, { user: found.address });
          log.count("535");
          if (auth.method === "XOAUTH2") return done(null, { data: REFUSED_TOKEN });
          done(refusal("535 5.7.8 Authentication credentials invalid: no client certificate of this mailbox"));
        },
        () => done(refusal("454 4.7.0 Temporary authentication failure")),
      );
    },
    onMailFrom: (address, session, done) => {
      // An empty one is for receipts (RFC 8098 §3).
      const wrong = address.address !== "" && address.address.toLowerCase() !== session.user;
      done(wrong ? told("553 5.7.1 Sender address is not the authenticated mailbox") : null);
    },
    onRcptTo: (address, _session, done) => {
      const text = script.happens("refuse") ? "550 5.7.1 Recipient refused by policy" : operator.refusalOf(address.address);
      done(text === null ? null : told(text));
    },
    onData: (stream, session, done) => {
      data(stream, session).then(
        (text) => done(null, text),
        (error: unknown) => done(error instanceof Error && "responseCode" in error ? error : told("451 4.3.0 Local error")),
      );
    },
  });
  // Failed handshakes and connections that end: the caller's affair.
  server.on("error", () => undefined);
  return server;

  function told(text: string): Error {
    log.count(text.slice(0, 3));
    return refusal(text);
  }

  async function data(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const queueId = randomBytes(5).toString("hex").toUpperCase();
    await mkdir(operator.spool, { recursive: true, mode: 0o700 });
    const file = join(operator.spool, `${queueId}.eml`);
    try {
      await pipeline(stream, createWriteStream(file, { mode: FILE_MODE }));
      const delay = script.delay("slow");
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
      if (stream.sizeExceeded || script.happens("too-big")) throw told("552 5.3.4 Message size exceeds fixed limit");
      if (script.happens("tempfail")) throw told("451 4.3.0 Temporary failure, try again later");
      const cut = script.happens("cut-lost") ? "lost" : script.happens("cut-kept") ? "kept" : drawnCut();
      if (cut === "lost") return await goAway(session, "cut_lost");
      const { mailFrom, rcptTo, dsn } = session.envelope;
      const text = await operator.take({
        queueId,
        account: String(session.user),
        envelopeFrom: mailFrom === false ? "" : mailFrom.address,
        envelopeId: dsn?.envid ?? null,
        recipients: rcptTo.map(
          (one): Recipient => ({ address: one.address, orcpt: one.dsn?.orcpt ?? null, notify: one.dsn?.notify ?? null }),
        ),
        file,
        bytes: await readFile(file),
      });
      if (text !== null) throw told(text);
      if (cut === "kept") return await goAway(session, "cut_kept");
      return `2.0.0 Ok: queued as ${queueId}`;
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Whether a message was taken before the connection is cut: one time in two. */
  function drawnCut(): "lost" | "kept" | null {
    if (!script.happens("cut")) return null;
    return script.draw() < 0.5 ? "kept" : "lost";
  }

  /** The connection is cut: nobody will hear the answer. */
  async function goAway(session: SMTPServerSession, outcome: string): Promise<string> {
    log.count(outcome);
    const socket = secured.get(session.id)?.socket;
    if (socket !== undefined && !socket.destroyed) {
      const closed = once(socket, "close");
      socket.destroy();
      await closed;
    }
    return "2.0.0 Ok";
  }
}
