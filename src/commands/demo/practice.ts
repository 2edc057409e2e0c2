import { join } from "node:path";
import type { Population, SandboxTools } from "../../sandbox/port.js";
import { csvLine } from "../../terminal/csv.js";
import { openDraft } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";
import { runInside, textOf } from "./inside.js";
import type { Player } from "./player.js";

/** A new cabinet of the sandbox (never one that exists), with the patient file of its imaginary practice beside its store. */
export async function openPractice(
  player: Player,
  context: CommandContext,
  tools: SandboxTools,
  population: Population,
): Promise<string> {
  const name = await freeName(context);
  const words = ["cabinet", "init", name, "--environment", "sandbox"];
  return player.playing("cabinet.init", "Un cabinet, chiffré", [{ words, shown: `segur ${words.join(" ")}` }], async () => {
    // Not on the cabinet of the demonstration: there is none yet.
    const { data } = await runInside(context, name, words);
    player.on(name, data.current === true);
    await tools.registerPopulation(population);
    const directory = textOf(data, "directory");
    const file = join(directory, "patients.csv");
    await writePeople(file, tools, population);
    return { result: file, lines: [`Cabinet « ${name} » dans ${directory}`], figures: { cabinet: name } };
  });
}

/** `demo`, then `demo-2`, `demo-3`…: what an earlier demonstration left is the user's. */
async function freeName({ cabinets }: CommandContext): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "demo" : `demo-${number}`;
    if ((await cabinets.find(name)) === null && (await cabinets.look(cabinets.directoryFor(name, undefined))) === "free")
      return name;
  }
}

async function writePeople(path: string, tools: SandboxTools, population: Population): Promise<void> {
  const draft = await openDraft(path);
  try {
    let columns: readonly string[] | null = null;
    for (const { record } of tools.people(population)) {
      if (columns === null) {
        columns = Object.keys(record);
        await draft.write(csvLine(columns));
      }
      await draft.write(csvLine(Object.values(record).map((value) => (value === null ? "" : String(value)))));
    }
    await draft.keep();
  } finally {
    await draft.drop();
  }
}
