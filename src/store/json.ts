import { storeDamaged } from "./errors.js";

/** Reading back the JSON we wrote: what does not have its shape is a damaged store, said so and never half read. */

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw storeDamaged(null, error);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function parseRecord(text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (!isRecord(value)) throw storeDamaged(null);
  return value;
}

/** A stored list, each element read by `element`; null is the empty list. */
export function parseList<T>(text: string | null, element: (value: unknown) => T): T[] {
  if (text === null) return [];
  const value = parseJson(text);
  if (!Array.isArray(value)) throw storeDamaged(null);
  return value.map(element);
}

/** JSON of a list, null when empty. */
export function listJson(list: readonly unknown[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw storeDamaged(null);
  return value;
}

export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : text(value);
}
