import { lookup } from "node:dns/promises";
import { rootCertificates } from "node:tls";
import { loadTrust } from "../client-certificate.js";
import { createHttpsClient, type HttpReply } from "../http.js";
import { isPublicAddress } from "../public-address.js";
import { TransportFailure, toTransportFailure } from "../transport.js";
import { XmlError } from "../xml.js";
import { loadXmlReader } from "../xml-reader.js";
import { AutoconfigError, isUnder, type MailboxKind, readAutoconfig } from "./autoconfig-document.js";
import { autoconfigFault } from "./autoconfig-faults.js";
import type { MssServer, MssServers } from "./config.js";
import { fault, networkFault } from "./faults.js";
import { MssFault } from "./port.js";

/** What is kept of an answer between two commands, for one domain and kind. JSON. */
export interface AutoconfigCache {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

export interface AutoconfigOptions {
  readonly address: string;
  readonly kind: MailboxKind;
  /** Domains admitted besides `mssante.fr`, by a setting of the cabinet. */
  readonly domains: readonly string[];
  /** PEM of IGC-Santé; public authorities are trusted besides, for this request only (MSS/CONF.04). */
  readonly ca: string;
  readonly cache: AutoconfigCache;
  now(): Date;
  /** Every address of a name. Default: the resolver of the system. */
  resolve?(host: string): Promise<readonly string[]>;
  /** GET, to these addresses and no other. */
  get?(url: URL, addresses: readonly string[], signal?: AbortSignal): Promise<HttpReply>;
}

const TRUSTED = "mssante.fr";
const SUCCESS_MS = 24 * 3_600_000;
const FAILURE_MS = 15 * 60_000;
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 65_536;

/**
 * Finds the servers of a mailbox (MSS/CONF.04): at `autoconfig.` its own domain, which must be of MSSanté, over HTTPS, without following
 * anything elsewhere. The token of Pro Santé Connect will be shown to what is found: every name must be of the trusted domain and every
 * address public; connections then go to the addresses that were judged. An answer serves for 24 h, a failure for 15 min.
 * @throws {MssFault} `mss.autoconfig.…`, `mss.network.…`
 */
export async function findServers(options: AutoconfigOptions, signal?: AbortSignal): Promise<MssServers> {
  const domain = options.address.slice(options.address.lastIndexOf("@") + 1).toLowerCase();
  const roots = [TRUSTED, ...options.domains].filter((root) => isUnder(domain, [root]));
  if (roots.length === 0) throw autoconfigFault("domain", domain);
  const { smtp, imap } = (await remembered(options, domain, roots)) ?? (await asked(options, domain, roots, signal));
  return { smtp: await judged(options, smtp, domain), imap: await judged(options, imap, domain) };
}

/** Resolved now, whatever was remembered: a name that turns to a private address later is refused too. */
async function judged(options: AutoconfigOptions, server: MssServer, domain: string): Promise<MssServer> {
  return { ...server, addresses: await publicAddresses(options, server.host, domain) };
}

async function publicAddresses(
  { resolve = resolveAll }: AutoconfigOptions,
  host: string,
  domain: string,
): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    throw networkFault(toTransportFailure(error));
  }
  if (addresses.length === 0) throw networkFault(new TransportFailure("dns", "ENODATA"));
  // One private address among public ones is how a name is made to change after it was judged.
  if (!addresses.every(isPublicAddress)) throw autoconfigFault("private_address", domain, `Serveur : ${host}.`);
  return addresses;
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

async function asked(
  options: AutoconfigOptions,
  domain: string,
  roots: readonly string[],
  signal?: AbortSignal,
): Promise<MssServers> {
  try {
    const servers = await ask(options, domain, roots, signal);
    await remember(options, { servers });
    return servers;
  } catch (error) {
    if (error instanceof MssFault && error.kind !== "interrupted") await remember(options, { failure: partsOf(error) });
    throw error;
  }
}

