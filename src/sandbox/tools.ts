import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DOCTOR_ADDRESS } from "./connection.js";
import { findSandbox, needSandbox } from "./control/client.js";
import { startDetached } from "./detach.js";
import { stopFailed } from "./errors.js";
import { withLock } from "./lock.js";
import { practiceLines } from "./people/practice.js";
import { pkiPaths } from "./pki/names.js";
import { clearPopulations, recordPopulation } from "./populations.js";
import type { SandboxTools } from "./port.js";
import {
  readDirectoryFault,
  readDmpFault,
  readDuration,
  readFault,
  readMssFault,
  readNumber,
  readPopulation,
  readPscFault,
} from "./read-options.js";
import { startSandbox } from "./sandbox.js";

export interface ToolsOptions {
  /** `sandboxDirectory(places.state)` */
  readonly directory: string;
  readonly pid: number;
  readonly now: () => Date;
}

/** The tools of the commands for one folder. Built by the composition root. */
export function createSandboxTools({ directory, pid, now }: ToolsOptions): SandboxTools {
  const running: SandboxTools["running"] = async () => (await findSandbox(directory))?.control ?? null;
  return {
    directory,
    doctorMailbox: DOCTOR_ADDRESS,
    start: (options) => startSandbox({ directory, pid, now, ...options }),
    startDetached: (options) => startDetached({ directory, ...options }),
    running,
    needed: async () => (await needSandbox(directory)).control,
    stop: async () => {
      const found = await findSandbox(directory);
      if (found === null) return false;
      await found.control.stop();
      for (let attempt = 0; attempt < 200; attempt += 1) {
        if ((await findSandbox(directory)) === null) return true;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw stopFailed(found.state.pid);
    },
    resetFiles: () =>
      withLock(directory, async () => {
        await clearPopulations(directory);
        await rm(pkiPaths(directory).folder, { recursive: true, force: true });
        for (const kept of ["dmp", "mail"]) await rm(join(directory, kept), { recursive: true, force: true });
      }),
    registerPopulation: async (population) => {
      const control = await running();
      if (control === null) await recordPopulation(directory, population);
      else await control.addPopulation(population);
    },
    people: ({ seed, count }) => practiceLines(seed, count),
    medical: async function* ({ seed, count }) {
      const { medicalFile } = await import("./people/medical.js");
      yield* medicalFile(seed, count);
    },
    extraction: async function* ({ seed, count }) {
      const { extractionLines } = await import("./directory/extraction.js");
      yield* extractionLines(seed, count);
    },
    readFault,
    readPscFault,
    readDmpFault,
    readMssFault,
    readDirectoryFault,
    readDuration,
    readNumber,
    readPopulation,
  };
}
