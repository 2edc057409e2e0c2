import type { CommandContext } from "../context.js";
import { EXIT_DONE } from "../exit.js";
import { textOption } from "../input.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { sayEnd } from "./end.js";
import { stepNeedsTerminal } from "./errors.js";
import { deposits, dmpRead, messages, reception } from "./exchanges.js";
import { figures } from "./figures.js";
import { atTheDesk, identities, qualifiedPatients } from "./identities.js";
import { login } from "./login.js";
import { Player } from "./player.js";
import { openPractice } from "./practice.js";
import { medicalData } from "./summary.js";

/** `segur demo [--step]`: the whole job on an imaginary practice, each step by the command that does it, then how to go on. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const waits = givenFlag(input, "step");
  if (waits && !context.io.canPrompt) throw stepNeedsTerminal();
  const tools = await context.sandbox();
  const population = tools.readPopulation({
    seed: textOption(input, "seed") ?? "7",
    count: textOption(input, "count") ?? "200",
  });
  const player = new Player(context, waits);
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const running = await tools.running();
  let stop = async () => {};
  let outcome: "done" | "failed" = "failed";
  try {
    await player.playing("sandbox.start", "Les services nationaux, sur cette machine", [START], async () => {
      if (running === null) {
        const sandbox = await tools.start({ seed: population.seed });
        stop = () => sandbox.stop();
      }
      const lines = ["INSi, Pro Santé Connect, DMP, MSSanté et l'annuaire répondent, avec leurs propres certificats."];
      return { result: undefined, lines, figures: { alreadyRunning: running !== null } };
    });
    const file = await openPractice(player, context, tools, population);
    await login(player, context);
    await identities(player, context, file);
    const patient = await atTheDesk(player, context);
    await dmpRead(player, patient);
    const documents = await deposits(player, await qualifiedPatients(player, context, patient));
    await messages(player, patient, documents);
    await reception(player, { seed: population.seed, people: population.count });
    await medicalData(player, patient);
    await figures(player, context.output.table);
    outcome = "done";
    await sayEnd(player, context, seconds());
  } finally {
    await stop();
    if (context.output.machine) {
      const value = { id: player.cabinet, outcome, seconds: seconds(), steps: player.records };
      await context.output.one("segur.demo/1", value, () => "");
    }
  }
  return EXIT_DONE;
}

const START = { words: ["sandbox", "start", "--detach"], shown: "segur sandbox start --detach" };
