import { isOwnDomain } from "../../domain/message/own-domain.js";
import type { Environment } from "../../domain/ports.js";
import type { SettingsStore } from "../../store/settings.port.js";
import { CLASSES, parsePeriod, RETENTION } from "../journal/classes.js";
import { DIRECTORY_SETTINGS } from "./directory-settings.js";
import { DMP_SETTINGS } from "./dmp-settings.js";
import { settingUnknown, settingWrong, variableRefused } from "./errors.js";
import { MSS_SETTINGS } from "./mss-settings.js";

/** How the text of a value is read. */
export type SettingType =
  | "url"
  | "path"
  | "text"
  | "duration"
  | "integer"
  | "list"
  | "domains"
  | "proofs"
  | "flag"
  | "period"
  | "map"
  | "size";
export type SettingValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
export type SettingOrigin = "environment" | "cabinet" | "default" | "unset";

export interface SettingSpec {
  readonly key: string;
  /** French, one line. */
  readonly summary: string;
  readonly type: SettingType;
  readonly example: string;
  readonly default?: SettingValue;
  /** The only texts it may be. */
  readonly choices?: readonly string[];
  /** Where the default depends on the world that the cabinet talks to. */
  readonly defaultIn?: Partial<Readonly<Record<Environment, SettingValue>>>;
}

/** Qualification service by software certificate, as the WSDL 1.5.0 names it (insi.md §2). */
const QUALIFICATION = "https://qualiflps-services-ps-tlsm.ameli.fr:443/lps";

/** Codes of the reference list, or documents of the cabinet's own with their label. */
const PROOFS_EXAMPLE = 'CN,PA ou {"CARTE-PRO": "Carte professionnelle"}';

