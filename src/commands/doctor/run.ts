import type { CheckLine, CheckState } from "../../services/doctor/check.js";
import type { Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";

const WORDS: Readonly<Record<CheckState, { readonly text: string; readonly tone: Tone }>> = {
  ok: { text: "bon", tone: "good" },
  warn: { text: "attention", tone: "warn" },
  bad: { text: "défaut", tone: "bad" },
  skip: { text: "non vu", tone: "muted" },
};

/** `segur doctor` */
export async function run(context: CommandContext): Promise<number> {
  const lines: CheckLine[] = [];
  for await (const line of context.doctor()) lines.push(line);
  await context.output.list<CheckLine>({
    schema: "segur.doctor/1",
    items: lines,
    columns: [
      { key: "id", title: "Id", value: (line) => line.id, machineOnly: true },
      { key: "label", title: "Contrôle", value: (line) => line.label },
      {
        key: "state",
        title: "État",
        value: (line) => line.state,
        text: (line) => WORDS[line.state].text,
        tone: (line) => WORDS[line.state].tone,
      },
      { key: "measure", title: "Mesure", value: (line) => line.measure },
      { key: "advice", title: "Que faire", value: (line) => line.advice },
    ],
  });
  const bad = lines.filter((line) => line.state === "bad").length;
  if (bad > 0) context.output.warn(bad === 1 ? "Un contrôle est en défaut." : `${bad} contrôles sont en défaut.`);
  return bad > 0 ? 1 : 0;
}
