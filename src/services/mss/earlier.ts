import type { IsoInstant } from "../../domain/identity/types.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { alreadySent } from "./earlier-errors.js";
import { messagePayload } from "./payload.js";

/** Lines that wait, looked through: more is another trouble. */
const MOST = 500;

/** A message of before that carries one of these documents to one of these recipients. */
export interface Earlier {
  /** `O26` */
  readonly line: string;
  readonly address: string;
  /** Those of the documents asked for that it carries. */
  readonly documents: readonly string[];
  readonly at: IsoInstant;
  /** `waiting`: it will leave, or may have · `refused`: a person may send it again · `sent`: the operator took it for this recipient. */
  readonly state: "waiting" | "refused" | "sent";
}

/**
 * Who has, or is about to have, what is asked for: the same message asked for twice must not leave twice. One that failed for a recipient,
 * or that was given up, counts for nothing. @param except a line that the new message takes the place of
 */
export async function earlierSendings(
  cabinet: Pick<OpenCabinet, "outbox" | "fates">,
  documents: readonly string[],
  addresses: readonly string[],
  except: string | null = null,
): Promise<readonly Earlier[]> {
  const lines = new Map<string, OutboxItem>();
  for (const id of documents) {
    for (const line of await cabinet.outbox.carrying(id)) if (isMessage(line, except)) lines.set(line.id, line);
  }
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  const found: Earlier[] = [];
  for (const line of lines.values()) {
    const fates = new Map((await cabinet.fates.of(line.id)).map((fate) => [fate.address.toLowerCase(), fate]));
    for (const { address } of messagePayload(line).recipients) {
      const fate = fates.get(address.toLowerCase());
      const state = fate === undefined ? stateOf(line) : fate.state === "failed" ? null : "sent";
      if (state === null || !wanted.has(address.toLowerCase())) continue;
      const carried = documents.filter((id) => line.documents.includes(id));
      found.push({ line: line.id, address, documents: carried, at: fate?.at ?? line.createdAt, state });
    }
  }
  return found;
}

/** Whether a line carries one of these documents to one of these recipients, whatever became of it. Pure: asked in a transaction. */
export function overlaps(line: OutboxItem, addresses: readonly string[], except: string | null): boolean {
  if (!isMessage(line, except) || line.state === "cancelled") return false;
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  return messagePayload(line).recipients.some(({ address }) => wanted.has(address.toLowerCase()));
}

function isMessage({ kind, id }: OutboxItem, except: string | null): boolean {
  return kind === "mss.send" && id !== except;
}

/** For a recipient of whom the operator said nothing. */
function stateOf({ state }: OutboxItem): Earlier["state"] | null {
  if (state === "cancelled") return null;
  if (state === "refused") return "refused";
  return state === "done" ? "sent" : "waiting";
}

/** Recipients who have every one of these documents already. */
export function alreadyHave(earlier: readonly Earlier[], documents: readonly string[]): readonly string[] {
  const had = new Map<string, Set<string>>();
  for (const { address, documents: carried, state } of earlier) {
    if (state !== "sent") continue;
    const all = had.get(address.toLowerCase()) ?? new Set();
    for (const id of carried) all.add(id);
    had.set(address.toLowerCase(), all);
  }
  return [...had].filter(([, all]) => documents.every((id) => all.has(id))).map(([address]) => address);
}

/** Messages without documents that wait, of the same subject to one of these recipients: perhaps the same letter. */
export async function sameTextWaiting(
  { outbox }: Pick<OpenCabinet, "outbox">,
  subject: string,
  addresses: readonly string[],
  except: string | null = null,
): Promise<readonly string[]> {
  const lines = await outbox.list({ states: ["queued", "sending", "uncertain"], kind: "mss.send", limit: MOST });
  return lines
    .filter(
      (line) => line.documents.length === 0 && messagePayload(line).subject === subject && overlaps(line, addresses, except),
    )
    .map(({ id }) => id);
}

/** @throws {SegurError} `mss.already_sent` where a recipient has one of these documents, and nobody can be asked */
export function requireNew({ earlier }: { readonly earlier: readonly Earlier[] }): void {
  if (earlier.length > 0) throw alreadySent(earlier);
}
