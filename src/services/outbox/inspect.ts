import { SegurError } from "../../domain/errors.js";
import type { OutboxItem, OutboxState } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { maskedAddress, type RecipientStatus, statusOf } from "../mss/status.js";
import { findLine } from "./cancel.js";
import { lines } from "./retry.js";

/** A line as it may be shown: what it carries is named by number, its payload (metadata of a patient) never leaves the store. */
export type OutboxLine = Omit<OutboxItem, "payload" | "contents" | "result"> & {
  /** Of a message: what became of it for each. Null for a deposit. */
  readonly recipients: readonly RecipientStatus[] | null;
};

/** What is not ended, and what waits for a person. */
const OPEN: readonly OutboxState[] = ["queued", "sending", "uncertain", "refused"];

/** Lines in their order. @param states none: those that are not ended. @param all also what has arrived or was given up */
export async function* listLines(
  cabinet: Pick<OpenCabinet, "outbox" | "fates" | "rights">,
  { state, all }: { readonly state?: OutboxState | undefined; readonly all: boolean },
): AsyncGenerator<OutboxLine> {
  const states = state !== undefined ? [state] : all ? undefined : OPEN;
  for await (const item of lines(cabinet, states)) yield await shownLine(cabinet, item);
}

/** @throws {SegurError} `outbox.not_found` */
export async function showLine(cabinet: Pick<OpenCabinet, "outbox" | "fates" | "rights">, id: string): Promise<OutboxLine> {
  return shownLine(cabinet, await findLine(cabinet, id));
}

export async function shownLine({ fates, rights }: Pick<OpenCabinet, "fates" | "rights">, item: OutboxItem): Promise<OutboxLine> {
  const { payload: _payload, contents: _contents, result: _result, ...line } = item;
  if (item.kind !== "mss.send") return { ...line, recipients: null };
  // What this version cannot read is shown as a line all the same.
  const known = await fates.of(item.id);
  try {
    // Who follows the outbox without writing messages sees what became of them, not to whom they go.
    const masked = (address: string) => (rights.has("mss.send") ? maskedAddress(address) : "•••");
    const shown = statusOf(item, known).recipients.map((each) => ({ ...each, address: masked(each.address) }));
    return { ...line, recipients: shown };
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    return { ...line, recipients: [] };
  }
}
