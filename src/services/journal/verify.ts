import type { JournalFault, JournalHead, JournalVerification, JournalWitness } from "../../store/journal.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { interruptedVerification, witnessPurged, witnessWrong } from "./errors.js";

export interface VerifyRequest {
  /** As typed: see {@link parseWitness}. */
  readonly expect?: string | undefined;
  readonly interrupted?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Verifies the whole chain, and that it goes through a head kept elsewhere. Throws when that head cannot be compared. */
export async function verifyJournal(cabinet: OpenCabinet, request: VerifyRequest = {}): Promise<JournalVerification> {
  const witness = request.expect === undefined ? undefined : parseWitness(request.expect);
  const verification = await cabinet.journal.verify({
    witness,
    onPage(done, total) {
      if (request.interrupted?.aborted) throw interruptedVerification();
      request.onProgress?.(done, total);
    },
  });
  if (verification.broken === null && verification.witness === "purged") throw witnessPurged(witness?.seq ?? 0);
  return verification;
}

/** A head on one line, to be kept elsewhere: `42:9f86d0…`. */
export function headText({ seq, digest }: JournalHead): string {
  return `${seq}:${digest}`;
}

/** Reads what {@link headText} writes, or a digest alone. */
export function parseWitness(typed: string): JournalWitness {
  const [, seq, digest] = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/.exec(typed.trim().toLowerCase()) ?? [];
  if (digest === undefined) throw witnessWrong();
  return { seq: seq === undefined ? null : Number(seq), digest };
}

/** What is wrong, in French, after « à la ligne N : ». */
export function faultText({ broken, head }: JournalVerification): string | null {
  if (broken === null) return null;
  if (broken.fault === "missing" && broken.seq === 1 && head.seq === 0) return "le journal d'un cabinet n'est jamais vide";
  return FAULTS[broken.fault];
}

const FAULTS: Readonly<Record<JournalFault, string>> = {
  content: "elle ne dit plus ce qui a été écrit, ou ne suit pas la ligne d'avant",
  missing: "elle manque, et aucune purge ne l'a retirée",
  extra: "elle est en trop",
  purge: "ce qui tient lieu de lignes purgées n'est pas ce que la purge a dit",
  head: "la tête gardée à part n'est pas la sienne",
  index: "elle tient, comme celles d'avant, mais un index en cacherait à une recherche",
};
