import { SegurError } from "../../domain/errors.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

const DEFAULT = 50;
const MOST = 1_000;

/** `--limit`, 50 when it is not given. @throws {SegurError} kind `usage` */
export function givenLimit(input: CommandInput, code = "directory.limit"): number {
  const typed = givenText(input, "limit");
  const limit = typed === undefined ? DEFAULT : Number(typed);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new SegurError({
    kind: "usage",
    code,
    message: "Le nombre de résultats demandé (--limit) n'est pas utilisable.",
    advice: `Donnez un entier de 1 à ${MOST}.`,
  });
}

/** The words of a variadic argument, in one text; undefined when there is none. */
export function givenWords(input: CommandInput): string | undefined {
  const [typed] = input.args;
  const text = Array.isArray(typed) ? typed.join(" ") : typeof typed === "string" ? typed : "";
  return text.trim() === "" ? undefined : text;
}
