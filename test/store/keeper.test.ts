import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SegurError } from "../../src/domain/errors.js";
import { keyIdOf } from "../../src/store/cipher.js";
import { headerOf } from "../../src/store/header.js";
import { createKeeper } from "../../src/store/keeper.js";
import type { BackupManifest } from "../../src/store/keeper.port.js";
import { lockShared } from "../../src/store/lock.js";
import { MIGRATIONS } from "../../src/store/migrations/index.js";
import type { Store } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { clock, document, failure, NOW, patient, rawDatabase, reopen, tempFolder, tempStore } from "./support.js";

const keeper = createKeeper(clock);
const never = new AbortController().signal;
const about = { segur: "1.2.3", madeAt: NOW, interrupted: never };
const META = { name: "nord", environment: "sandbox", instanceId: "11111111-2222", createdAt: NOW } as const;

async function cabinet(patients = 50): Promise<Store> {
  const store = tempStore();
  await store.meta.create(META);
  await store.patients.save({ inserts: Array.from({ length: patients }, () => patient({ birthName: "ZZCANARIZZ" })) });
  return store;
}

async function backup(store: Store, file = join(tempFolder(), "b.segur")): Promise<{ file: string; manifest: BackupManifest }> {
  return { file, manifest: await keeper.backup({ path: store.path, key: TEST_KEY }, file, about) };
}

const unpack = (file: string, key = TEST_KEY) => keeper.unpack(file, key, join(tempFolder(), "new.db"), never);

