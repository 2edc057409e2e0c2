import { readFile } from "node:fs/promises";
import { type InsiSettings, readInsiLimits, readInsiSettings, type SettingsSource } from "./config/insi.js";
import { VERSION } from "./config/version.js";
import type { Clock, Ids } from "./domain/ports.js";
import { createInsiClient } from "./gateways/insi/client.js";
import type { InsiClient } from "./gateways/insi/port.js";

export interface InsiConnection extends SettingsSource {
  /** State folder, where a running sandbox leaves its address. */
  readonly state: string;
  readonly instanceId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Told of each call with `--verbose`: operation, code, duration, and nothing of the patient. */
  readonly note?: (text: string) => void;
}

/** The number of calls in flight is decided by `--concurrency`; the pool only has to leave it room. */
const ROOM = 256;

/** Connects to INSi as the environment of the cabinet says. Part of the composition root, loaded on the first call. */
export async function connectInsi(connection: InsiConnection): Promise<InsiClient> {
  const { note, clock, ids, environment, instanceId } = connection;
  const access = environment === "sandbox" ? await sandboxAccess(connection.state) : await readInsiSettings(connection);
  const { timeoutMs, connections } = await readInsiLimits(connection);
  return createInsiClient({
    url: access.url,
    ca: access.ca,
    certificate: access.certificate,
    lps: { idam: access.idam, version: VERSION, instance: instanceId, name: `urn:lps:segur:${VERSION}` },
    environment,
    issuers: access.issuers,
    timeoutMs,
    connections: connections ?? ROOM,
    clock,
    ids,
    onExchange: ({ operation, code, ms, messageId }) => note?.(`INSi ${operation} ${code} ${Math.round(ms)} ms ${messageId}`),
  });
}

/** The embedded téléservice, with the certificate that it made for us. Not running: `unreachable`, and how to start it. */
async function sandboxAccess(state: string): Promise<InsiSettings> {
  const { sandboxConnection, sandboxDirectory } = await import("./sandbox/connection.js");
  const { url, ca, cert, key, idam } = await sandboxConnection(sandboxDirectory(state));
  const [authorities, certPem, keyPem] = await Promise.all([ca, cert, key].map((path) => readFile(path, "utf8")));
  if (certPem === undefined || keyPem === undefined) throw new Error("the sandbox left no certificate");
  return { url, ca: authorities, certificate: { certPem, keyPem }, idam, issuers: undefined };
}
