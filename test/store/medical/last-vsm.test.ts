import { closeSync, openSync } from "node:fs";
import { expect, test } from "vitest";
import type { NewDocument } from "../../../src/domain/document/document.js";
import { MIGRATIONS, migrate } from "../../../src/store/migrations/index.js";
import type { Store } from "../../../src/store/open.js";
import { actor, document, NOW, patient, rawDatabase, reopen, tempFolder, tempStore } from "../support.js";

const VSM = { code: "SYNTH", system: "1.2.250.1.213.1.1.4.12", label: "Synthèse" };
const by = { userId: actor.userId, at: NOW };

async function filed(store: Store, rest: Partial<NewDocument>) {
  const { id: content } = await store.contents.write([Buffer.from("x")]);
  return (await store.documents.add(document({ content, ...rest }), by)).document;
}

const lastVsm = async (store: Store) => (await store.patients.get("P1"))?.lastVsm;

test("the last VSM of a patient is the latest that came to their file, however old what comes next", async () => {
  const store = tempStore();
  await store.patients.save({ inserts: [patient({}, { lastVsm: "2024-03-01" })] });
  await filed(store, { actDate: "2026-11-20" });
  expect(await lastVsm(store)).toBe("2024-03-01");
  await filed(store, { type: VSM, actDate: "2023-01-01" });
  expect(await lastVsm(store)).toBe("2024-03-01");
  const stale = await store.patients.get("P1");
  const vsm = await filed(store, { type: VSM, actDate: "2026-02-02" });
  expect(await lastVsm(store)).toBe("2026-02-02");
  if (stale === null) throw new Error("it is there");
  expect((await store.patients.save({ updates: [{ patient: stale, expectedVersion: stale.version }] })).stale).toEqual(["P1"]);
  // One that leaves the file silences no reminder.
  expect(await store.documents.update({ ...vsm, state: "removed" })).toBe(true);
  expect(await lastVsm(store)).toBe("2023-01-01");
});

test("another VSM of the same day keeps the date", async () => {
  const store = tempStore();
  await store.patients.save({ inserts: [patient()] });
  const vsm = await filed(store, { type: VSM, actDate: "2026-02-02" });
  await filed(store, { type: VSM, actDate: "2026-02-02" });
  await store.documents.update({ ...vsm, state: "removed" });
  expect(await lastVsm(store)).toBe("2026-02-02");
});

test("VSM that were filed before this format count", () => {
  const path = `${tempFolder()}/old.db`;
  closeSync(openSync(path, "wx", 0o600));
  const old = rawDatabase(path);
  migrate(old, path, MIGRATIONS.slice(0, 5));
  old.exec(`INSERT INTO contents (id, written_at) VALUES (1, '${NOW}')`);
  const columns = (
    last: string,
  ) => `INSERT INTO patients (version, ald, status, last_vsm, homonyme, douteuse, fictive, birth_date, sex,
    birth_name, first_given_name, birth_given_names, birth_place, birth_date_interpreted, dmp_feed, dmp_read, mss_professionals,
    mss_patient, created_at, updated_at) VALUES (1, 0, 'provisoire', ${last}, 0, 0, 0, '1980-01-01', 'F', 'A', 'B', '["B"]', '63220', 0,
    'none', 'none', 'none', 'none', '${NOW}', '${NOW}')`;
  old.exec([columns("NULL"), columns("'2026-05-05'"), columns("NULL")].join(";"));
  for (const [row, state, date] of [
    [1, "current", "2025-01-01"],
    [1, "superseded", "2026-01-01"],
    [2, "current", "2025-01-01"],
  ]) {
    old.exec(`INSERT INTO documents (row_version, state, patient, act_date, type_code, class_code, origin, unique_id, set_id,
      version_number, content, title, details, created_at, filed_at, filed_by) VALUES (1, '${state}', ${row}, '${date}', 'SYNTH', '11',
      'local', '${row}${date}', 's', 1, 1, 't', '{}', '${NOW}', '${NOW}', 'U1')`);
  }
  old.close();
  reopen(path);
  const now = rawDatabase(path, { readOnly: true });
  expect(now.prepare("SELECT last_vsm FROM patients ORDER BY id").pluck().all()).toEqual(["2025-01-01", "2026-05-05", null]);
});
