import type { Check } from "../../domain/identity/result.js";
import { at, type PatientColumn } from "./columns.js";
import { fromCheck, type Problem } from "./problem.js";
import { parseText, parseYesNo } from "./values.js";

/**
 * The values of one record. Null: not given, what is stored stays. An empty text is only given by hand (`patient edit`) and
 * erases; a file never erases.
 */
export type Values = readonly (string | null)[];

/** One column, its place computed once: a million records come through here. */
export interface Place {
  readonly name: PatientColumn;
  readonly index: number;
}

export function place(name: PatientColumn): Place {
  return { name, index: at(name) };
}

/** Reads typed values out of a record and gathers what is wrong. */
export class Cells {
  readonly problems: Problem[] = [];
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  raw({ index }: Place): string | null {
    return this.#values[index] ?? null;
  }

  /** The value read, `current` when nothing is given, null when it is erased. */
  read<T>(where: Place, current: T | null, parse: (text: string) => Check<T>): T | null {
    const value = this.#values[where.index];
    if (value === null || value === undefined) return current;
    if (value === "") return null;
    const read = parse(value);
    if (read.ok) return read.value;
    this.problems.push(fromCheck(where.name, read));
    return current;
  }

  text(where: Place, current: string | null): string | null {
    return this.read(where, current, parseText);
  }

  yesNo(where: Place, current: boolean): boolean {
    return this.read(where, current, parseYesNo) ?? false;
  }
}
