import type { Quarantined } from "../../store/quarantine.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { quarantineDecided, quarantineUnknown } from "../dmp/pull-errors.js";

const PAGE = 500;

/** What was received and kept out of the patients' files, oldest first: what waits, or everything that ever was. */
export async function* quarantined(
  { quarantine }: Pick<OpenCabinet, "quarantine">,
  options: { readonly patientId?: string | undefined; readonly all?: boolean | undefined } = {},
): AsyncIterable<Quarantined> {
  let after: string | undefined;
  for (;;) {
    const page = await quarantine.list({ patientId: options.patientId, limit: PAGE, after });
    for (const line of page) if (options.all === true || line.state === "waiting") yield line;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** One line by its id (`Q3`). @throws {SegurError} `quarantine.unknown` */
export async function quarantinedOne({ quarantine }: Pick<OpenCabinet, "quarantine">, typed: string): Promise<Quarantined> {
  const id = typed.trim().toUpperCase();
  const found = /^Q\d{1,12}$/.test(id) ? await quarantine.get(id) : null;
  if (found === null) throw quarantineUnknown(typed);
  return found;
}

/** The same, when nobody has decided of it yet. @throws {SegurError} `quarantine.unknown`, `quarantine.decided` */
export async function waitingOne(cabinet: Pick<OpenCabinet, "quarantine">, typed: string): Promise<Quarantined> {
  const line = await quarantinedOne(cabinet, typed);
  if (line.state !== "waiting") throw quarantineDecided(line.id);
  return line;
}

/**
 * A person decided that it is to be forgotten: the trace stays, the content goes with the next sweep of the store.
 * @throws {SegurError} `quarantine.unknown`, `quarantine.decided`
 */
export async function discardQuarantined(cabinet: OpenCabinet, typed: string): Promise<Quarantined> {
  const line = await quarantinedOne(cabinet, typed);
  const at = cabinet.clock.now().toISOString();
  const data = { quarantine: line.id, to: "discarded" };
  const trace = { kind: "quarantine.decided", at, actor: cabinet.actor, patientId: line.patientId ?? undefined, data } as const;
  if (!(await cabinet.quarantine.decide(line.id, "discarded", [trace]))) throw quarantineDecided(line.id);
  return { ...line, state: "discarded" };
}
