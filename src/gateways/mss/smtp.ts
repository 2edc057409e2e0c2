import { Readable } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import SMTPConnection, { type SMTPConnectionCustomAuthContext } from "nodemailer/lib/smtp-connection";
import { TransportFailure } from "../transport.js";
import { CONNECT_TIMEOUT_MS, IDLE_TIMEOUT_MS, type MssConfig, type MssServer } from "./config.js";
import { contentFault, mechanismMissing, networkFault, openingFault, tooBig } from "./faults.js";
import { onEachAddress } from "./on-each-address.js";
import type { MssClient, MssFault, SentRecipient, Submission } from "./port.js";
import { replyCode, said } from "./said.js";
import { replyFault, smtpFault } from "./smtp-faults.js";

export type OutgoingMessage = Parameters<MssClient["send"]>[0];

/** One authenticated session with the submission server. */
export interface SmtpSession {
  readonly submission: Submission;
  readonly openedAt: number;
  readonly usable: boolean;
  /** See {@link MssClient.send}. */
  send(message: OutgoingMessage, leaving: () => void, signal?: AbortSignal): Promise<readonly SentRecipient[]>;
  close(): void;
}

export interface SmtpOptions extends Pick<MssConfig, "address" | "authentication" | "connectTimeoutMs" | "idleTimeoutMs"> {
  readonly server: MssServer;
  readonly tls: ConnectionOptions;
}

/** What nodemailer keeps of the envelope that it is sending. */
interface Internals {
  readonly _recipientQueue: readonly string[];
  readonly _supportedExtensions: readonly string[];
}

/** nodemailer writes one ORCPT for all; RFC 3461 wants that of each, so that a report names the address that we wrote to. */
class Connection extends SMTPConnection {
  _getDsnRcptToArgs(): string {
    const { _recipientQueue, _supportedExtensions } = this as unknown as Internals;
    if (!_supportedExtensions.includes("DSN")) return "";
    return ` NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;${xtext(_recipientQueue.at(-1) ?? "")}`;
  }
}

