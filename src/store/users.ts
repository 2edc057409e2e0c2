import { SegurError } from "../domain/errors.js";
import type { Clock } from "../domain/ports.js";
import { isRight, isRole, type Right } from "../domain/users/rights.js";
import type { User, UserSettings } from "../domain/users/user.js";
import type { Connection, SqlParams, SqlValue } from "./connection.js";
import { storeDamaged } from "./errors.js";
import { rowOf } from "./ids.js";
import { parseList, parseRecord, text } from "./json.js";
import { insertTrace } from "./traces.js";
import type { NewUser, PasswordState, UserChange, UserStore } from "./users.port.js";

interface UserRow {
  id: number;
  label: string;
  rpps: string | null;
  role: string;
  granted: string | null;
  revoked: string | null;
  settings: string | null;
  password: string | null;
  psc_subject: string | null;
  national_id: string | null;
  created_at: string;
  disabled_at: string | null;
}
const ALL =
  "SELECT id, label, rpps, role, granted, revoked, settings, password, psc_subject, national_id, created_at, disabled_at FROM users";

/** Users of one cabinet. */
export function openUsers(connection: Connection, clock: Pick<Clock, "now">): UserStore {
  const byRow = (row: number): User | null => {
    const found = connection.prepare<[number], UserRow>(`${ALL} WHERE id = ?`).get(row);
    return found === undefined ? null : toUser(found);
  };
  const enabledWith = (rpps: string): User | null => {
    const found = connection.prepare<[string], UserRow>(`${ALL} WHERE rpps = ? AND disabled_at IS NULL`).get(rpps);
    return found === undefined ? null : toUser(found);
  };
  const revise: UserStore["revise"] = (id, decide) =>
    connection.write(() => {
      const all = connection.prepare<[], UserRow>(`${ALL} ORDER BY id`).all().map(toUser);
      const row = rowOf("U", id);
      const before = all.find((user) => user.id === id);
      if (row === null || before === undefined) return null;
      const { change, passwordHash, traces } = decide(before, all);
      checkRpps(before, change, enabledWith);
      update(connection, row, change);
      if (passwordHash !== undefined) setPassword(connection, row, passwordHash);
      for (const trace of traces) insertTrace(connection, trace);
      return byRow(row);
    });

  return {
    list: () => connection.read(() => connection.prepare<[], UserRow>(`${ALL} ORDER BY id`).all().map(toUser)),
    get: (id) => connection.read(() => byRow(rowOf("U", id) ?? -1)),
    findByRpps: (rpps) => connection.read(() => enabledWith(rpps)),
    add: (user, trace) =>
      connection.write(() => {
        if (user.rpps !== null && enabledWith(user.rpps) !== null) throw rppsTaken();
        const added = insert(connection, user, clock.now().toISOString());
        if (user.passwordHash !== undefined) setPassword(connection, added, user.passwordHash);
        const made = byRow(added);
        if (made === null) throw storeDamaged(null);
        if (trace !== undefined) insertTrace(connection, trace(made));
        return made;
      }),
    change: (id, change, traces) => revise(id, () => ({ change, traces: traces ?? [] })),
    revise,
    password: (id) => connection.read(() => passwordState(connection, id)),
    takeTry: (id, at, allowed) =>
      connection.write(() => {
        const before = passwordState(connection, id);
        const taken = allowed(before);
        const sql = "UPDATE users SET failures = failures + 1, last_failure_at = ? WHERE id = ?";
        if (taken) connection.prepare<[string, number], unknown>(sql).run(at, rowOf("U", id) ?? -1);
        return { before, taken };
      }),
    clearFailures: (id) =>
      connection.write(() => {
        const sql = "UPDATE users SET failures = 0, last_failure_at = NULL WHERE id = ? AND failures > 0";
        connection.prepare<[number], unknown>(sql).run(rowOf("U", id) ?? -1);
      }),
  };
}

function passwordState(connection: Connection, id: string): PasswordState {
  const sql =
    "SELECT password AS hash, failures, last_failure_at AS lastFailureAt FROM users WHERE id = ? AND disabled_at IS NULL";
  const found = connection.prepare<[number], PasswordState>(sql).get(rowOf("U", id) ?? -1);
  return found ?? { hash: null, failures: 0, lastFailureAt: null };
}

function setPassword(connection: Connection, row: number, hash: string): void {
  const sql = "UPDATE users SET password = ?, failures = 0, last_failure_at = NULL WHERE id = ?";
  connection.prepare<[string, number], unknown>(sql).run(hash, row);
}

function insert(connection: Connection, user: NewUser, at: string): number {
  const sql = `INSERT INTO users (label, rpps, role, granted, revoked, settings, national_id, created_at)
    VALUES (@label, @rpps, @role, @granted, @revoked, @settings, @nationalId, @at)`;
  const params: SqlParams = {
    label: user.label,
    rpps: user.rpps,
    role: user.role,
    granted: JSON.stringify(user.granted ?? []),
    revoked: JSON.stringify(user.revoked ?? []),
    settings: JSON.stringify(user.settings ?? {}),
    nationalId: user.nationalId ?? null,
    at,
  };
  return Number(connection.prepare<[SqlParams], unknown>(sql).run(params).lastInsertRowid);
}

const COLUMN: Readonly<Record<keyof UserChange, string>> = {
  label: "label",
  rpps: "rpps",
  role: "role",
  granted: "granted",
  revoked: "revoked",
  settings: "settings",
  pscSubject: "psc_subject",
  nationalId: "national_id",
  disabledAt: "disabled_at",
};

function update(connection: Connection, row: number, change: UserChange): void {
  const set: string[] = [];
  const values: SqlValue[] = [];
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined || !Object.hasOwn(COLUMN, key)) continue;
    set.push(`${COLUMN[key as keyof UserChange]} = ?`);
    values.push(typeof value === "object" && value !== null ? JSON.stringify(value) : value);
  }
  if (set.length === 0) return;
  connection.prepare<SqlValue[], unknown>(`UPDATE users SET ${set.join(", ")} WHERE id = ?`).run(...values, row);
}

/** Whoever logs in is found by RPPS: two enabled users may not share one, by a new number or by coming back. */
function checkRpps(before: User, change: UserChange, enabledWith: (rpps: string) => User | null): void {
  const rpps = change.rpps === undefined ? before.rpps : change.rpps;
  const enabled = change.disabledAt === undefined ? before.disabledAt === null : change.disabledAt === null;
  if (rpps === null || !enabled) return;
  const other = enabledWith(rpps);
  if (other !== null && other.id !== before.id) throw rppsTaken();
}

function rppsTaken(): SegurError {
  return new SegurError({
    kind: "input",
    code: "user.rpps_taken",
    message: "Ce numéro RPPS est déjà celui d'un utilisateur du cabinet.",
    why: "La connexion par Pro Santé Connect reconnaît une personne à son numéro RPPS.",
    advice: "segur user list",
  });
}

function toUser(row: UserRow): User {
  if (!isRole(row.role)) throw storeDamaged(null);
  return {
    id: `U${row.id}`,
    label: row.label,
    rpps: row.rpps,
    role: row.role,
    granted: rights(row.granted),
    revoked: rights(row.revoked),
    settings: row.settings === null ? {} : (parseRecord(row.settings) as UserSettings),
    hasPassword: row.password !== null,
    pscSubject: row.psc_subject,
    nationalId: row.national_id,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  };
}

/** A right that this version does not know (written by a later one) gives nothing. */
function rights(json: string | null): Right[] {
  return parseList(json, text).filter(isRight);
}
