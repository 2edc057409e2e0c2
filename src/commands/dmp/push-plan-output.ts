import { audiencesOf, hiddenWords } from "../../services/dmp/hide-from.js";
import type { Planned, PushGroup, PushPlan } from "../../services/dmp/push-plan.js";
import { frenchDate } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { plural } from "../ins/plural.js";
import { whoIs } from "./who.js";

type Line =
  | { readonly kind: "push"; readonly group: PushGroup; readonly planned: Planned }
  | { readonly kind: "refused"; readonly refused: PushPlan["refused"][number] };

function linesOf(plan: PushPlan): readonly Line[] {
  const pushed = plan.groups.flatMap((group) => group.documents.map((planned): Line => ({ kind: "push", group, planned })));
  return [...pushed, ...plan.refused.map((refused): Line => ({ kind: "refused", refused }))];
}

/** What would be deposited (`--dry-run`): no connection was opened. */
export async function writePlan(context: CommandContext, plan: PushPlan): Promise<void> {
  const planned = (line: Line) => (line.kind === "push" ? line.planned : null);
  const document = (line: Line) => planned(line)?.document ?? null;
  await context.output.list<Line>({
    schema: "segur.dmp.push.plan/1",
    items: linesOf(plan),
    columns: [
      { key: "id", title: "Document", value: (line) => (line.kind === "push" ? line.planned.document.id : line.refused.id) },
      {
        key: "patientId",
        title: "Patient",
        value: (line) => (line.kind === "push" ? line.group.patient.id : line.refused.patientId),
      },
      {
        key: "actDate",
        title: "Date de l'acte",
        value: (line) => document(line)?.actDate ?? null,
        text: (line) => dateOf(planned(line)),
      },
      { key: "title", title: "Titre", value: (line) => document(line)?.title ?? null },
      { key: "type", title: "Type", value: (line) => document(line)?.type.code ?? null, machineOnly: true },
      {
        key: "hiddenFrom",
        title: "Visibilité",
        value: (line) => hiddenOf(document(line)),
        text: (line) => visibilityOf(planned(line)),
      },
      { key: "replaces", title: "Remplace", value: (line) => planned(line)?.replaces ?? null },
      { key: "historic", title: "Ancien", value: (line) => planned(line)?.historic ?? null, machineOnly: true },
      { key: "would", title: "Dépôt", value: (line) => (line.kind === "push" ? "push" : "refuse"), text: wouldText },
      { key: "code", title: "Code", value: (line) => (line.kind === "push" ? null : line.refused.error.code), machineOnly: true },
      {
        key: "remarks",
        title: "Remarques",
        value: (line) => (line.kind === "push" ? line.planned.remarks : []),
        machineOnly: true,
      },
      { key: "rule", title: "Règle", value: (line) => (line.kind === "push" ? null : (line.refused.error.rule ?? null)) },
    ],
  });
  for (const remark of remarksOf(plan)) context.output.warn(remark);
  for (const { id, error } of plan.refused) context.output.warn(`${id} : ${error.message} ${error.advice ?? ""}`.trim());
  context.output.note("Simulation : aucune connexion n'a été ouverte, rien n'a été écrit.");
}

/** What will be changed of the documents, or is not shown of them: told before they leave. */
export function remarksOf(plan: PushPlan): readonly string[] {
  const planned = plan.groups.flatMap(({ documents }) => documents);
  return planned.flatMap(({ document, remarks }) => remarks.map((remark) => `${document.id} : ${remark}`));
}

/** The same, for a person who is about to say yes: each patient by name, so that a wrong one is noticed. */
export async function previewText(context: CommandContext, plan: PushPlan): Promise<string> {
  const count = plan.groups.reduce((sum, { documents }) => sum + documents.length, 0);
  const blocks: string[] = [];
  for (const { patient, documents } of plan.groups) {
    const rows = documents.map((planned) => [
      planned.document.id,
      dateOf(planned),
      planned.document.title,
      planned.replaces === null ? visibilityOf(planned) : `${visibilityOf(planned)}, remplace ${planned.replaces}`,
    ]);
    blocks.push(`Dans le DMP de ${await whoIs(context, patient)}`);
    blocks.push(context.output.table(["Document", "Date de l'acte", "Titre", "Visibilité"], rows));
  }
  const set = plan.refused.map(({ id, error }) => `${id} n'est pas déposé : ${error.message}`);
  return [`${plural(count, "document sera déposé", "documents seront déposés")} :`, ...blocks, ...remarksOf(plan), ...set].join(
    "\n",
  );
}

function dateOf(planned: Planned | null): string {
  if (planned === null) return "";
  return `${frenchDate(planned.document.actDate)}${planned.historic ? " (ancien)" : ""}`;
}

function hiddenOf(document: Planned["document"] | null): readonly string[] | null {
  return document === null ? null : audiencesOf(document.visibility);
}

function visibilityOf(planned: Planned | null): string {
  return planned === null ? "" : (hiddenWords(planned.document.visibility) ?? "visible par tous");
}

function wouldText(line: Line): string {
  return line.kind === "push" ? "oui" : "refusé";
}
