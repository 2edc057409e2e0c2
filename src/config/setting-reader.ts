import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { SegurError } from "../domain/errors.js";
import type { Environment } from "../domain/ports.js";
import { isOpenToOthers } from "../platform/files.js";
import { resolveSetting } from "../services/cabinet/settings.js";
import type { SettingsStore } from "../store/settings.port.js";
import { systemReason } from "../terminal/errors.js";

export interface SettingsSource {
  readonly settings: SettingsStore;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly environment: Environment;
  readonly warn: (text: string) => void;
}

/** Certificate and key as the settings name them, files read. */
export type CertificateFiles =
  | { readonly certPem: string; readonly keyPem: string; readonly passphrase?: string }
  | { readonly pfx: Buffer; readonly passphrase?: string };

/** Reads the settings of one téléservice (`<prefix>.url`, `<prefix>.certificate`…); its errors name the command to run. */
export interface SettingReader {
  value(name: string): Promise<unknown>;
  /** Undefined when it is not set. */
  text(name: string): Promise<string | undefined>;
  /** @throws {SegurError} `<prefix>.setting_missing` */
  required(name: string): Promise<string>;
  /** Content of the file that the setting names. @throws {SegurError} `<prefix>.setting_file` */
  file(name: string): Promise<Buffer | undefined>;
  /** First line of such a file. */
  secret(name: string): Promise<string | undefined>;
  /** `certificate`, with `key` and `passphraseFile`, or what they are called; undefined when there is none. */
  certificate(names?: CertificateNames): Promise<CertificateFiles | undefined>;
  missing(name: string, why?: string): SegurError;
}

/** Settings of one certificate among several of a service. */
export interface CertificateNames {
  readonly certificate: string;
  readonly key: string;
  readonly passphraseFile: string;
}

const NAMES: CertificateNames = { certificate: "certificate", key: "key", passphraseFile: "passphraseFile" };
const SECRETS = new Set([
  "key",
  "passphraseFile",
  "secretFile",
  "signKey",
  "signPassphraseFile",
  "homologationFile",
  "apiKeyFile",
]);

/** @param what the cabinet cannot do while a setting is missing: « appeler INSi » */
export function settingReader(source: SettingsSource, prefix: string, what: string): SettingReader {
  const toPath = (path: string) => (isAbsolute(path) ? path : resolve(source.cwd, path));
  const value = async (name: string) => (await resolveSetting(`${prefix}.${name}`, { ...source, toPath })).value;
  const text = async (name: string) => {
    const found = await value(name);
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  const missing = (name: string, why?: string) =>
    new SegurError({
      kind: "config",
      code: `${prefix}.setting_missing`,
      message: `Le réglage ${prefix}.${name} manque : ce cabinet ne peut pas encore ${what}.`,
      why,
      advice: `segur config set ${prefix}.${name} VALEUR   (segur config list montre tous les réglages)`,
      details: { key: `${prefix}.${name}` },
    });
  const file = async (name: string) => {
    const path = await text(name);
    return path === undefined ? undefined : readSettingFile(source, `${prefix}.${name}`, path, SECRETS.has(name));
  };
  const secret = async (name: string) => (await file(name))?.toString("utf8").split(/\r?\n/, 1)[0];

  return {
    value,
    text,
    file,
    secret,
    missing,
    async required(name) {
      const found = await text(name);
      if (found === undefined) throw missing(name);
      return found;
    },
    async certificate(names = NAMES) {
      const certificate = await file(names.certificate);
      if (certificate === undefined) return undefined;
      const key = await file(names.key);
      const passphrase = await secret(names.passphraseFile);
      const phrase = passphrase === undefined ? {} : { passphrase };
      if (!certificate.includes("-----BEGIN")) return { pfx: certificate, ...phrase };
      if (key === undefined) throw missing(names.key, "Le certificat est au format PEM, sa clé est dans un autre fichier.");
      return { certPem: certificate.toString("utf8"), keyPem: key.toString("utf8"), ...phrase };
    },
  };
}

async function readSettingFile(source: SettingsSource, key: string, path: string, secret: boolean): Promise<Buffer> {
  try {
    const content = await readFile(path);
    if (secret && (await isOpenToOthers(path))) {
      source.warn(`Le fichier de ${key} peut être lu par d'autres utilisateurs de cette machine : chmod 600 « ${path} »`);
    }
    return content;
  } catch (cause) {
    throw new SegurError({
      kind: "config",
      code: `${key.split(".")[0]}.setting_file`,
      message: `Le fichier du réglage ${key} ne peut pas être lu : « ${path} ».`,
      why: systemReason(cause),
      advice: `segur config set ${key} CHEMIN`,
      cause,
    });
  }
}
