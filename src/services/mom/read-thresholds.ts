import { EXCHANGE_SERVICES, type ExchangeService } from "../../domain/exchange/exchange.js";
import { isIsoDate } from "../../domain/identity/birth-date.js";
import { MOM_UNITS, type MomThreshold, type MomThresholds, type MomUnit } from "../../domain/mom/thresholds.js";
import { thresholdsTooLarge, thresholdsWrong } from "./errors.js";

/** Longest file of thresholds that is read: a hundred times what a true one holds. */
export const THRESHOLDS_BYTES = 65_536;
/** More than that is no threshold of anything. */
const MOST_WANTED = 10_000;

/** Says where a file of thresholds is wrong. Never seen by a user: turned into an error that names the place. */
class ThresholdsMistake extends Error {
  readonly place: string;

  constructor(place: string, why: string) {
    super(why);
    this.place = place;
  }
}

/**
 * Reads a file of thresholds: `{"version", "source", "date", "indicators": [{"service", "wanted", "unit"}]}` and nothing else, since a
 * threshold that was misread would call in order a practice that is not.
 * @throws {SegurError} `mom.thresholds_invalid`, `mom.thresholds_too_large`
 */
export async function readThresholds(source: AsyncIterable<Uint8Array>): Promise<MomThresholds> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > THRESHOLDS_BYTES) throw thresholdsTooLarge(THRESHOLDS_BYTES);
    pieces.push(piece);
  }
  try {
    return toThresholds(parsed(Buffer.concat(pieces)));
  } catch (error) {
    if (!(error instanceof ThresholdsMistake)) throw error;
    throw thresholdsWrong(error.place, error.message);
  }
}

const ROOT = "fichier";
/** A true file has three levels. */
const DEEPEST = 5;

function parsed(bytes: Uint8Array): unknown {
  let text: string;
  try {
    // A mark of UTF-8 at the beginning is taken away.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ThresholdsMistake(ROOT, "Ce n'est pas un texte en UTF-8.");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ThresholdsMistake(ROOT, "Ce n'est pas du JSON.");
  }
  // JSON.parse keeps the last of two: who reads the file may have read the first.
  if (namesIn(text) !== keysOf(value)) throw new ThresholdsMistake(ROOT, "Une clé y est écrite deux fois.");
  return value;
}

/** Strings that a colon follows. Each string is taken whole, so that none is looked for inside another. */
function namesIn(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ":").length;
}

function keysOf(value: unknown, depth = 0): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > DEEPEST) throw new ThresholdsMistake(ROOT, "Les valeurs s'y emboîtent trop profondément.");
  const inside = Object.values(value).reduce((sum: number, each) => sum + keysOf(each, depth + 1), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

function toThresholds(value: unknown): MomThresholds {
  const file = asObject(value, ROOT, ["version", "source", "date", "indicators"]);
  const { date, indicators } = file;
  if (typeof date !== "string" || !isIsoDate(date)) throw new ThresholdsMistake("date", "Il faut une date AAAA-MM-JJ.");
  if (!Array.isArray(indicators) || indicators.length === 0)
    throw new ThresholdsMistake("indicators", "Il faut une liste […] qui n'est pas vide.");
  const read = indicators.map((each, index) => toThreshold(each, `indicators[${index}]`));
  const twice = read.find(({ service }, index) => read.findIndex((each) => each.service === service) !== index);
  if (twice !== undefined) throw new ThresholdsMistake("indicators", `Le service ${twice.service} y est deux fois.`);
  return {
    version: asText(file.version, "version", 40),
    source: asText(file.source, "source", 300),
    date,
    indicators: EXCHANGE_SERVICES.flatMap((service) => read.filter((each) => each.service === service)),
  };
}

function toThreshold(value: unknown, place: string): MomThreshold {
  const { service, wanted, unit } = asObject(value, place, ["service", "wanted", "unit"]);
  if (typeof wanted !== "number" || !Number.isInteger(wanted) || wanted < 1 || wanted > MOST_WANTED)
    throw new ThresholdsMistake(`${place}.wanted`, `Il faut un nombre entier de 1 à ${MOST_WANTED}.`);
  return {
    service: oneOf<ExchangeService>(service, EXCHANGE_SERVICES, `${place}.service`),
    wanted,
    unit: oneOf<MomUnit>(unit, MOM_UNITS, `${place}.unit`),
  };
}

function asObject<K extends string>(value: unknown, place: string, keys: readonly K[]): Readonly<Record<K, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ThresholdsMistake(place, "Il faut un objet {…}.");
  const extra = Object.keys(value).some((key) => !keys.includes(key as K));
  const missing = keys.find((key) => !Object.hasOwn(value, key));
  const admitted = `Clés, toutes nécessaires : ${keys.join(", ")}.`;
  if (extra) throw new ThresholdsMistake(place, `Une clé n'est pas attendue ici. ${admitted}`);
  if (missing !== undefined) throw new ThresholdsMistake(place, `Il manque la clé « ${missing} ». ${admitted}`);
  return value as Record<K, unknown>;
}

/** Shown on a terminal and written in the evidence. */
function asText(value: unknown, place: string, longest: number): string {
  if (typeof value !== "string" || value.trim() === "") throw new ThresholdsMistake(place, "Il faut un texte.");
  if (value.length > longest) throw new ThresholdsMistake(place, `Il faut un texte de ${longest} caractères au plus.`);
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(value))
    throw new ThresholdsMistake(place, "Il faut une seule ligne de texte, sans caractère invisible.");
  return value;
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], place: string): T {
  const found = choices.find((each) => each === value);
  if (found === undefined) throw new ThresholdsMistake(place, `Valeurs possibles : ${choices.join(", ")}.`);
  return found;
}
