import { type ExportPlan, traced } from "../../services/documents/export.js";
import { requireRight } from "../../services/session/access.js";
import { type GeneratedVsm, generateVsm } from "../../services/vsm/generate.js";
import { refuseExisting } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { destination } from "../doc/destination.js";
import { saveExport } from "../doc/save.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { measured, tellGaps, wanted } from "./making.js";

/** `segur vsm generate PATIENT [--sections a,b] [--without a,b] [--author U1] [--pdf FILE|-] [--again] [--dry-run]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const patient = firstArg(input) ?? "";
  const dryRun = givenFlag(input, "dryRun");
  const pdf = dryRun ? undefined : givenText(input, "pdf");
  const options = wanted(input);
  const cabinet = await context.cabinet();
  // Everything that refuses the PDF is asked before the summary is filed.
  const save = pdf === undefined ? null : await saver(context, pdf, { force: givenFlag(input, "force"), patient });
  if (save !== null) await requireRight(cabinet, "export", "vsm generate --pdf");
  const made = await generateVsm(cabinet, { patient, ...options, again: givenFlag(input, "again"), dryRun });
  const { document, built } = made;
  if (save !== null && document !== null) {
    const { bytes, warnings } = await built.pdf();
    const plan = {
      extension: "pdf",
      warnings: warnings.map(({ message }) => message),
      copy: (sink: (chunk: Uint8Array) => Promise<void>) => sink(bytes),
    };
    const about = { id: document.id, form: "pdf", patientId: built.patient.id, traceAs: document.id } as const;
    for (const warning of plan.warnings) context.output.warn(warning);
    await save(traced(cabinet, { ...plan, warnings: [] }, about));
  }
  const value = {
    id: document?.id ?? null,
    outcome: made.outcome,
    patient: built.patient.id,
    version: document?.versionNumber ?? built.draft.header.versionNumber,
    supersedes: made.supersedes?.id ?? null,
    sections: [...new Set(built.draft.items.map(({ kind }) => kind))].filter((kind) => !built.draft.left.includes(kind)),
    pdf: pdf ?? null,
    ...measured(built),
  };
  // The bytes of the PDF are on the standard output, where the answer would be.
  if (pdf !== "-") await context.output.one("segur.vsm.generate/1", value, () => words(made, pdf));
  tellGaps(context, built);
  if (document === null) context.output.note("Rien n'a été écrit.");
  else if (built.draft.header.patient.ins === null)
    context.output.note(`Pour la partager, qualifiez d'abord l'identité : segur ins qualify ${built.patient.id}`);
  else context.output.note(`Pour la partager, avec votre accord : segur vsm share ${document.id} --dmp`);
}

async function saver(
  context: CommandContext,
  file: string,
  { force, patient }: { readonly force: boolean; readonly patient: string },
): Promise<(plan: ExportPlan) => Promise<unknown>> {
  if (file === "-") return destination(context, file, { force, example: `segur vsm generate ${patient} --pdf FICHIER` });
  if (!force) await refuseExisting(file);
  return (plan) => saveExport(plan, file, force);
}

function words({ document, outcome, supersedes, built }: GeneratedVsm, pdf: string | undefined): string {
  const { patient, score, draft } = built;
  const written = pdf === undefined ? "" : `\nPDF/A-1 écrit dans ${pdf}`;
  if (document !== null && outcome === "unchanged") {
    return `Rien n'a changé depuis ${document.id} : aucune synthèse n'est établie (--again pour en faire une).${written}`;
  }
  const version = `version ${draft.header.versionNumber}, dossier complet à ${score} %`;
  const before = supersedes === null ? "" : `, remplace ${supersedes.id}`;
  return document === null
    ? `La synthèse de ${patient.id} serait établie (${version}${before}).`
    : `${document.id} : synthèse de ${patient.id} (${version}${before}).${written}`;
}
