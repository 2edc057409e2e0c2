import { exportAltered } from "../../../documents/export/read-errors.js";

/**
 * Reads JSON of an export, which anybody may have written: every value is of its kind, of a sane length, and without control characters
 * where it is a line. What is not is an altered export, never a guess.
 */
export class Shape {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #where: string;

  constructor(value: unknown, where: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw exportAltered("json", where);
    this.#value = value as Record<string, unknown>;
    this.#where = where;
  }

  /** @throws {SegurError} `export.altered` */
  wrong(name: string): never {
    throw exportAltered("json", `${this.#where} : ${name}`);
  }

  raw(name: string): unknown {
    return this.#value[name];
  }

  /** One line. */
  text(name: string): string {
    const value = this.#value[name];
    if (typeof value !== "string" || value.length > LONGEST || CONTROL.test(value)) return this.wrong(name);
    return value;
  }

  textOrNull(name: string): string | null {
    return this.#value[name] === null ? null : this.text(name);
  }

  /** Words of a person, on several lines perhaps. */
  words(name: string): string | null {
    const value = this.#value[name];
    if (value === null) return null;
    if (typeof value !== "string" || value.length > LONGEST || CONTROL.test(value.replace(/[\n\t\r]/g, "")))
      return this.wrong(name);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#value[name];
    return typeof value === "boolean" ? value : this.wrong(name);
  }

  count(name: string): number {
    const value = this.#value[name];
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : this.wrong(name);
  }

  number(name: string): number {
    const value = this.#value[name];
    return typeof value === "number" && Number.isFinite(value) ? value : this.wrong(name);
  }

  one<T extends string>(name: string, among: readonly T[]): T {
    const value = this.text(name);
    return among.find((each) => each === value) ?? this.wrong(name);
  }

  /** `like` is matched whole. */
  like(name: string, like: RegExp): string {
    const value = this.text(name);
    return like.test(value) ? value : this.wrong(name);
  }

  likeOrNull(name: string, like: RegExp): string | null {
    return this.#value[name] === null ? null : this.like(name, like);
  }

  instant(name: string): string {
    return this.like(name, INSTANT);
  }

  instantOrNull(name: string): string | null {
    return this.likeOrNull(name, INSTANT);
  }

  day(name: string): string {
    const value = this.like(name, DAY);
    return Number.isNaN(Date.parse(value)) ? this.wrong(name) : value;
  }

  dayOrNull(name: string): string | null {
    return this.#value[name] === null ? null : this.day(name);
  }

  texts(name: string): readonly string[] {
    const value = this.#value[name];
    if (!Array.isArray(value)) return this.wrong(name);
    return value.map((each: unknown) => new Shape({ [name]: each }, this.#where).text(name));
  }

  inner(name: string): Shape {
    return new Shape(this.#value[name], `${this.#where} : ${name}`);
  }

  innerOrNull(name: string): Shape | null {
    return this.#value[name] === null ? null : this.inner(name);
  }

  list(name: string): readonly Shape[] {
    const value = this.#value[name];
    if (!Array.isArray(value)) return this.wrong(name);
    return value.map((each: unknown) => new Shape(each, `${this.#where} : ${name}`));
  }

  code(name: string): { readonly code: string; readonly system: string; readonly label: string } {
    const inner = this.inner(name);
    return { code: inner.text("code"), system: inner.text("system"), label: inner.text("label") };
  }

  codeOrNull(name: string) {
    return this.#value[name] === null ? null : this.code(name);
  }
}

const LONGEST = 20_000;
const CONTROL = /\p{Cc}/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The JSON of one file, all in memory: never more than `most` bytes of it, for JSON takes thirty times its size once it is read. */
export async function shapeOf(source: AsyncIterable<Buffer>, where: string, most: number): Promise<Shape> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > most) throw exportAltered("large", where);
    pieces.push(piece);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (cause) {
    throw exportAltered("json", where, cause);
  }
  return new Shape(value, where);
}
