import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { SegurError } from "../../src/domain/errors.js";
import type { JournalFault } from "../../src/store/journal.port.js";
import type { Store } from "../../src/store/open.js";
import type { NewTrace, TraceKind } from "../../src/store/traces.port.js";
import { actor, failure, NOW, rawDatabase, reopen, tempFolder, tempStore, trace } from "./support.js";

/** Rows with every column, with none that may be missing, and with text that no plain ASCII reader expects. */
const LINES: readonly NewTrace[] = [
  trace({
    kind: "insi.intended",
    patientId: "P1",
    runId: "R1",
    messageId: "m-1",
    data: { operation: "verify", criteria: { a: "É" } },
  }),
  trace({
    kind: "insi.answered",
    patientId: "P1",
    runId: "R1",
    messageId: "m-1",
    code: "00",
    data: { note: "\ufffd 🩺 \ud800" },
  }),
  trace({ kind: "session.refused", actor: { userId: "U0", rpps: "10001234567", authMode: "none" }, code: "" }),
  trace({ kind: "patient.updated", patientId: "P2", data: {} }),
  trace({ kind: "run.ended", runId: "R\ufffd1", code: "\ufffd" }),
];

async function journal(count = LINES.length): Promise<Store> {
  const store = tempStore({ zone: () => 60 });
  await store.traces.append(Array.from({ length: count }, (_, index) => LINES[index % LINES.length] ?? trace()));
  return store;
}

/** Somebody with the file in hand: no trigger stops them. */
function byHand(store: Store, work: (database: Database.Database) => void): void {
  const database = rawDatabase(store.path);
  try {
    database.exec("DROP TRIGGER IF EXISTS traces_never_change; DROP TRIGGER IF EXISTS traces_never_go");
    work(database);
  } finally {
    database.close();
  }
}

async function faultOf(store: Store): Promise<readonly [number, JournalFault] | null> {
  const { broken } = await store.journal.verify();
  return broken === null ? null : [broken.seq, broken.fault];
}

const TEXTS = ["kind", "at", "user_id", "rpps", "auth_mode", "run_id", "message_id", "code", "data", "salt", "digest"] as const;
const NUMBERS = ["zone", "patient_id"] as const;

