import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makePrivateFolder } from "../platform/files.js";
import { saveFile } from "./save.js";

/** A page that only its owner can read, for as long as it is looked at. */
export interface PrivatePage {
  readonly path: string;
  remove(): Promise<void>;
}

/** What a command that was killed left is removed by the next one, after an hour. */
const STALE_MS = 3_600_000;
const NAME = /^[0-9a-f]{24}\.html$/;

/** Writes a page under a name drawn at random: neither the path nor the list of processes tells what it shows. */
export async function writePrivatePage(folder: string, html: string): Promise<PrivatePage> {
  const { randomBytes } = await import("node:crypto");
  await makePrivateFolder(folder);
  await removeStale(folder);
  const path = join(folder, `${randomBytes(12).toString("hex")}.html`);
  await saveFile(path, html);
  return { path, remove: () => rm(path, { force: true }) };
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = NAME.test(name) ? await stat(path).catch(() => null) : null;
    if (found !== null && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
