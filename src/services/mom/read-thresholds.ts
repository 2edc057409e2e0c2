import { EXCHANGE_SERVICES, type ExchangeService } from "../../domain/exchange/exchange.js";
import { isIsoDate } from "../../domain/identity/birth-date.js";
import { MOM_UNITS, type MomThreshold, type MomThresholds, type MomUnit } from "../../domain/mom/thresholds.js";
import { asObject, asText, JSON_ROOT, JsonMistake, parseStrict } from "../strict-json.js";
import { thresholdsTooLarge, thresholdsWrong } from "./errors.js";

/** Longest file of thresholds that is read: a hundred times what a true one holds. */
export const THRESHOLDS_BYTES = 65_536;
/** More than that is no threshold of anything. */
const MOST_WANTED = 10_000;

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
    return toThresholds(parseStrict(Buffer.concat(pieces)));
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    throw thresholdsWrong(error.place, error.message);
  }
}

function toThresholds(value: unknown): MomThresholds {
  const file = asObject(value, JSON_ROOT, ["version", "source", "date", "indicators"]);
  const { date, indicators } = file;
  if (typeof date !== "string" || !isIsoDate(date)) throw new JsonMistake("date", "Il faut une date AAAA-MM-JJ.");
  if (!Array.isArray(indicators) || indicators.length === 0)
    throw new JsonMistake("indicators", "Il faut une liste […] qui n'est pas vide.");
  const read = indicators.map((each, index) => toThreshold(each, `indicators[${index}]`));
  const twice = read.find(({ service }, index) => read.findIndex((each) => each.service === service) !== index);
  if (twice !== undefined) throw new JsonMistake("indicators", `Le service ${twice.service} y est deux fois.`);
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
    throw new JsonMistake(`${place}.wanted`, `Il faut un nombre entier de 1 à ${MOST_WANTED}.`);
  return {
    service: oneOf<ExchangeService>(service, EXCHANGE_SERVICES, `${place}.service`),
    wanted,
    unit: oneOf<MomUnit>(unit, MOM_UNITS, `${place}.unit`),
  };
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], place: string): T {
  const found = choices.find((each) => each === value);
  if (found === undefined) throw new JsonMistake(place, `Valeurs possibles : ${choices.join(", ")}.`);
  return found;
}
