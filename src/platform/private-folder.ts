import { lstat, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { platform, tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A disk in memory, where there is one: what is written there in clear never reaches a disk. */
const IN_MEMORY = "/dev/shm";
/** No work lasts so long: what is older was left by a command that was killed. */
const STALE_MS = 3_600_000;

/** A folder of its owner only, for data in clear; the caller removes it. Those that killed commands left are removed now. */
export async function privateFolder(prefix: string): Promise<string> {
  const place = await temporary();
  await sweep(place, prefix);
  return mkdtemp(join(place, prefix));
}

async function sweep(place: string, prefix: string): Promise<void> {
  const names = await readdir(place).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const path = join(place, name);
    const found = await lstat(path).catch(() => null);
    // Somebody else's folder, or a link to one, is none of ours.
    if (found?.isDirectory() !== true || (platform() !== "win32" && found.uid !== userInfo().uid)) continue;
    if (Date.now() - found.mtimeMs > STALE_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function temporary(): Promise<string> {
  const found = platform() === "linux" ? await stat(IN_MEMORY).catch(() => null) : null;
  return found?.isDirectory() === true ? IN_MEMORY : tmpdir();
}
