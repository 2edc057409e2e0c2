import type Database from "better-sqlite3";
import type { DirectoryCopy } from "../directory.port.js";
import { buildCopy } from "./build.js";
import { copyFailure } from "./errors.js";
import { openReadOnly, readInfo } from "./open-copy.js";
import { replaceFile } from "./replace.js";
import { COPY_FORMAT } from "./schema.js";
import { CopySearch } from "./search.js";

interface Opened {
  readonly database: Database.Database;
  readonly search: CopySearch;
}

/**
 * The copy of the annuaire in one file: see the port. The file is opened at the first question only, and replaced whole.
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
    import: (mailboxes, from) => replaceFile(path, (draft) => buildCopy(draft, mailboxes, from), close),
    search: (query) => asked(() => current()?.search.search(query) ?? { items: [], truncated: false }),
    close: async () => close(),
  };
}

/** Null where there is none. */
function openCopy(path: string): Opened | null {
  const database = openReadOnly(path, COPY_FORMAT);
  return database === null ? null : { database, search: new CopySearch(database) };
}

function infoOf(database: Database.Database): Awaited<ReturnType<DirectoryCopy["info"]>> {
  const values = readInfo(database);
  return {
    mailboxes: Number(values.get("mailboxes")),
    extractedAt: values.get("extractedAt") ?? null,
    importedAt: values.get("importedAt") ?? "",
    sha256: values.get("sha256") ?? "",
  };
}
