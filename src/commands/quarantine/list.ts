import { resolvePatient } from "../../services/patients/reference.js";
import { quarantined } from "../../services/quarantine/quarantine.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { type Line, ORIGIN_WORDS, reasonWords, STATE_WORDS } from "./words.js";

const COLUMNS: readonly Column<Line>[] = [
  { key: "id", title: "Id", value: (line) => line.id },
  { key: "at", title: "Reçu le", value: (line) => line.at, text: (line) => frenchDateTime(line.at) },
  { key: "origin", title: "Origine", value: (line) => line.origin, text: (line) => ORIGIN_WORDS[line.origin] },
  { key: "patient", title: "Patient", value: (line) => line.patientId },
  { key: "reason", title: "Motif", value: (line) => line.reason, text: (line) => reasonWords(line.reason), tone: () => "warn" },
  { key: "state", title: "État", value: (line) => line.state, text: (line) => STATE_WORDS[line.state] },
  { key: "message", title: "Explication", value: (line) => line.message, machineOnly: true },
  { key: "key", title: "uniqueId", value: (line) => line.key, machineOnly: true },
];

/** `segur quarantine list` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const patient = givenText(input, "patient");
  const patientId = patient === undefined ? undefined : (await resolvePatient(cabinet, patient)).id;
  let first: string | null = null;
  const lines = async function* () {
    for await (const line of quarantined(cabinet, { patientId, all: givenFlag(input, "all") })) {
      first ??= line.id;
      yield line;
    }
  };
  await context.output.list({
    schema: "segur.quarantine.list/1",
    columns: COLUMNS,
    items: lines(),
    empty: "Rien du DMP en quarantaine. Ce qui a été écarté : segur quarantine list --all",
  });
  await tellReceived(context);
  const { output } = context;
  if (first !== null && !output.machine) output.note(`Pourquoi, et que faire : segur quarantine show ${first}`);
}

/** What MSSanté brought waits in the inbox, with its message. */
async function tellReceived(context: CommandContext): Promise<void> {
  const { inbox, rights } = await context.cabinet();
  if (context.output.machine || !rights.has("inbox")) return;
  const { byState } = await inbox.counts({ states: ["quarantined"] });
  const count = byState.quarantined ?? 0;
  if (count === 0) return;
  const told = plural(count, "document reçu par MSSanté est", "documents reçus par MSSanté sont");
  context.output.note(`${told} en quarantaine : segur inbox list --state quarantined`);
}
