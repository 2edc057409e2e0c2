import { wordsOfResult } from "../../documents/cda/biology/words.js";
import { readCda } from "../../documents/cda/reader.js";
import { SegurError } from "../../domain/errors.js";
import { type Ack, type AlertState, alertLevel } from "../../domain/inbox/acks.js";
import { isUrgent } from "../../domain/inbox/alerts.js";
import type { Patient } from "../../domain/patient.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireRight } from "../session/access.js";
import { resolveReceivedDocument } from "./reference.js";

/** Longest note (mss.md §8.3), in characters. */
const LONGEST_NOTE = 500;

export interface AckRequest {
  readonly ack: Ack;
  readonly note: string | null;
}

/** A result about to be acknowledged: what a person must see of it before they say what they did. */
export interface Acknowledgeable {
  readonly document: ReceivedDocument;
  readonly urgent: boolean;
  /** The results that the laboratory says to be critical, in words; empty when there is none, or they cannot be read. */
  readonly critical: readonly string[];
  /** In whose file it is; null: in none yet. */
  readonly patient: Patient | null;
}

/**
 * Looks at a document before its acknowledgement: who may only write a note is told so, and nothing is written.
 * @throws {SegurError} `rights.missing`, `inbox.not_found`, `inbox.not_result`, `inbox.note_…`
 */
export async function beforeAck(cabinet: OpenCabinet, typed: string, { ack, note }: AckRequest): Promise<Acknowledgeable> {
  if (ack !== "note") await requireRight(cabinet, "results.ack", "inbox ack");
  checkNote(ack, note);
  const { document } = await resolveReceivedDocument(cabinet, typed);
  if (document.alerts === null && ack !== "note") throw notResult(document.id);
  const urgent = alertLevel(document.alerts) === "urgent" && document.alert !== "resolved";
  const filed = document.state === "filed" && document.patientId !== null ? await cabinet.patients.get(document.patientId) : null;
  return { document, urgent, critical: urgent ? await criticalResults(cabinet, document) : [], patient: filed };
}

/** Writes it, never over another one; what is left of the alert is computed from all of them (mss.md §8.3). */
export async function acknowledge(
  cabinet: OpenCabinet,
  { id, document, patientId }: ReceivedDocument,
  { ack, note }: AckRequest,
): Promise<{ readonly id: string; readonly alert: AlertState }> {
  if (ack !== "note") await requireRight(cabinet, "results.ack", "inbox ack");
  checkNote(ack, note);
  const { actor, clock, inbox } = cabinet;
  const at = clock.now().toISOString();
  const event = { at, userId: actor.userId, kind: "ack", ack, note, data: null } as const;
  const written = await inbox.acknowledge(id, event, (alert) => {
    const data = { received: id, document, alert, noted: note !== null };
    return [{ kind: "inbox.acknowledged", at, actor, patientId: patientId ?? undefined, code: ack, data }];
  });
  if (written === null) throw notResult(id);
  return { id, alert: written.alert };
}

/** What could not be read is not a reason to stop: the alert was kept when it was received. */
async function criticalResults({ contents }: OpenCabinet, { content }: ReceivedDocument): Promise<readonly string[]> {
  if (content === null) return [];
  try {
    const { biology } = await readCda(contents.read(content), { biology: true });
    const results = biology?.results.filter(({ interpretations }) => interpretations.some(isUrgent)) ?? [];
    return results.map((result) => {
      const { label, values, ranges, flag } = wordsOfResult(result, false);
      const range = ranges.length === 0 ? "" : ` (référence ${ranges.join(" ; ")})`;
      return `${label} : ${values.join(" ; ")}${range}${flag === "" ? "" : `, ${flag}`}`;
    });
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    return [];
  }
}

function checkNote(ack: Ack, note: string | null): void {
  const length = note === null ? 0 : [...note].length;
  if (ack === "note" && (note === null || note.trim() === "")) throw noteWrong("La note est vide.");
  if (length > LONGEST_NOTE) throw noteWrong(`La note fait ${length} caractères, pour ${LONGEST_NOTE} au plus.`);
}

function noteWrong(message: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "inbox.note_wrong",
    message,
    advice: "Écrivez-la en quelques lignes : segur inbox ack M12.1 --note FICHIER (ou - pour l'entrée standard)",
  });
}

function notResult(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "inbox.not_result",
    message: `${id} n'est pas un compte rendu de biologie : il n'y a rien à acquitter.`,
    advice: `Pour le lire : segur inbox show ${id} · pour y laisser une note : segur inbox ack ${id} --note FICHIER`,
  });
}
