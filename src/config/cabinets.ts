import type { Dirent } from "node:fs";
import { readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { SegurError } from "../domain/errors.js";
import { syncFolder } from "../platform/files.js";
import type { Cabinets, CurrentOrigin, NewStore, RegisteredCabinet } from "../services/cabinet/cabinets.port.js";
import { directoryTaken } from "../services/cabinet/errors.js";
import type { CabinetMeta } from "../store/meta.port.js";
import { systemCode } from "../terminal/errors.js";
import { makeFolder, readJson, storageError, writeJson } from "./files.js";

/** The store's file inside the folder of a cabinet. */
export const STORE_FILE = "cabinet.db";

type ClosableStore = NewStore & { close(): void | Promise<void> };

export interface CabinetsDeps {
  readonly configFolder: string;
  readonly dataFolder: string;
  /** Value of `--cabinet`. */
  readonly flag: string | undefined;
  /** Value of `SEGUR_CABINET`. */
  readonly variable: string | undefined;
  readonly cwd: string;
  readonly openStore: (path: string, options: { readOnly?: boolean }) => Promise<ClosableStore>;
  /** `undo` takes back what the creation left elsewhere than in the store: its key. */
  readonly createStore: (path: string) => Promise<{ readonly store: ClosableStore; undo(): Promise<void> }>;
}

/**
 * The register is one small file for each cabinet (`<config>/cabinets/<name>.json`) and one that names the current one:
 * two processes that add cabinets at once cannot lose each other's.
 */
export function createCabinets(deps: CabinetsDeps): Cabinets {
  const folder = join(deps.configFolder, "cabinets");
  const currentFile = join(deps.configFolder, "current.json");
  const fileOf = (name: string) => join(folder, `${name}.json`);

  const find = async (name: string): Promise<RegisteredCabinet | null> => {
    if (!/^[a-z0-9-]+$/.test(name)) return null;
    const value = await readJson(fileOf(name));
    return value === undefined ? null : asRegistered(name, value, fileOf(name));
  };

  return {
    find,
    async list() {
      const cabinets: RegisteredCabinet[] = [];
      for (const file of (await filesIn(folder)).sort()) {
        const found = file.endsWith(".json") ? await find(basename(file, ".json")) : null;
        if (found !== null) cabinets.push(found);
      }
      return cabinets;
    },
    register: (cabinet) => writeJson(fileOf(cabinet.name), cabinet),
    async current() {
      const origins: readonly [CurrentOrigin, string | undefined][] = [
        ["--cabinet", deps.flag],
        ["SEGUR_CABINET", deps.variable],
        ["cabinet use", currentName(await readJson(currentFile))],
      ];
      for (const [origin, name] of origins) if (name !== undefined && name !== "") return { name, origin };
      return null;
    },
    choose: (name) => writeJson(currentFile, { cabinet: name }),
    directoryFor: (name, given) => (given === undefined ? join(deps.dataFolder, "cabinets", name) : resolve(deps.cwd, given)),
    look: (directory) => look(deps, directory),
    async create(directory, fill) {
      let undo = async () => {};
      const place = async (path: string) => {
        const made = await deps.createStore(path);
        undo = made.undo;
        try {
          await fill(made.store);
        } finally {
          await made.store.close();
        }
      };
      await create(directory, place, () => undo());
    },
    createFrom: (directory, place) => create(directory, place, async () => {}),
    registerFolder: folder,
    foldersIn: (given) => foldersIn(resolve(deps.cwd, given)),
  };
}

async function look(deps: CabinetsDeps, directory: string): Promise<CabinetMeta | "free" | "other"> {
  const files = await filesIn(directory);
  if (files.length === 0) return "free";
  if (!files.includes(STORE_FILE)) return "other";
  const store = await openToLook(deps, join(directory, STORE_FILE));
  try {
    return (await store.meta.read()) ?? "other";
  } finally {
    await store.close();
  }
}

/** Changes nothing, but for a store whose writer was killed: what it left half done is taken back first. */
async function openToLook(deps: CabinetsDeps, path: string): ReturnType<CabinetsDeps["openStore"]> {
  try {
    return await deps.openStore(path, { readOnly: true });
  } catch (error) {
    if (!(error instanceof SegurError && error.code === "storage.read_only")) throw error;
    return deps.openStore(path, {});
  }
}

/** @param undo runs when the store is not in place at the end, and only then */
async function create(directory: string, place: (path: string) => Promise<void>, undo: () => Promise<void>): Promise<void> {
  const parent = dirname(directory);
  const prefix = `.${basename(directory)}.init-`;
  await makeFolder(parent);
  await clearOldDrafts(parent, prefix);
  const { randomBytes } = await import("node:crypto");
  const draft = join(parent, `${prefix}${randomBytes(6).toString("hex")}`);
  await makeFolder(draft);
  let inPlace = false;
  try {
    await place(join(draft, STORE_FILE));
    await syncFolder(draft);
    await putInPlace(draft, directory);
    inPlace = true;
    await syncFolder(parent);
  } catch (cause) {
    // A key that an existing store may ask for is never taken back.
    if (!inPlace && (await isThere(draft))) {
      await rm(draft, { recursive: true, force: true });
      // The reason of the failure is what must be told.
      await undo().catch(() => undefined);
    }
    const taken = ["ENOTEMPTY", "EEXIST"].includes(systemCode(cause) ?? "");
    if (taken) throw directoryTaken(directory, "Une autre commande vient d'y écrire.");
    throw storageError("cabinet.create", `Impossible de créer le cabinet dans « ${directory} ».`, cause);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A folder that cannot be read, or that is none, is told; one just under it that cannot be is left out. */
async function foldersIn(folder: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw storageError("files.folder", `Impossible de lire le dossier « ${folder} ».`, cause);
  }
  const under = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  const found: string[] = [];
  for (const each of [folder, ...under.sort()]) {
    const names = await readdir(each).catch((): string[] => []);
    if (names.includes(STORE_FILE)) found.push(each);
  }
  return found;
}

/** No `cabinet init` lasts as long. */
const DRAFT_LIFE_MS = 10 * 60_000;

/** Drafts of commands that were killed; those of a command that may still run are left alone. */
async function clearOldDrafts(parent: string, prefix: string): Promise<void> {
  for (const name of await filesIn(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > DRAFT_LIFE_MS) await rm(path, { recursive: true, force: true });
  }
}

/** An empty folder may be there already (`--dir` of a folder made by hand): Windows wants it gone before the rename. */
async function putInPlace(draft: string, directory: string): Promise<void> {
  try {
    await rmdir(directory);
  } catch (cause) {
    if (systemCode(cause) !== "ENOENT") throw cause;
  }
  await rename(draft, directory);
}

/** Names in a folder; none when there is no such folder. */
async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return [];
    throw storageError("files.folder", `Impossible de lire le dossier « ${folder} ».`, cause);
  }
}

function currentName(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("cabinet" in value)) return undefined;
  return typeof value.cabinet === "string" ? value.cabinet : undefined;
}

function asRegistered(name: string, value: unknown, path: string): RegisteredCabinet {
  if (typeof value === "object" && value !== null && "directory" in value && "environment" in value && "createdAt" in value) {
    const { directory, environment, createdAt } = value;
    const known = environment === "sandbox" || environment === "bas" || environment === "production";
    if (typeof directory === "string" && known && typeof createdAt === "string")
      return { name, directory, environment, createdAt };
  }
  throw new SegurError({
    kind: "config",
    code: "cabinet.register",
    message: `Le registre du cabinet « ${name} » est abîmé.`,
    why: `Le fichier « ${path} » n'a pas les champs attendus.`,
    advice: `Supprimez ce fichier puis : segur cabinet init ${name} --environment … --dir DOSSIER (les données y sont reprises)`,
  });
}