const UNITS_BYTES: Readonly<Record<string, number>> = { ko: 1_000, mo: 1_000_000, go: 1_000_000_000 };

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Every setting of a cabinet. What is not here cannot be set. */
export const SETTINGS: readonly SettingSpec[] = [
  {
    key: "insi.url",
    summary: "adresse du téléservice INSi",
    type: "url",
    example: QUALIFICATION,
    defaultIn: { bas: QUALIFICATION },
  },
  {
    key: "insi.certificate",
    summary: "certificat logiciel ORG AUTH_CLI de l'IGC-Santé (PEM ou PKCS#12)",
    type: "path",
    example: "certificats/insi-auto.p12",
  },
  { key: "insi.key", summary: "clé privée du certificat, s'il est en PEM", type: "path", example: "certificats/insi-auto.key" },
  {
    key: "insi.passphraseFile",
    summary: "fichier qui contient la phrase de la clé (jamais la phrase elle-même)",
    type: "path",
    example: "certificats/phrase.txt",
  },
  {
    key: "insi.ca",
    summary: "autorités du téléservice (PEM), si le système ne les connaît pas",
    type: "path",
    example: "certificats/igc-sante.pem",
  },
  {
    key: "insi.issuers",
    summary: "noms (CN) des autorités acceptées pour le certificat client, à la place de la liste de l'environnement",
    type: "list",
    example: "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS",
  },
  { key: "insi.idam", summary: "numéro d'autorisation CNDA du logiciel", type: "text", example: "TESTSGIE0000" },
  { key: "insi.timeout", summary: "durée la plus longue d'un appel", type: "duration", example: "60s", default: 60_000 },
  { key: "insi.connections", summary: "connexions simultanées vers le téléservice", type: "integer", example: "2" },
  {
    key: "psc.transport",
    summary: "par où se connecter à Pro Santé Connect : directement, ou par un proxy e-Santé (obligatoire en production)",
    type: "text",
    example: "proxy",
    choices: ["direct", "proxy"],
    default: "direct",
    defaultIn: { production: "proxy" },
  },
  { key: "psc.clientId", summary: "Client ID du logiciel à Pro Santé Connect ou au proxy", type: "text", example: "segur-bas" },
  { key: "psc.certificate", summary: "certificat ORG AUTH_CLI (PKCS#12 ou PEM)", type: "path", example: "/etc/segur/psc.p12" },
  { key: "psc.key", summary: "clé de ce certificat, s'il est au format PEM", type: "path", example: "/etc/segur/psc.key" },
  { key: "psc.passphraseFile", summary: "fichier qui contient sa phrase de passe", type: "path", example: "/etc/segur/psc.txt" },
  {
    key: "psc.secretFile",
    summary: "fichier du secret du client, sans certificat",
    type: "path",
    example: "/etc/segur/psc-secret.txt",
  },
  { key: "psc.ca", summary: "autorités du service (PEM)", type: "path", example: "/etc/segur/igc-sante.pem" },
  { key: "psc.proxyUrl", summary: "adresse du proxy e-Santé", type: "url", example: "https://proxy.exemple.fr/esante" },
  {
    key: "psc.userInfoBackend",
    summary: "chemin par lequel le proxy donne l'identité (UserInfo) du professionnel",
    type: "text",
    example: "psc/userinfo",
  },
  {
    key: "psc.iss",
    summary: "exiger l'émetteur (iss) dans la réponse du navigateur ; false pour un service qui l'annonce et ne l'envoie pas",
    type: "flag",
    example: "false",
    default: true,
  },
  ...DMP_SETTINGS,
  ...MSS_SETTINGS,
  ...DIRECTORY_SETTINGS,
  {
    key: "dmp.cumulMaskAllowed",
    summary: "le DMP accepte un document masqué aux professionnels et au patient à la fois (cumul-invisible_patient-masque_ps)",
    type: "flag",
    example: "true",
    default: false,
  },
  {
    key: "dmp.majorityAge",
    summary: "âge à partir duquel un patient n'a plus de représentants légaux pour le DMP (age-majorite)",
    type: "integer",
    example: "18",
    default: 18,
  },
  {
    key: "structure.id",
    summary: "identifiant national de la structure : 1 puis le FINESS, 3 puis le SIRET",
    type: "text",
    example: "10B0152872",
    defaultIn: { sandbox: "10B0152872" },
  },
  {
    key: "structure.name",
    summary: "raison sociale du cabinet, telle que les documents la portent",
    type: "text",
    example: "CABINET DR MARCEAU",
    defaultIn: { sandbox: "CABINET MEDICAL DE DEMONSTRATION" },
  },
  {
    key: "structure.sector",
    summary: "secteur d'activité (TRE_R02) : SA07 cabinet individuel, SA08 cabinet de groupe, SA05 centre de santé, SA52 MSP",
    type: "text",
    example: "SA07",
    default: "SA07",
  },
  {
    key: "structure.practiceSetting",
    summary: "cadre d'exercice (JDV_J04)",
    type: "text",
    example: "AMBULATOIRE",
    default: "AMBULATOIRE",
  },
  { key: "structure.address", summary: "rue du cabinet", type: "text", example: "12 rue des Lilas" },
  { key: "structure.postcode", summary: "code postal du cabinet", type: "text", example: "75012" },
  { key: "structure.city", summary: "commune du cabinet", type: "text", example: "PARIS" },
  { key: "structure.phone", summary: "téléphone du cabinet", type: "text", example: "0102030405" },
  {
    key: "session.lockAfter",
    summary: "durée sans commande après laquelle la session se verrouille",
    type: "duration",
    example: "30min",
    default: 30 * 60_000,
    // Nobody else's patients are there, and a person who is learning reads between two commands.
    defaultIn: { sandbox: 4 * 3_600_000 },
  },
  {
    key: "proofs.high",
    summary: "pièces d'identité à haut niveau de confiance, en plus de la liste de référence",
    type: "proofs",
    example: PROOFS_EXAMPLE,
  },
  { key: "proofs.low", summary: "pièces d'identité à bas niveau de confiance dans ce cabinet", type: "proofs", example: "PC" },
  { key: "proofs.disabled", summary: "pièces d'identité que ce cabinet n'accepte pas", type: "proofs", example: "PC" },
  {
    key: "proofs.autoValidate",
    summary: "une pièce à haut niveau de confiance valide l'identité dès qu'elle est notée",
    type: "flag",
    example: "true",
    default: true,
  },
  ...CLASSES.map(
    (name): SettingSpec => ({
      key: `journal.retention.${name}`,
      summary: `conservation au journal : ${RETENTION[name].label}`,
      type: "period",
      example: RETENTION[name].default,
      default: RETENTION[name].default,
    }),
  ),
];

/** The spec of a key, or a `usage` error that lists what exists. */
export function settingSpec(key: string): SettingSpec {
  const found = SETTINGS.find((each) => each.key === key);
  if (found !== undefined) return found;
  const lower = key.toLowerCase();
  const near = SETTINGS.find((each) => each.key.toLowerCase() === lower || each.key.endsWith(`.${key}`))?.key;
  throw settingUnknown(
    SETTINGS.map((each) => each.key),
    near,
  );
}

/** `insi.passphraseFile` → `SEGUR_INSI_PASSPHRASE_FILE`. */
export function settingVariable(key: string): string {
  return `SEGUR_${key
    .replaceAll(".", "_")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()}`;
}

/**
 * Reads a text as the key wants it.
 * @param toPath makes a path absolute
 */