/** RFC 3461 §4. */
function xtext(text: string): string {
  return text.replace(/[^!-~]|[+=]/g, (char) => `+${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

/** Connects, upgrades to TLS, authenticates. @throws {MssFault} */
export function openSmtp(options: SmtpOptions, signal?: AbortSignal): Promise<SmtpSession> {
  return onEachAddress(options.server, (host) => open(options, host, signal));
}

async function open(options: SmtpOptions, host: string, signal: AbortSignal | undefined): Promise<SmtpSession> {
  const { server, tls, authentication } = options;
  const token = authentication.kind === "token" ? await authentication.token() : null;
  const announced: { refused: MssFault | null; submission: Submission } = {
    refused: null,
    submission: { maxSize: null, dsn: false },
  };
  const authenticate = async (context: SMTPConnectionCustomAuthContext): Promise<void> => {
    announced.submission = { maxSize: context.maxAllowedSize || null, dsn: context.extensions.includes("DSN") };
    const mechanism = token === null ? "PLAIN" : "XOAUTH2";
    if (!context.authMethods.includes(mechanism)) announced.refused = mechanismMissing(authentication.kind);
    if (announced.refused !== null) throw new Error("no mechanism");
    // A password is never checked for a box that a certificate opens, and PLAIN wants one.
    const secret = token === null ? `\0${options.address}\0-` : `user=${options.address}\x01auth=Bearer ${token}\x01\x01`;
    let reply = await context.sendCommand(`AUTH ${mechanism} ${Buffer.from(secret).toString("base64")}`);
    // XOAUTH2 tells why in a challenge, and refuses after an empty answer.
    if (reply.status === 334) reply = await context.sendCommand("");
    if (reply.status !== 235) throw new Error("refused");
  };
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  const connection = new Connection({
    host,
    port: server.port,
    secure: server.security === "tls",
    requireTLS: server.security === "starttls",
    ...(host === server.host ? {} : { servername: server.host }),
    tls,
    // The name of this machine is nobody's business.
    name: "[127.0.0.1]",
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: idleTimeoutMs,
    maxResponseSize: 65_536,
    logger: false,
    customAuth: { MSS: authenticate },
  });
  let ended = false;
  connection.on("end", () => {
    ended = true;
  });
  const step = stepper(connection);
  try {
    await step((done) => connection.connect(done), signal);
    await step((done) => connection.login({ user: options.address, method: "MSS" }, done), signal);
  } catch (error) {
    connection.close();
    const found = toFault(error, authentication.kind, false);
    throw announced.refused ?? openingFault(found, { authentication: authentication.kind, isSecure: connection.secure });
  }
  return {
    submission: announced.submission,
    openedAt: performance.now(),
    get usable() {
      return !ended;
    },
    send: (message, leaving, abort) =>
      send(
        { connection, step, submission: announced.submission, authentication: authentication.kind },
        { message, leaving },
        abort,
      ),
    close() {
      if (ended) return;
      connection.quit();
      connection.close();
    },
  };
}

type Done = (error?: Error | null) => void;
type Step = (run: (done: Done) => void, signal: AbortSignal | undefined) => Promise<void>;

/** Steps of one connection, one at a time: each ends by its answer, by the death of the connection, or by the signal. */
function stepper(connection: SMTPConnection): Step {
  let current: Done | undefined;
  // Kept for the life of the connection: an error without a listener would end the process.
  connection.on("error", (error: Error) => current?.(error));
  connection.on("end", () => current?.(new TransportFailure("reset", "CLOSED")));
  return (run, signal) =>
    new Promise((resolve, reject) => {
      const abort = () => {
        finish(new TransportFailure("aborted", "ABORTED"));
        connection.close();
      };
      const finish: Done = (error) => {
        current = undefined;
        signal?.removeEventListener("abort", abort);
        if (error) reject(error);
        else resolve();
      };
      if (signal?.aborted === true) return abort();
      signal?.addEventListener("abort", abort);
      current = finish;
      run(finish);
    });
}

interface Leaving {
  readonly message: OutgoingMessage;
  leaving(): void;
}

interface Open {
  readonly connection: SMTPConnection;
  readonly step: Step;
  readonly submission: Submission;
  readonly authentication: "token" | "certificate";
}

async function send(
  { connection, step, submission, authentication }: Open,
  { message, leaving }: Leaving,
  signal: AbortSignal | undefined,
): Promise<readonly SentRecipient[]> {
  if (submission.maxSize !== null && message.size > submission.maxSize) throw tooBig(message.size, submission.maxSize);
  const progress: Progress = { ended: false, unread: null };
  const source = Readable.from(read(message, leaving, progress), { objectMode: false });
  source.on("error", () => {});
  const envelope = {
    from: message.envelopeFrom,
    to: [...message.recipients],
    size: message.size,
    dsn: { ret: "HDRS", envid: message.envelopeId },
  };
  let answer: { readonly response: string; readonly rejected: readonly Refused[] } | undefined;
  try {
    await step(
      (done) =>
        connection.send(envelope, source, (error, info) => {
          if (info) answer = { response: info.response, rejected: (info.rejectedErrors ?? []) as readonly Refused[] };
          done(error);
        }),
      signal,
    );
  } catch (error) {
    source.destroy();
    // Unfinished data must not be taken for a message: the connection dies before any final dot.
    connection.close();
    if (progress.unread !== null) throw contentFault(progress.unread.cause);
    const { response, rejectedErrors } = Object(error) as { readonly response?: unknown; readonly rejectedErrors?: Refused[] };
    // Nobody was accepted: the server answered for each, and each has its own cause.
    if (typeof response === "string" && rejectedErrors?.length === message.recipients.length)
      throw replyFault(response, recipientsOf(message.recipients, "", rejectedErrors));
    throw toFault(error, authentication, progress.ended);
  }
  return recipientsOf(message.recipients, answer?.response ?? "", answer?.rejected ?? []);
}

interface Progress {
  ended: boolean;
  unread: { readonly cause: unknown } | null;
}

interface Refused {
  readonly recipient?: string;
  readonly response?: string;
}

/** nodemailer reads this after the server answered 354 and not before. */
async function* read(message: OutgoingMessage, leaving: () => void, progress: Progress): AsyncIterable<Uint8Array> {
  leaving();
  try {
    for await (const chunk of message.open()) if (chunk.length > 0) yield chunk;
  } catch (cause) {
    progress.unread = { cause };
    throw new Error("unread", { cause });
  }
  // The final dot follows at once: from here on, silence is no refusal.
  progress.ended = true;
}

function recipientsOf(recipients: readonly string[], response: string, rejected: readonly Refused[]): readonly SentRecipient[] {
  return recipients.map((address) => {
    const refusal = rejected.find(({ recipient }) => recipient === address);
    const text = refusal === undefined ? response : (refusal.response ?? "");
    return {
      address,
      accepted: refusal === undefined,
      code: replyCode(text) ?? (refusal === undefined ? "250" : "550"),
      response: said(text),
    };
  });
}

function toFault(error: unknown, authentication: "token" | "certificate", ended: boolean): MssFault {
  if (error instanceof TransportFailure) return networkFault(error, ended);
  return smtpFault(error, { authentication, ended });
}
