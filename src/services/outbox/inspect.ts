import type { OutboxItem, OutboxState } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { findLine } from "./cancel.js";
import { lines } from "./retry.js";

/** A line as it may be shown: what it carries is named by number, its payload (metadata of a patient) never leaves the store. */
export type OutboxLine = Omit<OutboxItem, "payload" | "contents" | "result">;

/** What is not ended, and what waits for a person. */
const OPEN: readonly OutboxState[] = ["queued", "sending", "uncertain", "refused"];

/** Lines in their order. @param states none: those that are not ended. @param all also what has arrived or was given up */
export async function* listLines(
  cabinet: Pick<OpenCabinet, "outbox">,
  { state, all }: { readonly state?: OutboxState | undefined; readonly all: boolean },
): AsyncGenerator<OutboxLine> {
  const states = state !== undefined ? [state] : all ? undefined : OPEN;
  for await (const item of lines(cabinet, states)) yield shown(item);
}

/** @throws {SegurError} `outbox.not_found` */
export async function showLine(cabinet: Pick<OpenCabinet, "outbox">, id: string): Promise<OutboxLine> {
  return shown(await findLine(cabinet, id));
}

function shown({ payload: _payload, contents: _contents, result: _result, ...line }: OutboxItem): OutboxLine {
  return line;
}
