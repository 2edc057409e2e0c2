import { basename } from "node:path";
import { SegurError } from "../../domain/errors.js";
import { type Added, addDocument } from "../../services/documents/add.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import { frenchDate } from "../ins/words.js";
import { interruptible, letGo } from "../patient/interruptible.js";
import type { CommandInput } from "../spec.js";
import { documentFields, versionWords } from "./words.js";

/** `segur doc add PATIENT FILE --type T [--date …] [--title …] [--author …] [--replaces D12] [--dry-run]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const [patient, path] = input.args;
  const file = String(path);
  const dryRun = givenFlag(input, "dryRun");
  const cabinet = await context.cabinet();
  const source = interruptible(await context.open(file, { fileOnly: true }), context.interrupted, interrupted);
  try {
    const added = await addDocument(cabinet, {
      patient: String(patient),
      source,
      fileName: file === "-" ? null : basename(file),
      type: givenText(input, "type"),
      date: givenText(input, "date"),
      title: givenText(input, "title"),
      author: givenText(input, "author"),
      replaces: givenText(input, "replaces"),
      samePatient: givenFlag(input, "samePatient"),
      dryRun,
    });
    for (const warning of added.warnings) context.output.warn(warning);
    await tell(context, added, dryRun);
  } finally {
    if (file === "-" && context.interrupted.aborted) letGo(context.io.stdin);
  }
}

async function tell(context: CommandContext, added: Added, dryRun: boolean): Promise<void> {
  const { filed, document } = added;
  const shown = filed ?? document;
  const value = { id: filed?.id ?? null, added: added.added, dryRun, state: filed?.state ?? null, ...documentFields(shown) };
  await context.output.one("segur.doc.add/1", value, (style) => sentence(added, dryRun, style));
}

function sentence({ filed, document, added, patientId }: Added, dryRun: boolean, style: Style): string {
  const shown = filed ?? document;
  const kind = shown.title === shown.type.label ? "" : ` (${shown.type.label})`;
  const what = `${shown.title}${kind}, acte du ${frenchDate(shown.actDate)}, auteur : ${shown.author.name}`;
  if (dryRun || filed === null) return `Serait classé dans le dossier de ${patientId} : ${what}. Rien n'a été écrit.`;
  if (!added) {
    const state = filed.state === "current" ? "" : `, ${versionWords(filed)}`;
    return `Déjà dans le dossier de ${filed.patientId} : ${style("strong", filed.id)}${state}, ${what}.`;
  }
  const replaced = filed.replaces === null ? "" : ` Il remplace ${filed.replaces}.`;
  return `${style("good", "✓")} ${style("strong", filed.id)} classé dans le dossier de ${patientId} : ${what}.${replaced}`;
}

function interrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "document.interrupted",
    message: "Interrompu : le document n'est pas classé.",
    advice: "Relancez la même commande.",
  });
}
