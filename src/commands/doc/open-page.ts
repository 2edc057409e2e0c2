import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writePrivatePage } from "../../terminal/private-page.js";
import type { CommandContext } from "../context.js";

/** As long as a browser takes to read the page where nobody can say that it was read, in milliseconds. */
const KEPT_MS = 20_000;
/** At most, where somebody can: a page in clear is not forgotten on a disk. */
const LONGEST_MS = 30 * 60_000;

/** What a page is of, in the answer and in the sentences. */
export interface PageWords {
  readonly schema: string;
  /** Keys of the answer: `{ id: "D12" }`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** French, subject of a sentence: `D12`, `Le tableau de bord`. */
  readonly subject: string;
}

/** The page of a document. */
export function openPage(context: CommandContext, id: string, html: string): Promise<void> {
  return openPageOf(context, { schema: "segur.doc.open/1", fields: { id }, subject: id }, html);
}

/**
 * Shows a page in the browser: a file of its owner only, under a name drawn at random, removed once it was read: at Enter or Ctrl-C on a
 * terminal, else once the browser has had the time. Where no browser opens, the page is there and its place is told.
 */
export async function openPageOf(context: CommandContext, { schema, fields, subject }: PageWords, html: string): Promise<void> {
  const { io, output, interrupted, clock } = context;
  const page = await writePrivatePage(join(context.places.state, "pages"), html);
  try {
    context.quietInterruption();
    const opened = await context.openBrowser(pathToFileURL(page.path).href);
    const kept = io.canPrompt ? LONGEST_MS : KEPT_MS;
    const value = { ...fields, opened, page: page.path, keptSeconds: kept / 1000 };
    await output.one(schema, value, () => sentence(subject, { opened, asked: io.canPrompt, path: page.path }));
    if (interrupted.aborted) return;
    if (io.canPrompt) await enter(context, kept);
    else await clock.sleep(kept, interrupted);
  } finally {
    await page.remove();
  }
}

function sentence(subject: string, { opened, asked, path }: { opened: boolean; asked: boolean; path: string }): string {
  const where = opened
    ? `${subject} s'ouvre dans le navigateur : ${path}`
    : `Aucun navigateur ne s'ouvre d'ici (variable BROWSER). ${subject} est là, ouvrez la page vous-même : ${path}`;
  const until = asked
    ? "Entrée quand vous avez fini de lire : la page est alors effacée (au plus tard dans 30 minutes)."
    : `La page est effacée dans ${KEPT_MS / 1000} secondes (Ctrl-C : tout de suite).`;
  return `${where}\n${until}`;
}

/** Until Enter, Ctrl-C, the end of the input, or that long. */
async function enter({ io, interrupted, clock }: CommandContext, longestMs: number): Promise<void> {
  const stop = new AbortController();
  const typed = () => stop.abort();
  io.stdin.once("data", typed).once("end", typed);
  io.stdin.resume();
  await clock.sleep(longestMs, AbortSignal.any([interrupted, stop.signal]));
  io.stdin.off("data", typed).off("end", typed).pause();
}
