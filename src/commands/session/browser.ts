import { browserExpired } from "../../services/session/errors.js";
import type { PscClient, PscLogin } from "../../services/session/session.port.js";
import { aside } from "../../terminal/aside.js";
import type { CommandContext } from "../context.js";

/**
 * Login by the browser: Pro Santé Connect sends it back to a port of this machine. The address is printed too; over SSH, where the browser
 * is elsewhere, the address it ends on can be pasted.
 */
export async function byBrowser(context: CommandContext, client: PscClient): Promise<PscLogin> {
  const callback = await context.callback();
  const stop = new AbortController();
  const late = AbortSignal.timeout(LONGEST_MS);
  const signal = AbortSignal.any([context.interrupted, stop.signal, late]);
  try {
    const { url, finish } = await client.startBrowser(callback.redirectUri);
    show(context, url);
    await context.openBrowser(url);
    const state = new URL(url).searchParams.get("state") ?? undefined;
    const answers = [callback.wait(signal, state), ...(context.io.canPrompt ? [pasted(context, signal)] : [])];
    return await finish(await Promise.race(answers), context.interrupted);
  } catch (error) {
    throw late.aborted ? browserExpired() : error;
  } finally {
    stop.abort();
    await callback.close();
  }
}

/** As long as the page of Pro Santé Connect waits for the person; a script must not wait for ever. */
const LONGEST_MS = 10 * 60_000;

function show({ io, output }: CommandContext, url: string): void {
  if (output.machine) io.err(`${JSON.stringify({ schema: "segur.login.url/1", url })}\n`);
  else aside(io, `Ouvrez cette adresse dans un navigateur, s'il ne s'ouvre pas tout seul :\n\n${url}\n`);
}

/** Never resolves without an address: the browser of this machine may answer first. */
async function pasted({ prompt }: CommandContext, signal: AbortSignal): Promise<string> {
  const question = "Si le navigateur est sur une autre machine, collez ici l'adresse de la page où il s'arrête";
  const text = await prompt.ask(question, { flag: "--ciba", signal });
  return text.trim();
}
