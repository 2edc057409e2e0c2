import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createVault, VaultError } from "../../src/platform/vault.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "segur-vault-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SECRET = Buffer.from("00ff10a5".repeat(8), "hex");
const vault = () => createVault({ folder: join(folder, "keys"), keyring: false });

describe("a vault without keyring", () => {
  it("knows nothing at first, and makes nothing by looking", async () => {
    expect(await vault().read("session")).toBeNull();
    expect(await vault().place("session")).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps the bytes in a file that only its owner reads", async () => {
    expect(await vault().write("session", SECRET)).toBe("file");
    expect(await vault().read("session")).toEqual(SECRET);
    const path = join(folder, "keys", "session.key");
    expect(await vault().place("session")).toEqual({ place: "file", path });
    if (process.platform !== "win32") {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await stat(join(folder, "keys"))).mode & 0o777).toBe(0o700);
    }
  });

  it("replaces, and forgets", async () => {
    await vault().write("a", SECRET);
    await vault().write("a", Buffer.from("new"));
    await vault().write("b", SECRET);
    expect(await vault().read("a")).toEqual(Buffer.from("new"));
    await vault().remove("a");
    await vault().remove("a");
    expect(await vault().read("a")).toBeNull();
    expect(await vault().read("b")).toEqual(SECRET);
    expect(await readdir(join(folder, "keys"))).toEqual(["b.key"]);
  });

  it.skipIf(process.platform === "win32")("refuses a file that others may read, and names it", async () => {
    await vault().write("a", SECRET);
    const path = join(folder, "keys", "a.key");
    await chmod(path, 0o640);
    const error = await vault()
      .read("a")
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(VaultError);
    expect(error).toMatchObject({ reason: "open_to_others", path });
    expect(String(error)).not.toContain(SECRET.toString("hex"));
    expect(await readFile(path)).toEqual(SECRET);
  });

  it("says that a secret is in the keyring when it cannot look there, rather than that there is none", async () => {
    await vault().write("a", SECRET);
    await rm(join(folder, "keys", "a.key"));
    await writeFile(join(folder, "keys", "a.keyring"), "");
    expect(await vault().place("a")).toEqual({ place: "keyring", path: null });
    await expect(vault().read("a")).rejects.toMatchObject({ reason: "keyring" });
  });

  it.each(["", "../up", "A", "a/b", "a".repeat(81)])("takes no name like %j", async (name) => {
    await expect(vault().read(name)).rejects.toThrow(TypeError);
  });
});
