import { type EditedField, editDocument } from "../../services/documents/edit.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenText } from "../ins/given.js";
import { frenchDate } from "../ins/words.js";
import type { CommandInput } from "../spec.js";
import { documentFields } from "./words.js";

const WORDS: Readonly<Record<EditedField, string>> = { type: "type", date: "date de l'acte", title: "titre", author: "auteur" };

/** `segur doc edit DOC [--author …] [--title …] [--type …] [--date …]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const { document, changed } = await editDocument(await context.cabinet(), firstArg(input) ?? "", {
    type: givenText(input, "type"),
    date: givenText(input, "date"),
    title: givenText(input, "title"),
    author: givenText(input, "author"),
  });
  const value = { id: document.id, changed, state: document.state, ...documentFields(document) };
  await context.output.one("segur.doc.edit/1", value, (style) => {
    const { id, title, actDate, author } = document;
    const now = `${title}, acte du ${frenchDate(actDate)}, ${author.name}`;
    if (changed.length === 0) return `${id} est déjà ainsi : ${now}.`;
    const what = changed.map((field) => WORDS[field]).join(", ");
    return `${style("good", "✓")} ${style("strong", id)} modifié (${what}) : ${now}.`;
  });
}
