import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson, writeJson } from "./config/files.js";
import { readMssKind, readMssSettings } from "./config/mss.js";
import type { SettingsSource } from "./config/setting-reader.js";
import { VERSION } from "./config/version.js";
import { SegurError } from "./domain/errors.js";
import type { Clock } from "./domain/ports.js";
import { findServers } from "./gateways/mss/autoconfig.js";
import { createMssClient } from "./gateways/mss/client.js";
import { createComposer } from "./gateways/mss/compose.js";
import type { MssAuthentication, MssConfig, MssServer } from "./gateways/mss/config.js";
import type { MessageComposer, MssClient } from "./gateways/mss/port.js";
import { freshTokens } from "./services/session/refresh.js";
import type { PscClient, SessionMode, SessionStore } from "./services/session/session.port.js";

export interface MssConnection extends SettingsSource {
  /** State folder: the address of a running sandbox, and what autoconfiguration answered. */
  readonly state: string;
  readonly instanceId: string;
  readonly clock: Pick<Clock, "now">;
  /** Whose session is open; null when nobody's is: an applicative mailbox needs nobody. */
  readonly person: { readonly mode: SessionMode; readonly mssEmail: string | null } | null;
  readonly sessions: SessionStore;
  psc(): Promise<PscClient>;
}

/** What the embedded operator says of itself (`sandbox/connection.ts`). Paths of PEM files. */
interface SandboxMail {
  notRunning(): SegurError;
  sandboxDirectory(state: string): string;
  sandboxMssConnection(directory: string): Promise<{
    readonly address: string;
    readonly smtp: { readonly host: string; readonly port: number };
    readonly imap: { readonly host: string; readonly port: number };
    readonly ca: string;
    readonly crl: string;
    readonly appCert: string;
    readonly appKey: string;
  }>;
  sandboxMailToken(directory: string): Promise<string>;
}

/** The mailbox of a cabinet, as its environment and settings say. Part of the composition root, loaded on the first call. */
export async function connectMss(connection: MssConnection): Promise<MssClient> {
  return createMssClient(await mssConfig(connection));
}

/** Messages say which product made them. */
export function mssComposer(): MessageComposer {
  return createComposer(`segur ${VERSION}`);
}

/** Where the mailbox is and how to open it, for the calls and for `segur doctor`. @throws {SegurError} kind `config` */
export async function mssConfig(connection: MssConnection): Promise<MssConfig> {
  if (connection.environment === "sandbox") return sandboxConfig(connection);
  const settings = await readMssSettings(connection, connection.person?.mssEmail ?? null);
  const { address, kind, ca, crl, certificate, servers, domains, timeoutMs } = settings;
  const { clock, state, instanceId } = connection;
  const path = join(state, "mss", `${instanceId}.json`);
  const cache = { read: () => readJson(path), write: (value: unknown) => writeJson(path, value) };
  return {
    address,
    ca,
    crl,
    certificate,
    idleTimeoutMs: timeoutMs,
    authentication: kind === "APP" ? { kind: "certificate" } : { kind: "token", token: () => pscToken(connection) },
    servers: async (signal) =>
      servers === null
        ? findServers({ address, kind, domains, ca, cache, now: clock.now }, signal)
        : { smtp: startTls(servers.smtp), imap: startTls(servers.imap) },
  };
}

async function sandboxConfig(connection: MssConnection): Promise<MssConfig> {
  const sandbox = (await import("./sandbox/connection.js")) as unknown as SandboxMail;
  const directory = sandbox.sandboxDirectory(connection.state);
  const found = await sandbox.sandboxMssConnection(directory);
  const byCertificate = (await readMssKind(connection)) === "APP";
  const read = (path: string) => readFile(path, "utf8");
  const [ca, crl] = await Promise.all([read(found.ca), read(found.crl)]);
  const certificate = byCertificate ? { certPem: await read(found.appCert), keyPem: await read(found.appKey) } : undefined;
  const demo = connection.person?.mode === "demo";
  const token = () => (demo ? sandbox.sandboxMailToken(directory) : pscToken(connection));
  const authentication: MssAuthentication = byCertificate ? { kind: "certificate" } : { kind: "token", token };
  const servers = { smtp: startTls(found.smtp), imap: startTls(found.imap) };
  return { address: found.address, ca, crl, certificate, authentication, servers: async () => servers };
}

function startTls({ host, port }: { readonly host: string; readonly port: number }): MssServer {
  return { host, port, security: "starttls" };
}

/** A token that was just renewed (MSS/CONF.10, .28): it is handed to the connection and kept nowhere. */
async function pscToken({ sessions, psc }: MssConnection): Promise<string> {
  const { tokens } = await freshTokens({ sessions }, psc);
  if (tokens.transport === "direct") return tokens.accessToken;
  throw new SegurError({
    kind: "config",
    code: "mss.token_by_proxy",
    rule: "MSS/CONF.07",
    message: "La messagerie demande le jeton Pro Santé Connect, que le proxy e-Santé garde pour lui.",
    why: "La session a été ouverte à travers un proxy e-Santé (psc.transport).",
    advice: "Utilisez une boîte applicative (segur config set mss.kind APP), ou : segur config set psc.transport direct",
  });
}
