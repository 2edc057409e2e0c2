import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ExchangeFact } from "../../src/domain/exchange/exchange.js";
import { MIGRATIONS, migrate } from "../../src/store/migrations/index.js";
import { openDatabase } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { reopen, tempFolder, trace } from "./support.js";

const fact = (rest: Partial<ExchangeFact>): ExchangeFact => ({
  ...{
    service: "mss-pro",
    state: "sent",
    exchange: "O1",
    document: "D1",
    lineage: "1.2^1",
    type: "11488-4",
    others: 1,
    cause: null,
  },
  ...{ identityStatus: "qualifiee", testOid: false, rpps: null, finess: null },
  ...rest,
});

/** A store of before the ledger, whose journal has these lines, written as that version wrote them. */
async function older(): Promise<string> {
  const path = join(tempFolder(), "cabinet.db");
  closeSync(openSync(path, "wx", 0o600));
  const old = openDatabase(path, TEST_KEY, { readOnly: false });
  migrate(
    old,
    path,
    MIGRATIONS.filter(({ version }) => version < 7),
  );
  const insert = old.prepare(`INSERT INTO traces (kind, at, zone, user_id, auth_mode, code, data, salt, digest)
    VALUES (?, ?, ?, 'U1', 'psc', ?, ?, 's', 'd')`);
  insert.run("outbox.queued", "2026-01-30T10:00:00.000Z", 60, null, '{"outbox":"O1"}');
  insert.run("mss.sent", "2026-01-31T23:30:00.000Z", 60, "250", '{"outbox":"O1","recipients":1}');
  insert.run("outbox.settled", "2026-01-31T23:30:01.000Z", 60, "accepted", '{"outbox":"O1","kind":"mss.send","state":"done"}');
  insert.run(
    "outbox.settled",
    "2026-03-02T10:00:00.000Z",
    60,
    "dmp.absent",
    '{"outbox":"O2","kind":"dmp.submit","state":"refused"}',
  );
  insert.run("insi.answered", "2026-01-31T23:30:00.000Z", 60, "00", "{}");
  insert.run("insi.answered", "2026-02-01T10:00:00.000Z", 60, "00", "{}");
  insert.run("insi.answered", "2026-02-01T10:00:00.000Z", 60, null, "not JSON");
  old.close();
  return path;
}

test("a store of before the ledger says how many exchanges are not counted, by day of the practice, and guesses none", async () => {
  const store = reopen(await older());
  expect(await store.exchanges.cells({})).toEqual([]);
  expect(await store.exchanges.uncounted()).toBe(2);
  expect(await store.exchanges.uncounted({ to: "2026-01-31" })).toBe(0);
  expect(await store.exchanges.uncounted({ from: "2026-02-01", to: "2026-02-28" })).toBe(1);
  expect(await store.exchanges.insiAnswers({ from: "2026-02-01" })).toEqual([
    { code: "00", count: 2 },
    { code: "", count: 1 },
  ]);
});

test("a report on a message of before makes no exchange of today; a refusal of before that is tried again counts", async () => {
  const store = reopen(await older());
  const at = "2026-04-01T10:00:00.000Z";
  await store.traces.append([
    trace({ kind: "mss.report", at, data: { outbox: "O1", exchange: [fact({ state: "failed", cause: "5.1.1" })] } }),
    trace({
      kind: "outbox.settled",
      at,
      data: { outbox: "O2", exchange: [fact({ service: "dmp", exchange: "O2", others: null })] },
    }),
    trace({ kind: "insi.answered", at, code: "01" }),
  ]);
  expect(await store.exchanges.lines({ limit: 9 })).toMatchObject([{ exchange: "O2", state: "sent", day: "2026-04-01" }]);
  expect(await store.exchanges.insiAnswers({ from: "2026-04-01", asOf: "2026-03-31" })).toEqual([]);
  expect(await store.exchanges.insiAnswers({ from: "2026-04-01" })).toEqual([{ code: "01", count: 1 }]);
  await store.exchanges.rebuild();
  expect(await store.exchanges.lines({ limit: 9 })).toHaveLength(1);
  expect((await store.exchanges.verify()).differing).toBe(0);
});
