import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createKeeping } from "../src/cabinet-keeping.js";
import { createStores } from "../src/cabinet-store.js";
import { createVault } from "../src/platform/vault.js";

const clock = { now: () => new Date("2026-11-25T09:00:00Z"), sleep: async () => {} };

/** The keeping of a machine with one store, over the real disk. */
async function machine() {
  const home = mkdtempSync(join(tmpdir(), "segur-keeping-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, "keys");
  const vault = createVault({ folder, keyring: false });
  const stores = createStores({ vault, folder, variable: undefined, cwd: home }, clock);
  const path = join(home, "cabinet.db");
  const { store } = await stores.create(path);
  await store.meta.create({ name: "nord", environment: "sandbox", instanceId: "i-1", createdAt: "2026-11-25T09:00:00Z" });
  await store.close();
  const keeping = createKeeping(join(home, "data"), stores, clock, home);
  const keyId = String(keeping.keeper.keyIdOf(path));
  const key = await stores.keys.find(keyId, path);
  const backup = (file: string, madeAt: string) =>
    keeping.keeper.backup({ path, key }, file, { segur: "1", madeAt, interrupted: new AbortController().signal });
  return { home, keeping, backup, backups: keeping.backupFolder("nord") };
}

describe("the newest backup of a folder", () => {
  it("is a whole one, by the date it says: neither a draft, nor a note, nor one cut short, nor a folder", async () => {
    const { keeping, backup, backups } = await machine();
    expect(await keeping.newestBackup("nord")).toBeNull();
    mkdirSync(join(backups, "dossier.segur"), { recursive: true });
    writeFileSync(join(backups, "notes.txt"), "x");
    writeFileSync(join(backups, "notes.segur"), "Sauvegarde du mardi\n\n");
    await backup(join(backups, "b.segur"), "2026-11-20T09:00:00.000Z");
    copyFileSync(join(backups, "b.segur"), join(backups, "c.segur.0123456789ab.draft"));
    await backup(join(backups, "cut.segur"), "2026-11-24T09:00:00.000Z");
    truncateSync(join(backups, "cut.segur"), 20_000);
    await backup(join(backups, "older.segur"), "2026-11-10T09:00:00.000Z");
    utimesSync(join(backups, "older.segur"), new Date("2026-11-25"), new Date("2026-11-25"));
    expect(await keeping.newestBackup("nord")).toEqual(new Date("2026-11-20T09:00:00.000Z"));
  });
});

describe("the stores in the folder of a cabinet", () => {
  it("are the one in place and those that restorations kept, without what stands beside; null when nobody can tell", async () => {
    const { home, keeping } = await machine();
    const kept = "cabinet.db.before-restore-20261125T101530123Z";
    for (const name of [kept, `${kept}-wal`, `${kept}.lock`, "cabinet.db-shm", "cabinet.db.0123456789ab.draft", "other.db"])
      writeFileSync(join(home, name), "x");
    expect((await keeping.storesIn(home))?.toSorted()).toEqual([join(home, "cabinet.db"), join(home, kept)]);
    expect(await keeping.storesIn(join(home, "nowhere"))).toBeNull();
  });
});
