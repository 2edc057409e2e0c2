import type { PlanLine } from "../../services/ins/run/plan.js";
import type { Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE } from "../exit.js";
import type { Pace } from "./run-command.js";

const WOULD: Readonly<Record<PlanLine["would"], { readonly text: string; readonly tone: Tone }>> = {
  call: { text: "serait interrogé", tone: "good" },
  known: { text: "INS déjà connue", tone: "muted" },
  refused: { text: "serait refusé", tone: "bad" },
};

/** `--dry-run`: each line and what would be done; then the counts, and at least how long it would last. */
export async function writePlan(context: CommandContext, plan: AsyncIterable<PlanLine>, pace: Pace): Promise<number> {
  const counts = { call: 0, known: 0, refused: 0 };
  const counted = (async function* () {
    for await (const line of plan) {
      counts[line.would] += 1;
      yield line;
    }
  })();
  await context.output.list<PlanLine>({
    schema: "segur.ins.plan/1",
    items: counted,
    empty: "Aucun patient.",
    extra: () => ({ would: counts }),
    columns: [
      { key: "id", title: "Id", value: (line) => line.patientId ?? `line:${line.line}`, machineOnly: true },
      { key: "line", title: "Ligne", value: (line) => line.line, align: "right" },
      { key: "key", title: "Dossier", value: (line) => line.key },
      { key: "patientId", title: "Patient", value: (line) => line.patientId },
      {
        key: "would",
        title: "Prévu",
        value: (line) => line.would,
        text: (line) => WOULD[line.would].text,
        tone: (line) => WOULD[line.would].tone,
      },
      { key: "code", title: "Code", value: (line) => line.code },
      { key: "advice", title: "Que faire", value: (line) => line.advice },
    ],
  });
  const atLeast = pace.rate ? ` ; au moins ${duration(counts.call * pace.rate.everyMs)} à ce débit` : "";
  context.output.note(
    `À blanc, rien n'a été fait : ${counts.call} à interroger, ${counts.known} déjà connus, ${counts.refused} refusés${atLeast}.`,
  );
  return EXIT_DONE;
}

function duration(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 2) return `${Math.ceil(ms / 1_000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
