import { readFile } from "node:fs/promises";
import { type DmpAccess, type DmpOptions, readDmpAccess, readDmpOptions } from "./config/dmp.js";
import type { SettingsSource } from "./config/setting-reader.js";
import { VERSION } from "./config/version.js";
import { oidOf } from "./documents/cda/oid.js";
import type { SegurError } from "./domain/errors.js";
import type { Clock, Ids } from "./domain/ports.js";
import { createDmpClient } from "./gateways/dmp/client.js";
import type { DmpClient } from "./gateways/dmp/port.js";
import { createDmpTransport } from "./gateways/dmp/transport.js";
import { localFault } from "./gateways/dmp/transport-errors.js";
import type { DmpWarning } from "./gateways/dmp/warning.js";

export interface DmpConnection extends SettingsSource {
  /** State folder, where a running sandbox leaves its address. */
  readonly state: string;
  readonly instanceId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Told of each call with `--verbose`: transaction, code, duration, and nothing of the patient. */
  readonly note?: (text: string) => void;
}

/** Stands for the address of a stopped sandbox; nothing is sent there. */
const NOWHERE = "https://127.0.0.1:1/si-dmp-server/v2/services";

/** LPS_Nom: the name under which the software is homologated; `segur --version` says the same (EX_GEN-1180). */
const SOFTWARE = "segur";

/** Connects to the DMP as the environment of the cabinet says. Part of the composition root, loaded on the first call. */
export async function connectDmp(connection: DmpConnection): Promise<DmpClient> {
  const { clock, ids, instanceId, warn, note } = connection;
  const { environment, state } = connection;
  const options = await readDmpOptions(connection);
  const byCard = options.card !== null;
  const { access, stopped } =
    environment === "sandbox" ? await sandboxAccess(state, byCard) : { access: await readDmpAccess(connection), stopped: null };
  const { homologation, ...reached } = access;
  const { maxSubmissionBytes, ...settings } = options;
  const transport = createDmpTransport({
    ...reached,
    ...settings,
    software: { name: SOFTWARE, version: VERSION, instance: instanceId, homologation },
    clock,
    ids,
    onExchange: ({ transaction, code, ms, messageId }) => note?.(`DMP ${transaction} ${code} ${ms} ms ${messageId}`),
    onSkew: (seconds) => warn(skewText(seconds)),
  });
  return createDmpClient({
    // Stopped, it can still be signed for: what must leave waits in the outbox.
    transport: stopped === null ? transport : { ...transport, exchange: () => Promise.reject(localFault(stopped)) },
    modeOf: transport.modeOf,
    software: { name: SOFTWARE, version: VERSION },
    oid: oidOf(instanceId),
    maxSubmissionBytes,
    clock,
    ids,
    warn: (warning) => (LOUD.has(warning.code) ? warn : note)?.(warningText(warning)),
  });
}

/** Where the DMP is and how to call it, for the calls and for `segur doctor`. */
export async function readDmp(source: SettingsSource & { readonly state: string }): Promise<[DmpAccess, DmpOptions]> {
  const options = await readDmpOptions(source);
  const { environment, state } = source;
  if (environment !== "sandbox") return [await readDmpAccess(source), options];
  const { access, stopped } = await sandboxAccess(state, options.card !== null);
  if (stopped !== null) throw stopped;
  return [access, options];
}

/**
 * The embedded DMP, with the certificates that it made for us; `stopped` is what each call then says: not running, and how to start it.
 * @param byCard a card signs: the connection is its own too (psc.md §4.1)
 */
async function sandboxAccess(
  state: string,
  byCard: boolean,
): Promise<{ readonly access: DmpAccess; readonly stopped: SegurError | null }> {
  const { notRunning, sandboxDmpConnection, sandboxDirectory } = await import("./sandbox/connection.js");
  const { url, homologation, card, ...paths } = await sandboxDmpConnection(sandboxDirectory(state));
  const tls = byCard ? card : paths;
  const [ca, crl, certificate, seal] = await Promise.all([
    readFile(paths.ca, "utf8"),
    readFile(paths.crl, "utf8"),
    pemPair(tls.cert, tls.key),
    pemPair(paths.signCert, paths.signKey),
  ]);
  const access = { url: url ?? NOWHERE, ca, crl, certificate, seal, homologation };
  return { access, stopped: url === null ? notRunning() : null };
}

async function pemPair(cert: string, key: string): Promise<{ readonly certPem: string; readonly keyPem: string }> {
  const [certPem, keyPem] = await Promise.all([readFile(cert, "utf8"), readFile(key, "utf8")]);
  return { certPem, keyPem };
}

function skewText(seconds: number): string {
  const gap = `${Math.abs(seconds)} s ${seconds > 0 ? "d'avance" : "de retard"}`;
  return `L'horloge de cette machine a ${gap} sur celle du DMP : réglez-la (synchronisation automatique).`;
}

/** What may be missing from what is shown is said aloud; the rest to who asks for it. */
const LOUD = new Set<DmpWarning["code"]>(["entry.dropped", "answer.partial", "document.unasked", "registry.warning"]);

const WARNINGS: Readonly<Record<DmpWarning["code"], string>> = {
  "entry.incomplete": "des métadonnées d'un document manquent",
  "entry.dropped": "un document aux métadonnées illisibles n'est pas montré",
  "answer.partial": "la réponse est partielle",
  "document.unasked": "un document qui n'était pas demandé a été laissé",
  "registry.warning": "le service avertit",
};

function warningText({ code, transaction, details }: DmpWarning): string {
  const said = typeof details.code === "string" ? ` (${details.code})` : "";
  return `DMP ${transaction} : ${WARNINGS[code]}${said}.`;
}
