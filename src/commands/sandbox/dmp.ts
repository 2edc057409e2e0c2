import { SegurError } from "../../domain/errors.js";
import type { DmpDocumentReport } from "../../sandbox/port.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

const LABELS = { approved: "actuel", deprecated: "obsolète", archived: "archivé", deleted: "supprimé" } as const;

const COLUMNS: readonly Column<DmpDocumentReport>[] = [
  { key: "id", title: "uniqueId", value: ({ uniqueId }) => uniqueId },
  { key: "status", title: "État", value: ({ status }) => status, text: ({ status }) => LABELS[status] },
  { key: "version", title: "Version", value: ({ version }) => version },
  { key: "seeded", title: "Origine", value: ({ seeded }) => seeded, text: ({ seeded }) => (seeded ? "bac à sable" : "déposé") },
];

export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const tools = await context.sandbox();
  const matricule = textOption(input, "patient")?.replace(/\s+/g, "").toUpperCase();
  const count = tools.readNumber("--count", textOption(input, "count"), 1, 20_000);
  if ((matricule === undefined) !== (count === undefined) || (matricule !== undefined && !/^[0-9AB]{15}$/.test(matricule)))
    throw badFilling();
  const control = await tools.needed();
  if (matricule === undefined || count === undefined) {
    await context.output.list({ schema: "segur.sandbox.dmp/1", columns: COLUMNS, items: await control.dmpDocuments() });
    return 0;
  }
  if (!(await control.fillDmp({ matricule, count }))) throw noDmp();
  await context.output.one("segur.sandbox.dmp_fill/1", { id: "dmp", added: count }, () => `Documents ajoutés au DMP : ${count}.`);
  return 0;
}

function badFilling(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "sandbox.dmp_filling",
    message: "--patient (matricule de 15 caractères) et --count vont ensemble.",
    advice: "segur sandbox dmp --patient 207058575627097 --count 2100",
  });
}

function noDmp(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "sandbox.dmp_absent",
    message: "Aucun DMP ouvert n'a ce matricule dans le bac à sable.",
    why: "La personne est inconnue d'INSi, ou son DMP est absent ou fermé.",
    advice: "Choisissez une personne de : segur sandbox people --truth",
  });
}
