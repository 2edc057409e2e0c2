import { checkCabinet, isLedgerOnly } from "../../services/cabinet/check.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

const TITLES: Readonly<Record<string, string>> = {
  integrity: "Intégrité et chiffrement de chaque page",
  structure: "Structure",
  foreign_keys: "Liens entre les tables",
  format: "Format",
  meta: "Nom et environnement",
  names: "Recherche par nom",
  runs: "Totaux des traitements",
  documents: "Contenus des documents",
  exchanges: "Chiffres du tableau de bord",
  journal: "Journal",
};

/** `segur cabinet check`: exit 0 when all is sound, else 1. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  if (givenFlag(input, "rebuild")) {
    await (await context.cabinet()).exchanges.rebuild();
    // What follows reads the file as any other process would.
    await context.release();
    context.output.note("Les chiffres du tableau de bord ont été refaits à partir du journal.");
  }
  const keeping = await context.keeping();
  const { cabinet, path, keyId, report } = await checkCabinet({ cabinets: context.cabinets, keeping });
  const { ok, format, counts, findings } = report;
  const value = { id: cabinet.name, ok, path, keyId, format, counts, findings };
  await context.output.one("segur.cabinet.check/1", value, (style) => {
    const lines = findings.map((each) => {
      const title = TITLES[each.name] ?? each.name;
      return each.ok ? `${style("good", "✓")} ${title}` : `${style("bad", "✗")} ${title} : ${each.problem}`;
    });
    if (counts !== null) {
      const { patients, documents, runs, traces } = counts;
      lines.push(
        `  ${frenchNumber(patients)} patients, ${frenchNumber(documents)} documents, ${frenchNumber(runs)} traitements, ${frenchNumber(traces)} traces`,
      );
    }
    return lines.join("\n");
  });
  if (isLedgerOnly(report))
    context.output.warn("Rien n'est perdu : les chiffres se refont à partir du journal : segur cabinet check --rebuild");
  else if (!ok) context.output.warn("Ce cabinet est abîmé. Reprenez la dernière sauvegarde : segur cabinet restore FICHIER");
  return ok ? 0 : 1;
}