export function parseSetting(spec: SettingSpec, text: string, toPath: (path: string) => string): SettingValue {
  const value = text.trim();
  const wrong = (expected: string) => settingWrong(spec.key, `${expected}, par exemple ${spec.example}`);
  if (value === "") throw wrong("une valeur");
  switch (spec.type) {
    case "url":
      if (!URL.canParse(value) || new URL(value).protocol !== "https:") throw wrong("une adresse https://");
      return value;
    case "path":
      return toPath(value);
    case "text":
      if (spec.choices !== undefined && !spec.choices.includes(value)) throw wrong(spec.choices.join(" ou "));
      return value;
    case "duration": {
      const match = /^(\d{1,6})\s*(ms|s|min|h)$/.exec(value);
      const ms = Number(match?.[1]) * (UNITS_MS[match?.[2] ?? ""] ?? Number.NaN);
      if (!(ms > 0 && ms <= 4 * 3_600_000)) throw wrong("une durée en ms, s, min ou h, de quatre heures au plus");
      return ms;
    }
    case "integer": {
      if (!/^[1-9]\d{0,3}$/.test(value)) throw wrong("un nombre entier de 1 à 9999");
      return Number(value);
    }
    case "list":
      return listOf(value);
    case "domains": {
      const domains = listOf(value).map((each) => each.toLowerCase());
      if (!domains.every(isOwnDomain)) throw wrong("des domaines entiers d'une seule organisation (ni « fr », ni « asso.fr »)");
      return domains;
    }
    case "proofs":
      return value.startsWith("{") ? labelsOf(value, wrong) : listOf(value);
    case "map":
      return labelsOf(value, wrong);
    case "size": {
      const match = /^(\d{1,4})\s*(ko|Mo|Go)$/i.exec(value);
      const bytes = Number(match?.[1]) * (UNITS_BYTES[match?.[2]?.toLowerCase() ?? ""] ?? Number.NaN);
      if (!(bytes > 0 && bytes <= 2_000_000_000)) throw wrong("une taille en ko, Mo ou Go, de 2 Go au plus");
      return bytes;
    }
    case "flag":
      if (value !== "true" && value !== "false") throw wrong("true ou false");
      return value === "true";
    case "period":
      if (parsePeriod(value) === null) throw wrong("une durée en mois ou en ans, de 6 mois à 100 ans");
      return value;
  }
}

function listOf(value: string): readonly string[] {
  return value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** `{"CODE": "Libellé"}`; who reads it checks the codes. */
function labelsOf(value: string, wrong: (expected: string) => Error): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw wrong("un objet JSON");
  }
  for (const [code, label] of Object.entries(Object(parsed))) {
    if (typeof label !== "string") throw wrong("un libellé pour chaque code");
    labels[code] = label;
  }
  return labels;
}

/**
 * What a variable may change outside the sandbox. Of the rest depends whom we trust, where identities are sent, how long things are
 * kept: it is set in the cabinet, by who administers it, and not by whoever runs a command.
 */
const FREE = new Set(["insi.timeout", "insi.connections", "session.lockAfter"]);

function isGuarded(key: string): boolean {
  return !FREE.has(key);
}

/**
 * Longest time without a command: the cabinet's own, that a variable may only make shorter (whoever finds an unattended screen could
 * say any other).
 */
export async function lockAfterMs(from: Parameters<typeof resolveSetting>[1]): Promise<number> {
  const own = Number((await resolveSetting("session.lockAfter", { ...from, env: {} })).value);
  return Math.min(own, Number((await resolveSetting("session.lockAfter", from)).value));
}

export interface ResolvedSetting {
  readonly spec: SettingSpec;
  readonly value: unknown;
  readonly origin: SettingOrigin;
}

/** Environment variable, else the cabinet's own setting, else the default: the value and where it comes from. */
export async function resolveSetting(
  key: string,
  from: {
    readonly settings: SettingsStore;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly toPath: (path: string) => string;
    readonly environment: Environment;
  },
): Promise<ResolvedSetting> {
  const spec = settingSpec(key);
  const variable = from.env[settingVariable(key)];
  if (variable !== undefined && variable !== "") {
    if (isGuarded(key) && from.environment !== "sandbox") throw variableRefused(settingVariable(key), key);
    return { spec, value: parseSetting(spec, variable, from.toPath), origin: "environment" };
  }
  const stored = await from.settings.get(key);
  if (stored !== undefined && stored !== null) return { spec, value: stored, origin: "cabinet" };
  const preset = spec.defaultIn?.[from.environment] ?? spec.default;
  if (preset !== undefined) return { spec, value: preset, origin: "default" };
  return { spec, value: null, origin: "unset" };
}