describe("a backup", () => {
  test("is one private file, whose first line tells it without the key and holds no patient", async () => {
    const { file, manifest } = await backup(await cabinet());
    expect(manifest).toMatchObject({
      cabinet: "nord",
      environment: "sandbox",
      segur: "1.2.3",
      format: MIGRATIONS.at(-1)?.version,
      keyId: keyIdOf(TEST_KEY),
    });
    expect(manifest.counts).toEqual({ patients: 50, traces: 0, runs: 0, reviews: 0, documents: 0 });
    expect(JSON.parse(readFileSync(file, "latin1").split("\n")[0] ?? "")).toEqual(manifest);
    expect(await keeper.manifest(file)).toEqual(manifest);
    const bytes = readFileSync(file);
    for (const secret of ["ZZCANARIZZ", TEST_KEY, TEST_KEY.toString("hex"), TEST_KEY.toString("base64")])
      expect(bytes.includes(secret)).toBe(false);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(["b.segur"]);
  });

  test("made while another process writes holds one state of the store, and passes the check", async () => {
    const store = await cabinet();
    const writing = (async () => {
      for (let index = 0; index < 20; index += 1) await store.patients.save({ inserts: [patient(), patient()] });
    })();
    const { file, manifest } = await backup(store);
    await writing;
    const to = join(tempFolder(), "new.db");
    await keeper.unpack(file, TEST_KEY, to, never);
    const report = await keeper.check(to, TEST_KEY);
    expect(report).toMatchObject({ ok: true, meta: META, counts: manifest.counts });
    expect(report.findings.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
  });

  test("never takes the place of a file, nor stays half made", async () => {
    const store = await cabinet();
    const { file } = await backup(store);
    expect(await failure(backup(store, file))).toMatchObject({ kind: "storage", code: "backup.exists" });
    const other = join(dirname(file), "c.segur");
    const stop = new AbortController();
    stop.abort();
    const stopped = keeper.backup({ path: store.path, key: TEST_KEY }, other, { ...about, interrupted: stop.signal });
    expect(await failure(stopped)).toMatchObject({ kind: "interrupted", code: "backup.interrupted" });
    expect(readdirSync(dirname(file))).toEqual(["b.segur"]);
  });

  test("clears the drafts that a killed one left long ago, and only those", async () => {
    const store = await cabinet();
    const folder = tempFolder();
    const old = "b.segur.0123456789ab.draft";
    const mine = ["b.segur.ba9876543210.draft", "other.0123456789ab.draft", "b.segur.notes"];
    for (const name of [old, ...mine]) writeFileSync(join(folder, name), "x");
    utimesSync(join(folder, old), new Date(0), new Date(0));
    await backup(store, join(folder, "b.segur"));
    expect(readdirSync(folder).sort()).toEqual(["b.segur", ...mine].sort());
  });
});

describe("a backup that is damaged", () => {
  test("anywhere is refused: in the manifest, its seal, the first page, the middle, the end, cut short or too long", async () => {
    const { file, manifest } = await backup(await cabinet(300));
    const good = readFileSync(file);
    const seal = good.indexOf("\n") + 1;
    const start = good.indexOf("\n", seal) + 1;
    const places = {
      "first byte": 0,
      manifest: good.indexOf('"patients"'),
      "a count": good.indexOf('"patients":') + 11,
      "the name": good.indexOf("nord"),
      "the hash": good.indexOf(manifest.sha256),
      "the seal": seal + 20,
      "the salt": start + 3,
      "first page": start + 500,
      middle: start + Math.floor(manifest.bytes / 2),
      "last byte": good.length - 1,
    };
    for (const [place, at] of Object.entries(places)) {
      const bytes = Buffer.from(good);
      // Keeps a digit a digit: the manifest stays readable, only its seal can tell.
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      const error = await failure(unpack(file));
      expect([place, (error as { code?: string }).code]).toEqual([
        place,
        expect.stringMatching(/^backup\.(damaged|not_a_backup)$/),
      ]);
    }
    for (const length of [good.length - 1, start + 4096, start, seal, 10, 0]) {
      writeFileSync(file, good);
      truncateSync(file, length);
      expect(await failure(unpack(file)), String(length)).toMatchObject({ code: expect.stringMatching(/^backup\./) });
    }
    writeFileSync(file, Buffer.concat([good, Buffer.alloc(10)]));
    expect(await failure(unpack(file))).toMatchObject({ code: "backup.damaged", why: expect.stringContaining("trop longue") });
    writeFileSync(file, good);
    expect(await unpack(file)).toEqual(manifest);
  });

  test("or that is none, or another key's, or absent, is told so", async () => {
    const { file } = await backup(await cabinet());
    expect(await failure(unpack(file, randomBytes(32)))).toMatchObject({ code: "backup.damaged" });
    const store = await cabinet();
    await store.close();
    const text = join(tempFolder(), "x.txt");
    for (const content of ["", "a\nb\n", "{}\nhmac-sha256:00\n", "x".repeat(100_000)]) {
      writeFileSync(text, content);
      expect(await failure(keeper.manifest(text)), content.slice(0, 9)).toMatchObject({ code: "backup.not_a_backup" });
    }
    expect(await failure(keeper.manifest(store.path))).toMatchObject({ code: "backup.not_a_backup" });
    expect(await failure(keeper.manifest(join(tempFolder(), "none")))).toMatchObject({ code: "backup.unreadable" });
    expect(await failure(keeper.manifest(tempFolder()))).toMatchObject({ code: "backup.unreadable" });
  });
});

describe("the check", () => {
  const found = async (store: Store, sql: string) => {
    await store.close();
    const database = rawDatabase(store.path);
    database.pragma("foreign_keys = OFF");
    database.exec(sql);
    database.close();
    const { ok, findings } = await keeper.check(store.path, TEST_KEY);
    return { ok, wrong: findings.filter((each) => !each.ok).map(({ name }) => name) };
  };

  test("finds a patient that no name leads to, a link to nothing, totals that are not those of the lines, a lost name", async () => {
    expect(await found(await cabinet(), "INSERT INTO settings VALUES ('x', '1')")).toEqual({ ok: true, wrong: [] });
    expect(await found(await cabinet(), "DELETE FROM patient_names WHERE rowid = 7")).toEqual({ ok: false, wrong: ["names"] });
    expect(await found(await cabinet(), "DELETE FROM meta")).toEqual({ ok: false, wrong: ["meta"] });
    const item = "INSERT INTO run_items (run, line, key, calls) VALUES (99, 1, 'x', 0)";
    expect(await found(await cabinet(), item)).toEqual({ ok: false, wrong: ["foreign_keys"] });
    const run = `INSERT INTO runs (id, kind, created_at, created_by, environment, source, fingerprint, state, pending)
      VALUES ('R1', 'ins.qualify', '', 'U1', 'sandbox', '', '', 'open', 3)`;
    expect(await found(await cabinet(), run)).toEqual({ ok: false, wrong: ["runs"] });
  });

  test("finds a document whose content lost a piece, changed its size, or is not whole, and pieces of nothing", async () => {
    const withDocument = async () => {
      const store = await cabinet();
      const { id } = await store.contents.write([Buffer.alloc(600_000, 1)]);
      await store.documents.add(document({ content: id }), { userId: "U1", at: NOW });
      return store;
    };
    expect(await found(await withDocument(), "SELECT 1")).toEqual({ ok: true, wrong: [] });
    const wrong = { ok: false, wrong: ["documents"] };
    expect(await found(await withDocument(), "DELETE FROM content_pieces WHERE id = (1 << 20) + 1")).toEqual(wrong);
    expect(await found(await withDocument(), "UPDATE contents SET size = size - 1")).toEqual(wrong);
    expect(await found(await withDocument(), "UPDATE contents SET sha256 = NULL")).toEqual(wrong);
    expect(await found(await withDocument(), "INSERT INTO content_pieces VALUES (9 << 20, x'00')")).toEqual(wrong);
    const lost = "DELETE FROM contents; DELETE FROM content_pieces";
    expect(await found(await withDocument(), lost)).toEqual({ ok: false, wrong: ["foreign_keys"] });
  });

  test("finds what was added to the structure, dropped from it or changed in it, and names nothing foreign", async () => {
    const problem = async (sql: string) => {
      const store = await cabinet();
      await store.close();
      const database = rawDatabase(store.path);
      database.exec(sql);
      database.close();
      const { ok, findings } = await keeper.check(store.path, TEST_KEY);
      return [ok, findings.find(({ name }) => name === "structure")?.problem];
    };
    const quiet = "CREATE TRIGGER zzcanarizz AFTER INSERT ON patients BEGIN DELETE FROM reviews; END";
    expect(await problem("ANALYZE")).toEqual([true, null]);
    expect(await problem(quiet)).toEqual([false, "Étranger à segur : 1 déclencheur."]);
    expect(await problem("DROP TRIGGER traces_never_go")).toEqual([false, "Manque : traces_never_go."]);
    expect(await problem("DROP INDEX patients_birth_date")).toEqual([false, "Manque : patients_birth_date."]);
    expect(await problem("ALTER TABLE settings ADD COLUMN zzcanarizz TEXT")).toEqual([false, "Modifié : settings."]);
    expect(await problem("CREATE TABLE zz1 (a); CREATE VIEW zz2 AS SELECT 1; CREATE TABLE zz3 (a)")).toEqual([
      false,
      "Étranger à segur : 2 tables, 1 vue.",
    ]);
    const view = `DROP TRIGGER traces_never_go; DROP TRIGGER traces_never_change; ALTER TABLE traces RENAME TO zzcanarizz;
      CREATE VIEW traces AS SELECT * FROM zzcanarizz`;
    const [ok, text] = await problem(view);
    expect(ok).toBe(false);
    expect(text).toContain("Manque : traces_never_change, traces_never_go.");
    expect(text).toContain("Modifié : traces");
    expect(text).not.toContain("canari");
    const [, gone] = await problem("DROP TABLE reviews");
    expect(gone).toMatch(/^Manque : reviews, /);
    const same = `DROP TRIGGER traces_never_go;
      CREATE TRIGGER traces_never_go BEFORE DELETE ON traces WHEN 0 BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END`;
    expect(await problem(same)).toEqual([false, "Modifié : traces_never_go."]);
  });

  test("finds a page that was changed, and tells nothing of what it held", async () => {
    const store = await cabinet(300);
    await store.close();
    const whole = readFileSync(store.path);
    const said = new Set<string>();
    for (let part = 1; part < 8; part += 1) {
      const bytes = Buffer.from(whole);
      const at = Math.floor((bytes.length * part) / 8);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(store.path, bytes);
      // In a page of the schema, the store does not open at all.
      const report = await keeper.check(store.path, TEST_KEY).catch((error: SegurError) => ({ ok: false, code: error.code }));
      expect(report.ok).toBe(false);
      expect(JSON.stringify(report)).not.toContain("CANARI");
      said.add("code" in report ? report.code : "report");
    }
    expect(said).toContain("report");
    expect([...said].filter((each) => each !== "report" && each !== "storage.damaged")).toEqual([]);
  });

  test("reads a store whose writer was killed: what its log holds counts", async () => {
    const store = await cabinet();
    const copy = join(tempFolder(), "cabinet.db");
    for (const suffix of ["", "-wal"]) copyFileSync(store.path + suffix, copy + suffix);
    expect(statSync(`${copy}-wal`).size).toBeGreaterThan(4096);
    expect(await keeper.check(copy, TEST_KEY)).toMatchObject({ ok: true, counts: { patients: 50 } });
  });

  test("says a wrong key, and changes nothing", async () => {
    const store = await cabinet();
    await store.close();
    expect(await failure(keeper.check(store.path, randomBytes(32)))).toMatchObject({ code: "storage.key_wrong" });
  });
});

describe("the place of a store", () => {
  test("is not taken while someone has it open, and nobody opens it meanwhile", async () => {
    const store = await cabinet();
    expect(await failure(keeper.alone(store.path, async () => "done"))).toMatchObject({
      kind: "storage",
      code: "storage.in_use",
    });
    await store.close();
    await keeper.alone(store.path, async () => {
      // What every opening takes first, with a shorter patience.
      expect(() => lockShared(store.path, { create: true, waitMs: 20 })).toThrow(/locked/);
    });
    reopen(store.path);
  });

  test("is taken at once; the old store is kept, whole, with what its log still held", async () => {
    const store = await cabinet();
    const { file } = await backup(store);
    await store.patients.save({ inserts: [patient()] });
    await store.close();
    const draft = await keeper.newDraft(store.path);
    await keeper.unpack(file, TEST_KEY, draft, never);
    const kept = `${store.path}.kept`;
    await keeper.alone(store.path, async () => {
      keeper.settle(store.path, TEST_KEY);
      await keeper.replace(store.path, draft, TEST_KEY, kept);
    });
    expect(await reopen(store.path).patients.count()).toBe(50);
    expect(await reopen(kept).patients.count()).toBe(51);
    expect(existsSync(draft)).toBe(false);
  });

  test("goes back to the old store when the new one does not open", async () => {
    const store = await cabinet();
    await store.close();
    const draft = await keeper.newDraft(store.path);
    writeFileSync(draft, randomBytes(8192));
    const replaced = keeper.alone(store.path, () => keeper.replace(store.path, draft, TEST_KEY, `${store.path}.kept`));
    expect(await failure(replaced)).toMatchObject({ kind: "storage" });
    expect(await reopen(store.path).patients.count()).toBe(50);
    expect(readdirSync(dirname(store.path)).filter((name) => name.includes("kept"))).toEqual([]);
  });

  test("of a damaged store that left a log behind is not haunted by it", async () => {
    const store = await cabinet();
    const { file } = await backup(store);
    await store.close();
    writeFileSync(store.path, randomBytes(8192));
    writeFileSync(`${store.path}-wal`, randomBytes(5000));
    const draft = await keeper.newDraft(store.path);
    await keeper.unpack(file, TEST_KEY, draft, never);
    await keeper.alone(store.path, () => keeper.replace(store.path, draft, TEST_KEY, `${store.path}.kept`));
    expect(await reopen(store.path).patients.count()).toBe(50);
    expect(statSync(`${store.path}.kept-wal`).size).toBe(5000);
  });
});

describe("another key", () => {
  test("encrypts all of a copy: the old one opens it no more, and its header names the new one", async () => {
    const store = await cabinet();
    const key = randomBytes(32);
    const to = join(tempFolder(), "new.db");
    await keeper.reencrypt(store.path, TEST_KEY, key, to);
    expect(headerOf(to)).toEqual({ kind: "keyed", keyId: keyIdOf(key) });
    expect((await keeper.check(to, key)).ok).toBe(true);
    expect(await failure(keeper.check(to, TEST_KEY))).toMatchObject({ code: "storage.key_wrong" });
    const copy = reopen(to, { key });
    expect(await copy.patients.count()).toBe(50);
    onTestFinished(() => copy.close());
  });
});
