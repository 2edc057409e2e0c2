import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createKeeping } from "../../../src/cabinet-keeping.js";
import { createStores } from "../../../src/cabinet-store.js";
import type { CommandContext } from "../../../src/commands/context.js";
import type { CommandInput } from "../../../src/commands/spec.js";
import { createCabinets } from "../../../src/config/cabinets.js";
import { createSessionFile } from "../../../src/config/session-file.js";
import { createVault } from "../../../src/platform/vault.js";
import { currentCabinet } from "../../../src/services/cabinet/current.js";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import { openInput } from "../../../src/terminal/input.js";
import type { Format, Prompter } from "../../../src/terminal/io.port.js";
import { createOutput } from "../../../src/terminal/output.js";
import { createProgress } from "../../../src/terminal/progress.js";
import { createPrompter } from "../../../src/terminal/prompt.js";
import { type FakeIo, fakeIo } from "../../support/io.js";

export interface TestContextOptions {
  /** None: the machine has no cabinet at all. */
  readonly cabinet?: OpenCabinet;
  readonly format?: Format;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly input?: string;
  /** What a person answers, by the flag that each question names; a question without answer fails the test. */
  readonly answers?: Readonly<Record<string, string | boolean>>;
  readonly interrupted?: AbortSignal;
}

export interface TestContext {
  readonly context: CommandContext;
  readonly io: FakeIo;
  /** Questions that were asked, by flag, in order. */
  readonly asked: readonly string[];
  /** A folder of the test's own. */
  readonly folder: string;
}

/** The context of a command over real parts; only the streams, and the person who answers, are the test's. */
export async function testContext(options: TestContextOptions = {}): Promise<TestContext> {
  const folder = mkdtempSync(join(tmpdir(), "segur-command-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { tty = false, answers, format = "table" } = options;
  const input = options.input === undefined ? {} : { input: options.input };
  const columns = options.columns === undefined ? {} : { columns: options.columns };
  const io = fakeIo({ tty, canPrompt: answers !== undefined, ...input, ...columns });
  const output = await createOutput(io, { format, fields: undefined, quiet: false });
  const asked: string[] = [];
  const clock = { now: () => new Date(), sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) };
  const vault = createVault({ folder: join(folder, "config", "keys"), keyring: false });
  const stores = createStores({ vault, folder: join(folder, "config", "keys"), variable: undefined, cwd: folder }, clock);
  const cabinets = createCabinets({
    configFolder: join(folder, "config"),
    dataFolder: join(folder, "data"),
    flag: undefined,
    variable: undefined,
    cwd: folder,
    openStore: (path, storeOptions) => stores.open(path, storeOptions),
    createStore: (path) => stores.create(path),
  });
  const context: CommandContext = {
    io,
    output,
    prompt: answers === undefined ? createPrompter(io, process.stderr) : scripted(answers, asked),
    clock,
    ids: { uuid: () => randomUUID(), run: () => `R20261123-${randomUUID().slice(0, 4).toUpperCase()}` },
    machine: { host: hostname(), pid: process.pid, isAlive: () => true },
    places: { config: join(folder, "config"), data: join(folder, "data"), state: join(folder, "state") },
    env: {},
    program: [process.execPath, "segur"],
    globals: { cabinet: undefined, fields: undefined, quiet: false, verbose: false, input: answers !== undefined },
    cabinets,
    keeping: async () => createKeeping(join(folder, "data"), stores, clock, folder),
    async cabinet() {
      if (options.cabinet !== undefined) return options.cabinet;
      await currentCabinet(cabinets);
      throw new Error("this machine has no cabinet");
    },
    cabinetByAnyKey: () => context.cabinet(),
    release: async () => {},
    session: async () => "none",
    sessions: (instanceId) =>
      createSessionFile({
        folder: join(folder, "state", "sessions"),
        vault,
        instanceId,
      }),
    callback: () => Promise.reject(new Error("no command of this test opens a browser")),
    openBrowser: async () => false,
    quietInterruption: () => {},
    async *doctor() {},
    open: (path) => openInput(path, io),
    interrupted: options.interrupted ?? new AbortController().signal,
    progress: (label) =>
      createProgress({ io, label, now: () => performance.now(), quiet: true, machine: false, accessible: false }),
    sandbox: () => Promise.reject(new Error("no command of this test starts a sandbox")),
  };
  return { context, io, asked, folder };
}

/** What was typed. */
export function typed(args: CommandInput["args"], options: CommandInput["options"] = {}): CommandInput {
  return { args, options };
}

function scripted(answers: Readonly<Record<string, string | boolean>>, asked: string[]): Prompter {
  const answer = (flag: string): string | boolean => {
    asked.push(flag);
    const value = answers[flag];
    if (value === undefined) throw new Error(`nobody answers ${flag}`);
    return value;
  };
  return {
    confirm: async (_, { flag }) => answer(flag) === true,
    ask: async (_, { flag }) => String(answer(flag)),
    secret: async (_, { flag }) => String(answer(flag)),
    choose: async (_, choices, { flag }) => {
      const wanted = answer(flag);
      const found = choices.find(({ value }) => value === wanted);
      if (found === undefined) throw new Error(`${flag} has no choice ${String(wanted)}`);
      return found.value;
    },
  };
}
