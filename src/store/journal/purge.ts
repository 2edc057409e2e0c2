import type { Connection, SqlParams } from "../connection.js";
import { forgetPurged } from "../exchanges/forget.js";
import type { PurgeOutcome, PurgeRequest, PurgeRule } from "../journal.port.js";
import { insertTrace } from "../traces.js";
import { type PurgedRange, sealOf } from "./purged.js";

interface Expired {
  id: number;
  kind: string;
  digest: string;
}

interface Found {
  readonly outcome: PurgeOutcome;
  readonly ranges: readonly PurgedRange[];
}

/** What the rules take, as ranges of consecutive lines; `purge` is the place of the line that will tell it. */
export function findExpired(connection: Connection, rules: readonly PurgeRule[], purge: number): Found {
  const removed: Record<string, number> = {};
  const names = new Map<string, string>();
  const params: SqlParams = {};
  const wheres = rules.map((rule, index) => {
    removed[rule.name] = 0;
    for (const kind of rule.kinds) names.set(kind, rule.name);
    params[`kinds${index}`] = JSON.stringify(rule.kinds);
    params[`before${index}`] = rule.before;
    return `(${condition(rule, index)})`;
  });
  const ranges: PurgedRange[] = [];
  let total = 0;
  let open: { first: number; last: number; digest: string; purge: number } | undefined;
  const sql = `SELECT id, kind, digest FROM traces WHERE ${wheres.join(" OR ") || "FALSE"} ORDER BY id`;
  for (const { id, kind, digest } of connection.prepare<[SqlParams], Expired>(sql).iterate(params)) {
    const name = names.get(kind) ?? "";
    removed[name] = (removed[name] ?? 0) + 1;
    total += 1;
    if (open?.last === id - 1) {
      open.last = id;
      open.digest = digest;
      continue;
    }
    open = { first: id, last: id, digest, purge };
    ranges.push(open);
  }
  return { outcome: { removed, total }, ranges };
}

/** The purge itself, in the transaction under way: see {@link JournalStore.purge}. */
export function purgeLines(connection: Connection, request: PurgeRequest): PurgeOutcome {
  const purge = connection.tail.end.seq + 1;
  const { outcome, ranges } = findExpired(connection, request.rules, purge);
  if (outcome.total === 0) return outcome;
  const keep = connection.prepare<[number, number, string, number], unknown>(
    "INSERT INTO journal_purged (first, last, digest, purge) VALUES (?, ?, ?, ?)",
  );
  const remove = connection.prepare<[number, number], unknown>("DELETE FROM traces WHERE id BETWEEN ? AND ?");
  const purging = connection.prepare<[number], unknown>("UPDATE journal_head SET purging = ? WHERE id = 1");
  purging.run(1);
  for (const { first, last, digest } of ranges) {
    keep.run(first, last, digest, purge);
    remove.run(first, last);
  }
  purging.run(0);
  forgetPurged(connection);
  const data = { ...request.data, classes: outcome.removed, ...sealOf(ranges) };
  insertTrace(connection, { kind: "journal.purged", at: request.at, actor: request.actor, data });
  return outcome;
}

function condition({ sincePatientLastSeen }: PurgeRule, index: number): string {
  const old = `kind IN (SELECT value FROM json_each(@kinds${index})) AND at < @before${index}`;
  if (!sincePatientLastSeen) return old;
  return `${old} AND (patient_id IS NULL OR NOT (
    EXISTS (SELECT 1 FROM traces AS later WHERE later.patient_id = traces.patient_id AND later.at >= @before${index})
    OR EXISTS (SELECT 1 FROM patients WHERE patients.id = traces.patient_id
      AND (patients.updated_at >= @before${index} OR patients.last_seen >= substr(@before${index}, 1, 10)))))`;
}
