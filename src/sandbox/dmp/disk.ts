import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, makePrivateFolder, writePrivate } from "../files.js";
import type { RegistryEvent } from "./registry.js";

/**
 * What was deposited, on disk: one file for each event of the registry, in order, and one for each content. Contents come first: an
 * event that is there has everything it names. Names tell nothing of a patient.
 */
export class DmpDisk {
  readonly #folder: string;
  #next = 1;

  constructor(directory: string) {
    this.#folder = join(directory, "dmp");
  }

  get #events(): string {
    return join(this.#folder, "events");
  }

  get #contents(): string {
    return join(this.#folder, "contents");
  }

  /** Events since the first start or the last reset, oldest first; leftovers of deposits that did not end are removed. */
  async load(): Promise<readonly RegistryEvent[]> {
    for (const folder of [this.#folder, this.#events, this.#contents]) await makePrivateFolder(folder);
    for (const name of await readdir(this.#contents))
      if (name.endsWith(".part")) await rm(join(this.#contents, name), { force: true });
    const names = (await readdir(this.#events)).filter((name) => /^\d{8}\.json$/.test(name)).sort();
    const events: RegistryEvent[] = [];
    // Written by this module alone, each at once: damage is told by JSON.parse, and stops the DMP rather than lose a deposit silently.
    for (const name of names) events.push(JSON.parse(await readFile(join(this.#events, name), "utf8")) as RegistryEvent);
    this.#next = Number(names.at(-1)?.slice(0, 8) ?? 0) + 1;
    return events;
  }

  async append(event: RegistryEvent): Promise<void> {
    const name = `${String(this.#next).padStart(8, "0")}.json`;
    this.#next += 1;
    await writePrivate(join(this.#events, name), JSON.stringify(event));
  }

  /** Path where a content may be written; it is nothing until {@link keep}. */
  draft(name: string): string {
    return join(this.#contents, `${name}.part`);
  }

  async keep(name: string, uniqueId: string): Promise<string> {
    const file = createHash("sha256").update(uniqueId).digest("hex");
    await rename(this.draft(name), join(this.#contents, file));
    return file;
  }

  async discard(name: string): Promise<void> {
    await rm(this.draft(name), { force: true });
  }

  read(file: string): AsyncIterable<Buffer> {
    return createReadStream(join(this.#contents, file), { highWaterMark: 256 * 1024 });
  }

  async clear(): Promise<void> {
    try {
      await rm(this.#folder, { recursive: true, force: true });
      await mkdir(this.#folder, { recursive: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    this.#next = 1;
    await this.load();
  }
}
