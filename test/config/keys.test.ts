import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createKeys, parseKey } from "../../src/config/keys.js";
import { createVault } from "../../src/platform/vault.js";

const idOf = (key: Buffer) => createHash("sha256").update(key).digest("hex").slice(0, 32);

function home() {
  const folder = mkdtempSync(join(tmpdir(), "segur-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const vaultFolder = join(folder, "keys");
  const vault = createVault({ folder: vaultFolder, keyring: false });
  const keys = (variable?: string) => createKeys({ vault, folder: vaultFolder, variable, cwd: folder, idOf });
  return { folder, vaultFolder, keys };
}

function keyFile(folder: string, content: Buffer | string, mode = 0o600): string {
  const path = join(folder, `k${randomBytes(4).toString("hex")}`);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe("keys of cabinets", () => {
  it("a new one is random, kept in the vault in a private file, found again by its identifier, forgotten on demand", async () => {
    const { keys, vaultFolder } = home();
    const key = await keys().fresh();
    expect(key).toHaveLength(32);
    expect((await keys().fresh()).equals(key)).toBe(false);
    expect((await keys().find(idOf(key), "/c.db")).equals(key)).toBe(true);
    const path = join(vaultFolder, `cabinet-${idOf(key)}.key`);
    expect(await keys().place(idOf(key))).toEqual({ place: "file", path });
    if (platform() !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    await keys().forget(idOf(key));
    expect(await keys().place(idOf(key))).toBeNull();
    await expect(keys().find(idOf(key), "/c.db")).rejects.toMatchObject({
      kind: "storage",
      code: "storage.key_missing",
      message: expect.stringContaining("/c.db"),
      why: expect.stringContaining(vaultFolder),
      advice: expect.stringContaining("SEGUR_CABINET_KEY_FILE"),
    });
  });

  it("the variable's file comes before the vault, and must hold the key that is wanted", async () => {
    const { keys, folder } = home();
    const key = randomBytes(32);
    const variable = keyFile(folder, key);
    expect((await keys(variable).find(idOf(key), "/c.db")).equals(key)).toBe(true);
    expect((await keys(variable).fresh()).equals(key)).toBe(true);
    expect(await keys(variable).place(idOf(key))).toEqual({ place: "variable", path: variable });
    const other = await keys().fresh();
    await expect(keys(variable).find(idOf(other), "/c.db")).rejects.toMatchObject({
      code: "storage.key_wrong",
      message: expect.stringContaining("SEGUR_CABINET_KEY_FILE"),
    });
    expect((await keys("").find(idOf(other), "/c.db")).equals(other)).toBe(true);
  });

  it("a file is read as bytes, hexadecimal or base64, spaces around", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom("", "\n", " \r\n"), (bytes, end) => {
        const key = Buffer.from(bytes);
        for (const text of [
          key.toString("hex"),
          key.toString("hex").toUpperCase(),
          key.toString("base64"),
          key.toString("base64url"),
        ]) {
          expect(parseKey(Buffer.from(end + text + end))?.equals(key)).toBe(true);
        }
        const printable = key.every((byte) => byte >= 0x20 && byte < 0x7f);
        expect(parseKey(key)?.equals(key) ?? false).toBe(!printable);
      }),
    );
  });

  it("a file of another length, a passphrase, an absent file, a folder: refused, never quoted", async () => {
    const { keys, folder } = home();
    mkdirSync(join(folder, "d"), { mode: 0o700 });
    const secret = "correct horse battery staple ok!";
    expect(secret).toHaveLength(32);
    for (const content of [
      secret,
      "",
      "00",
      randomBytes(31),
      randomBytes(33),
      "z".repeat(64),
      "a".repeat(63),
      randomBytes(10_000),
    ]) {
      const error = await keys()
        .read(keyFile(folder, content))
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind: "storage", code: "storage.key_file" });
      expect(String(error) + JSON.stringify(error)).not.toContain("horse");
    }
    for (const path of ["absent", "d"]) await expect(keys().read(path)).rejects.toMatchObject({ code: "storage.key_file" });
  });

  it("a file that others can read is refused, the variable's, the vault's and a given one", async (context) => {
    if (platform() === "win32") context.skip("Windows has no such modes");
    const { keys, folder, vaultFolder } = home();
    const key = randomBytes(32);
    const open = keyFile(folder, key, 0o644);
    await expect(keys().read(open)).rejects.toMatchObject({
      code: "storage.key_file_open",
      advice: expect.stringContaining("chmod 600"),
    });
    await expect(keys(open).find(idOf(key), "/c.db")).rejects.toMatchObject({ code: "storage.key_file_open" });
    const kept = await keys().fresh();
    chmodSync(join(vaultFolder, `cabinet-${idOf(kept)}.key`), 0o640);
    await expect(keys().find(idOf(kept), "/c.db")).rejects.toMatchObject({ code: "storage.key_file_open" });
  });

  it("what the vault keeps and is no key is told damaged", async () => {
    const { keys, vaultFolder } = home();
    const key = await keys().fresh();
    writeFileSync(join(vaultFolder, `cabinet-${idOf(key)}.key`), "short");
    await expect(keys().find(idOf(key), "/c.db")).rejects.toMatchObject({ code: "storage.key_wrong" });
  });

  it("a copy is a private text file that reads back, and never takes the place of another", async () => {
    const { keys, folder } = home();
    const key = randomBytes(32);
    const path = await keys().write(key, "copy.key");
    expect(path).toBe(join(folder, "copy.key"));
    if (platform() !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await keys().read("copy.key")).equals(key)).toBe(true);
    await expect(keys().write(key, "copy.key")).rejects.toMatchObject({ code: "storage.key_export" });
    await expect(keys().write(key, "absent/copy.key")).rejects.toMatchObject({ code: "storage.key_export" });
  });

  it("a vault that cannot be written is a storage error", async () => {
    const { keys, vaultFolder } = home();
    writeFileSync(vaultFolder, "");
    await expect(keys().fresh()).rejects.toMatchObject({ kind: "storage", code: "storage.key_write" });
  });
});
