import { readFile } from "node:fs/promises";
import { readPscSettings, readPscTransport } from "./config/psc.js";
import type { SettingsSource } from "./config/setting-reader.js";
import type { Clock } from "./domain/ports.js";
import { createPscClient } from "./gateways/psc/config.js";
import type { PscClient } from "./gateways/psc/port.js";

export interface PscConnection extends SettingsSource {
  /** State folder, where a running sandbox leaves its address. */
  readonly state: string;
  readonly clock: Pick<Clock, "now">;
}

/** Connects to Pro Santé Connect as the environment of the cabinet says. Part of the composition root, loaded on the first call. */
export async function connectPsc(connection: PscConnection): Promise<PscClient> {
  const { environment, clock } = connection;
  if (environment === "sandbox") return sandboxClient(connection);
  return createPscClient({ environment, clock, ...(await readPscSettings(connection)) });
}

/** The embedded provider, with the certificate that it made for us; through its proxy when `psc.transport` says so. */
async function sandboxClient(connection: PscConnection): Promise<PscClient> {
  const { environment, clock, state } = connection;
  const { sandboxPscConnection, sandboxDirectory } = await import("./sandbox/connection.js");
  const { issuer, ca: caPath, byCertificate, proxy } = await sandboxPscConnection(sandboxDirectory(state));
  const ca = await readFile(caPath, "utf8");
  if ((await readPscTransport(connection)) === "proxy") {
    return createPscClient({ transport: "proxy", environment, clock, ca, ...proxy });
  }
  const [certPem, keyPem] = await Promise.all([readFile(byCertificate.cert, "utf8"), readFile(byCertificate.key, "utf8")]);
  const auth = { method: "certificate", certificate: { certPem, keyPem } } as const;
  return createPscClient({ transport: "direct", environment, clock, ca, issuer, clientId: byCertificate.clientId, auth });
}
