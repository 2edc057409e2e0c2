import type { IsoDate } from "../../domain/identity/types.js";
import type { DmpLine, LineFilter } from "../../services/dmp/lines.js";
import { type DmpListing, listDmp, type StatusSwitch } from "../../services/dmp/list.js";
import { categoryOf, typeCodesOf } from "../../services/dmp/type-filter.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { frenchDate, frenchDateTime } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { asTold } from "./emergency.js";
import { COLUMNS } from "./list-columns.js";
import { sinceDay } from "./since.js";

const STATUSES: Readonly<Record<string, StatusSwitch>> = {
  approuves: "approved",
  archives: "archived",
  obsoletes: "deprecated",
  tous: "all",
};

/** `segur dmp list PATIENT` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const type = givenText(input, "type");
  const category = givenText(input, "category");
  const filter: LineFilter = {
    since: sinceDay(input, context.clock.now()),
    category: category === undefined ? undefined : await categoryOf(category),
    typeCodes: type === undefined ? undefined : await typeCodesOf(type),
    author: givenText(input, "author"),
    text: givenText(input, "text"),
  };
  const status = STATUSES[givenText(input, "status") ?? "approuves"];
  await asTold(context, input, async (asking) => {
    const cabinet = await context.cabinet();
    const patient = await resolvePatient(cabinet, firstArg(input) ?? "");
    const found = await listDmp(cabinet, patient, { ...asking, status, filter, refresh: givenFlag(input, "refresh") });
    await categories(context, found);
    await context.output.list({
      schema: "segur.dmp.list/1",
      columns: COLUMNS,
      items: found.lines,
      empty: `Aucun document du DMP ne correspond. Sans filtre : segur dmp list ${patient.id} --status tous`,
      extra: () => ({
        patientId: patient.id,
        categories: found.categories,
        sync: { ...found.state, way: found.way },
        older: found.older,
        hiddenByYou: found.aside,
      }),
    });
    ending(context, found, patient.id, filter.since);
  });
}

/** The categories come first, as in the source product; on a pipe they would be mixed with the lines, and are said beside. */
async function categories({ output, io, globals }: CommandContext, found: DmpListing): Promise<void> {
  // Chosen columns are all that is wanted, and a wrong one is told before anything is shown.
  if (globals.fields !== undefined) return;
  if (output.machine || found.categories.length === 0) return;
  const width = Math.max(...found.categories.map(({ count }) => String(count).length));
  const lines = found.categories.map(({ code, label, count }) => `${String(count).padStart(width)}  ${label} (${code})`);
  if (io.stdoutIsTty) await io.out(`${lines.map((line) => `  ${line}`).join("\n")}\n\n`);
  else for (const line of lines) output.note(line.trim());
}

function ending(
  { output }: CommandContext,
  { state, way, older, lines, total, aside }: DmpListing,
  patient: string,
  since?: IsoDate,
): void {
  if (output.machine) return;
  if (lines.length < total)
    output.note(`${plural(lines.length, "document", "documents")} sur ${total} ; les catégories comptent tout.`);
  // With --since, what is shown is bounded by it, and the copy by the oldest that was asked for.
  const from = `actes depuis le ${frenchDate(since ?? state.from)}`;
  output.note(
    `À jour le ${frenchDateTime(state.at)}${way === "cache" ? " (copie locale ; --refresh pour redemander)" : ""}, ${from}.`,
  );
  const newer = lines.filter(({ local }) => local?.state === "new_version").length;
  const absent = lines.filter(({ local, entry, known }) => isAbsent(local, entry, known));
  if (newer + absent.length > 0) {
    const replaced = newer === 0 ? "" : `, ${newer} en nouvelle version`;
    output.note(`${absent.length} ${absent.length > 1 ? "ne sont" : "n'est"} pas dans le dossier${replaced}.`);
    const first = lines.find(({ known }) => known === "listed")?.id;
    output.note(`Lire : segur dmp show ${first} ; tout classer : segur dmp pull --all-new ${patient}`);
  }
  if (older > 0) {
    output.note(
      `${plural(older, "document d'acte plus ancien n'est pas montré", "documents d'actes plus anciens ne sont pas montrés")} : --since DATE.`,
    );
  }
  if (aside > 0 && !lines.some(({ known }) => known === "hidden_by_you")) {
    output.note(
      `${plural(aside, "document que vous avez masqué n'est plus montré", "documents que vous avez masqués ne sont plus montrés")} : --status tous.`,
    );
  }
}

function isAbsent(local: DmpLine["local"], { availability }: DmpLine["entry"], known: DmpLine["known"]): boolean {
  return local === null && availability === "approved" && known === "listed";
}
