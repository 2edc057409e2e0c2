import { normaliseBirthName } from "../../domain/identity/names.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { Environment } from "../../domain/ports.js";
import { readCardDate } from "./card-date.js";
import { chooseBeneficiary } from "./choose.js";
import { decodeText, parseVitaleText } from "./decode.js";
import { vitaleError } from "./errors.js";
import { readNumber } from "./number.js";
import { type RawBeneficiary, readCard } from "./shape.js";

/** Criteria of a WS_INS1 search; the shape of the INSi port's `VitaleQuery`. */
export interface VitaleCriteria {
  readonly individualNumber?: string | undefined;
  readonly openerNumber: string;
  readonly openerKey?: string | undefined;
  readonly certifiedOn?: IsoDate | undefined;
  readonly birthName?: string | undefined;
  /** `AAAA-MM-JJ`; may be lunar (`1955-00-00`, `1955-31-42`), as the card says. */
  readonly birthDate?: string | undefined;
  readonly birthRank?: string | undefined;
}

export type CardType = "real" | "test" | "demo" | "unknown";

export interface VitaleReading {
  readonly query: VitaleCriteria;
  readonly cardType: CardType;
  /** In French, without patient data. */
  readonly warnings: readonly string[];
}

export interface VitaleOptions {
  readonly environment: Environment;
  /** Whom the search is for: decides among the beneficiaries of a family card (CNDA test 1.03). */
  readonly patient?: { readonly birthDate: IsoDate; readonly givenName: string } | undefined;
}

const MAX_BYTES = 1_000_000;

/**
 * Reads the data of a carte Vitale that a licensed reader has already taken from the card (a plain PC/SC program cannot:
 * insi.md §8), as JSON or XML, and returns the criteria of a WS_INS1 search. The INS always comes from INSi, never from here.
 *
 * Shapes accepted:
 * 1. the XML of the API de lecture Vitale 6, or the same names as JSON: anywhere in the document a `listeBenef` whose
 *    children each hold `ident` (`nir`: opener's NIR and key · `nirCertifie`: individual NIR and key · `dateCertification` ·
 *    `nomPatronymique` · `prenomUsuel` · `naissance/date`, or `naissance/dateEnCarte` without century · `rangDeNaissance`);
 *    a `typeCarte` anywhere tells test and demonstration cards;
 * 2. `{"schema":"segur.vitale/1","card":{"type":"real|test|demo"},"beneficiaries":[{"openerNumber":"155067200010159",
 *    "openerKey":"59","individualNumber":"2770763220829","certifiedOn":"2015-03-02","birthName":"NESSI","givenName":"RUTH",
 *    "birthDate":"1977-07-14","birthRank":"1"}]}`. Only `openerNumber` is mandatory; numbers with or without key.
 *
 * Other fields (régime, caisse, centre, serial number…) are allowed and not used by this search.
 * @throws {SegurError} `vitale.*`
 */
export async function readVitaleData(bytes: Uint8Array, options: VitaleOptions): Promise<VitaleReading> {
  if (bytes.length > MAX_BYTES) throw vitaleError("too_large");
  const card = readCard(await parseVitaleText(decodeText(bytes)));
  if (card === null) throw vitaleError("format");
  const cardType = readCardType(card.type);
  if (options.environment === "production" && (cardType === "test" || cardType === "demo")) throw vitaleError("test_card");
  const warnings: string[] = [];
  if (cardType === "unknown") warnings.push("Le type de la carte Vitale (réelle, test) n'est pas indiqué.");
  const beneficiary = chooseBeneficiary(card.beneficiaries, options.patient);
  return { query: readCriteria(beneficiary, warnings), cardType, warnings };
}

function readCardType(type: string | undefined): CardType {
  if (type === undefined) return "unknown";
  if (/test/i.test(type)) return "test";
  if (/d[ée]mo/i.test(type)) return "demo";
  return /^r[ée]el|^real$/i.test(type) ? "real" : "unknown";
}

function readCriteria(raw: RawBeneficiary, warnings: string[]): VitaleCriteria {
  if (raw.openerNumber === undefined) throw vitaleError("opener_missing");
  const opener = readNumber(raw.openerNumber, raw.openerKey, "openerNumber");
  const individual =
    raw.individualNumber === undefined ? undefined : readNumber(raw.individualNumber, undefined, "individualNumber");
  return {
    openerNumber: opener.number,
    openerKey: opener.key,
    individualNumber: individual?.number,
    certifiedOn: raw.certifiedOn === undefined ? undefined : readCardDate(raw.certifiedOn, "civil"),
    birthName: readBirthName(raw.birthName, warnings),
    birthDate: readBirthDate(raw, warnings),
    birthRank: raw.birthRank !== undefined && /^\d{1,2}$/.test(raw.birthRank) ? raw.birthRank : undefined,
  };
}

/** INSi refuses lower case and accents; a name it could not take is left out rather than damaged. */
function readBirthName(text: string | undefined, warnings: string[]): string | undefined {
  if (text === undefined) return undefined;
  const name = normaliseBirthName(text);
  if (name.ok) return name.value;
  warnings.push("Le nom de naissance de la carte n'est pas envoyé : INSi ne l'accepterait pas.");
  return undefined;
}

function readBirthDate(raw: RawBeneficiary, warnings: string[]): string | undefined {
  const date = raw.birthDate === undefined ? undefined : readCardDate(raw.birthDate, "lunar");
  if (date !== undefined) return date;
  if (raw.birthDate !== undefined) warnings.push("La date de naissance de la carte est illisible : elle n'est pas envoyée.");
  else if (raw.shortBirthDate !== undefined)
    warnings.push("La carte ne dit pas le siècle de naissance : la date n'est pas envoyée.");
  return undefined;
}
