import type { Connection } from "./connection.js";
import { parseJson } from "./json.js";
import type { SettingsStore } from "./settings.port.js";

/** Settings of one cabinet. */
export function openSettings(connection: Connection): SettingsStore {
  return {
    get: (key) =>
      connection.read(() => {
        const row = connection.prepare<[string], { value: string }>("SELECT value FROM settings WHERE key = ?").get(key);
        return row === undefined ? undefined : parseJson(row.value);
      }),
    set: (key, value) =>
      connection.write(() => {
        if (value === undefined) throw new TypeError(`setting ${key} has no value`);
        const upsert = "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        connection.prepare<[string, string], unknown>(upsert).run(key, JSON.stringify(value));
      }),
    unset: (key) =>
      connection.write(() => {
        connection.prepare<[string], unknown>("DELETE FROM settings WHERE key = ?").run(key);
      }),
    all: () =>
      connection.read(() => {
        const rows = connection.prepare<[], { key: string; value: string }>("SELECT key, value FROM settings ORDER BY key").all();
        return new Map(rows.map((row) => [row.key, parseJson(row.value)]));
      }),
  };
}
