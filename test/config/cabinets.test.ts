import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createStores } from "../../src/cabinet-store.js";
import { createCabinets } from "../../src/config/cabinets.js";
import { createVault } from "../../src/platform/vault.js";
import { keyIdOf } from "../../src/store/cipher.js";

const clock = { now: () => new Date("2026-11-25T09:00:00Z"), sleep: async () => {} };
const META = { name: "nord", environment: "sandbox", instanceId: "i-1", createdAt: "2026-11-25T09:00:00Z" } as const;

function machine(variable?: string) {
  const home = mkdtempSync(join(tmpdir(), "segur-cabinets-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, "keys");
  const vault = createVault({ folder, keyring: false });
  const stores = createStores({ vault, folder, variable, cwd: home }, clock);
  const cabinets = createCabinets({
    configFolder: join(home, "config"),
    dataFolder: home,
    flag: undefined,
    variable: undefined,
    cwd: home,
    openStore: (path, options) => stores.open(path, options),
    createStore: (path) => stores.create(path),
  });
  const keys = () => (existsSync(folder) ? readdirSync(folder) : []);
  return { home, stores, cabinets, keys, directory: join(home, "cabinets", "nord") };
}

describe("the creation of a cabinet", () => {
  it("keeps the key of one that is in place", async () => {
    const { cabinets, directory, keys } = machine();
    await cabinets.create(directory, async ({ meta }) => void (await meta.create(META)));
    expect(keys()).toHaveLength(1);
    expect(await cabinets.look(directory)).toEqual(META);
  });

  it("that fails leaves neither a draft nor a key", async () => {
    const { home, cabinets, directory, keys } = machine();
    const failing = cabinets.create(directory, async () => {
      expect(keys()).toHaveLength(1);
      throw new Error("stop");
    });
    await expect(failing).rejects.toMatchObject({ code: "cabinet.create" });
    expect(keys()).toEqual([]);
    expect(readdirSync(join(home, "cabinets"))).toEqual([]);
  });

  it("that another process was faster than takes its own key back, and no other", async () => {
    const { cabinets, directory, keys, stores } = machine();
    let others: readonly string[] = [];
    const late = cabinets.create(directory, async () => {
      mkdirSync(directory, { recursive: true });
      others = [`cabinet-${stores.keys.idOf(await stores.keys.draw())}.key`];
      writeFileSync(join(directory, "cabinet.db"), "the other one's");
    });
    await expect(late).rejects.toMatchObject({ code: "cabinet.directory_taken" });
    expect(keys()).toEqual(others);
  });

  it("that fails under the key of the variable leaves alone the same key in the vault", async () => {
    const key = randomBytes(32);
    const { home, cabinets, directory, keys, stores } = machine("k");
    writeFileSync(join(home, "k"), key, { mode: 0o600 });
    await stores.keys.keep(key);
    await expect(cabinets.create(directory, () => Promise.reject(new Error("stop")))).rejects.toMatchObject({ kind: "storage" });
    expect(keys()).toEqual([`cabinet-${keyIdOf(key)}.key`]);
  });
});
