import { readFile } from "node:fs/promises";
import { ImapFlow } from "imapflow";
import { createTransport, type SentMessageInfo } from "nodemailer";
import { type SandboxMssConnection, sandboxMailToken, sandboxMssConnection } from "../../../src/sandbox/connection.js";
import { MSS_CIPHERS } from "../../../src/sandbox/mail/names.js";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.js";
import { openSandbox, type TestSandbox } from "../support.js";

export const DOCTOR = "paul.marceau@bac-a-sable.mssante.fr";
export const PRACTICE = "cabinet@bac-a-sable.mssante.fr";

/** How a client shows who it is. */
export type Login =
  | { readonly user: string; readonly token: string }
  | { readonly user: string; readonly cert: string; readonly key: string }
  | { readonly user: string };

/** A sandbox with everything two independent clients, nodemailer and imapflow, need to talk to it over TLS. */
export interface MailBench extends TestSandbox {
  readonly connection: SandboxMssConnection;
  readonly doctor: Login;
  /** Reports, receipts and answers arrive now. */
  settle(): Promise<void>;
  smtp(login?: Login): ReturnType<typeof createTransport>;
  /** Connected; closed at the end. */
  imap(login?: Login): Promise<ImapFlow>;
  send(message: Record<string, unknown>, login?: Login): Promise<SentMessageInfo>;
}

/** Steps are an hour long: what comes later comes when the test says so. */
export async function openMail(
  options: Omit<SandboxOptions, "directory"> & { readonly pool?: boolean } = {},
): Promise<MailBench> {
  const opened = await openSandbox({ ...options, mail: { stepMs: 3_600_000, ...options.mail } });
  const connection = await sandboxMssConnection(opened.directory);
  const doctor = { user: DOCTOR, token: await sandboxMailToken(opened.directory) };
  const [ca, crl] = [await readFile(connection.ca, "utf8"), await readFile(connection.crl, "utf8")];
  const tls = (login: Login) => ({
    ca,
    crl: crl.split(/(?<=-----END X509 CRL-----\n)/).filter((one) => one !== ""),
    minVersion: "TLSv1.2" as const,
    ciphers: MSS_CIPHERS,
    ...("cert" in login ? { cert: login.cert, key: login.key } : {}),
  });
  const clients: ImapFlow[] = [];
  const smtp = (login: Login = doctor) =>
    createTransport({
      ...connection.smtp,
      secure: false,
      pool: options.pool ?? false,
      maxConnections: 3,
      requireTLS: true,
      tls: tls(login),
      auth:
        "token" in login
          ? { type: "OAuth2", user: login.user, accessToken: login.token }
          : { type: "LOGIN", user: login.user, pass: "x", method: "PLAIN" },
    } as Parameters<typeof createTransport>[0]);
  const imap = async (login: Login = doctor): Promise<ImapFlow> => {
    const client = new ImapFlow({
      ...connection.imap,
      secure: false,
      doSTARTTLS: true,
      logger: false,
      tls: tls(login),
      auth: "token" in login ? { user: login.user, accessToken: login.token } : { user: login.user, pass: "x" },
    });
    client.on("error", () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };
  return {
    ...opened,
    connection,
    doctor,
    settle: () => opened.sandbox.mail.settle(),
    smtp,
    imap,
    send: async (message, login) => {
      const transport = smtp(login);
      try {
        return await transport.sendMail({ from: `Dr_Paul_MARCEAU <${DOCTOR}>`, subject: "Essai", text: "Bonjour", ...message });
      } finally {
        transport.close();
      }
    },
    end: async () => {
      for (const client of clients.splice(0)) client.close();
      await opened.end();
    },
  };
}

/** Sources of a folder, oldest first. */
export async function sources(client: ImapFlow, folder = "INBOX"): Promise<string[]> {
  const lock = await client.getMailboxLock(folder);
  try {
    // The server tells of new messages when it is spoken to.
    await client.noop();
    if (client.mailbox === false || client.mailbox.exists === 0) return [];
    const found: string[] = [];
    for await (const one of client.fetch("1:*", { source: true })) found.push(one.source?.toString("utf8") ?? "");
    return found;
  } finally {
    lock.release();
  }
}
