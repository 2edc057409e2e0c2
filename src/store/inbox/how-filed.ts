import type { ReceivedState } from "../../domain/inbox/received.js";
import type { Connection, SqlParams } from "../connection.js";
import type { FiledCount, InboxStore, ReceivedEventKind } from "../inbox.port.js";

interface Row {
  type: string | null;
  state: ReceivedState;
  kind: ReceivedEventKind | null;
  by_hand: number | null;
  count: number;
}

/** The last decision of each document that came in the period; an acknowledgement of an alert, or a proposal, decides of nothing. */
const SQL = `SELECT d.type_code AS type, d.state, last.kind, json_extract(last.data, '$.byHand') AS by_hand, count(*) AS count
  FROM inbox_documents AS d INDEXED BY inbox_documents_received LEFT JOIN inbox_events AS last ON last.id = (
    SELECT max(id) FROM inbox_events WHERE document = d.id AND kind <> 'ack' AND kind <> 'proposed' AND at < @until
  )
  WHERE d.received_at >= @from AND d.received_at < @to AND d.received_at < @until GROUP BY 1, 2, 3, 4`;

const NEVER = "9999";

/** See {@link InboxStore.howFiled}. */
export function howFiled(connection: Connection, { from, to, at }: Parameters<InboxStore["howFiled"]>[0]): FiledCount[] {
  const rows = connection.prepare<[SqlParams], Row>(SQL).all({ from, to, until: at ?? NEVER });
  const sums = new Map<string, FiledCount>();
  for (const row of rows) {
    const how = at === undefined ? howNow(row) : howThen(row);
    const key = `${row.type ?? ""} ${how}`;
    sums.set(key, { type: row.type, how, count: (sums.get(key)?.count ?? 0) + row.count });
  }
  return [...sums.values()];
}

function howNow({ state, by_hand }: Row): FiledCount["how"] {
  if (state === "filed") return by_hand === 0 ? "automatic" : "by_hand";
  if (state === "quarantined" || state === "set_aside") return state;
  return state === "duplicate" || state === "obsolete" ? "known" : "waiting";
}

/** By the last decision of before; with none, what came as it is (known, in quarantine) came so. */
function howThen(row: Row): FiledCount["how"] {
  switch (row.kind) {
    case "filed":
    case "replaced":
      return row.by_hand === 0 ? "automatic" : "by_hand";
    case "withdrawn":
    case "refused":
    case "set_aside":
      return "set_aside";
    case "quarantined":
      return "quarantined";
    case null: {
      const now = howNow(row);
      return now === "quarantined" || now === "known" ? now : "waiting";
    }
    default:
      return "waiting";
  }
}
