import type { Connection } from "../connection.js";

/**
 * After a purge: the exchanges whose lines went still count (they were), of nobody any more. In the transaction of the purge; what is freed
 * in the file is overwritten as the lines are.
 */
export function forgetPurged(connection: Connection): void {
  const sql = `UPDATE exchange_entries SET patient = NULL
    WHERE patient IS NOT NULL AND NOT EXISTS (SELECT 1 FROM traces WHERE traces.id = exchange_entries.trace)`;
  connection.prepare(sql).run();
}
