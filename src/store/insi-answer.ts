import type { InsHistoryEntry } from "../domain/identity/types.js";
import type { InsiAnswer, InsiIndividual, ReturnedTraits } from "../domain/insi/answer.js";
import { storeDamaged } from "./errors.js";
import { isRecord, parseRecord, text, textOrNull } from "./json.js";

/** Reads back an INSi answer kept as JSON, exactly as it was received (INS/va1.52.01: a person decides on the original). */
export function readAnswer(json: string): InsiAnswer {
  const value = parseRecord(json);
  if (!Array.isArray(value.warnings)) throw storeDamaged(null);
  return {
    code: text(value.code),
    label: text(value.label),
    individual: value.individual === null ? null : readIndividual(value.individual),
    warnings: value.warnings.map(text),
  };
}

function readIndividual(value: unknown): InsiIndividual {
  if (!isRecord(value) || !Array.isArray(value.history)) throw storeDamaged(null);
  return {
    number: text(value.number),
    key: textOrNull(value.key),
    oid: text(value.oid),
    history: value.history.map(readHistoryEntry),
    traits: readTraits(value.traits),
  };
}

/** One former INS, shared with the patient's own history. */
export function readHistoryEntry(value: unknown): InsHistoryEntry {
  if (!isRecord(value)) throw storeDamaged(null);
  return {
    number: text(value.number),
    key: textOrNull(value.key),
    oid: text(value.oid),
    from: textOrNull(value.from),
    to: textOrNull(value.to),
  };
}

function readTraits(value: unknown): ReturnedTraits {
  if (!isRecord(value)) throw storeDamaged(null);
  return {
    birthName: text(value.birthName),
    givenNames: text(value.givenNames),
    sex: text(value.sex),
    birthDate: text(value.birthDate),
    birthPlace: text(value.birthPlace),
  };
}
