import type { Connection, SqlParams, SqlValue } from "./connection.js";
import { rowAfter, rowOf } from "./ids.js";
import { readAnswer } from "./insi-answer.js";
import type { Review, ReviewStore } from "./reviews.port.js";

interface ReviewRow {
  id: number;
  patient_id: string;
  run_id: string | null;
  line: number | null;
  message_id: string;
  answer: string;
  created_at: string;
  state: Review["state"];
  decided_at: string | null;
  decided_by: string | null;
}

const INSERT = `INSERT INTO reviews (patient_id, run_id, line, message_id, answer, created_at, state)
  VALUES (?, ?, ?, ?, ?, ?, 'pending')`;
const DECIDE = "UPDATE reviews SET state = ?, decided_at = ?, decided_by = ? WHERE id = ? AND state = 'pending'";

const toReview = (row: ReviewRow): Review => ({
  id: `V${row.id}`,
  patientId: row.patient_id,
  runId: row.run_id,
  line: row.line,
  messageId: row.message_id,
  answer: readAnswer(row.answer),
  createdAt: row.created_at,
  state: row.state,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
});

/** Answers that wait for a person, oldest first. */
export function openReviews(connection: Connection): ReviewStore {
  return {
    add: (reviews) =>
      connection.write(() => {
        const replace = connection.prepare<[string], unknown>("DELETE FROM reviews WHERE patient_id = ? AND state = 'pending'");
        const insert = connection.prepare<SqlValue[], unknown>(INSERT);
        return reviews.map((review) => {
          replace.run(review.patientId);
          const { patientId, runId, line, messageId, createdAt } = review;
          const { lastInsertRowid } = insert.run(patientId, runId, line, messageId, JSON.stringify(review.answer), createdAt);
          return `V${lastInsertRowid}`;
        });
      }),

    get: (id) =>
      connection.read(() => {
        const row = connection.prepare<[number | null], ReviewRow>("SELECT * FROM reviews WHERE id = ?").get(rowOf("V", id));
        return row === undefined ? null : toReview(row);
      }),

    list: (query) =>
      connection.read(() => {
        const where = ["id > @after"];
        const params: SqlParams = { after: rowAfter("V", query.after), limit: query.limit };
        if (query.state !== undefined) {
          where.push("state = @state");
          params.state = query.state;
        }
        if (query.runId !== undefined) {
          where.push("run_id = @run");
          params.run = query.runId;
        }
        if (query.patientId !== undefined) {
          where.push("patient_id = @patient");
          params.patient = query.patientId;
        }
        const sql = `SELECT * FROM reviews WHERE ${where.join(" AND ")} ORDER BY id LIMIT @limit`;
        return connection.prepare<[SqlParams], ReviewRow>(sql).all(params).map(toReview);
      }),

    decide: (id, decision) =>
      connection.write(() => {
        const decide = connection.prepare<SqlValue[], unknown>(DECIDE);
        return decide.run(decision.state, decision.at, decision.by, rowOf("V", id)).changes === 1;
      }),
  };
}
