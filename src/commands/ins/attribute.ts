import { SegurError } from "../../domain/errors.js";
import type { Attribute } from "../../domain/identity/types.js";
import { changeAttributes } from "../../services/ins/attribute.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { idMissing, nothingToChange } from "./errors.js";
import { firstArg, givenFlag, givenList } from "./given.js";
import { attributeWords, STATUS_WORDS } from "./words.js";

/** `segur ins attribute ID --set A --unset B [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const id = firstArg(input);
  if (id === undefined) throw idMissing("attribute");
  const set = attributes(givenList(input, "set"));
  const unset = attributes(givenList(input, "unset"));
  if (set.length + unset.length === 0) throw nothingToChange(id);
  const cabinet = await context.cabinet();
  if (!givenFlag(input, "yes") && set.some((attribute) => attribute !== "homonyme")) {
    const { identity } = await resolvePatient(cabinet, id);
    if (identity.ins !== null || identity.status !== "provisoire") {
      const question = "Cette identité redeviendra provisoire et perdra son INS. Continuer ?";
      if (!(await context.prompt.confirm(question, { flag: "--yes" }))) throw cancelled();
    }
  }
  const result = await changeAttributes(cabinet, id, { set, unset });
  await context.output.one("segur.ins.attribute/1", { ...result }, (style) => {
    const { text, tone } = STATUS_WORDS[result.status];
    const lines = [`${result.id} : attributs ${attributeWords(result.attributes)} ; statut ${style(tone, text)}`];
    if (!result.changed) lines.push("Rien n'a changé.");
    if (result.insInvalidated)
      lines.push(style("warn", "L'INS de ce patient est invalidée ; INSi ne peut plus être appelé pour lui."));
    return lines.join("\n");
  });
}

function attributes(typed: readonly string[]): readonly Attribute[] {
  return typed.map((name) => {
    if (name === "homonyme" || name === "douteuse" || name === "fictive") return name;
    throw new SegurError({
      kind: "usage",
      code: "attribute.unknown",
      message: "Cet attribut n'existe pas.",
      advice: "Les attributs sont : homonyme, douteuse, fictive.",
    });
  });
}

function cancelled(): SegurError {
  return new SegurError({ kind: "interrupted", code: "attribute.cancelled", message: "Abandonné : rien n'a été modifié." });
}
