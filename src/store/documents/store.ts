import type { Document, NewDocument } from "../../domain/document/document.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import type { DocumentQuery, DocumentStore } from "../documents.port.js";
import { storeDamaged } from "../errors.js";
import { rowOf } from "../ids.js";
import { insertTrace, insertTracesOf } from "../traces.js";
import { contentRow } from "./contents.js";
import { alreadyReplaced } from "./errors.js";
import { vsmFiled, vsmLeft } from "./last-vsm.js";
import { type DocumentRow, detailsOf, SELECT_DOCUMENT, toDocument } from "./rows.js";

const INSERT = `INSERT INTO documents (row_version, state, patient, act_date, type_code, class_code, origin, unique_id, set_id,
    version_number, replaces, content, cda, title, details, created_at, filed_at, filed_by)
  VALUES (1, @state, @patient, @actDate, @type, @class, @origin, @uniqueId, @setId,
    @version, @replaces, @content, @cda, @title, @details, @createdAt, @filedAt, @filedBy)`;
const SUPERSEDE = `UPDATE documents SET state = 'superseded', row_version = row_version + 1 WHERE id = ? AND state = 'current'`;
const UPDATE = `UPDATE documents SET row_version = row_version + 1, state = @state, title = @title, details = @details, cda = @cda,
    act_date = @actDate, type_code = @type, class_code = @class
  WHERE id = @id AND row_version = @rowVersion`;

/** One document by a column of its own, within a read or a write. */
export function documentBy(connection: Connection, column: "id" | "unique_id", value: SqlValue): Document | null {
  const row = connection.prepare<[SqlValue], DocumentRow>(`${SELECT_DOCUMENT} WHERE d.${column} = ?`).get(value);
  return row === undefined ? null : toDocument(row);
}

/** Adds a document within a write, see the port. */
export function addDocument(
  connection: Connection,
  ...[document, by, traces]: Parameters<DocumentStore["add"]>
): { document: Document; added: boolean } {
  const known = documentBy(connection, "unique_id", document.uniqueId);
  if (known !== null) return { document: known, added: false };
  const added = documentBy(connection, "id", insert(connection, document, by));
  if (added === null) throw storeDamaged(null);
  if (added.state === "current") vsmFiled(connection, vsmOf(added, by.at));
  insertTracesOf(connection, added, traces);
  return { document: added, added: true };
}

/** Documents of the patients' files, see the port. */
export function openDocuments(connection: Connection): DocumentStore {
  return {
    add: (...document) => connection.write(() => addDocument(connection, ...document)),
    get: (id) => connection.read(() => documentBy(connection, "id", rowOf("D", id))),
    byUniqueId: (uniqueId) => connection.read(() => documentBy(connection, "unique_id", uniqueId)),
    versions: (setId) =>
      connection.read(() => {
        const sql = `${SELECT_DOCUMENT} WHERE d.set_id = ? ORDER BY d.version_number, d.id`;
        return connection.prepare<[string], DocumentRow>(sql).all(setId).map(toDocument);
      }),
    list: (query) => connection.read(() => list(connection, query)),
    update: (document, traces) =>
      connection.write(() => {
        const { state, title, rowVersion } = document;
        const cda = document.cda === null ? null : contentRow(connection, document.cda);
        const { actDate, type, class: kind } = document;
        const values: SqlParams = {
          ...{ id: rowOf("D", document.id), rowVersion, state, title, details: detailsOf(document), cda },
          ...{ actDate, type: type.code, class: kind.code },
        };
        const before = documentBy(connection, "id", rowOf("D", document.id));
        const written = connection.prepare<[SqlParams], unknown>(UPDATE).run(values).changes === 1;
        if (written && before !== null) vsmMoved(connection, before, document);
        if (written) for (const trace of traces ?? []) insertTrace(connection, trace);
        return written;
      }),
  };
}

/** What the date of the last VSM follows, see `last-vsm.ts`. */
export function vsmOf({ patientId, type, actDate }: NewDocument, at: string) {
  return { patient: rowOf("P", patientId), type: type.code, date: actDate, at };
}

function vsmMoved(connection: Connection, before: Document, after: Document): void {
  const same = before.state === after.state && before.type.code === after.type.code && before.actDate === after.actDate;
  if (same) return;
  vsmLeft(connection, vsmOf(before, before.filedAt));
  if (after.state === "current") vsmFiled(connection, vsmOf(after, after.filedAt));
}

function insert(connection: Connection, document: NewDocument, by: Parameters<DocumentStore["add"]>[1]): number {
  const replaces = document.replaces === null ? null : rowOf("D", document.replaces);
  if (document.replaces !== null && replaces !== null) {
    const sql = "SELECT id FROM documents WHERE replaces = ?";
    const other = connection.prepare<[number], { id: number }>(sql).get(replaces);
    if (other !== undefined) throw alreadyReplaced(document.replaces, `D${other.id}`);
    connection.prepare<[number], unknown>(SUPERSEDE).run(replaces);
  }
  const values: SqlParams = {
    state: by.state ?? "current",
    patient: rowOf("P", document.patientId),
    actDate: document.actDate,
    type: document.type.code,
    class: document.class.code,
    origin: document.origin,
    uniqueId: document.uniqueId,
    setId: document.setId,
    version: document.versionNumber,
    replaces,
    content: contentRow(connection, document.content),
    cda: document.cda === null ? null : contentRow(connection, document.cda),
    title: document.title,
    details: detailsOf(document),
    createdAt: document.createdAt,
    filedAt: by.at,
    filedBy: by.userId,
  };
  return Number(connection.prepare<[SqlParams], unknown>(INSERT).run(values).lastInsertRowid);
}

function list(connection: Connection, query: DocumentQuery): Awaited<ReturnType<DocumentStore["list"]>> {
  const where = ["d.state IN (SELECT value FROM json_each(@states))"];
  const params: SqlParams = { states: JSON.stringify(query.states ?? ["current"]), limit: query.limit + 1 };
  const only = (column: string, sign: string, name: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    where.push(`d.${column} ${sign} @${name}`);
    params[name] = value;
  };
  only("patient", "=", "patient", query.patientId === undefined ? undefined : (rowOf("P", query.patientId) ?? -1));
  only("origin", "=", "origin", query.origin);
  only("type_code", "=", "type", query.typeCode);
  only("class_code", "=", "class", query.classCode);
  if (query.content !== undefined) {
    where.push("d.content = (SELECT id FROM contents WHERE sha256 = @content)");
    params.content = query.content;
  }
  only("act_date", ">=", "since", query.since);
  only("act_date", "<=", "until", query.until);
  const [date, row] = query.after?.split(":") ?? [];
  if (date !== undefined) {
    where.push("(d.act_date, d.id) < (@afterDate, @afterRow)");
    params.afterDate = date;
    params.afterRow = Number(row ?? 0);
  }
  const sql = `${SELECT_DOCUMENT} WHERE ${where.join(" AND ")} ORDER BY d.act_date DESC, d.id DESC LIMIT @limit`;
  const rows = connection.prepare<[SqlParams], DocumentRow>(sql).all(params);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? `${last.act_date}:${last.id}` : null;
  return { items: page.map(toDocument), next };
}
