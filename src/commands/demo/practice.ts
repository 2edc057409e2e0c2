import { join } from "node:path";
import type { Population, SandboxTools } from "../../sandbox/port.js";
import { initCabinet } from "../../services/cabinet/init.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { csvLine } from "../../terminal/csv.js";
import { openDraft } from "../../terminal/save.js";
import type { CommandContext } from "../context.js";

export interface Practice {
  readonly cabinet: OpenCabinet;
  /** Absolute path of its patient file. */
  readonly file: string;
  /** The user's current cabinet is this one: no `--cabinet` is needed to go on. */
  readonly current: boolean;
}

/** A new cabinet of the sandbox (never one that exists), with the patient file of its imaginary practice beside its store. */
export async function openPractice(context: CommandContext, tools: SandboxTools, population: Population): Promise<Practice> {
  const name = await freeName(context);
  const { cabinets, clock, ids, sessions } = context;
  const { cabinet: made, current } = await initCabinet(
    { cabinets, clock, ids, sessions },
    {
      name,
      environment: "sandbox",
      directory: undefined,
      userLabel: undefined,
      userRpps: undefined,
      password: undefined,
      use: false,
    },
  );
  await tools.registerPopulation(population);
  const file = join(made.directory, "patients.csv");
  await writePeople(file, tools, population);
  return { cabinet: await context.cabinet(name), file, current };
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
