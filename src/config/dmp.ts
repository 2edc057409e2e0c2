import { TRANSACTIONS, type Transaction, VIHF_MODES, type VihfMode } from "../domain/dmp/transaction.js";
import { SegurError } from "../domain/errors.js";
import { type CertificateFiles, type SettingReader, type SettingsSource, settingReader } from "./setting-reader.js";

/** Where the DMP is and with which certificates it is called, files read. */
export interface DmpAccess {
  readonly url: string;
  readonly ca: string | undefined;
  readonly crl: string | undefined;
  readonly certificate: CertificateFiles;
  /** Null when a card signs everything. */
  readonly seal: CertificateFiles | null;
  /** A secret (EX_GEN-1490). */
  readonly homologation: string;
}

/** The rest, in every environment. */
export interface DmpOptions {
  readonly vihfVersion: string;
  readonly authnContextDecl: string;
  readonly authnContextClassRef: Readonly<Record<string, string>>;
  readonly digest: "sha256" | "sha1";
  readonly airSigner: "seal" | "certificate";
  readonly modes: Readonly<Partial<Record<Transaction, VihfMode>>>;
  readonly card: { readonly command: readonly string[]; readonly certificatePem: string } | null;
  readonly maxSubmissionBytes: number;
  readonly timeoutMs: number;
}

const SEAL = { certificate: "signCertificate", key: "signKey", passphraseFile: "signPassphraseFile" } as const;

/** Reads the access of a cabinet that talks to a real DMP; a `config` error names the command to run. */
export async function readDmpAccess(source: SettingsSource): Promise<DmpAccess> {
  const dmp = reader(source);
  const url = await dmp.required("url");
  const certificate = await dmp.certificate();
  if (certificate === undefined) throw dmp.missing("certificate");
  const seal = await dmp.certificate(SEAL);
  if (seal === undefined && (await dmp.value("signingCommand")) === null) throw dmp.missing("signCertificate");
  const homologation = await dmp.secret("homologationFile");
  if (homologation === undefined || homologation.trim() === "") throw dmp.missing("homologationFile");
  const [ca, crl] = await Promise.all([dmp.file("ca"), dmp.file("crl")]);
  return {
    url,
    certificate,
    seal: seal ?? null,
    homologation: homologation.trim(),
    ca: ca?.toString("utf8"),
    crl: crl?.toString("utf8"),
  };
}

/** Reads what does not depend on where the DMP is. @throws {SegurError} kind `config` */
export async function readDmpOptions(source: SettingsSource): Promise<DmpOptions> {
  const dmp = reader(source);
  return {
    vihfVersion: await dmp.required("vihfVersion"),
    authnContextDecl: await dmp.required("authnContextDecl"),
    authnContextClassRef: choice(await dmp.value("authnContextClassRef"), "authnContextClassRef", LOGINS),
    digest: (await dmp.value("digest")) === "sha1" ? "sha1" : "sha256",
    airSigner: (await dmp.value("airSigner")) === "certificate" ? "certificate" : "seal",
    modes: choice(await dmp.value("modes"), "modes", TRANSACTIONS, VIHF_MODES),
    card: await cardOf(dmp),
    maxSubmissionBytes: Number(await dmp.value("maxSubmissionBytes")),
    timeoutMs: Number(await dmp.value("timeout")),
  };
}

const LOGINS = ["psc", "password", "card", "demo"] as const;

async function cardOf(dmp: SettingReader): Promise<DmpOptions["card"]> {
  const command = await dmp.value("signingCommand");
  if (!Array.isArray(command) || command.length === 0) return null;
  const certificate = await dmp.file("signingCertificate");
  if (certificate === undefined)
    throw dmp.missing("signingCertificate", "La commande de signature (dmp.signingCommand) est réglée.");
  return { command: command.map(String), certificatePem: certificate.toString("utf8") };
}

/** A map whose keys, and values when they are listed, are known. */
function choice<Key extends string, Value extends string>(
  map: unknown,
  name: string,
  keys: readonly Key[],
  values?: readonly Value[],
): Readonly<Partial<Record<Key, Value>>> & Readonly<Record<string, Value>> {
  const found: Record<string, Value> = {};
  for (const [key, value] of Object.entries(Object(map ?? {}))) {
    if (!keys.some((each) => each === key)) throw wrong(name, `« ${key} » n'est pas l'un de : ${keys.join(", ")}.`);
    if (values !== undefined && !values.some((each) => each === value))
      throw wrong(name, `${key} attend ${values.join(" ou ")}.`);
    found[key] = value as Value;
  }
  return found as Readonly<Partial<Record<Key, Value>>> & Readonly<Record<string, Value>>;
}

function wrong(name: string, why: string): SegurError {
  const key = `dmp.${name}`;
  return new SegurError({
    kind: "config",
    code: "dmp.setting_wrong",
    message: `Le réglage ${key} n'est pas compris.`,
    why,
    advice: `segur config set ${key} '{"…": "…"}'   (ou segur config unset ${key})`,
    details: { key },
  });
}

function reader(source: SettingsSource): SettingReader {
  return settingReader(source, "dmp", "appeler le DMP");
}
