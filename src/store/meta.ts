import type { Environment } from "../domain/ports.js";
import type { Connection } from "./connection.js";
import { storeDamaged } from "./errors.js";
import type { CabinetMeta, MetaStore } from "./meta.port.js";

const ENVIRONMENTS: readonly Environment[] = ["sandbox", "bas", "production"];

/** Marks of other parts of the store stand beside them (patients/mark.ts). */
const OWN = "SELECT key, value FROM meta WHERE key IN ('name', 'environment', 'instanceId', 'createdAt')";

function readMeta(connection: Connection): CabinetMeta | null {
  const rows = connection.prepare<[], { key: string; value: string }>(OWN).all();
  if (rows.length === 0) return null;
  const values = new Map(rows.map((row) => [row.key, row.value]));
  const environment = ENVIRONMENTS.find((known) => known === values.get("environment"));
  const name = values.get("name");
  const instanceId = values.get("instanceId");
  const createdAt = values.get("createdAt");
  if (!environment || name === undefined || instanceId === undefined || createdAt === undefined)
    throw storeDamaged(connection.path);
  return { name, environment, instanceId, createdAt };
}

function change(connection: Connection, key: "name" | "instanceId", value: string): void {
  connection.prepare<[string, string], unknown>("UPDATE meta SET value = ? WHERE key = ?").run(value, key);
}

/** What the cabinet is, in the `meta` table. */
export function openMeta(connection: Connection): MetaStore {
  return {
    read: () => connection.read(() => readMeta(connection)),
    create: (meta) =>
      connection.write(() => {
        if (readMeta(connection) !== null) return false;
        const insert = connection.prepare<[string, string], unknown>("INSERT INTO meta (key, value) VALUES (?, ?)");
        for (const key of ["name", "environment", "instanceId", "createdAt"] as const) insert.run(key, meta[key]);
        return true;
      }),
    rename: (name) => connection.write(() => change(connection, "name", name)),
    reinstall: (instanceId) => connection.write(() => change(connection, "instanceId", instanceId)),
  };
}
