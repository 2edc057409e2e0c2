import type { ConnectionOptions } from "node:tls";
import { ImapFlow } from "imapflow";
import { SegurError } from "../../domain/errors.js";
import { TransportFailure } from "../transport.js";
import { CONNECT_TIMEOUT_MS, IDLE_TIMEOUT_MS, type MssConfig, type MssServer } from "./config.js";
import {
  authenticationFault,
  connectionFault,
  fault,
  mechanismMissing,
  networkFault,
  noStartTls,
  openingFault,
} from "./faults.js";
import { onEachAddress } from "./on-each-address.js";
import { said } from "./said.js";

export interface ImapOptions extends Pick<MssConfig, "address" | "authentication" | "connectTimeoutMs" | "idleTimeoutMs"> {
  readonly server: MssServer;
  readonly tls: ConnectionOptions;
}

/** A line of folders or of messages larger than this is no honest answer. Bytes. */
const LARGEST_LITERAL = 32 * 1024 * 1024;
const LARGEST_RESPONSE = LARGEST_LITERAL + 1024 * 1024;

/** Connects, upgrades to TLS, authenticates. @throws {MssFault} */
export function openImap(options: ImapOptions, signal?: AbortSignal): Promise<ImapFlow> {
  return onEachAddress(options.server, (host) => open(options, host, signal));
}

async function open(options: ImapOptions, host: string, signal: AbortSignal | undefined): Promise<ImapFlow> {
  const { server, address, authentication, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const auth =
    authentication.kind === "token"
      ? { user: address, accessToken: await authentication.token() }
      : // A password is never checked for a box that a certificate opens, and imapflow wants one.
        { user: address, pass: "-", loginMethod: "AUTH=PLAIN" };
  const client = new ImapFlow({
    host,
    port: server.port,
    secure: server.security === "tls",
    // Without it imapflow would go on in clear when the server offers no STARTTLS.
    ...(server.security === "starttls" ? { doSTARTTLS: true } : {}),
    ...(host === server.host ? {} : { servername: server.host }),
    tls: options.tls,
    auth,
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    maxLiteralSize: LARGEST_LITERAL,
    maxLineLength: LARGEST_RESPONSE,
    maxResponseSize: LARGEST_RESPONSE,
  });
  // An error without a listener would end the process; what waits for an answer is told in its own way.
  client.on("error", () => {});
  try {
    await aborting(client, signal, () => client.connect());
    return client;
  } catch (error) {
    const isSecure = client.secureConnection;
    client.close();
    throw openingFault(imapFault(error, authentication.kind), { authentication: authentication.kind, isSecure });
  }
}

/** Ends the connection when the signal aborts: imapflow knows no signal. */
export async function aborting<T>(client: ImapFlow, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const abort = () => client.close();
  const interrupted = () => networkFault(new TransportFailure("aborted", "ABORTED"));
  const isAborted = () => signal?.aborted === true;
  if (isAborted()) throw interrupted();
  signal?.addEventListener("abort", abort);
  try {
    return await work();
  } catch (error) {
    throw isAborted() ? interrupted() : error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** What imapflow throws, told in French. Its messages may quote what was sent: only codes and the server's own words are used. */
export function imapFault(error: unknown, authentication: "token" | "certificate"): SegurError {
  if (error instanceof SegurError) return error;
  const { code, authenticationFailed, response, responseText, message, serverResponseCode } = Object(error) as Readonly<
    Record<string, unknown>
  >;
  const text = String(responseText ?? (typeof response === "string" ? response : ""));
  if (/No matching authentication method|Login is disabled/.test(String(message))) return mechanismMissing(authentication);
  if (authenticationFailed === true) return authenticationFault(authentication, `Réponse du serveur : ${said(text) || "aucune"}`);
  if (/STARTTLS/i.test(String(message))) return noStartTls("IMAP");
  if (code === "NoConnection" || code === "EConnectionClosed" || code === "ClosedAfterConnectTLS")
    return networkFault(new TransportFailure("reset", code));
  if (code === "CONNECT_TIMEOUT" || code === "GREETING_TIMEOUT" || code === "UPGRADE_TIMEOUT" || code === "ETIMEOUT")
    return networkFault(new TransportFailure("connect_timeout", String(code)));
  if (response !== undefined || responseText !== undefined) {
    const overQuota = serverResponseCode === "OVERQUOTA";
    return fault(
      {
        kind: overQuota ? "refused" : "unreachable",
        retry: overQuota ? "stop" : "later",
        message: overQuota ? "La boîte MSSanté est pleine." : "Le serveur de la boîte MSSanté (IMAP) refuse la demande.",
        advice: overQuota
          ? "Supprimez des messages de la boîte, puis relancez."
          : "Relancez plus tard ; si cela dure : segur doctor",
      },
      overQuota ? "imap.overquota" : "imap.refused",
      { why: `Réponse du serveur : ${said(text) || "aucune"}` },
    );
  }
  return connectionFault(error);
}
