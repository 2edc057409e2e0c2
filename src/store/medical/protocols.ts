import { protocolKey } from "../../domain/medical/starts.js";
import type { Connection, SqlValue } from "../connection.js";
import { rowOf } from "../ids.js";
import { listJson, parseList, text } from "../json.js";
import type { MedicalStore } from "../medical.port.js";
import { insertTracesOf } from "../traces.js";

const READ = "SELECT protocols FROM patients WHERE id = ?";
const WRITE = "UPDATE patients SET protocols = ? WHERE id = ?";

/**
 * The protocols of patients. They are no part of a patient as other writes know them, hence the version that stays: nobody writes an old
 * list back, and nothing that somebody else is about to write is refused.
 */
export function protocolsOf(connection: Connection): Pick<MedicalStore, "protocols" | "changeProtocols"> {
  const read = (row: SqlValue) => parseList(connection.prepare<[SqlValue], string | null>(READ).pluck().get(row) ?? null, text);
  return {
    protocols: (patientId) => connection.read(() => read(rowOf("P", patientId))),
    changeProtocols: (patientId, { add, remove }, traces) =>
      connection.write(() => {
        const row = rowOf("P", patientId);
        const before = read(row);
        // One protocol has one name, that of who wrote it first.
        const byKey = new Map([...add.toReversed(), ...before.toReversed()].map((name) => [protocolKey(name), name]));
        for (const name of remove) byKey.delete(protocolKey(name));
        const after = [...byKey.values()].sort();
        if (JSON.stringify(after) === JSON.stringify(before)) return before;
        connection.prepare<SqlValue[], unknown>(WRITE).run(listJson(after), row);
        insertTracesOf(connection, after, traces);
        return after;
      }),
  };
}
