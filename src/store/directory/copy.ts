import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { FILE_MODE, makePrivateFolder, renameOver, syncFolder } from "../../platform/files.js";
import type { DirectoryCopy } from "../directory.port.js";
import { buildCopy } from "./build.js";
import { copyFailure, copyOfAnotherFormat } from "./errors.js";
import { COPY_APPLICATION, COPY_FORMAT } from "./schema.js";
import { CopySearch } from "./search.js";

/** Drafts that nobody has written to for this long were left by a process that died. */
const ABANDONED_MS = 15 * 60_000;

interface Opened {
  readonly database: Database.Database;
  readonly search: CopySearch;
}

/**
 * The copy of the annuaire in one file: see the port. It is built in a draft beside, flushed, and renamed into place: whoever searches
 * meanwhile, in any process, sees the copy before, then this one; a process that dies leaves the copy before. The file is opened at the
 * first question only.
 * @param path `annuaire.db` in the data folder
 */
export function openDirectoryCopy(path: string): DirectoryCopy {
  let opened: Opened | null = null;
  const close = () => {
    opened?.database.close();
    opened = null;
  };
  const current = (): Opened | null => {
    opened ??= openCopy(path);
    return opened;
  };
  const asked = async <T>(question: () => T): Promise<T> => {
    try {
      return question();
    } catch (error) {
      throw copyFailure(path, error);
    }
  };
  return {
    info: () =>
      asked(() => {
        const found = current();
        return found === null ? null : infoOf(found.database);
      }),
    async import(mailboxes, from) {
      const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
      try {
        await makePrivateFolder(dirname(path));
        await removeAbandoned(path);
        await (await open(draft, "wx", FILE_MODE)).close();
        const counts = await buildCopy(draft, mailboxes, from);
        await flush(draft);
        close();
        await renameOver(draft, path);
        await syncFolder(dirname(path));
        return counts;
      } catch (error) {
        throw copyFailure(path, error);
      } finally {
        // What went wrong is told already; a draft that cannot be removed is removed by a later import.
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
    search: (query) => asked(() => current()?.search.search(query) ?? { items: [], truncated: false }),
    close: async () => close(),
  };
}

/** Null where there is none. */
function openCopy(path: string): Opened | null {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const number = (pragma: string) => Number(database.pragma(pragma, { simple: true }));
    if (number("application_id") !== COPY_APPLICATION || number("user_version") !== COPY_FORMAT) throw copyOfAnotherFormat(path);
    database.pragma("trusted_schema = OFF");
    database.pragma("cell_size_check = ON");
    // The lists of short words are long: 32 MB hold those of a whole search, where SQLite's own 2 MB would read them twice.
    database.pragma("cache_size = -32768");
    return { database, search: new CopySearch(database) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function infoOf(database: Database.Database): Awaited<ReturnType<DirectoryCopy["info"]>> {
  const rows = database.prepare<[], { key: string; value: string | null }>("SELECT key, value FROM info").all();
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  return {
    mailboxes: Number(values.get("mailboxes")),
    extractedAt: values.get("extractedAt") ?? null,
    importedAt: values.get("importedAt") ?? "",
    sha256: values.get("sha256") ?? "",
  };
}

async function flush(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Age is told by the disk's own clock: a draft under way is written to all the time. */
async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !/^[0-9a-f]{12}\.tmp(-journal)?$/.test(name.slice(start.length))) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(join(folder, name), { force: true });
  }
}
