import { readFile } from "node:fs/promises";
import { type DmpAccess, type DmpOptions, readDmpAccess, readDmpOptions } from "./config/dmp.js";
import type { SettingsSource } from "./config/setting-reader.js";
import { VERSION } from "./config/version.js";
import { oidOf } from "./documents/cda/oid.js";
import type { Clock, Ids } from "./domain/ports.js";
import { createDmpClient } from "./gateways/dmp/client.js";
import type { DmpClient } from "./gateways/dmp/port.js";
import { createDmpTransport } from "./gateways/dmp/transport.js";
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

/** LPS_Nom: the name under which the software is homologated; `segur --version` says the same (EX_GEN-1180). */
const SOFTWARE = "segur";

/** Connects to the DMP as the environment of the cabinet says. Part of the composition root, loaded on the first call. */
export async function connectDmp(connection: DmpConnection): Promise<DmpClient> {
  const { clock, ids, instanceId, warn, note } = connection;
  const [access, options] = await readDmp(connection);
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
    transport,
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
  const access = source.environment === "sandbox" ? sandboxAccess(source.state) : readDmpAccess(source);
  return Promise.all([access, readDmpOptions(source)]);
}

/** The embedded DMP, with the certificates that it made for us. Not running: `unreachable`, and how to start it. */
async function sandboxAccess(state: string): Promise<DmpAccess> {
  const { sandboxDmpConnection, sandboxDirectory } = await import("./sandbox/connection.js");
  const { url, homologation, ...paths } = await sandboxDmpConnection(sandboxDirectory(state));
  const read = (path: string) => readFile(path, "utf8");
  const [ca, crl, certPem, keyPem] = await Promise.all([paths.ca, paths.crl, paths.cert, paths.key].map(read));
  const [sealPem, sealKey] = await Promise.all([paths.signCert, paths.signKey].map(read));
  if (certPem === undefined || keyPem === undefined || sealPem === undefined || sealKey === undefined) {
    throw new Error("the sandbox left no certificate");
  }
  return {
    url,
    ca,
    crl,
    certificate: { certPem, keyPem },
    seal: { certPem: sealPem, keyPem: sealKey },
    homologation,
  };
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
