import type { CheckTally } from "../../services/ins/check-tally.js";
import type { CommandContext } from "../context.js";
import type { Patch } from "./check-patch.js";
import { plural } from "./plural.js";

const LEVEL_WORDS = { blocking: "bloquant", risk: "risque", info: "à savoir" } as const;

/** The last words: what would fail, by kind of problem, and what to do with the corrections. */
export async function summariseCheck(context: CommandContext, tally: CheckTally, patch: Patch | null): Promise<void> {
  const { output } = context;
  const { ready, already, risk, blocked } = tally.predictions;
  if (output.format === "ndjson" && patch?.onStdout !== true) {
    const { total, predictions, patches, codes } = tally;
    await output.line({
      schema: "segur.ins.check.summary/1",
      id: "check",
      total,
      predictions,
      corrections: patches,
      problems: codes,
    });
  }
  if (output.format === "table" && patch?.onStdout !== true && tally.codes.length > 0 && context.io.stdoutIsTty) {
    const rows = tally.codes.map(({ level, message, count, proposed }) => [
      LEVEL_WORDS[level],
      message,
      String(count),
      proposed === 0 ? "" : String(proposed),
    ]);
    await context.io.out(`${output.table(["Gravité", "Problème", "Lignes", "Corrections"], rows)}\n`);
  }
  const parts = [plural(ready, "prêt", "prêts")];
  if (already > 0) parts.push(plural(already, "a déjà son INS", "ont déjà leur INS"));
  parts.push(plural(risk, "risque de ne pas être trouvé", "risquent de ne pas être trouvés"));
  parts.push(plural(blocked, "ne partira pas", "ne partiront pas"));
  output.note(`${plural(tally.total, "contrôlé", "contrôlés")} : ${parts.join(", ")}.`);
  const corrections = plural(tally.patches, "correction proposée", "corrections proposées");
  if (patch === null) {
    if (tally.patches > 0) output.note(`${corrections} ; pour les relire et les importer, ajoutez : --patch corrections.csv`);
    return;
  }
  if (patch.nameless > 0) {
    output.warn(
      `${plural(patch.nameless, "correction n'a", "corrections n'ont")} pas de numéro de dossier : importée après le fichier d'origine, ` +
        "elle créerait un doublon. Corrigez plutôt le fichier d'origine.",
    );
  }
  if (patch.path !== null) {
    const next = tally.patches === 0 ? "" : ` Relisez, puis : segur patient import ${patch.path}`;
    output.note(`${corrections} dans ${patch.path}.${next}`);
  }
}
