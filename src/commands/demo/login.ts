import type { CommandContext } from "../context.js";
import { type Ran, runInside, textOf } from "./inside.js";
import type { Player } from "./player.js";

/** The demonstration doctor of a sandbox cabinet. */
export const RPPS = "99700000001";

/**
 * A real login by Pro Santé Connect: the code is shown here and on the telephone, on which the sandbox agrees. Both commands run at once, as
 * they would in two terminals. The cabinet is opened again: its session is that of the person.
 */
export async function login(player: Player, context: CommandContext): Promise<void> {
  const words = ["login", "--ciba", "--rpps", RPPS];
  const approve = ["sandbox", "approve"];
  const commands = [{ words }, { words: approve, shown: "segur sandbox approve" }];
  await player.playing("login", "Le médecin se connecte avec son téléphone (Pro Santé Connect)", commands, async () => {
    let logged: Promise<Ran> | undefined;
    const asked = new Promise<string>((resolve, reject) => {
      logged = runInside(context, player.cabinet, words, { onAside: (text) => resolve(codeOf(text)) });
      // A login that could not ask.
      logged.catch(reject);
    });
    const code = await asked;
    await runInside(context, player.cabinet, approve);
    const data = (await logged)?.data;
    await context.release();
    return {
      result: undefined,
      lines: [`Le code ${code} s'affiche ici et sur le téléphone : on accepte. ${textOf(data, "label")} est connecté.`],
      figures: { user: textOf(data, "label"), mode: textOf(data, "mode") },
    };
  });
}

/** Of the line that `segur login --json` says beside its result. */
function codeOf(text: string): string {
  return /"code":"(\d+)"/.exec(text)?.[1] ?? "";
}
