import type { Connection, SqlParams } from "../connection.js";
import type { Outcome } from "../runs.port.js";

type Counter = "pending" | "held" | "calls" | Outcome;

/** What a transaction changes in the counts of a run, written once at its end so that they always agree with the items. */
export class Counts {
  readonly #by = new Map<Counter, number>();

  add(counter: Counter, by: number): void {
    this.#by.set(counter, (this.#by.get(counter) ?? 0) + by);
  }

  write(connection: Connection, run: number): void {
    const params: SqlParams = { run };
    const sets: string[] = [];
    for (const [counter, by] of this.#by) {
      if (by === 0) continue;
      params[counter] = by;
      sets.push(`${counter} = ${counter} + @${counter}`);
    }
    if (sets.length > 0)
      connection.prepare<[SqlParams], unknown>(`UPDATE runs SET ${sets.join(", ")} WHERE seq = @run`).run(params);
  }
}

/** Ends a run once nothing is pending nor held. Loading runs are left alone. */
export function endIfDone(connection: Connection, run: number, at: string): void {
  const sql = "UPDATE runs SET state = 'done', ended_at = ? WHERE seq = ? AND state = 'open' AND pending = 0 AND held = 0";
  connection.prepare<[string, number], unknown>(sql).run(at, run);
}
