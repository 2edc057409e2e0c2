import type { Patient } from "../../domain/patient.js";
import { resolveFilter } from "../../services/filters/filters.js";
import { EXPORT_COLUMNS, type ExportColumn, exportPatients, exportRow } from "../../services/patients/export.js";
import type { Column } from "../../terminal/io.port.js";
import { createOutput } from "../../terminal/output.js";
import { openDraft } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

type Row = Readonly<Record<ExportColumn, string | null>>;

/** The headings of the import are also the keys: an export in any format but JSON is read back as it is. */
const COLUMNS: readonly Column<Row>[] = EXPORT_COLUMNS.map((name) => ({ key: name, title: name, value: (row) => row[name] }));

/** `segur patient export [--output F] [--filter NOM] [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const reveal = givenFlag(input, "reveal");
  const cabinet = await context.cabinet();
  const medical = cabinet.rights.has("medical");
  const name = givenText(input, "filter");
  const where = name === undefined ? undefined : (await resolveFilter(cabinet, name)).where;
  const path = givenText(input, "output");
  const draft = path === undefined ? null : await openDraft(path);
  const { format } = context.output;
  const io =
    draft === null ? context.io : { ...context.io, out: (text: string) => draft.write(text), stdoutIsTty: false, columns: null };
  const output = await createOutput(io, {
    format: format === "table" ? "csv" : format,
    fields: context.globals.fields,
    quiet: context.globals.quiet,
  });
  let count = 0;
  async function* rows(): AsyncGenerator<Row> {
    for await (const patient of counted()) yield exportRow(patient, { reveal, medical });
  }
  async function* counted(): AsyncGenerator<Patient> {
    for await (const patient of exportPatients(cabinet, cabinet.patients.walk(where), reveal)) {
      count += 1;
      yield patient;
    }
  }
  try {
    await output.list<Row>({ schema: "segur.patient.export/1", columns: COLUMNS, items: rows() });
    await draft?.keep();
  } finally {
    await draft?.drop();
  }
  const ins = reveal
    ? "matricules en clair pour les identités qualifiées seulement (INS/va1.53)"
    : "matricules masqués (--reveal : en clair pour les identités qualifiées, accès tracés)";
  context.output.note(`${count} patient${count > 1 ? "s" : ""} ; ${ins}.`);
  if (!medical) context.output.note("Diagnostics laissés vides : ils sont réservés au droit medical.");
}
