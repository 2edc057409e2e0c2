import { basename } from "node:path";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import {
  exportCancelled,
  outNeeded,
  passphraseAndPlain,
  plainNamedSealed,
  plainUnconfirmed,
  sealedNamedPlain,
} from "../../services/export/errors.js";
import { type ExportEstimate, estimateExport, requirePassphrase, requireRoom } from "../../services/export/plan.js";
import type { ExportScope } from "../../services/export/scope.js";
import { writeExport } from "../../services/export/write.js";
import { frenchNumber } from "../../terminal/french.js";
import { openDraft, refuseExisting } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import { secretOption } from "../secret.js";
import type { CommandInput } from "../spec.js";

/** What the three exports share, once it is known of whom. */
export async function runExport(
  context: CommandContext,
  input: CommandInput,
  cabinet: OpenCabinet,
  scope: ExportScope,
): Promise<void> {
  const out = givenText(input, "out");
  const dryRun = givenFlag(input, "dryRun");
  const force = givenFlag(input, "force");
  const withNotes = givenFlag(input, "withNotes");
  if (out === undefined && !dryRun) throw outNeeded();
  if (out !== undefined && !dryRun) requireName(out, givenFlag(input, "plain"));
  if (out !== undefined && !force && !dryRun) await refuseExisting(out);
  const estimate = await estimateExport(cabinet, scope, out ?? ".", context.interrupted);
  if (dryRun || out === undefined) return tellEstimate(context, scope, estimate);
  requireRoom(estimate);
  const passphrase = await passphraseOf(context, input);
  const { patients } = estimate;
  context.output.note(
    `${counted(estimate)}, environ ${megabytes(estimate.bytes)} Mo${estimate.free === null ? "" : ` (${megabytes(estimate.free)} Mo libres)`}.`,
  );
  const draft = await openDraft(out, { partOf: context.machine });
  const progress = context.progress("Export");
  try {
    const written = await writeExport(cabinet, { scope, withNotes }, (chunk) => draft.write(chunk), {
      interrupted: context.interrupted,
      onPatient: (done) => progress.update({ done, total: patients }),
      passphrase,
    });
    progress.end();
    if (force) await draft.keep();
    else await draft.keepNew();
    const { counts, bytes, manifestSha256, leftOut } = written;
    const encrypted = passphrase !== null;
    const value = { id: manifestSha256, file: out, scope, encrypted, bytes, manifestSha256, counts, leftOut };
    await context.output.one(`segur.export.${scope.kind}/1`, value, (style) =>
      [
        `${style("good", "✓")} ${counted(counts)} dans ${style("strong", out)} (${frenchNumber(Math.ceil(bytes / 1024))} Ko)`,
        `  ${encrypted ? "Chiffré (age) ; sans la phrase secrète, il est illisible." : "En clair : qui a ce fichier le lit."}`,
        `  Empreinte du manifeste : ${manifestSha256}`,
        ...leftOut.map(({ why, count }) => `  Non exporté : ${why}${count === null ? "" : ` (${frenchNumber(count)})`}`),
      ].join("\n"),
    );
    context.output.note(`Pour le contrôler : segur export check ${basename(out)}`);
  } finally {
    progress.end();
    await draft.drop();
  }
}

/** A name says whether a file is to be protected: who keeps it believes it. @throws {SegurError} `export.name_…` */
function requireName(out: string, plain: boolean): void {
  if (plain && /\.age$/i.test(out)) throw plainNamedSealed(out.replace(/(?:\.zip)?\.age$/i, ".zip"));
  if (!plain && /\.zip$/i.test(out)) throw sealedNamedPlain(`${out}.age`);
}

/** Null: in clear, which a person has confirmed. */
async function passphraseOf(context: CommandContext, input: CommandInput): Promise<string | null> {
  if (givenFlag(input, "plain")) {
    if (givenText(input, "passphraseFile") !== undefined) throw passphraseAndPlain();
    const question = "Écrire ces dossiers en clair, lisibles par qui aura le fichier ?";
    if (!givenFlag(input, "yes") && !(await context.prompt.confirm(question, { flag: "--yes" }))) throw plainUnconfirmed();
    return null;
  }
  const passphrase = (await secretOption(context, input, "passphraseFile")) ?? (await typedPassphrase(context));
  requirePassphrase(passphrase);
  return passphrase;
}

async function typedPassphrase(context: CommandContext): Promise<string> {
  const flag = "--passphrase-file FICHIER";
  const typed = await context.prompt.secret("Phrase secrète de l'export (12 caractères au moins)", { flag });
  requirePassphrase(typed);
  if ((await context.prompt.secret("Encore une fois", { flag })) !== typed) throw exportCancelled();
  return typed;
}

async function tellEstimate(context: CommandContext, scope: ExportScope, estimate: ExportEstimate): Promise<void> {
  const { patients, documents, bytes, free } = estimate;
  await context.output.one(
    `segur.export.${scope.kind}/1`,
    { id: "dry-run", dryRun: true, scope, counts: { patients, documents }, bytes, free },
    () =>
      `Essai, rien n'est écrit. ${counted(estimate)}, environ ${megabytes(bytes)} Mo${free === null ? "" : ` (${megabytes(free)} Mo libres)`}.`,
  );
}

function counted({ patients, documents }: { readonly patients: number; readonly documents: number }): string {
  const many = (count: number, word: string) => `${frenchNumber(count)} ${word}${count > 1 ? "s" : ""}`;
  return `${many(patients, "patient")}, ${many(documents, "document")}`;
}

function megabytes(bytes: number): string {
  return frenchNumber(Math.max(1, Math.ceil(bytes / 1_000_000)));
}
