import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Clock } from "../domain/ports.js";
import { FILE_MODE, makePrivateFolder } from "../platform/files.js";
import { backupDamaged, backupNewer } from "./backup-errors.js";
import { digest, readManifest, refuseExisting, unpackBackup, writeBackup } from "./backup-file.js";
import { checkStore, countRows } from "./check.js";
import { changeKey, keyIdOf } from "./cipher.js";
import { Connection } from "./connection.js";
import { codeOf, notACabinet, storeDamaged, translateStoreError } from "./errors.js";
import { headerOf } from "./header.js";
import type { BackupManifest, StoreKeeper } from "./keeper.port.js";
import { lockAlone } from "./lock.js";
import { openMeta } from "./meta.js";
import { checkFormat, MIGRATIONS } from "./migrations/index.js";
import { explain, lockToOpen, openDatabase, openStore } from "./open.js";
import { moveInPlace, removeBeside } from "./replace.js";

/** How long other commands may take to end before a store is replaced, in milliseconds. */
const ALONE_MS = 2_000;
/** `cabinet.db.0123456789ab.draft` and what SQLite puts beside. */
const DRAFT = /^\.[0-9a-f]{12}\.draft(\.old)?(-wal|-shm|-journal|\.lock)?$/;

/** Acts on whole stores, see the port. */
export function createKeeper(clock: Pick<Clock, "now">): StoreKeeper {
  return {
    keyIdOf: wantedKey,
    manifest: readManifest,
    check: checkStore,

    async backup(source, target, about) {
      try {
        await refuseExisting(target);
        const copy = await newDraft(target);
        try {
          copyStore(source.path, source.key, copy);
          const said = await describe(copy, source.key, about);
          await writeBackup(target, said, copy, source.key, about.interrupted);
          return said;
        } finally {
          await dropDraft(copy);
        }
      } catch (error) {
        throw translateStoreError(target, error);
      }
    },

    async unpack(file, key, to, interrupted) {
      const manifest = await unpackBackup(file, key, to, interrupted);
      const known = MIGRATIONS.at(-1)?.version ?? 0;
      if (manifest.format > known) throw backupNewer(file, manifest.format, known);
      if (wantedKey(to) !== keyIdOf(key))
        throw backupDamaged(file, "Son contenu n'est pas chiffré par la clé qu'annonce son en-tête.");
      return manifest;
    },

    async openDraft(path, key) {
      return openStore(path, { key, clock });
    },

    async reencrypt(path, key, newKey, to) {
      try {
        copyStore(path, key, to);
        const copy = openDatabase(to, key, { readOnly: false });
        try {
          changeKey(copy, newKey);
        } finally {
          copy.close();
        }
        flush(to);
      } catch (error) {
        throw translateStoreError(path, error);
      }
      if (wantedKey(to) !== keyIdOf(newKey)) throw storeDamaged(to);
    },

    async reading(path, work) {
      if (!existsSync(path)) return work();
      const lock = lockToOpen(path, { readOnly: true });
      try {
        return await work();
      } finally {
        lock.release();
      }
    },

    async alone(path, work) {
      let lock: ReturnType<typeof lockAlone>;
      try {
        lock = lockAlone(path, ALONE_MS);
      } catch (error) {
        throw translateStoreError(path, error);
      }
      try {
        return await work();
      } finally {
        lock.release();
      }
    },

    settle(path, key) {
      withDatabase(path, key, (database) => {
        checkFormat(database, path);
        database.pragma("journal_mode = DELETE");
      });
    },

    async replace(path, draft, key, keptAs) {
      try {
        const moved = await moveInPlace(path, draft, keptAs);
        try {
          withDatabase(path, key, (database) => {
            if (checkFormat(database, path) === 0) throw notACabinet(path);
          });
        } catch (error) {
          await moved.putBack();
          throw error;
        }
        await moved.confirm();
      } catch (error) {
        throw translateStoreError(path, error);
      }
    },

    newDraft,
    dropDraft,
  };
}

function wantedKey(path: string): string | null {
  try {
    const header = headerOf(path);
    if (header.kind !== "keyed") throw notACabinet(path);
    return header.keyId;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw translateStoreError(path, error);
  }
}

/** One state of the store, whatever is written meanwhile, in a new file under the same key; compact. */
function copyStore(path: string, key: Buffer, to: string): void {
  // SQLite takes an empty file; it would make one that others can read.
  closeSync(openSync(to, "wx", FILE_MODE));
  withDatabase(path, key, (database) => {
    // What SQLite sorts or spills stays in memory: never in a temporary file.
    database.pragma("temp_store = MEMORY");
    database.prepare("VACUUM INTO ?").run(to);
  });
  flush(to);
}

function withDatabase(path: string, key: Buffer, work: (database: ReturnType<typeof openDatabase>) => void): void {
  let database: ReturnType<typeof openDatabase> | undefined;
  try {
    database = openDatabase(path, key, { readOnly: false });
    work(database);
  } catch (error) {
    database?.close();
    throw codeOf(error) === "SQLITE_NOTADB" ? explain(path, key, error) : error;
  } finally {
    database?.close();
  }
}

function flush(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The manifest of a copy: what it says is counted in the copy itself, not in a store that goes on living. */
async function describe(
  copy: string,
  key: Buffer,
  about: { readonly segur: string; readonly madeAt: string; readonly interrupted: AbortSignal },
): Promise<BackupManifest> {
  const database = openDatabase(copy, key, { readOnly: true });
  try {
    const meta = await openMeta(new Connection(database, copy)).read();
    if (meta === null) throw storeDamaged(copy);
    const format = checkFormat(database, copy);
    const counts = countRows(database);
    const { name: cabinet, environment, instanceId } = meta;
    const { segur, madeAt } = about;
    const content = await digest(copy, about.interrupted);
    return {
      schema: "segur.backup/1",
      cabinet,
      environment,
      instanceId,
      madeAt,
      segur,
      format,
      keyId: keyIdOf(key),
      counts,
      ...content,
    };
  } finally {
    database.close();
  }
}

async function newDraft(path: string): Promise<string> {
  const folder = dirname(path);
  const prefix = basename(path);
  await makePrivateFolder(folder);
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix) && DRAFT.test(name.slice(prefix.length)) && isOld(join(folder, name))) {
      await rm(join(folder, name), { force: true });
    }
  }
  return `${path}.${randomBytes(6).toString("hex")}.draft`;
}

/** No command writes one for so long without touching it. */
const DRAFT_LIFE_MS = 60 * 60_000;

function isOld(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > DRAFT_LIFE_MS;
}

async function dropDraft(draft: string): Promise<void> {
  await removeBeside(draft);
  await rm(draft, { force: true });
}
