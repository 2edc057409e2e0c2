import { SegurError } from "../../../domain/errors.js";
import type { Patient } from "../../../domain/patient.js";
import type { ItemReference } from "../../../services/medical/reference.js";
import type { CommandContext } from "../../context.js";
import { whoIs } from "../../dmp/who.js";
import type { CommandInput } from "../../spec.js";

/** `S12`, or `P42 S12`: the item is then checked to be of that patient. @throws {SegurError} `medical.words` */
export function namedItem(input: CommandInput): ItemReference {
  const [typed] = input.args;
  const words: readonly string[] = Array.isArray(typed) ? typed : typeof typed === "string" ? [typed] : [];
  const [first = "", second, third] = words;
  if (third !== undefined) throw tooMany();
  return second === undefined ? first : { item: second, of: first };
}

/** Whose record it is, after what is told of an item: `P60, LE GALL JEANNE, née le 12/03/1960` on a terminal, else the number alone. */
export async function whose(context: CommandContext, patient: Patient): Promise<string> {
  return context.io.stdoutIsTty ? whoIs(context, patient) : patient.id;
}

function tooMany(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.words",
    message: "Un seul élément à la fois.",
    advice: "Donnez son identifiant (S12), précédé du patient si l'on veut qu'il soit vérifié : P42 S12",
  });
}