async function ask(
  options: AutoconfigOptions,
  domain: string,
  roots: readonly string[],
  signal?: AbortSignal,
): Promise<MssServers> {
  const url = new URL(`https://autoconfig.${domain}/mail/config-v1.1.xml`);
  const addresses = await publicAddresses(options, url.hostname, domain);
  const get = options.get ?? ((target, pinned, abort) => httpsGet(target, pinned, options.ca, abort));
  const { status, body } = await get(url, addresses, signal);
  if (status >= 300 && status < 400) throw autoconfigFault("redirect", domain);
  if (status === 404 || status === 410) throw autoconfigFault("absent", domain);
  if (status !== 200) throw autoconfigFault("status", domain, `Statut HTTP ${status}.`);
  const read = await loadXmlReader();
  try {
    return readAutoconfig(read(body.toString("utf8")), options.kind, roots);
  } catch (error) {
    if (error instanceof XmlError) throw autoconfigFault("not_xml", domain, `${error.message}.`);
    if (error instanceof AutoconfigError) throw autoconfigFault(error.reason, domain);
    throw error;
  }
}

/** One GET over HTTPS, whose name is checked and whose addresses are given. Nothing is followed. @throws {MssFault} */
export async function httpsGet(url: URL, addresses: readonly string[], ca: string, signal?: AbortSignal): Promise<HttpReply> {
  const client = createHttpsClient({
    url,
    // Revocation lists of public authorities are not to be had in PEM: this answer is believed for names of MSSanté alone.
    secureContext: loadTrust([...rootCertificates, ca]),
    connections: 1,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MOST_BYTES,
    addresses,
  });
  try {
    const headers = { accept: "application/xml, text/xml" };
    return await client.send({ method: "GET", path: url.pathname, headers, body: null }, signal);
  } catch (error) {
    throw networkFault(toTransportFailure(error));
  } finally {
    await client.close();
  }
}

interface Remembered {
  readonly servers?: MssServers;
  readonly failure?: ReturnType<typeof partsOf>;
}

function partsOf({ kind, retry, message, why, advice, rule, serviceCode }: MssFault) {
  return { kind, retry, message, why, advice, rule, serviceCode };
}

async function remember({ cache, address, kind, now }: AutoconfigOptions, value: Remembered): Promise<void> {
  // Without a cache the next command asks again: no reason to fail this one.
  await cache.write({ key: keyOf(address, kind), at: now().toISOString(), ...value }).catch(() => {});
}

function keyOf(address: string, kind: MailboxKind): string {
  return `${kind} ${address.slice(address.lastIndexOf("@") + 1).toLowerCase()}`;
}

/** What was found is judged again as if it had just come: the file may have been changed. */
async function remembered(options: AutoconfigOptions, domain: string, roots: readonly string[]): Promise<MssServers | null> {
  const kept = Object(await options.cache.read().catch(() => null)) as { key?: unknown; at?: unknown } & Remembered;
  const age = options.now().getTime() - Date.parse(String(kept.at));
  if (kept.key !== keyOf(options.address, options.kind) || !(age >= 0)) return null;
  const { failure, servers } = kept;
  if (failure !== undefined && age < FAILURE_MS) {
    const { serviceCode, why, ...verdict } = failure;
    throw fault(
      { ...verdict, advice: verdict.advice ?? "segur doctor", rule: verdict.rule ?? "MSS/CONF.04" },
      String(serviceCode),
      {
        why: [why, `Constaté il y a moins de 15 min (domaine ${domain}).`].filter(Boolean).join(" "),
      },
    );
  }
  if (servers === undefined || age >= SUCCESS_MS) return null;
  const isSound = (server: MssServer | undefined) =>
    server !== undefined &&
    isUnder(String(server.host), roots) &&
    Number.isInteger(server.port) &&
    (server.security === "starttls" || server.security === "tls");
  return isSound(servers.smtp) && isSound(servers.imap) ? servers : null;
}
