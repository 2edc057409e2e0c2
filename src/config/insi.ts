import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { SegurError } from "../domain/errors.js";
import type { Environment } from "../domain/ports.js";
import { isOpenToOthers } from "../platform/files.js";
import { resolveSetting } from "../services/cabinet/settings.js";
import type { SettingsStore } from "../store/settings.port.js";
import { systemReason } from "../terminal/errors.js";

/** What the settings of a cabinet say of INSi, files read. The gateway's own checks come after. */
export interface InsiSettings {
  readonly url: string;
  readonly ca: string | undefined;
  readonly certificate:
    | { readonly certPem: string; readonly keyPem: string; readonly passphrase?: string }
    | { readonly pfx: Buffer; readonly passphrase?: string };
  readonly idam: string;
  readonly issuers: readonly string[] | undefined;
}

export interface SettingsSource {
  readonly settings: SettingsStore;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly environment: Environment;
  readonly warn: (text: string) => void;
}

/** Reads the `insi.*` settings of a cabinet that talks to a real service; a `config` error names the command to run. */
export async function readInsiSettings(source: SettingsSource): Promise<InsiSettings> {
  const url = await text(source, "insi.url", true);
  const idam = await text(source, "insi.idam", true);
  const certificate = await file(source, "insi.certificate", true);
  const key = await file(source, "insi.key", false);
  const passphrase = await file(source, "insi.passphraseFile", false);
  const ca = await file(source, "insi.ca", false);
  const isPem = certificate.includes("-----BEGIN");
  if (isPem && key === undefined)
    throw settingMissing("insi.key", "Le certificat est au format PEM, sa clé est dans un autre fichier.");
  const secret = passphrase === undefined ? {} : { passphrase: passphrase.toString("utf8").replace(/\r?\n$/, "") };
  const issuers = await setting(source, "insi.issuers");
  return {
    url,
    idam,
    ca: ca?.toString("utf8"),
    certificate:
      isPem && key !== undefined
        ? { certPem: certificate.toString("utf8"), keyPem: key.toString("utf8"), ...secret }
        : { pfx: certificate, ...secret },
    issuers: Array.isArray(issuers) ? issuers.map(String) : undefined,
  };
}

/** How long a call may last and how many connections may be open, in every environment. */
export async function readInsiLimits(source: SettingsSource): Promise<{ timeoutMs: number; connections: number | undefined }> {
  const timeoutMs = Number(await setting(source, "insi.timeout"));
  return { timeoutMs, connections: Number(await setting(source, "insi.connections")) || undefined };
}

async function setting(source: SettingsSource, key: string): Promise<unknown> {
  const toPath = (path: string) => (isAbsolute(path) ? path : resolve(source.cwd, path));
  return (await resolveSetting(key, { ...source, toPath })).value;
}

async function text(source: SettingsSource, key: string, required: true): Promise<string>;
async function text(source: SettingsSource, key: string, required: boolean): Promise<string | undefined>;
async function text(source: SettingsSource, key: string, required: boolean): Promise<string | undefined> {
  const value = await setting(source, key);
  if (typeof value === "string" && value !== "") return value;
  if (required) throw settingMissing(key);
  return undefined;
}

const SECRETS = new Set(["insi.key", "insi.passphraseFile"]);

async function file(source: SettingsSource, key: string, required: true): Promise<Buffer>;
async function file(source: SettingsSource, key: string, required: boolean): Promise<Buffer | undefined>;
async function file(source: SettingsSource, key: string, required: boolean): Promise<Buffer | undefined> {
  const path = await text(source, key, required);
  if (path === undefined) return undefined;
  try {
    const content = await readFile(path);
    if (SECRETS.has(key) && (await isOpenToOthers(path))) {
      source.warn(`Le fichier de ${key} peut être lu par d'autres utilisateurs de cette machine : chmod 600 « ${path} »`);
    }
    return content;
  } catch (cause) {
    throw new SegurError({
      kind: "config",
      code: "insi.setting_file",
      message: `Le fichier du réglage ${key} ne peut pas être lu : « ${path} ».`,
      why: systemReason(cause),
      advice: `segur config set ${key} CHEMIN`,
      cause,
    });
  }
}

function settingMissing(key: string, why?: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "insi.setting_missing",
    message: `Le réglage ${key} manque : ce cabinet ne peut pas encore appeler INSi.`,
    why,
    advice: `segur config set ${key} VALEUR   (segur config list montre tous les réglages)`,
    details: { key },
  });
}
