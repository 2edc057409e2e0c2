import { type CertificateFiles, type SettingsSource, settingReader } from "./setting-reader.js";

export type { SettingsSource } from "./setting-reader.js";

/** What the settings of a cabinet say of INSi, files read. The gateway's own checks come after. */
export interface InsiSettings {
  readonly url: string;
  readonly ca: string | undefined;
  readonly certificate: CertificateFiles;
  readonly idam: string;
  readonly issuers: readonly string[] | undefined;
}

/** Reads the `insi.*` settings of a cabinet that talks to a real service; a `config` error names the command to run. */
export async function readInsiSettings(source: SettingsSource): Promise<InsiSettings> {
  const insi = settingReader(source, "insi", "appeler INSi");
  const url = await insi.required("url");
  const idam = await insi.required("idam");
  const certificate = await insi.certificate();
  if (certificate === undefined) throw insi.missing("certificate");
  const ca = await insi.file("ca");
  const issuers = await insi.value("issuers");
  return { url, idam, ca: ca?.toString("utf8"), certificate, issuers: Array.isArray(issuers) ? issuers.map(String) : undefined };
}

/** How long a call may last and how many connections may be open, in every environment. */
export async function readInsiLimits(source: SettingsSource): Promise<{ timeoutMs: number; connections: number | undefined }> {
  const insi = settingReader(source, "insi", "appeler INSi");
  return { timeoutMs: Number(await insi.value("timeout")), connections: Number(await insi.value("connections")) || undefined };
}
