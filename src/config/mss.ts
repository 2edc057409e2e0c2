import { SegurError } from "../domain/errors.js";
import { isOwnDomain } from "../domain/message/own-domain.js";
import { type CertificateFiles, type SettingReader, type SettingsSource, settingReader } from "./setting-reader.js";

/** A server given by hand: `host:port`, always with STARTTLS. */
export interface MssServerSetting {
  readonly host: string;
  readonly port: number;
}

/** The mailbox of a cabinet and how it is reached, files read. */
export interface MssSettings {
  readonly address: string;
  readonly kind: "PER" | "ORG" | "APP";
  readonly ca: string;
  readonly crl: string;
  readonly certificate: CertificateFiles | undefined;
  /** Both, or autoconfiguration. */
  readonly servers: { readonly smtp: MssServerSetting; readonly imap: MssServerSetting } | null;
  readonly domains: readonly string[];
  readonly timeoutMs: number;
}

/**
 * Reads the mailbox of a cabinet that talks to a real operator; a `config` error names the command to run.
 * @param person of the session, whose own mailbox is used where the cabinet has none
 */
export async function readMssSettings(source: SettingsSource, person: MailboxOwner | null): Promise<MssSettings> {
  const mss = reader(source);
  const kind = await readMssKind(source);
  const address = (await mss.text("address")) ?? (kind === "APP" ? undefined : (person?.mssEmail ?? undefined));
  if (address === undefined) throw mailboxMissing(person);
  const [ca, crl] = await Promise.all([mss.file("ca"), mss.file("crl")]);
  if (ca === undefined) throw mss.missing("ca", "Seules les autorités de l'IGC-Santé sont admises (MSS/CONF.27).");
  if (crl === undefined) throw mss.missing("crl", "Un certificat révoqué ne doit pas être accepté (MSS/CONF.22).");
  const certificate = kind === "APP" ? await mss.certificate() : undefined;
  if (kind === "APP" && certificate === undefined)
    throw mss.missing("certificate", "Une boîte applicative n'a que lui (MSS/CONF.12).");
  return {
    address: address.toLowerCase(),
    kind,
    ca: ca.toString("utf8"),
    crl: crl.toString("utf8"),
    certificate,
    servers: await givenServers(mss, source),
    domains: domainsOf(await mss.value("domains")),
    timeoutMs: Number(await mss.value("timeout")),
  };
}

/** The person of a session, as far as a mailbox is theirs. */
export interface MailboxOwner {
  readonly userId: string;
  readonly mssEmail: string | null;
}

/** Neither the cabinet nor the person has a mailbox: what each of them would set. Never that of somebody else. */
export function mailboxMissing(person: Pick<MailboxOwner, "userId"> | null): SegurError {
  return new SegurError({
    kind: "config",
    code: "mss.setting_missing",
    rule: "MSS/CONF.07",
    message: "Aucune boîte MSSanté n'est réglée pour la personne connectée.",
    why: "Le cabinet n'a pas de boîte à lui (mss.address), et elle non plus.",
    advice: `La sienne, pour un médecin : segur user set ${person?.userId ?? "U…"} --mss-email ADRESSE ; celle du cabinet, par un administrateur : segur config set mss.address ADRESSE, puis segur config set mss.kind ORG`,
    details: { key: "mss.address" },
  });
}

export async function readMssKind(source: SettingsSource): Promise<MssSettings["kind"]> {
  const kind = await reader(source).value("kind");
  return kind === "ORG" || kind === "APP" ? kind : "PER";
}

/** The mailbox of the cabinet itself; null when each person has their own. */
export async function readMssAddress(source: SettingsSource): Promise<string | null> {
  return (await reader(source).text("address"))?.toLowerCase() ?? null;
}

/** Domains of the trust space besides `mssante.fr`. */
export async function readMssDomains(source: SettingsSource): Promise<readonly string[]> {
  return domainsOf(await reader(source).value("domains"));
}

/** `X-MSS-NIL`; null when it is not set. */
export async function readMssNil(source: SettingsSource): Promise<string | null> {
  return (await reader(source).text("nil")) ?? null;
}

async function givenServers(mss: SettingReader, { environment }: SettingsSource): Promise<MssSettings["servers"]> {
  const [smtp, imap] = [await mss.text("smtpServer"), await mss.text("imapServer")];
  if (smtp === undefined && imap === undefined) return null;
  if (smtp === undefined)
    throw mss.missing("smtpServer", "Le serveur IMAP est réglé sans autoconfiguration : celui d'envoi aussi.");
  if (imap === undefined)
    throw mss.missing("imapServer", "Le serveur d'envoi est réglé sans autoconfiguration : celui de la boîte aussi.");
  const read = (name: string, text: string) => serverOf(name, text, environment === "production");
  return { smtp: read("smtpServer", smtp), imap: read("imapServer", imap) };
}

/** A server in production that is not MSSanté's would be handed the token of Pro Santé Connect. */
function serverOf(name: string, text: string, trustedOnly: boolean): MssServerSetting {
  const [, host = "", port = ""] = /^([a-z0-9.-]{1,253}):(\d{1,5})$/i.exec(text) ?? [];
  const number = Number(port);
  if (host === "" || number < 1 || number > 65_535) throw wrong(name, "Il faut un nom de serveur et un port : nom:port.");
  if (trustedOnly && !/\.mssante\.fr$/i.test(host))
    throw wrong(name, "En production, le serveur est sous mssante.fr.", "MSS/CONF.04");
  return { host: host.toLowerCase(), port: number };
}

function wrong(name: string, why: string, rule?: string): SegurError {
  const key = `mss.${name}`;
  const unset = `segur config unset ${key}`;
  return new SegurError({
    kind: "config",
    code: "mss.setting_wrong",
    message: `Le réglage ${key} ne peut pas être suivi.`,
    why,
    advice: name === "domains" ? unset : `${unset}   (l'autoconfiguration trouve les serveurs)`,
    rule,
    details: { key },
  });
}

/** Looked at again when it is used: a variable, or an earlier version, may have put another one there. */
function domainsOf(value: unknown): readonly string[] {
  const domains = Array.isArray(value) ? value.map(String) : [];
  if (domains.every(isOwnDomain)) return domains;
  throw wrong(
    "domains",
    "Il faut des domaines entiers, d'une seule organisation : ni « fr », ni « asso.fr », sous lesquels n'importe qui a le sien.",
    "MSS/CONF.04",
  );
}

function reader(source: SettingsSource): SettingReader {
  return settingReader(source, "mss", "écrire par MSSanté");
}
