import { traced } from "../../services/documents/export.js";
import { requireRight } from "../../services/session/access.js";
import { type GeneratedVsm, generateVsm } from "../../services/vsm/generate.js";
import type { CommandContext } from "../context.js";
import { destination } from "../doc/destination.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { measured, tellGaps, wanted } from "./making.js";

/** `segur vsm generate PATIENT [--sections a,b] [--without a,b] [--author U1] [--pdf FILE|-] [--again] [--dry-run]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const patient = firstArg(input) ?? "";
  const dryRun = givenFlag(input, "dryRun");
  const file = givenText(input, "pdf");
  const options = wanted(input);
  const cabinet = await context.cabinet();
  // Everything that refuses the PDF is asked before the summary is filed.
  const example = `segur vsm generate ${patient} --pdf FICHIER`;
  const write =
    file === undefined || dryRun ? null : await destination(context, file, { force: givenFlag(input, "force"), example });
  if (write !== null) await requireRight(cabinet, "export", "vsm generate --pdf");
  const made = await generateVsm(cabinet, { patient, ...options, again: givenFlag(input, "again"), dryRun });
  const { document, built } = made;
  const value = {
    id: document?.id ?? null,
    outcome: made.outcome,
    patient: built.patient.id,
    version: document?.versionNumber ?? built.draft.header.versionNumber,
    supersedes: made.supersedes?.id ?? null,
    sections: [...new Set(built.draft.items.map(({ kind }) => kind))].filter((kind) => !built.draft.left.includes(kind)),
    ...measured(built),
  };
  // Its bytes go where the answer would.
  const isPiped = write !== null && file === "-";
  if (!isPiped) await context.output.one("segur.vsm.generate/1", value, () => words(made));
  tellGaps(context, built);
  if (dryRun) return context.output.note("Rien n'a été écrit.");
  if (document === null) return;
  if (write !== null) {
    const pdf = await built.pdf();
    const plan = {
      extension: "pdf",
      warnings: pdf.warnings.map(({ message }) => message),
      copy: (sink: (chunk: Uint8Array) => Promise<void>) => sink(pdf.bytes),
    };
    const about = { id: document.id, form: "pdf", patientId: built.patient.id, traceAs: document.id } as const;
    await write(traced(cabinet, plan, about));
  }
  context.output.note(`Pour la partager, avec votre accord : segur vsm share ${document.id} --dmp`);
}

function words({ document, outcome, supersedes, built }: GeneratedVsm): string {
  const { patient, score, draft } = built;
  if (outcome === "unchanged")
    return `Rien n'a changé depuis ${document?.id} : aucune synthèse n'est établie (--again pour en faire une).`;
  const version = `version ${draft.header.versionNumber}, dossier complet à ${score} %`;
  const before = supersedes === null ? "" : `, remplace ${supersedes.id}`;
  return document === null
    ? `La synthèse de ${patient.id} serait établie (${version}${before}).`
    : `${document.id} : synthèse de ${patient.id} (${version}${before}).`;
}
