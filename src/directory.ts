import { join } from "node:path";
import { type SettingsSource, settingReader } from "./config/setting-reader.js";
import { profession, skill } from "./documents/vocabularies/people.js";
import type { Clock } from "./domain/ports.js";
import { loadTrust } from "./gateways/client-certificate.js";
import { createDirectoryClient } from "./gateways/directory/client.js";
import { createExtractionSource } from "./gateways/directory/extraction.js";
import type { ExtractionSource } from "./gateways/directory/extraction.port.js";
import type { DirectoryClient } from "./gateways/directory/port.js";
import { openDirectoryCopy } from "./store/directory/copy.js";
import type { DirectoryCopy } from "./store/directory.port.js";

export interface DirectoryConnection extends SettingsSource {
  readonly clock: Clock;
}

/** One for all cabinets of this machine: it is public. */
export function openCopy(dataFolder: string): DirectoryCopy {
  return openDirectoryCopy(join(dataFolder, "annuaire.db"));
}

/** Annuaire Santé in line; null when no key is set: the offline copy then answers alone. */
export async function connectDirectory(connection: DirectoryConnection): Promise<DirectoryClient | null> {
  const directory = reader(connection);
  const apiKey = (await directory.secret("apiKeyFile"))?.trim();
  if (apiKey === undefined || apiKey === "") return null;
  return createDirectoryClient({
    url: await directory.required("url"),
    apiKey,
    secureContext: loadTrust((await directory.file("ca"))?.toString("utf8")),
    clock: connection.clock,
    labelOf: (code) => profession(code)?.label ?? skill(code)?.label ?? null,
  });
}

/** Where the public extraction is downloaded from. */
export async function extractionSource(connection: DirectoryConnection): Promise<ExtractionSource> {
  const directory = reader(connection);
  const secureContext = loadTrust((await directory.file("ca"))?.toString("utf8"));
  return createExtractionSource({ url: await directory.required("extractionUrl"), secureContext });
}

function reader(connection: DirectoryConnection) {
  return settingReader(connection, "directory", "interroger l'Annuaire Santé");
}
