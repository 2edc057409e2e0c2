import { SegurError } from "../../domain/errors.js";
import { givenList } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** The documents of `--doc`, one each time it is given. @throws {SegurError} `mss.doc_list` for several in one */
export function givenDocuments(input: CommandInput): readonly string[] {
  const typed = givenList(input, "doc");
  const listed = typed.find((each) => /^\s*D\d+(?:[\s,;+]+D\d+)+\s*$/i.test(each));
  if (listed === undefined) return typed;
  const each = listed.toUpperCase().match(/D\d+/g) ?? [];
  throw new SegurError({
    kind: "usage",
    code: "mss.doc_list",
    message: "--doc prend un seul document, et se répète pour chacun.",
    advice: `Écrivez : ${each.map((id) => `--doc ${id}`).join(" ")}`,
  });
}
