import { readFile } from "node:fs/promises";
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
import { openPeopleCopy } from "./store/directory/people.js";
import type { DirectoryCopy, PeopleCopy } from "./store/directory.port.js";

export interface DirectoryConnection extends SettingsSource {
  readonly clock: Clock;
  /** State folder, where a running sandbox leaves its address. */
  readonly state: string;
}

/** One for all cabinets of this machine: it is public. */
export function openCopy(dataFolder: string): DirectoryCopy {
  return openDirectoryCopy(join(dataFolder, "annuaire.db"));
}

/** As {@link openCopy}. */
export function openPeople(dataFolder: string): PeopleCopy {
  return openPeopleCopy(join(dataFolder, "professionnels.db"));
}

/** Annuaire Santé in line; null when no key is set: the offline copy then answers alone. A sandbox cabinet asks the running sandbox. */
export async function connectDirectory(connection: DirectoryConnection): Promise<DirectoryClient | null> {
  const directory = reader(connection);
  const set = (await directory.secret("apiKeyFile"))?.trim() ?? "";
  const sandbox = await sandboxOf(connection);
  const apiKey = set === "" ? sandbox?.apiKey : set;
  if (apiKey === undefined) return null;
  return createDirectoryClient({
    url: sandbox?.url ?? (await directory.required("url")),
    apiKey,
    secureContext: loadTrust(await authorities(connection, sandbox)),
    clock: connection.clock,
    labelOf: (code) => profession(code)?.label ?? skill(code)?.label ?? null,
  });
}

/** Where a public extraction is downloaded from: the running sandbox's in a sandbox cabinet. */
export async function extractionSource(connection: DirectoryConnection, kind: "mailboxes" | "people"): Promise<ExtractionSource> {
  const sandbox = await sandboxOf(connection);
  const url =
    sandbox?.extractions[kind] ?? (await reader(connection).required(kind === "people" ? "peopleUrl" : "extractionUrl"));
  const maxBytes = kind === "people" ? MOST_PEOPLE_BYTES : undefined;
  return createExtractionSource({ url, secureContext: loadTrust(await authorities(connection, sandbox)), maxBytes });
}

/** The text of the people is 1.1 GB today, when it is not in an archive. */
const MOST_PEOPLE_BYTES = 4_000_000_000;

/** @throws {SegurError} `sandbox.not_running` */
async function sandboxOf({ environment, state }: DirectoryConnection) {
  if (environment !== "sandbox") return null;
  const { sandboxDirectory, sandboxDirectoryConnection } = await import("./sandbox/connection.js");
  return sandboxDirectoryConnection(sandboxDirectory(state));
}

async function authorities(
  connection: DirectoryConnection,
  sandbox: { readonly ca: string } | null,
): Promise<string | undefined> {
  if (sandbox !== null) return readFile(sandbox.ca, "utf8");
  return (await reader(connection).file("ca"))?.toString("utf8");
}

function reader(connection: DirectoryConnection) {
  return settingReader(connection, "directory", "interroger l'Annuaire Santé");
}
