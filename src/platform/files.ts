import { constants } from "node:fs";
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { platform } from "node:os";
import { dirname, join } from "node:path";

/**
 * The one module for file modes and for replacing a file: folders 0700, files 0600. Windows has no such modes; there the
 * rights of the user's profile folder protect. Errors are those of the system: each area words them for its reader.
 */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;
const HAS_MODES = platform() !== "win32";

/**
 * Makes a folder (and its parents) that only its owner can enter. Step by step: Node's own recursive call never ends where the
 * system says of a new folder that it does not exist (`/proc`).
 */
export async function makePrivateFolder(path: string): Promise<void> {
  if (await makeOne(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makePrivateFolder(parent);
  await mkdir(path, { mode: FOLDER_MODE }).catch(unlessFolder(path));
}

/** False when the parent is missing. */
async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: FOLDER_MODE });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    await unlessFolder(path)(error);
    return true;
  }
}

/** Another process may have made it meanwhile. */
function unlessFolder(path: string): (error: unknown) => Promise<void> {
  return async (error) => {
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory() !== true) throw error;
  };
}

/** Neither a file nor a folder: a pipe, a socket, a device. */
export const NOT_A_FILE = "ENOTFILE";
/** Opens a pipe without waiting for who writes to it. Windows has no such flag, nor such pipes. */
export const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens an ordinary file to read it; never waits. @throws an error whose code is `EISDIR` or {@link NOT_A_FILE} for anything else */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, READ_AT_ONCE);
  try {
    const found = await file.stat();
    if (found.isFile()) return file;
    throw Object.assign(new Error("not an ordinary file"), { code: found.isDirectory() ? "EISDIR" : NOT_A_FILE });
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** All of an ordinary file, as {@link openRegular}. */
export async function readRegular(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** True when other users of the machine may read it (always false on Windows, where modes say nothing). */
export async function isOpenToOthers(path: string): Promise<boolean> {
  return HAS_MODES && ((await stat(path)).mode & 0o077) !== 0;
}

/** A file being written beside the one that it will replace. */
export interface Draft {
  write(content: string | Uint8Array): Promise<void>;
  /** Flushes it to the disk and puts it in the place of the file. */
  keep(): Promise<void>;
  /** As `keep`, where there is nothing: of two processes at once, one does. @throws an error whose code is `EEXIST` */
  keepNew(): Promise<void>;
  /** Leaves no trace. Does nothing once kept. */
  drop(): Promise<void>;
}

/** The process that writes, as the ports of the domain know it. */
interface Writer {
  readonly host: string;
  readonly pid: number;
  isAlive(pid: number): boolean;
}

/**
 * Starts to replace a file: a reader sees the old one until `keep`, then the new one whole.
 * @param options `partOf`: the draft of a long job says who writes it (`NAME.HOST.PID.part`), and takes away those that killed processes of
 * this host left in that folder
 */
export async function openDraft(path: string, { partOf }: { readonly partOf?: Writer } = {}): Promise<Draft> {
  // Not at the top of the file: most commands write none, and this module is slow to load.
  const { randomBytes } = await import("node:crypto");
  if (partOf !== undefined) await dropLeftParts(path, partOf);
  const beside = partOf === undefined ? `${path}.${randomBytes(6).toString("hex")}.tmp` : partName(path, partOf, partOf.pid);
  const file = await open(beside, "wx", FILE_MODE);
  let isOpen = true;
  let kept = false;
  const close = async () => {
    if (isOpen) await file.close();
    isOpen = false;
  };
  return {
    write: (content) => file.writeFile(content),
    async keep() {
      await file.sync();
      await close();
      await renameOver(beside, path);
      kept = true;
      await syncFolder(dirname(path));
    },
    async keepNew() {
      await file.sync();
      await close();
      await renameNew(beside, path);
      kept = true;
      await syncFolder(dirname(path));
    },
    async drop() {
      if (kept) return;
      await close();
      await rm(beside, { force: true });
    },
  };
}

function partName(path: string, { host }: Writer, pid: number | string): string {
  return `${path}.${host.replace(/[^\w-]/g, "_")}.${pid}.part`;
}

/**
 * What processes that were killed left in the folder of a file, under any name: it may be in clear, and nobody else would take it away. That
 * of another host, or of one that still runs, stays.
 */
async function dropLeftParts(path: string, writer: Writer): Promise<void> {
  const folder = dirname(path);
  const [, end] = partName("", writer, "|").split("|");
  const host = partName("", writer, "|").split("|")[0] ?? "";
  for (const name of await readdir(folder).catch((): string[] => [])) {
    if (!name.endsWith(end ?? "")) continue;
    const before = name.slice(0, -(end?.length ?? 0));
    const pid = /\d{1,10}$/.exec(before)?.[0] ?? "";
    // Our own name for a draft, whole: a file that is somebody's is not taken away for its end.
    if (pid === "" || !before.slice(0, -pid.length).endsWith(host) || before.length === host.length + pid.length) continue;
    if (Number(pid) === writer.pid || !writer.isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

/** Replaces a file at once. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = await openDraft(path);
  try {
    await draft.write(content);
    await draft.keep();
  } finally {
    await draft.drop();
  }
}

/** What a disk without hard links (FAT, some network ones) says of one. */
const NO_LINKS: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EISDIR"];

/** A rename replaces what is there; a second name for a file does not, at once. */
async function renameNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!NO_LINKS.includes(code)) throw error;
    if ((await lstat(to).catch(() => null)) !== null) throw Object.assign(new Error("exists"), { code: "EEXIST" });
    await renameOver(from, to);
    return;
  }
  await rm(from, { force: true });
}

/** Windows refuses to rename over a file that an antivirus or a reader holds open for an instant: a moment later it agrees. */
export async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (HAS_MODES || attempt === 10 || !["EPERM", "EACCES", "EBUSY"].includes(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 10));
    }
  }
}

/** A rename is durable once its folder is; Windows has no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (!HAS_MODES) return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
