import { createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { keyIdOf } from "../../src/store/cipher.js";
import { headerOf } from "../../src/store/header.js";
import { createKeeper } from "../../src/store/keeper.js";
import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { clock, failure, patient, rawDatabase, reopen, tempFolder, tempStore } from "./support.js";

const CANARY = "ZZCANARIZZ";

/** The error of an opening, which is not asynchronous. */
const opening = (path: string, key: Buffer, create = false) => failure((async () => openStore(path, { key, create }))());

describe("the store on the disk", () => {
  test("holds no name, no word of its structure and no key: neither the file, nor its log", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: Array.from({ length: 300 }, () => patient({ birthName: CANARY })) });
    const written = () => readdirSync(dirname(store.path)).map((name) => readFileSync(join(dirname(store.path), name)));
    for (const state of ["open", "closed"]) {
      if (state === "closed") await store.close();
      expect(Buffer.concat(written()).length, state).toBeGreaterThan(100_000);
      for (const secret of [CANARY, "patients", "CREATE TABLE", "SQLite format", TEST_KEY, TEST_KEY.toString("hex")]) {
        expect(
          written().filter((bytes) => bytes.includes(secret)),
          `${state}: ${secret.toString()}`,
        ).toEqual([]);
      }
    }
  });

  test("names its key in its first bytes, before and after it is closed", async () => {
    const store = tempStore();
    expect(headerOf(store.path)).toEqual({ kind: "keyed", keyId: keyIdOf(TEST_KEY) });
    await store.settings.set("x", 1);
    await store.close();
    expect(headerOf(store.path)).toEqual({ kind: "keyed", keyId: keyIdOf(TEST_KEY) });
  });

  /**
   * By the format's own description (SQLCipher design, version 4), without the library: a page is salt (first page only), AES-256-CBC text,
   * IV of 16 bytes, HMAC-SHA-512 of text, IV and page number, by a key of two rounds of PBKDF2 over the salt with each bit pattern 0x3a.
   */
  test("is SQLCipher 4, each page as its format says", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient({ birthName: CANARY })] });
    await store.close();
    const file = readFileSync(store.path);
    const salt = file.subarray(0, 16);
    const macKey = pbkdf2Sync(
      TEST_KEY,
      salt.map((byte) => byte ^ 0x3a),
      2,
      32,
      "sha512",
    );
    const plain: Buffer[] = [];
    for (let page = 0; page * 4096 < file.length; page += 1) {
      const bytes = file.subarray(page * 4096 + (page === 0 ? 16 : 0), (page + 1) * 4096);
      const [text, iv, seal] = [bytes.subarray(0, -80), bytes.subarray(-80, -64), bytes.subarray(-64)];
      const number = Buffer.alloc(4);
      number.writeUInt32LE(page + 1);
      const mac = createHmac("sha512", macKey).update(text).update(iv).update(number).digest();
      expect(mac.equals(seal), `page ${page + 1}`).toBe(true);
      const decipher = createDecipheriv("aes-256-cbc", TEST_KEY, iv).setAutoPadding(false);
      plain.push(decipher.update(text), decipher.final());
    }
    expect(Buffer.concat(plain).includes(CANARY)).toBe(true);
    expect(Buffer.concat(plain).includes("CREATE TABLE patients")).toBe(true);
  });
});

describe("a key", () => {
  test("that is another's is said to be wrong, with the identifier of the one that is wanted", async () => {
    const store = tempStore();
    await store.close();
    const before = readFileSync(store.path);
    const wrong = randomBytes(32);
    for (const create of [false, true]) {
      const error = await opening(store.path, wrong, create);
      expect(error).toMatchObject({ kind: "storage", code: "storage.key_wrong", details: { keyId: keyIdOf(TEST_KEY) } });
      expect(JSON.stringify(error)).not.toContain(wrong.toString("hex"));
    }
    expect(readFileSync(store.path).equals(before)).toBe(true);
  });

  test("that is right and a first page that is not make a damaged store, not a wrong key", async () => {
    const store = tempStore();
    await store.close();
    const bytes = readFileSync(store.path);
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    writeFileSync(store.path, bytes);
    expect(await opening(store.path, TEST_KEY)).toMatchObject({ code: "storage.damaged" });
  });

  test("of the wrong length is a defect of ours, and is not quoted", async () => {
    const error = await opening(join(tempFolder(), "x.db"), Buffer.from("passphrase"), true);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toContain("passphrase");
  });

  test("has an identifier of its own, that no error of the driver completes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat({ max: 255 }), (bytes, bit) => {
        const key = Buffer.from(bytes);
        const other = Buffer.from(bytes);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(keyIdOf(key)).toMatch(/^[0-9a-f]{32}$/);
        expect(keyIdOf(other)).not.toBe(keyIdOf(key));
        expect(key.toString("hex")).not.toContain(keyIdOf(key));
      }),
    );
  });

  test("any 32 bytes make a store that opens again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
        const key = Buffer.from(bytes);
        const store = tempStore({ key });
        await store.settings.set("kept", 1);
        await store.close();
        const again = reopen(store.path, { key, readOnly: true });
        expect(await again.settings.get("kept")).toBe(1);
        await again.close();
      }),
      { numRuns: 8 },
    );
  });
});

function checked(database: ReturnType<typeof rawDatabase>): string {
  try {
    return JSON.stringify(database.pragma("integrity_check"));
  } catch (error) {
    return String(error);
  }
}

describe("a page that was changed on the disk", () => {
  test("is refused by its authentication, wherever the change is", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: Array.from({ length: 200 }, () => patient()) });
    await store.close();
    const good = readFileSync(store.path);
    fc.assert(
      fc.property(fc.integer({ min: 16, max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const path = join(tempFolder(), "changed.db");
        writeFileSync(path, bytes);
        const database = rawDatabase(path, { readOnly: true });
        // Thrown where SQLite can go no further (the last words are those of FTS5, of its own pages), else in the list of what is wrong.
        const told = checked(database);
        database.close();
        expect(told).toMatch(/malformed|not a database|vtable constructor failed|unable to get the page/);
      }),
      { numRuns: 40 },
    );
  });

  test("is told as damage by the check and by whoever reads it, page after page", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: Array.from({ length: 30 }, () => patient()) });
    await store.close();
    const good = readFileSync(store.path);
    const keeper = createKeeper(clock);
    for (let page = 1; page < good.length / 4096; page += 1) {
      const bytes = Buffer.from(good);
      bytes[page * 4096 + 7] = (bytes[page * 4096 + 7] ?? 0) ^ 1;
      const path = join(tempFolder(), "changed.db");
      writeFileSync(path, bytes);
      const told = await keeper.check(path, TEST_KEY).catch((error: unknown) => error);
      if (told instanceof SegurError) expect(told, `page ${page}`).toMatchObject({ code: "storage.damaged" });
      else expect(told, `page ${page}`).toMatchObject({ ok: false });
      const read = async () => {
        const opened = openStore(path, { key: TEST_KEY });
        try {
          await opened.patients.search({ names: [{ field: "any", token: "mar" }] }, { limit: 5 });
          for await (const _ of opened.patients.walk());
        } finally {
          await opened.close();
        }
      };
      const error = await read().catch((reason: unknown) => reason);
      if (error !== undefined) expect(error, `page ${page}`).toMatchObject({ code: "storage.damaged" });
    }
  });
});
