import { checkEvidence } from "../../services/mom/check-evidence.js";
import { makeEvidence } from "../../services/mom/make-evidence.js";
import { EVIDENCE_BYTES } from "../../services/mom/read-evidence.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_FAILURE } from "../exit.js";
import { givenFlag, givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { checkAlone, evidenceTooLarge } from "./errors.js";
import { planFiles, writeFiles } from "./report-files.js";
import { thresholdsOf } from "./request.js";

/** `segur mom report [--rpps R]… [--since D] [--thresholds F] [--out DIR|FILE] [--format html|pdf|json] [--force]`, or `--check FILE` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const checked = givenText(input, "check");
  if (checked !== undefined) return compare(context, input, checked);
  const { output } = context;
  // Before anything is read: what cannot be written is not traced.
  const plan = await planFiles(context, givenText(input, "out"), givenFlag(input, "force"));
  const cabinet = await context.cabinet();
  const progress = context.progress("Vérification du journal");
  const made = await makeEvidence(
    cabinet,
    { rpps: givenList(input, "rpps"), since: givenText(input, "since"), thresholds: await thresholdsOf(context, input) },
    { interrupted: context.interrupted, onProgress: (done, total) => progress.update({ done, total }) },
  ).finally(() => progress.end());
  const { evidence, sha256 } = made;
  const files = await writeFiles(context, cabinet, made, plan);
  if (files === null) return EXIT_DONE;
  const { verdict, journal, reasons } = evidence;
  const value = { id: sha256, verdict, environment: evidence.cabinet.environment, reasons, journal: journal.head, files };
  await output.one("segur.mom.report/1", value, (style) => {
    const words = { met: "atteint", not_met: "pas atteint", unknown: "ne peut pas être déterminé" } as const;
    return [
      `Dossier de preuve écrit : ${style(verdict === "met" ? "good" : "warn", words[verdict])}.`,
      ...reasons.map(({ code, message }) => `  ${message} (${code})`),
      ...files.map(({ path }) => `  ${path}`),
      `Le journal tient (${frenchNumber(journal.lines)} lignes). Pour le confirmer plus tard : segur journal verify --expect ${journal.head}`,
      ...files.flatMap(({ form, path }) =>
        form === "json" ? [`Pour comparer ce dossier au journal : segur mom report --check ${path}`] : [],
      ),
    ].join("\n");
  });
  return EXIT_DONE;
}

/** `--check`: 0 the journal of this cabinet confirms it, 1 it does not. */
async function compare(context: CommandContext, input: CommandInput, path: string): Promise<number> {
  const others = ["rpps", "since", "thresholds", "out", "force"].filter((option) => input.options[option] !== undefined);
  if (others.length > 0) throw checkAlone(others.map((option) => `--${option}`));
  const source = await context.open(path, { fileOnly: true });
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > EVIDENCE_BYTES) throw evidenceTooLarge();
    pieces.push(piece);
  }
  const cabinet = await context.cabinet();
  const progress = context.progress("Vérification du journal");
  const found = await checkEvidence(cabinet, Buffer.concat(pieces), (done, total) => progress.update({ done, total })).finally(
    () => progress.end(),
  );
  const ok = found.differences.length === 0;
  const { sha256, head, ...rest } = found;
  await context.output.one("segur.mom.report.check/1", { id: sha256, ok, journal: head, ...rest }, (style) =>
    [
      ok
        ? style("good", `Confirmé par le journal : ${frenchNumber(found.confirmed)} envois, ligne par ligne.`)
        : style("bad", "Le journal de ce cabinet ne confirme pas ce fichier :"),
      ...found.differences.map(({ place, message, code }) => `  ${place} : ${message} (${code})`),
      ...(found.purged > 0
        ? [`${frenchNumber(found.purged)} envois dont la ligne a été purgée depuis ne peuvent plus l'être.`]
        : []),
    ].join("\n"),
  );
  return ok ? EXIT_DONE : EXIT_FAILURE;
}
