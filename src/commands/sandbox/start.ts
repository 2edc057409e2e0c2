import type { SandboxControl } from "../../sandbox/port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { statusText, statusValue } from "./describe.js";

const SCHEMA = "segur.sandbox.start/1";

/** Options that the detached process gets as they were typed, once checked here. */
const FORWARDED = ["seed", "people", "port", "latency", "directory"] as const;

export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const tools = await context.sandbox();
  const option = (name: string): string | undefined => textOption(input, name);
  const options = {
    seed: tools.readNumber("--seed", option("seed"), 0, 0xffffffff),
    people: tools.readNumber("--people", option("people"), 0, 2_000_000),
    port: tools.readNumber("--port", option("port"), 1, 65_535),
    directoryCount: tools.readNumber("--directory", option("directory"), 1, 600_000),
    latencyMs: tools.readNumber("--latency", option("latency"), 0, 600_000),
  };
  if (input.options.detach === true) {
    const flags = FORWARDED.flatMap((name) => {
      const value = option(name);
      return value === undefined ? [] : [`--${name}`, value];
    });
    const control = await tools.startDetached({ program: context.program, env: context.env, flags });
    await tell(context, control, "Pour l'arrêter : segur sandbox stop");
    return 0;
  }
  const sandbox = await tools.start(options);
  try {
    await tell(context, sandbox.control, "Ctrl-C pour l'arrêter.");
    await Promise.race([sandbox.stopped, aborted(context.interrupted)]);
  } finally {
    await sandbox.stop();
  }
  return 0;
}

async function tell(context: CommandContext, control: SandboxControl, hint: string): Promise<void> {
  const status = await control.status();
  await context.output.one(SCHEMA, statusValue(status), (style) => statusText(status, style));
  if (!context.output.machine) context.output.note(hint);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
