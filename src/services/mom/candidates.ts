import type { Document } from "../../domain/document/document.js";
import type { ExchangeService } from "../../domain/exchange/exchange.js";
import type { Patient } from "../../domain/patient.js";
import { rppsOf } from "../../domain/professional/professional.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { correspondents, type FindCorrespondent } from "./correspondents.js";
import type { MomCandidate } from "./report.js";
import { type Candidate, type SendableCabinet, wouldCount } from "./sendable.js";

export type CandidatesCabinet = SendableCabinet & Pick<OpenCabinet, "patients" | "quarantine" | "directory" | "rights">;

/** What is missing of whom. */
export interface Wanted {
  readonly rpps: string;
  readonly service: ExchangeService;
  readonly missing: number;
}

/** More would not be read; with them the threshold of the source product is met. */
export const MOST_CANDIDATES = 10;
/** The newest documents of the practice that are looked at: enough for months of work, read in a few milliseconds. */
const LOOKED_AT = 500;
const PAGE = 100;

/**
 * What could be sent next for what is missing, the newest act first: documents in force of patients who are qualified, signed by the
 * practitioner, that no rule stops and that would count. Nothing is sent: each has the command that does it. For a colleague, documents
 * whose recipient is known (the médecin traitant, an earlier correspondent of this patient) come first.
 * @returns by `${rpps} ${service}`
 */
export async function findCandidates(
  cabinet: CandidatesCabinet,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, readonly MomCandidate[]>> {
  const found = new Map(wanted.map((each) => [keyOf(each), { known: [] as MomCandidate[], unknown: [] as MomCandidate[] }]));
  const known = wanted.some(({ service }) => service === "mss-pro") ? await correspondents(cabinet) : null;
  const open = () => wanted.filter((each) => (found.get(keyOf(each))?.known.length ?? 0) < most(each));
  for await (const document of newest(cabinet)) {
    const rpps = document.author.id === null ? null : rppsOf(document.author.id);
    const theirs = open().filter((each) => each.rpps === rpps);
    if (theirs.length > 0) {
      const candidate = await candidateOf(cabinet, document);
      for (const each of candidate === null ? [] : theirs) {
        if (candidate === null || !(await wouldCount(cabinet, each.service, candidate))) continue;
        const { isKnown, run } = await commandOf(cabinet, each, candidate, known);
        const list = found.get(keyOf(each))?.[isKnown ? "known" : "unknown"];
        list?.push({ patientId: candidate.patient.id, document: document.id, run });
      }
    }
    if (open().length === 0) break;
  }
  const best = wanted.map((each) => {
    const { known: first = [], unknown: then = [] } = found.get(keyOf(each)) ?? {};
    return [keyOf(each), [...first, ...then].slice(0, most(each))] as const;
  });
  return new Map(best);
}

export function keyOf({ rpps, service }: Pick<Wanted, "rpps" | "service">): string {
  return `${rpps} ${service}`;
}

function most({ missing }: Wanted): number {
  return Math.min(missing, MOST_CANDIDATES);
}

async function* newest({ documents }: Pick<OpenCabinet, "documents">): AsyncGenerator<Document> {
  let after: string | undefined;
  for (let read = 0; read < LOOKED_AT; read += PAGE) {
    const { items, next } = await documents.list({ limit: PAGE, after });
    yield* items;
    if (next === null) return;
    after = next;
  }
}

/** Null: its patient is not qualified, or its content was set aside. */
async function candidateOf(cabinet: CandidatesCabinet, document: Document): Promise<Candidate | null> {
  const patient = await cabinet.patients.get(document.patientId);
  if (patient === null || patient.identity.status !== "qualifiee") return null;
  if (await isSetAside(cabinet, patient, document)) return null;
  const earlier: Document[] = [];
  for (let before = document.replaces; before !== null; ) {
    const version: Document | null = await cabinet.documents.get(before);
    if (version === null || earlier.some(({ id }) => id === version.id)) break;
    earlier.push(version);
    before = version.replaces;
  }
  const carrying: OutboxItem[] = [];
  for (const { id } of [document, ...earlier]) carrying.push(...(await cabinet.outbox.carrying(id)));
  return { document, patient, carrying, earlier };
}

async function isSetAside({ quarantine }: CandidatesCabinet, { id }: Patient, { content }: Document): Promise<boolean> {
  const lines = await quarantine.list({ patientId: id, limit: 1_000 });
  return lines.some((line) => line.state === "waiting" && line.content === content);
}

/** What a person would type. The address of a colleague holds a name: it is for who may write to them. */
async function commandOf(
  { rights }: Pick<OpenCabinet, "rights">,
  { service, rpps }: Wanted,
  { document, patient }: Candidate,
  find: FindCorrespondent | null,
): Promise<{ readonly isKnown: boolean; readonly run: string }> {
  if (service === "dmp") return { isKnown: true, run: `segur dmp push ${document.id}` };
  if (service === "mss-patient") return { isKnown: true, run: `segur mss send --to-patient ${patient.id} --doc ${document.id}` };
  const to = (await find?.(patient, rpps)) ?? null;
  const shown = to === null || (to.includes("@") && !rights.has("mss.send")) ? "DESTINATAIRE" : to;
  return { isKnown: to !== null, run: `segur mss send --to ${shown} --doc ${document.id}` };
}
