import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson, writeJson } from "./config/files.js";
import {
  type MailboxOwner,
  mailboxMissing,
  readMssAddress,
  readMssDomains,
  readMssInboxes,
  readMssKind,
  readMssNil,
  readMssSettings,
} from "./config/mss.js";
import type { SettingsSource } from "./config/setting-reader.js";
import { VERSION } from "./config/version.js";
import { SegurError } from "./domain/errors.js";
import { domainOf } from "./domain/message/address.js";
import type { Clock } from "./domain/ports.js";
import { findServers } from "./gateways/mss/autoconfig.js";
import { createMssClient } from "./gateways/mss/client.js";
import { createComposer } from "./gateways/mss/compose.js";
import type { MssConfig, MssServer } from "./gateways/mss/config.js";
import type { InboxReader } from "./gateways/mss/inbox.port.js";
import { createInboxReader } from "./gateways/mss/inbox-reader.js";
import type { MessageComposer, MssClient } from "./gateways/mss/port.js";
import { spareMemory } from "./platform/memory.js";
import type { Mailbox } from "./services/mss/mailbox.port.js";
import { freshTokens } from "./services/session/refresh.js";
import type { PscClient, SessionMode, SessionStore } from "./services/session/session.port.js";

export interface MssConnection extends SettingsSource {
  /** State folder: the address of a running sandbox, and what autoconfiguration answered. */
  readonly state: string;
  readonly instanceId: string;
  readonly clock: Pick<Clock, "now">;
  /** Whose session is open; null when nobody's is: an applicative mailbox needs nobody. */
  readonly person: (MailboxOwner & { readonly mode: SessionMode; readonly nationalId: string | null }) | null;
  readonly sessions: SessionStore;
  psc(): Promise<PscClient>;
}

/** What `X-MSS-NIL` says: the setting, else that of the sandbox; null: no message may leave for a real operator. */
export async function mssNil(source: SettingsSource & { readonly state: string }): Promise<string | null> {
  const nil = await readMssNil(source);
  if (nil !== null || source.environment !== "sandbox") return nil;
  const { sandboxDirectory, sandboxMailbox } = await import("./sandbox/connection.js");
  return (await sandboxMailbox(sandboxDirectory(source.state))).nil;
}

/** What is set of the mailbox of a cabinet, for the messages that leave it. */
export async function mssMailbox(source: SettingsSource & { readonly state: string }): Promise<Mailbox> {
  const [kind, nil, domains] = [await readMssKind(source), await mssNil(source), await readMssDomains(source)];
  return { kind, nil, domains, software: `segur ${VERSION}` };
}

/** The mailbox of a cabinet, as its environment and settings say. Part of the composition root, loaded on the first call. */
export async function connectMss(connection: MssConnection): Promise<MssClient> {
  return createMssClient(await mssConfig(connection));
}

/** The mailboxes that are read: that of {@link connectMss} first, then the others of the settings (MSS/UX.36). */
export async function connectInboxes(connection: MssConnection): Promise<readonly InboxReader[]> {
  const config = await mssConfig(connection);
  const others = (await readMssInboxes(connection)).filter((address) => address !== config.address.toLowerCase());
  const configs = [config, ...(await Promise.all(others.map((address) => mssConfig(connection, address))))];
  // Messages pass by in tens of thousands: what each leaves behind is collected in time.
  spareMemory();
  return configs.map(createInboxReader);
}

/** Messages say which product made them. */
export function mssComposer(): MessageComposer {
  return createComposer(`segur ${VERSION}`);
}

/**
 * Where the mailbox is and how to open it, for the calls and for `segur doctor`.
 * @param other another mailbox, that the same token or certificate opens
 * @throws {SegurError} kind `config`
 */
export async function mssConfig(connection: MssConnection, other?: string): Promise<MssConfig> {
  if (connection.environment === "sandbox") {
    const config = await sandboxConfig(connection);
    return other === undefined ? config : { ...config, address: other };
  }
  const settings = await readMssSettings(connection, connection.person);
  const { kind, ca, crl, certificate, servers, domains, timeoutMs } = settings;
  const address = other ?? settings.address;
  const { clock, state, instanceId } = connection;
  const path = join(state, "mss", `${instanceId}${other === undefined ? "" : `-${domainOf(other)}`}.json`);
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

/** The embedded operator: the mailbox of its doctor, or that of the practice, with the certificates that it made for us. */
async function sandboxConfig(connection: MssConnection): Promise<MssConfig> {
  const { sandboxDirectory, sandboxMailbox, sandboxMailToken, sandboxMssConnection } = await import("./sandbox/connection.js");
  const directory = sandboxDirectory(connection.state);
  const found = await sandboxMailbox(directory);
  const read = (path: string) => readFile(path, "utf8");
  const [ca, crl] = await Promise.all([read(found.ca), read(found.crl)]);
  // Asked for when the first message leaves: one that is stopped is a service that does not answer, and what was written waits.
  const servers = async () => {
    const { smtp, imap } = await sandboxMssConnection(directory);
    return { smtp: startTls(smtp), imap: startTls(imap) };
  };
  const reached = { ca, crl, servers };
  const { person } = connection;
  const given = await readMssAddress(connection);
  if ((await readMssKind(connection)) === "APP") {
    const certificate = { certPem: await read(found.appCert), keyPem: await read(found.appKey) };
    return { ...reached, certificate, address: given ?? found.appAddress, authentication: { kind: "certificate" } };
  }
  const demo = person?.mode === "demo";
  // Nobody logs in to a demonstration: its session is that of the doctor of the sandbox.
  const token = () => (demo ? sandboxMailToken(directory) : pscToken(connection));
  const own = person === null || demo ? found.address : (person.mssEmail ?? (await ownIn(person, found.address)));
  const address = given ?? own;
  if (address === null) throw mailboxMissing(person);
  return { ...reached, certificate: undefined, address, authentication: { kind: "token", token } };
}

/** The mailbox of the doctor of every example is theirs alone: a colleague or a secretary has their own, or that of the cabinet. */
async function ownIn({ mode, nationalId }: NonNullable<MssConnection["person"]>, address: string): Promise<string | null> {
  // Without Pro Santé Connect nobody opens it: that is told when it is tried.
  if (mode !== "psc") return address;
  const { mailAccounts } = await import("./sandbox/mail/accounts.js");
  return nationalId !== null && mailAccounts().get(address.toLowerCase())?.openedBy.includes(nationalId) ? address : null;
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
