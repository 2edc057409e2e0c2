import type { ConnectionOptions } from "node:tls";
import { ImapFlow } from "imapflow";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MssConfig, MssServer } from "./config.js";
import { openingFault } from "./faults.js";
import { imapFault } from "./imap.js";
import { onEachAddress } from "./on-each-address.js";
import { smtpFault } from "./smtp-faults.js";
import { tlsOptions } from "./tls.js";

/** One server looked at without logging in: where it is, and how long until it spoke over TLS. */
export interface Reached {
  readonly host: string;
  readonly port: number;
  /** Milliseconds. */
  readonly ms: number;
}

/** Knocks at one of the servers: connection, STARTTLS, certificate and its revocation. Nobody logs in. @throws {MssFault} */
export async function reach(config: MssConfig, protocol: "smtp" | "imap", timeoutMs: number): Promise<Reached> {
  const server = (await config.servers())[protocol];
  const tls = tlsOptions(config);
  const knock = protocol === "smtp" ? knockSmtp : knockImap;
  const started = performance.now();
  await onEachAddress(server, (host) => knock(server, host, tls, config.authentication.kind, timeoutMs));
  return { host: server.host, port: server.port, ms: performance.now() - started };
}

type Knock = (
  server: MssServer,
  host: string,
  tls: ConnectionOptions,
  authentication: "token" | "certificate",
  timeoutMs: number,
) => Promise<void>;

const knockSmtp: Knock = async (server, host, tls, authentication, timeoutMs) => {
  const connection = new SMTPConnection({
    ...{ host, port: server.port, tls, logger: false, name: "[127.0.0.1]" },
    ...(host === server.host ? {} : { servername: server.host }),
    secure: server.security === "tls",
    requireTLS: server.security === "starttls",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.on("error", reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw openingFault(smtpFault(error, { authentication, ended: false }), { authentication, isSecure: connection.secure });
  } finally {
    connection.close();
  }
};

/** imapflow says this once it is connected, over TLS, and asked for somebody to log in. */
const NOBODY = "Please configure the login";

const knockImap: Knock = async (server, host, tls, authentication, timeoutMs) => {
  const client = new ImapFlow({
    ...{ host, port: server.port, tls, logger: false, disableAutoIdle: true },
    ...(host === server.host ? {} : { servername: server.host }),
    secure: server.security === "tls",
    ...(server.security === "starttls" ? { doSTARTTLS: true } : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
  });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    if (error instanceof Error && error.message === NOBODY) return;
    throw openingFault(imapFault(error, authentication), { authentication, isSecure: client.secureConnection });
  } finally {
    client.close();
  }
};
