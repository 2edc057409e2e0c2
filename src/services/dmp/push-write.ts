import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { Ins } from "../../domain/identity/types.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { cancelLine } from "../outbox/cancel.js";
import { submissionAuthor } from "./author.js";
import { changeDocument } from "./change-document.js";
import { requireExisting } from "./existence.js";
import { requireFeedable, requirePushable } from "./feed-rules.js";
import { fileAgain, mayFileAgain } from "./file-again.js";
import type { Planned, PushGroup, PushOptions } from "./push-plan.js";
import { replacedEntry } from "./replaced.js";
import { prepareDocument, type Ready, type Written, writeSubmission } from "./submission.js";

/** The line of the outbox, with the documents that it carries and what a person is told of them. */
export interface WrittenGroup extends Written {
  readonly group: PushGroup;
}

interface Wanted {
  readonly planned: Planned;
  /** entryUuid of the version that it replaces, just read. */
  readonly replaces: string | null;
}

/**
 * Writes the submission of the documents of one patient in the outbox, once the DMP was asked whether it is open.
 * @param leave told of a document that cannot go, whatever becomes of the others
 * @returns null when none can
 */
export async function writeGroup(
  cabinet: OpenCabinet,
  group: PushGroup,
  options: PushOptions,
  leave: (document: Document, error: unknown) => void,
  signal: AbortSignal,
): Promise<WrittenGroup | null> {
  const { patient, ins } = group;
  const author = await submissionAuthor(cabinet);
  const checked = await isChecked(cabinet, group, options, signal);
  const wanted: Wanted[] = [];
  for (const planned of group.documents) {
    const { document, replaces } = planned;
    try {
      const found =
        replaces === null ? null : await replacedEntry(cabinet, patient, ins, document, { must: options.mustReplace, signal });
      wanted.push({ planned, replaces: found });
    } catch (error) {
      leave(document, error);
    }
  }
  if (signal.aborted) throw interruptedBefore();
  // Somebody may have pushed it, or the patient opposed it, while the DMP was asked.
  requireFeedable((await cabinet.patients.get(patient.id)) ?? patient, cabinet);
  const ready: Ready[] = [];
  const carried: Planned[] = [];
  const told: string[] = [];
  for (const { planned, replaces } of wanted) {
    const { document: chosen } = planned;
    try {
      const made = await makeReady(cabinet, ins, chosen, replaces);
      const { document } = made;
      ready.push(made);
      carried.push({ ...planned, document });
      if (document.id !== chosen.id) {
        told.push(`${chosen.id} est repris sous le numéro ${document.id}, avec l'identité d'aujourd'hui.`);
      }
    } catch (error) {
      leave(chosen, error);
    }
  }
  if (ready.length === 0) return null;
  const known = { checked, traitsConfirmed: options.traitsConfirmed };
  const written = await writeSubmission(cabinet, patient, ins, ready, author, known);
  return { ...written, warnings: [...told, ...written.warnings], group: { ...group, documents: carried } };
}

async function makeReady(cabinet: OpenCabinet, ins: Ins, chosen: Document, replaces: string | null): Promise<Ready> {
  const stored = (await cabinet.documents.get(chosen.id)) ?? chosen;
  await requirePushable(cabinet, stored, ins);
  const { visibility } = chosen;
  const document = mayFileAgain(stored, ins) ? { ...(await fileAgain(cabinet, stored)), visibility } : chosen;
  await giveUpRefused(cabinet, document.id);
  const now = await changeDocument(cabinet, document.id, "visibility", (found) =>
    JSON.stringify(found.visibility) === JSON.stringify(visibility) ? null : { visibility },
  );
  return prepareDocument(cabinet, { document: now ?? document, replaces });
}

/** False when the DMP does not answer at all: the line will ask before it leaves. */
async function isChecked(cabinet: OpenCabinet, group: PushGroup, options: PushOptions, signal: AbortSignal): Promise<boolean> {
  const { patient, ins, documents } = group;
  const again = `${options.command} --confirm-traits`;
  try {
    await requireExisting(cabinet, patient, ins, { confirmed: options.traitsConfirmed, again, signal });
    return true;
  } catch (error) {
    const offline = error instanceof SegurError && error.kind === "unreachable" && !signal.aborted;
    // What a replacement replaces is read first: it cannot be written without the DMP.
    if (!offline || documents.some(({ replaces }) => replaces !== null)) throw error;
    return false;
  }
}

/** A line that the service refused is given up by a new deposit of the same document, so that it never leaves after it. */
async function giveUpRefused(cabinet: OpenCabinet, documentId: string): Promise<void> {
  for (const line of await cabinet.outbox.pendingFor(documentId)) {
    if (line.state === "refused" && line.kind === "dmp.submit") await cancelLine(cabinet, line.id);
  }
}

function interruptedBefore(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "dmp.interrupted",
    message: "Interrompu ; rien n'a été déposé.",
    advice: "Relancez la commande.",
  });
}
