import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import { MIGRATIONS, migrate } from "../../src/store/migrations/index.js";
import { type OpenOptions, openStore as open } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { bundle } from "./bundle.js";
import { failure, patient, rawDatabase, reopen, tempFolder, tempStore } from "./support.js";

const openStore = (path: string, options: Partial<OpenOptions> = {}) => open(path, { key: TEST_KEY, ...options });

/** The error of an opening that must fail. */
function refused(open: () => unknown): SegurError {
  try {
    open();
  } catch (error) {
    if (error instanceof SegurError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

const path = () => join(tempFolder(), "cabinet.db");

describe("opening", () => {
  test("a store that does not exist is not made unless asked", () => {
    const file = path();
    expect(refused(() => openStore(file))).toMatchObject({ kind: "storage", code: "storage.missing" });
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("create makes the folder and a file that only its owner reads", async () => {
    const file = join(tempFolder(), "a", "b", "cabinet.db");
    const store = reopen(file, { create: true });
    await store.settings.set("x", 1);
    if (process.platform !== "win32") {
      for (const suffix of ["", "-wal", "-shm"]) expect(statSync(file + suffix).mode & 0o077, suffix).toBe(0);
    }
  });

  test("the pragmas that protect the data are on", async () => {
    const store = tempStore();
    await store.close();
    const database = rawDatabase(store.path, { readOnly: true });
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(database.pragma("user_version", { simple: true })).toBe(MIGRATIONS.at(-1)?.version);
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  });

  test("a newer store is refused, told so, and left as it is", async () => {
    const store = tempStore();
    await store.close();
    const database = rawDatabase(store.path);
    database.pragma("user_version = 999");
    database.close();
    const before = readFileSync(store.path);
    for (const options of [{}, { create: true }, { readOnly: true }]) {
      const error = refused(() => openStore(store.path, options));
      expect(error).toMatchObject({ kind: "storage", code: "storage.newer", details: { found: 999 } });
      expect(error.advice).toContain("segur");
    }
    expect(readFileSync(store.path).equals(before)).toBe(true);
  });

  test("another program's database, a text file, an empty file and a folder are not cabinets", () => {
    const folder = tempFolder();
    const foreign = join(folder, "other.db");
    const database = new Database(foreign);
    database.exec("CREATE TABLE t (x)");
    database.close();
    const text = join(folder, "notes.txt");
    writeFileSync(text, "dossier;nom\n".repeat(500));
    const empty = join(folder, "empty.db");
    writeFileSync(empty, "");
    for (const file of [foreign, text, empty, folder]) {
      expect(
        refused(() => openStore(file)),
        file,
      ).toMatchObject({ kind: "storage", code: "storage.not_a_cabinet" });
    }
    for (const file of [foreign, text]) {
      const before = readFileSync(file);
      expect(refused(() => openStore(file, { create: true }))).toMatchObject({ code: "storage.not_a_cabinet" });
      expect(readFileSync(file).equals(before)).toBe(true);
    }
  });

  test("a damaged store is said to be damaged", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: Array.from({ length: 500 }, () => patient()) });
    await store.close();
    const cut = `${store.path}-cut`;
    copyFileSync(store.path, cut);
    truncateSync(cut, 8192);
    const error = await failure(
      (async () => {
        const damaged = openStore(cut);
        try {
          await damaged.patients.search({ names: [] }, { limit: 5 });
        } finally {
          await damaged.close();
        }
      })(),
    );
    expect(error).toMatchObject({ kind: "storage", code: "storage.damaged" });

    const garbled = reopen(store.path);
    await garbled.close();
    const handle = openSync(store.path, "r+");
    for (let page = 2; page < 40; page++) writeSync(handle, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096);
    closeSync(handle);
    await expect(
      (async () => {
        const opened = openStore(store.path);
        try {
          for await (const _ of opened.patients.walk());
        } finally {
          await opened.close();
        }
      })(),
    ).rejects.toMatchObject({ code: "storage.damaged" });
  });

  test("a folder of the path that is a file, or a folder without rights, is a permission error", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "");
    const error = refused(() => openStore(join(folder, "file", "cabinet.db"), { create: true }));
    expect(error).toMatchObject({ kind: "storage", code: "storage.permission" });
    if (process.platform !== "win32" && process.getuid?.() !== 0) {
      mkdirSync(join(folder, "closed"));
      chmodSync(join(folder, "closed"), 0o500);
      expect(refused(() => openStore(join(folder, "closed", "cabinet.db"), { create: true }))).toMatchObject({
        code: "storage.permission",
      });
    }
  });

  test("read-only reads and refuses to write", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient()] });
    const reader = reopen(store.path, { readOnly: true });
    expect(await reader.patients.count()).toBe(1);
    await expect(reader.patients.save({ inserts: [patient()] })).rejects.toMatchObject({ code: "storage.read_only" });
    expect(refused(() => openStore(path(), { readOnly: true, create: true }))).toMatchObject({ code: "storage.missing" });
  });

  test("a closed store says so, and closing twice is nothing", async () => {
    const store = tempStore();
    const last = store.settings.set("kept", true);
    await store.close();
    await last;
    await store.close();
    await expect(store.patients.count()).rejects.toMatchObject({ code: "storage.closed" });
    await expect(store.settings.set("lost", true)).rejects.toMatchObject({ code: "storage.closed" });
    expect(await reopen(store.path).settings.all()).toEqual(new Map([["kept", true]]));
  });
});

describe("migrations", () => {
  test("run in order, once, and a step that fails leaves the step before", () => {
    const database = new Database(":memory:");
    onTestFinished(() => {
      database.close();
    });
    const steps = [
      { version: 1, up: (db: Database.Database) => db.exec("CREATE TABLE a (x)") },
      { version: 2, up: (db: Database.Database) => db.exec("CREATE TABLE b (x); CREATE TABLE a (x)") },
    ];
    expect(() => migrate(database, "x", steps)).toThrow(/already exists/);
    expect(database.pragma("user_version", { simple: true })).toBe(1);
    expect(database.prepare("SELECT name FROM sqlite_schema").pluck().all()).toEqual(["a"]);
    steps[1] = { version: 2, up: (db) => db.exec("CREATE TABLE b (x)") };
    migrate(database, "x", steps);
    migrate(database, "x", steps);
    expect(database.pragma("user_version", { simple: true })).toBe(2);
  });

  test("several processes that create one store at once all open it, and it is made once", async () => {
    const file = path();
    const script = await bundle("open-process");
    const started = Array.from({ length: 6 }, () => spawn(process.execPath, [script, file], { stdio: "inherit" }));
    const codes = await Promise.all(started.map(async (child) => (await once(child, "close"))[0]));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect((await reopen(file).settings.all()).size).toBe(6);
  });
});