describe("the chain", () => {
  test("an empty journal, and one of every kind of row, hold", async () => {
    expect(await tempStore().journal.verify()).toEqual({
      lines: 0,
      purged: 0,
      head: { seq: 0, digest: "0".repeat(64) },
      broken: null,
      witness: null,
    });
    const store = await journal();
    const verification = await store.journal.verify();
    expect(verification).toMatchObject({ lines: 5, purged: 0, broken: null });
    expect(verification.head).toEqual(await store.journal.head());
    expect(verification.head.seq).toBe(5);
  });

  test("an empty one, with its head, is missing its first line as soon as there are users: the creation of a cabinet writes both", async () => {
    const store = await journal();
    await store.users.add({ label: "Dr", rpps: null, role: "medecin" });
    expect(await faultOf(store)).toBeNull();
    byHand(store, (database) =>
      database.exec(`DELETE FROM traces; UPDATE journal_head SET seq = 0, digest = '${"0".repeat(64)}'`),
    );
    expect(await faultOf(store)).toEqual([1, "missing"]);
  });

  test("is what anybody can compute again from the columns", async () => {
    const store = await journal();
    const database = rawDatabase(store.path, { readOnly: true });
    onTestFinished(() => {
      database.close();
    });
    let before = "0".repeat(64);
    const given = (value: unknown) => (value === null ? "" : `=${value}`);
    for (const row of database.prepare<[], Record<string, string | number | null>>("SELECT * FROM traces ORDER BY id").all()) {
      const { salt, id, kind, at, zone, user_id, rpps, auth_mode, patient_id, run_id, message_id, code, data } = row;
      const optional = [patient_id, run_id, message_id, code, data].map(given);
      const text = [before, salt, id, kind, at, zone, user_id, given(rpps), auth_mode, ...optional].join("\n");
      before = createHash("sha256").update(text).digest("hex");
      expect(row.digest).toBe(before);
    }
    expect((await store.journal.head()).digest).toBe(before);
  });

  test("two journals of the same lines have no digest in common: what a digest covers cannot be guessed", async () => {
    const digests = await Promise.all(
      [await journal(), await journal()].map(async ({ journal: each }) =>
        (await each.page({ limit: 9, order: "oldest" })).map(({ digest }) => digest),
      ),
    );
    expect(new Set(digests.flat()).size).toBe(10);
  });

  test("property: whatever is written holds", async () => {
    const store = tempStore({ zone: (at) => at.getUTCHours() * 60 - 720 });
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("", "\n", "=\n=", "\0", "\ud800", "\ufffd"),
    );
    const line = fc.record({
      kind: fc.constantFrom<TraceKind>("insi.answered", "patient.updated", "session.opened"),
      at: fc
        .date({ noInvalidDate: true, min: new Date("2000-01-01"), max: new Date("2100-01-01") })
        .map((date) => date.toISOString()),
      actor: fc.record({ userId: text, rpps: fc.option(text), authMode: fc.constantFrom("psc" as const, "none" as const) }),
      patientId: fc.option(
        fc.integer({ min: 1, max: 9999 }).map((row) => `P${row}`),
        { nil: undefined },
      ),
      runId: fc.option(text, { nil: undefined }),
      messageId: fc.option(text, { nil: undefined }),
      code: fc.option(text, { nil: undefined }),
      data: fc.option(fc.dictionary(text, fc.jsonValue()), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
        await store.traces.append(lines);
        expect(await faultOf(store)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  test("a write that fails alone leaves no hole, and neither does a transaction that fails whole", async () => {
    const store = await journal(1);
    const outcomes = await Promise.allSettled([
      store.traces.append([trace({ code: "a" })]),
      store.traces.append([trace(), trace({ patientId: "nobody" })]),
      store.traces.append([trace({ code: "b" })]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await failure(store.traces.append([trace({ patientId: "nobody" })]));
    await store.traces.append([trace({ code: "c" })]);
    expect(await store.journal.verify()).toMatchObject({ lines: 4, broken: null });
  });

  test("is one chain for two connections that write in turn", async () => {
    const store = await journal(2);
    const other = reopen(store.path);
    for (let turn = 0; turn < 4; turn += 1) {
      await store.traces.append([trace()]);
      await other.traces.append([trace(), trace()]);
    }
    expect(await store.journal.verify()).toMatchObject({ lines: 14, broken: null });
  });

  test("lines are kept from changes made by mistake", async () => {
    const store = await journal();
    const database = rawDatabase(store.path);
    onTestFinished(() => {
      database.close();
    });
    for (const sql of ["UPDATE traces SET code = '01' WHERE id = 2", "DELETE FROM traces WHERE id = 5", "DELETE FROM traces"]) {
      expect(() => database.exec(sql)).toThrow("append only");
    }
    expect(await faultOf(store)).toBeNull();
  });
});

describe("one byte", () => {
  test("property: changed in any column of any row, is found at that row", async () => {
    const store = await journal();
    const { path } = store;
    await store.close();
    const original = readFileSync(path);
    const copyIn = copier();
    const choice = fc.record({
      row: fc.integer({ min: 1, max: LINES.length }),
      column: fc.constantFrom(...TEXTS, ...NUMBERS),
      place: fc.nat(),
      flip: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(choice, async ({ row, column, place, flip }) => {
        const copy = copyIn(original);
        const changed = reopen(copy, { zone: () => 60 });
        byHand(changed, (database) => {
          const stored = database
            .prepare<[number], { value: Buffer | null }>(`SELECT CAST(${column} AS BLOB) AS value FROM traces WHERE id = ?`)
            .get(row);
          const bytes = stored?.value ?? null;
          if (column === "zone" || column === "patient_id") {
            database.prepare(`UPDATE traces SET ${column} = coalesce(${column}, 0) + ? WHERE id = ?`).run(flip, row);
          } else if (bytes === null || bytes.length === 0) {
            // Where there is no byte, one comes: a missing value, or an empty one.
            database.prepare(`UPDATE traces SET ${column} = ? WHERE id = ?`).run(bytes === null ? "" : "x", row);
          } else {
            const at = place % bytes.length;
            bytes[at] = (bytes[at] ?? 0) ^ flip;
            if (column === "auth_mode") database.pragma("ignore_check_constraints = ON");
            database.prepare(`UPDATE traces SET ${column} = CAST(? AS TEXT) WHERE id = ?`).run(bytes, row);
          }
        });
        const fault = await faultOf(changed);
        await changed.close();
        expect(fault).toEqual([row, "content"]);
      }),
      { numRuns: 300 },
    );
  });

  test("property: changed anywhere in the pages of the file that hold the journal, is found, unless nothing is said otherwise", async () => {
    const store = await journal(40);
    await store.journal.purge({ rules: [OLD("identity", ["patient.updated"])], at: NOW, actor, data: {} });
    const { path } = store;
    await store.close();
    const database = rawDatabase(path);
    database.pragma("journal_mode = DELETE");
    const pages = database
      .prepare<[], { pageno: number }>(
        "SELECT pageno FROM dbstat WHERE name IN ('traces', 'traces_patient', 'traces_run', 'journal_head', 'journal_purged')",
      )
      .all();
    const truth = everything(database);
    database.close();
    const original = readFileSync(path);
    const copyIn = copier();
    const position = fc.tuple(
      fc.constantFrom(...pages.map(({ pageno }) => pageno)),
      fc.nat({ max: 4095 }),
      fc.integer({ min: 1, max: 255 }),
    );
    let found = 0;
    await fc.assert(
      fc.asyncProperty(position, async ([page, offset, flip]) => {
        const bytes = Buffer.from(original);
        const at = (page - 1) * 4096 + offset;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const copy = copyIn(bytes);
        if (await isFound(copy)) {
          found += 1;
          return;
        }
        const same = rawDatabase(copy, { readOnly: true });
        const now = everything(same);
        same.close();
        // Room that holds nothing.
        expect(now).toEqual(truth);
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

/** Writes copies of a store, each under a name of its own, in a folder of the test. */
function copier(): (bytes: Buffer) => string {
  const folder = tempFolder();
  let count = 0;
  return (bytes) => {
    count += 1;
    const path = join(folder, `${count}.db`);
    writeFileSync(path, bytes);
    return path;
  };
}

/** A break, or a store that cannot be read at all, told as such. */
async function isFound(path: string): Promise<boolean> {
  try {
    const store = reopen(path, { readOnly: true });
    const fault = await faultOf(store);
    await store.close();
    return fault !== null;
  } catch (error) {
    expect(error).toBeInstanceOf(SegurError);
    expect(error).toMatchObject({ kind: "storage" });
    return true;
  }
}

function everything(database: Database.Database): unknown {
  const columns = [...TEXTS.map((name) => `hex(CAST(${name} AS BLOB)) || typeof(${name})`), "id", ...NUMBERS].join(", ");
  return [
    `SELECT ${columns} FROM traces`,
    "SELECT id, seq, digest FROM journal_head",
    "SELECT * FROM journal_purged",
    // What filters find, through the indexes.
    "SELECT id FROM traces WHERE patient_id = 1",
    "SELECT id FROM traces WHERE patient_id = 2",
    "SELECT id FROM traces WHERE run_id = 'R1'",
  ].map((sql) => database.prepare(sql).raw().all());
}

function OLD(name: string, kinds: readonly TraceKind[], before = "2999-01-01T00:00:00.000Z") {
  return { name, kinds, before, sincePatientLastSeen: false };
}

describe("lines", () => {
  const SWAP = (a: number, b: number) => `
    UPDATE traces SET id = -1 WHERE id = ${a}; UPDATE traces SET id = ${a} WHERE id = ${b}; UPDATE traces SET id = ${b} WHERE id = -1`;
  const COPY = "kind, at, zone, user_id, rpps, auth_mode, patient_id, run_id, message_id, code, data, salt, digest";
  const CASES: readonly (readonly [what: string, sql: string, seq: number, fault: JournalFault])[] = [
    ["one taken away", "DELETE FROM traces WHERE id = 7", 7, "missing"],
    ["the first taken away", "DELETE FROM traces WHERE id = 1", 1, "missing"],
    ["the last taken away", "DELETE FROM traces WHERE id = 12", 12, "missing"],
    ["all taken away", "DELETE FROM traces", 1, "missing"],
    ["the last ones taken away", "DELETE FROM traces WHERE id > 4", 5, "missing"],
    ["two swapped", SWAP(3, 9), 3, "content"],
    ["two neighbours swapped", SWAP(3, 4), 3, "content"],
    [
      "one taken away, the next ones moved up",
      "DELETE FROM traces WHERE id = 7; UPDATE traces SET id = id - 1 WHERE id > 7",
      7,
      "content",
    ],
    ["one put twice", `INSERT INTO traces (id, ${COPY}) SELECT 13, ${COPY} FROM traces WHERE id = 12`, 13, "content"],
    ["one put at the end, as the chain wants it", "", 13, "extra"],
    ["one put before the first", `INSERT INTO traces (id, ${COPY}) SELECT 0, ${COPY} FROM traces WHERE id = 12`, 0, "extra"],
    [
      "one put far after the last",
      `INSERT INTO traces (id, ${COPY}) SELECT 99, ${COPY} FROM traces WHERE id = 12`,
      13,
      "missing",
    ],
    ["the head set far beyond", "UPDATE journal_head SET seq = 9223372036854775807", 13, "missing"],
    ["the head set below", "UPDATE journal_head SET seq = -9223372036854775808", -(2 ** 63), "extra"],
    ["the head set back", "UPDATE journal_head SET seq = 11", 12, "extra"],
    ["the head set forward", "UPDATE journal_head SET seq = 13", 13, "missing"],
    ["another digest in the head", "UPDATE journal_head SET digest = replace(digest, substr(digest, 1, 1), 'x')", 12, "head"],
    ["no head", "DELETE FROM journal_head", 12, "head"],
    [
      "lines passed off as purged",
      `INSERT INTO journal_purged SELECT 5, 6, digest, 12 FROM traces WHERE id = 6; DELETE FROM traces WHERE id IN (5, 6)`,
      5,
      "purge",
    ],
  ];
  test.each(CASES)("%s", async (what, sql, seq, fault) => {
    const store = await journal(12);
    byHand(store, (database) => {
      database.exec(sql);
      if (what.includes("as the chain wants it")) forge(database);
    });
    expect(await faultOf(store)).toEqual([seq, fault]);
    // The practice goes on working, and it stays found.
    await store.traces.append([trace(), trace()]);
    await store.traces.append([trace()]);
    expect((await store.journal.verify()).broken).not.toBeNull();
  });

  test("property: one added at any id of 64 bits is found, and the practice goes on", async () => {
    const store = await journal(12);
    await store.close();
    const original = readFileSync(store.path);
    const copyIn = copier();
    const lowest = -(2n ** 63n);
    const safe = BigInt(Number.MAX_SAFE_INTEGER);
    const edges = [
      lowest,
      lowest + 1n,
      -safe - 1n,
      -safe,
      -safe + 1n,
      -1n,
      0n,
      13n,
      14n,
      10n ** 14n,
      safe,
      safe + 1n,
      -lowest - 1n,
    ];
    const added = fc
      .oneof(fc.constantFrom(...edges), fc.bigInt({ min: lowest, max: -lowest - 1n }))
      .filter((id) => id < 1n || id > 12n);
    await fc.assert(
      fc.asyncProperty(added, fc.integer({ min: 1, max: 12 }), async (id, copied) => {
        const changed = reopen(copyIn(original));
        byHand(changed, (database) => {
          database.prepare(`INSERT INTO traces (id, ${COPY}) SELECT ?, ${COPY} FROM traces WHERE id = ?`).run(id, copied);
        });
        expect(await changed.journal.count({})).toBe(13);
        expect((await changed.journal.verify()).broken).not.toBeNull();
        await changed.traces.append([trace(), trace()]);
        await changed.traces.append([trace()]);
        expect((await changed.journal.verify()).broken).not.toBeNull();
        await changed.close();
      }),
      { numRuns: 60, examples: edges.map((id): [bigint, number] => [id, 3]) },
    );
  });

  test("an index that hides lines from a filter, all lines being true", async () => {
    const store = await journal(12);
    byHand(store, (database) => {
      const index = "CREATE INDEX traces_patient ON traces (patient_id) WHERE patient_id IS NOT NULL";
      database.exec(`DROP INDEX traces_patient; ${index} AND patient_id > 1`);
      database.unsafeMode();
      database.pragma("writable_schema = ON");
      database.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = 'traces_patient'").run(index);
    });
    await store.close();
    const again = reopen(store.path);
    expect(await again.traces.list({ patientId: "P1", limit: 9 })).toEqual([]);
    expect(await faultOf(again)).toEqual([12, "index"]);
  });

  test("a store without the tables of the journal is a damaged one", async () => {
    const store = await journal();
    byHand(store, (database) => database.exec("DROP TABLE journal_purged"));
    expect(await failure(store.journal.verify())).toMatchObject({ kind: "storage", code: "storage.damaged" });
  });
});

/** A line that continues the chain by its rules, the head left as it was. */
function forge(database: Database.Database): void {
  const { digest: before } = database.prepare<[], { digest: string }>("SELECT digest FROM traces WHERE id = 12").get() ?? {
    digest: "",
  };
  const text = [before, "salt", 13, "ins.accessed", NOW, 60, "U1", "", "none", "", "", "", "", ""].join("\n");
  const digest = createHash("sha256").update(text).digest("hex");
  database
    .prepare(
      "INSERT INTO traces (id, kind, at, zone, user_id, auth_mode, salt, digest) VALUES (13, 'ins.accessed', ?, 60, 'U1', 'none', 'salt', ?)",
    )
    .run(NOW, digest);
}

describe("a head kept elsewhere", () => {
  test("is found again when the journal has grown, with or without its place; rewritten, it is not", async () => {
    const store = await journal();
    const kept = await store.journal.head();
    await store.traces.append([trace(), trace()]);
    const witness = async (seq: number | null, digest: string) =>
      (await store.journal.verify({ witness: { seq, digest } })).witness;
    expect(await witness(kept.seq, kept.digest)).toBe("found");
    expect(await witness(null, kept.digest)).toBe("found");
    expect(await witness(kept.seq + 1, kept.digest)).toBe("absent");
    expect(await witness(null, "f".repeat(64))).toBe("absent");
    const another = await journal(9);
    expect(await another.journal.verify({ witness: kept })).toMatchObject({ broken: null, witness: "absent" });
  });
});

describe("reading", () => {
  test("filters, both orders, and pages", async () => {
    const store = tempStore({ zone: () => 120 });
    const other = { userId: "U2", rpps: "10001234567", authMode: "psc" } as const;
    await store.traces.append([
      trace({ kind: "ins.accessed", at: "2026-11-01T10:00:00.000Z", patientId: "P1", data: { where: "x" } }),
      trace({ kind: "session.opened", at: "2026-11-02T10:00:00.000Z", actor: other }),
      trace({ kind: "ins.accessed", at: "2026-11-03T10:00:00.000Z", actor: other, patientId: "P2" }),
      trace({ kind: "patient.updated", at: "2026-11-04T10:00:00.000Z", patientId: "P1" }),
    ]);
    const places = async (query: Partial<Parameters<typeof store.journal.page>[0]>) => {
      const lines = await store.journal.page({ limit: 9, order: "oldest", ...query });
      if (query.after === undefined && query.limit === undefined) expect(await store.journal.count(query)).toBe(lines.length);
      return lines.map(({ seq }) => seq);
    };
    expect(await places({})).toEqual([1, 2, 3, 4]);
    expect(await places({ order: "newest" })).toEqual([4, 3, 2, 1]);
    expect(await places({ order: "newest", limit: 2, after: 4 })).toEqual([3, 2]);
    expect(await places({ limit: 2, after: 2 })).toEqual([3, 4]);
    expect(await places({ userId: "U2" })).toEqual([2, 3]);
    expect(await places({ rpps: "10001234567", kinds: ["ins.accessed"] })).toEqual([3]);
    expect(await places({ patientId: "P1" })).toEqual([1, 4]);
    expect(await places({ patientId: "nobody" })).toEqual([]);
    expect(await places({ from: "2026-11-02T10:00:00.000Z", to: "2026-11-04T10:00:00.000Z" })).toEqual([2, 3]);
    expect(await places({ upTo: 2 })).toEqual([1, 2]);
    expect(await places({ kinds: [] })).toEqual([]);
    const [first] = await store.journal.page({ limit: 1, order: "oldest" });
    expect(first).toMatchObject({ id: "T1", seq: 1, offset: 120, at: "2026-11-01T10:00:00.000Z", data: { where: "x" } });
    expect(first?.digest).toMatch(/^[0-9a-f]{64}$/);
  });
});
