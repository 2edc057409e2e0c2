import { isMatriculeNumber, matriculeKey } from "../../domain/identity/matricule.js";
import { vitaleError } from "./errors.js";

export interface CardNumber {
  /** 13 characters. */
  readonly number: string;
  readonly key: string | undefined;
}

/**
 * Reads a NIR of a card, with its key after it, apart, or absent. The pattern is that of the service's contexts
 * (insi.md §1.5), wider than a matricule: provisional numbers of the régime agricole start with 5.
 * @throws {SegurError} `vitale.number`, `vitale.key`
 */
export function readNumber(text: string, apart: string | undefined, field: string): CardNumber {
  const compact = text.replace(/\s/g, "").toUpperCase();
  const match = /^(\d{6}[0-9AB]\d{6})(\d{2})?$/.exec(compact);
  if (match === null) throw vitaleError("number", { field });
  const number = match[1] ?? "";
  const key = match[2] ?? apart?.trim();
  if (key !== undefined && !/^\d{2}$/.test(key)) throw vitaleError("key", { field });
  if (key !== undefined && isMatriculeNumber(number) && matriculeKey(number) !== key) throw vitaleError("key", { field });
  return { number, key };
}
