import type { CommandContext } from "../context.js";
import { EXIT_DONE } from "../exit.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { openPractice } from "./practice.js";
import { checkAll, importAll, qualifyAll } from "./steps.js";
import { Story } from "./story.js";

/** `segur demo`: the whole job on an imaginary practice, then how to go on with it. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const tools = await context.sandbox();
  const population = tools.readPopulation({
    seed: textOption(input, "seed") ?? "7",
    count: textOption(input, "count") ?? "200",
  });
  const story = new Story(context);
  const started = performance.now();
  const running = await tools.running();
  const sandbox = running === null ? await tools.start({ seed: population.seed }) : null;
  try {
    await story.step("Un INSi complet sur cette machine", "segur sandbox start --detach");
    await story.say(`Le bac à sable répond${sandbox === null ? "" : ` sur ${sandbox.insi.url}`}, avec ses propres certificats.`);

    const practice = await openPractice(context, tools, population);
    const { cabinet, current } = practice;
    const flag = current ? "" : ` --cabinet ${cabinet.info.name}`;
    await story.step("Un cabinet", `segur cabinet init ${cabinet.info.name} --environment sandbox`);
    await story.say(`Cabinet « ${cabinet.info.name} » dans ${cabinet.info.directory}`);

    await story.step("Les patients d'un autre logiciel", `segur patient import ${practice.file}${flag}`);
    const imported = await importAll(context, cabinet, practice.file);
    await story.say(imported.text);

    await story.step("Ce qui échouera, sans aucun appel", `segur ins check${flag}`);
    await story.check(await checkAll(cabinet));

    await story.step("La qualification", `segur ins qualify --filter ins-never --concurrency 8${flag}`);
    const outcome = await qualifyAll(context, cabinet);
    await story.outcome(outcome);

    await story.step("Ce qui reste à décider", `segur ins review --list${flag}`);
    await story.reviews(cabinet);

    await story.step("Une identité, avant et après", `segur ins status ${outcome.example?.id ?? "P1"}${flag}`);
    await story.identity(cabinet, outcome.example);

    const { summary, qualified, recovered } = outcome;
    const seconds = (performance.now() - started) / 1000;
    await story.end(cabinet.info.name, flag, seconds);
    if (context.output.machine) {
      await context.output.one(
        "segur.demo/1",
        {
          id: cabinet.info.name,
          imported: imported.created,
          qualified,
          recovered,
          review: summary.byOutcome.review,
          notFound: summary.byOutcome.not_found,
          several: summary.byOutcome.several,
          errors: summary.byOutcome.error,
          refused: imported.refused + summary.byOutcome.refused,
          run: outcome.run,
          seconds: Math.round(seconds * 10) / 10,
        },
        () => "",
      );
    }
  } finally {
    await sandbox?.stop();
  }
  return EXIT_DONE;
}
