import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writePrivatePage } from "../../terminal/private-page.js";
import type { CommandContext } from "../context.js";

/** As long as a browser takes to read the page, in milliseconds. */
const KEPT_MS = 20_000;

/** Shows a page in the browser: a file of its owner only, under a name drawn at random, removed once the browser has read it. */
export async function openPage(context: CommandContext, id: string, html: string): Promise<void> {
  const page = await writePrivatePage(join(context.places.state, "pages"), html);
  try {
    await context.openBrowser(pathToFileURL(page.path).href);
    const seconds = KEPT_MS / 1000;
    const value = { id, page: page.path, keptSeconds: seconds };
    await context.output.one(
      "segur.doc.open/1",
      value,
      () =>
        `${id} s'ouvre dans le navigateur. La page est effacée dans ${seconds} secondes (Ctrl-C : tout de suite) : ${page.path}`,
    );
    await context.clock.sleep(KEPT_MS, context.interrupted);
  } finally {
    await page.remove();
  }
}
