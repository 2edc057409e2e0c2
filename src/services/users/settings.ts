import type { UserSettings } from "../../domain/users/user.js";
import { userValueWrong } from "./errors.js";

interface Rule {
  readonly key: keyof UserSettings;
  /** French, one line, for help. */
  readonly summary: string;
  readonly example: string;
  readonly pattern: RegExp;
  /** What is expected, after « Il faut ». */
  readonly expected: string;
}

const LINE = /^[^\p{C}\p{Zl}\p{Zp}]{1,120}$/u;
const line = (key: keyof UserSettings, summary: string, example: string): Rule => ({
  key,
  summary,
  example,
  pattern: LINE,
  expected: "un texte d'une ligne, de 120 caractères au plus",
});

/**
 * The settings of a user (« Paramètres utilisateur » of the source product) and what each may be. Codes are checked by shape:
 * the tables they come from grow.
 */
export const USER_SETTINGS: readonly Rule[] = [
  line("title", "titre devant le nom", "Dr"),
  line("familyName", "nom d'exercice", "MARCEAU"),
  line("givenName", "prénom d'exercice", "Paul"),
  {
    key: "sector",
    summary: "secteur d'activité (TRE_R02)",
    example: "SA07",
    pattern: /^SA\d{2}$/,
    expected: "un code de secteur d'activité, par exemple SA07 (cabinet individuel)",
  },
  line("address", "adresse du lieu d'exercice", "12 rue des Lilas"),
  {
    key: "postcode",
    summary: "code postal",
    example: "63000",
    pattern: /^\d{5}$/,
    expected: "cinq chiffres",
  },
  line("city", "commune", "CLERMONT-FERRAND"),
  {
    key: "phone",
    summary: "téléphone",
    example: "0473000000",
    pattern: /^\+?[\d .()-]{6,20}$/,
    expected: "un numéro de téléphone",
  },
  {
    key: "mssEmail",
    summary: "« Email MSS » : adresse MSSanté d'envoi",
    example: "paul.marceau@medecin.mssante.fr",
    pattern: /^[\w.%+-]{1,64}@(?:[a-z0-9-]+\.)*mssante\.fr$/i,
    expected: "une adresse de l'espace de confiance MSSanté (…mssante.fr)",
  },
  {
    key: "mssAccount",
    summary: "compte chez l'opérateur MSSanté, s'il n'est pas l'adresse",
    example: "pmarceau",
    pattern: /^[^\s\p{C}]{1,120}$/u,
    expected: "un identifiant sans espace",
  },
  {
    key: "insi",
    summary: "téléservice INSi activé pour cet utilisateur",
    example: "on",
    pattern: /^(on|off)$/,
    expected: "on ou off",
  },
  {
    key: "speciality",
    summary: "spécialité (TRE_R38)",
    example: "SM26",
    pattern: /^S[A-Z]{1,3}\d{2,3}$/,
    expected: "un code de savoir-faire, par exemple SM26 (médecine générale)",
  },
  {
    key: "finess",
    summary: "numéro FINESS du lieu d'exercice",
    example: "630000404",
    pattern: /^\d[\dAB]\d{7}$/,
    expected: "neuf caractères : numéro FINESS géographique",
  },
  {
    key: "billingId",
    summary: "numéro de facturation (Assurance Maladie)",
    example: "631012345",
    pattern: /^\d{9}$/,
    expected: "neuf chiffres",
  },
];

/** `mssEmail` → `--mss-email`. */
export function settingFlag(key: keyof UserSettings): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Settings after what was typed; an empty text takes one away.
 * @param typed text by key; absent ones stay
 * @throws {SegurError} `user.value`
 */
export function changedSettings(
  before: UserSettings,
  typed: Readonly<Partial<Record<keyof UserSettings, string>>>,
): UserSettings {
  const after: Record<string, string | boolean> = { ...before };
  for (const { key, pattern, expected } of USER_SETTINGS) {
    const value = typed[key]?.trim();
    if (value === undefined) continue;
    if (value === "") delete after[key];
    else if (!pattern.test(value)) throw userValueWrong(settingFlag(key), expected);
    else after[key] = key === "insi" ? value === "on" : value;
  }
  return after;
}
