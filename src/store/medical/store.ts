import type { MedicalItem, MedicalKind, MedicalRecord, NewMedicalItem } from "../../domain/medical/medical.js";
import { byKindThenAge } from "../../domain/medical/order.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import { storeDamaged } from "../errors.js";
import { rowOf } from "../ids.js";
import type { MedicalStore } from "../medical.port.js";
import { insertTracesOf } from "../traces.js";
import { keepingDiagnoses } from "./diagnoses.js";
import { protocolsOf } from "./protocols.js";
import { columnsOf, type ItemRow, toItem } from "./rows.js";

const INSERT = `INSERT INTO medical_items
    (row_version, patient, kind, closed, label, since, until, cim10, details, origin, document, import_key, created_at, created_by, updated_at)
  VALUES (1, @patient, @kind, @closed, @label, @since, @until, @cim10, @details, @origin, @document, @importKey, @at, @by, @at)`;
/** Neither the patient nor the kind of an item ever changes. */
const UPDATE = `UPDATE medical_items SET row_version = row_version + 1, closed = @closed, label = @label, since = @since, until = @until,
    cim10 = @cim10, details = @details, updated_at = @at
  WHERE id = @id AND row_version = @rowVersion AND patient = @patient AND kind = @kind AND removed = 0`;
const REMOVE = `UPDATE medical_items SET row_version = row_version + 1, removed = 1, updated_at = @at
  WHERE id = @id AND row_version = @rowVersion AND removed = 0`;
const IMPORTED = "SELECT id, removed FROM medical_items WHERE import_key = ?";
const BY_PATIENT = "SELECT * FROM medical_items WHERE patient = ? AND removed = 0";
const BY_ID = "SELECT * FROM medical_items WHERE id = ? AND removed = 0";
const NONE = "SELECT kind FROM medical_none WHERE patient = ? ORDER BY kind";
const STATE = "INSERT INTO medical_none (patient, kind) VALUES (?, ?) ON CONFLICT DO NOTHING";
const TAKE_BACK = "DELETE FROM medical_none WHERE patient = ? AND kind = ?";
const OPEN = "SELECT 1 FROM medical_items WHERE patient = ? AND kind = ? AND closed = 0 AND removed = 0 LIMIT 1";

/** Medical data of patients, see the port. */
export function openMedical(connection: Connection): MedicalStore {
  return {
    record: (patientId) => connection.readTogether(() => recordOf(connection, rowOf("P", patientId))),
    get: (id) => connection.read(() => itemBy(connection, rowOf("S", id))),
    add: (patientId, items, source, { at, by }, traces, { choose, importKey } = {}) =>
      connection.write(() => {
        const patient = known(rowOf("P", patientId));
        const document = source.document === null ? null : known(rowOf("D", source.document));
        if (importKey !== undefined && isImported(connection, importKey) !== null) return [];
        const chosen = choose === undefined ? items : choose(recordOf(connection, patient));
        const origin = { patient, origin: source.from, document, importKey: importKey ?? null, at, by };
        const write = () => chosen.map((item) => insert(connection, item, origin));
        const added = chosen.some(isProblem) ? keepingDiagnoses(connection, patient, at, write) : write();
        if (added.length > 0) insertTracesOf(connection, added, traces);
        return added;
      }),
    update: (item, at, traces) =>
      connection.write(() => {
        const patient = known(rowOf("P", item.patientId));
        const values = { ...columnsOf(item), id: rowOf("S", item.id), rowVersion: item.rowVersion, patient, at };
        const statement = connection.prepare<[SqlParams], unknown>(UPDATE);
        const written = keepingDiagnoses(connection, patient, at, () => statement.run(values).changes === 1);
        if (!written) return false;
        if (!item.closed) takeBack(connection, patient, item.kind);
        insertTracesOf(connection, itemBy(connection, rowOf("S", item.id)) ?? item, traces);
        return true;
      }),
    remove: (item, at, traces) =>
      connection.write(() => {
        const patient = known(rowOf("P", item.patientId));
        const statement = connection.prepare<[SqlParams], unknown>(REMOVE);
        const values = { id: rowOf("S", item.id), rowVersion: item.rowVersion, at };
        const removed = keepingDiagnoses(connection, patient, at, () => statement.run(values).changes === 1);
        if (removed) insertTracesOf(connection, item, traces);
        return removed;
      }),
    imported: (importKey) => connection.read(() => isImported(connection, importKey)),
    ...protocolsOf(connection),
    stateNone: (patientId, kind, none, traces) =>
      connection.write(() => {
        const patient = known(rowOf("P", patientId));
        if (none && connection.prepare<SqlValue[], unknown>(OPEN).get(patient, kind) !== undefined) return false;
        const sql = none ? STATE : TAKE_BACK;
        if (connection.prepare<SqlValue[], unknown>(sql).run(patient, kind).changes > 0) insertTracesOf(connection, null, traces);
        return true;
      }),
  };
}

/** Only problems are diagnoses: the rest of an import does not look for them. */
function isProblem({ kind }: NewMedicalItem): boolean {
  return kind === "problem";
}

/** A patient or a document that has no such id is refused by its foreign key; one that cannot have one is a defect of ours. */
function known(row: number | null): number {
  if (row === null) throw storeDamaged(null);
  return row;
}

function recordOf(connection: Connection, patient: number | null): MedicalRecord {
  const items = connection.prepare<[SqlValue], ItemRow>(BY_PATIENT).all(patient).map(toItem).sort(byKindThenAge);
  const kinds = connection.prepare<[SqlValue], MedicalKind>(NONE).pluck().all(patient);
  return { items, noneKnown: Object.fromEntries(kinds.map((kind) => [kind, true])) };
}

function isImported(connection: Connection, key: string): { id: string; removed: boolean } | null {
  const row = connection.prepare<[string], { id: number; removed: number }>(IMPORTED).get(key);
  return row === undefined ? null : { id: `S${row.id}`, removed: row.removed === 1 };
}

function itemBy(connection: Connection, row: SqlValue): MedicalItem | null {
  const found = connection.prepare<[SqlValue], ItemRow>(BY_ID).get(row);
  return found === undefined ? null : toItem(found);
}

function insert(connection: Connection, item: NewMedicalItem, origin: SqlParams & { patient: number }): MedicalItem {
  const { lastInsertRowid } = connection.prepare<[SqlParams], unknown>(INSERT).run({ ...columnsOf(item), ...origin });
  if (!item.closed) takeBack(connection, origin.patient, item.kind);
  const added = itemBy(connection, Number(lastInsertRowid));
  if (added === null) throw storeDamaged(null);
  return added;
}

function takeBack(connection: Connection, patient: number, kind: MedicalKind): void {
  connection.prepare<SqlValue[], unknown>(TAKE_BACK).run(patient, kind);
}
