import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux keeps it in memory. */
const MEMORY = "/dev/shm";
/** Far more than the tests hold at once; a container is often given 64 MB. */
const ENOUGH_BYTES = 1024 ** 3;

/**
 * Once for a run: the folder where every test makes its own, with the keys that sandboxes share ({@link ./pki.ts}). In memory where
 * there is room, since a cabinet waits for the disk at each write (a sixth of the processor, more of the time when others write):
 * what `kill -9` leaves is the same, and the disks that tests fill are their own (`e2e/support/small-disk.ts`).
 * A test that leaves something there fails the run.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), "segur-run-"));
  // Programs that a test runs as another user go through it.
  chmodSync(folder, 0o711);
  const pki = join(folder, "pki");
  mkdirSync(pki);
  process.env.SEGUR_TEST_PKI = pki;
  for (const name of ["TMPDIR", "TMP", "TEMP"]) process.env[name] = folder;
  return () => {
    const left = readdirSync(folder).filter((name) => name !== "pki");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    if (left.length > 0) throw new Error(`left behind by a test: ${left.join(", ")}`);
  };
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ENOUGH_BYTES;
}
