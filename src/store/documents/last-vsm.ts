import type { Connection, SqlValue } from "../connection.js";

/** Type of a VSM (cda.md §3): `SYNTH` of TRE_A05. */
const VSM = "SYNTH";

const LATER = `UPDATE patients SET last_vsm = @date, version = version + 1, updated_at = @at
  WHERE id = @patient AND (last_vsm IS NULL OR last_vsm < @date)`;
const LEFT = `UPDATE patients SET version = version + 1, updated_at = @at, last_vsm =
    (SELECT max(act_date) FROM documents WHERE patient = @patient AND type_code = '${VSM}' AND state = 'current')
  WHERE id = @patient AND last_vsm = @date AND NOT EXISTS
    (SELECT 1 FROM documents WHERE patient = @patient AND type_code = '${VSM}' AND state = 'current' AND act_date = @date)`;

interface Filed {
  readonly patient: SqlValue;
  readonly type: string;
  readonly date: string;
  readonly at: string;
}

/** A VSM came to a file, whoever wrote it: made here, pulled from the DMP, received. The reminders follow it (DOC/va1.11). */
export function vsmFiled(connection: Connection, { type, ...values }: Filed): void {
  if (type === VSM) connection.prepare<[Record<string, SqlValue>], unknown>(LATER).run(values);
}

/** It left the file: what is left there tells, so that a summary of somebody else silences no reminder. */
export function vsmLeft(connection: Connection, { type, ...values }: Filed): void {
  if (type === VSM) connection.prepare<[Record<string, SqlValue>], unknown>(LEFT).run(values);
}
