import { type Pulled, type PullRequest, pullDocuments } from "../../services/dmp/pull.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { asTold } from "./emergency.js";

const OUTCOMES = {
  filed: { text: "dans le dossier", tone: "good" },
  already: { text: "y était déjà", tone: "muted" },
  quarantined: { text: "en quarantaine", tone: "bad" },
  failed: { text: "pas reçu", tone: "bad" },
} as const;

const COLUMNS: readonly Column<Pulled>[] = [
  { key: "id", title: "Id", value: (line) => line.id },
  { key: "title", title: "Titre", value: (line) => line.title },
  {
    key: "outcome",
    title: "Résultat",
    value: (line) => line.outcome,
    text: (line) => OUTCOMES[line.outcome].text,
    tone: (line) => OUTCOMES[line.outcome].tone,
  },
  { key: "document", title: "Document", value: (line) => line.document },
  { key: "replaces", title: "Remplace", value: (line) => line.replaces },
  { key: "quarantine", title: "Quarantaine", value: (line) => line.quarantine },
  { key: "message", title: "Motif", value: (line) => line.message },
  { key: "code", title: "Code", value: (line) => line.code, machineOnly: true },
  { key: "patientId", title: "Patient", value: (line) => line.patientId, machineOnly: true },
  { key: "warnings", title: "Remarques", value: (line) => line.warnings, machineOnly: true },
];

/** `segur dmp pull X15 X16`, or `--all-new PATIENT` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const [typed] = input.args;
  const ids = Array.isArray(typed) ? (typed as readonly string[]) : typeof typed === "string" ? [typed] : [];
  const allNew = givenText(input, "allNew");
  return asTold(context, input, async (asking) => {
    const cabinet = await context.cabinet();
    const allNewOf = allNew === undefined ? undefined : await resolvePatient(cabinet, allNew);
    const request: PullRequest = { ...asking, ids, allNewOf };
    const pulled = await pullDocuments(cabinet, request);
    const missing = pulled.filter(({ outcome }) => outcome === "quarantined" || outcome === "failed").length;
    await context.output.list({
      schema: "segur.dmp.pull/1",
      columns: COLUMNS,
      items: pulled,
      empty: "Rien de nouveau : tous les documents montrés par le DMP sont dans le dossier.",
      extra: () => ({ missing }),
    });
    if (missing > 0) tell(context, pulled, missing);
    if (missing === 0) return 0;
    return pulled.length === 1 ? 1 : 3;
  });
}

function tell({ output }: CommandContext, pulled: readonly Pulled[], missing: number): void {
  const held = pulled.filter(({ quarantine }) => quarantine !== null).length;
  const are = plural(missing, "document n'est pas", "documents ne sont pas");
  output.warn(`${are} dans le dossier, sur ${pulled.length}.`);
  if (held > 0 && !output.machine) output.note("Ce qui a été mis de côté : segur quarantine list");
}
