import { SegurError } from "../../domain/errors.js";
import type { Filing } from "../../domain/inbox/filing.js";
import { aboutOf, isOfVersion, stateOf, type Version } from "../../domain/inbox/version.js";
import type { Decision, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { decisionOf, filingData } from "./decision.js";
import { type Clues, whereToFile } from "./local-files.js";
import { copiesOf, currentVersion, type VersionCabinet } from "./version-of.js";

type Cabinet = VersionCabinet & Pick<OpenCabinet, "info" | "outbox" | "fates" | "clock" | "actor">;

export interface Assessed {
  readonly documents: number;
  /** May be filed without a person. */
  readonly certain: number;
}

const PAGE = 250;

/**
 * Looks at every document that nobody has looked at: which version it is of what is here (SC.CDA/INT.18), and whose file is proposed. When
 * patients were created or identified since, at all that waits: a proposal is never older than the files. Nothing is filed. What another
 * process decides meanwhile stands. Interrupted, it goes on the next time.
 */
export async function assessWaiting(cabinet: Cabinet, signal?: AbortSignal): Promise<Assessed> {
  const { inbox } = cabinet;
  // Read first: what changes meanwhile is looked at the next time.
  const mark = await inbox.stale();
  let [documents, certain] = [0, 0];
  let after: string | undefined;
  for (;;) {
    const page = await inbox.waiting(["new"], { limit: PAGE, after, unassessed: mark === null });
    const decisions: (Decision & { readonly document: ReceivedDocument })[] = [];
    for (const document of page) {
      if (signal?.aborted === true) break;
      const assessed = await assess(cabinet, document);
      if (!isNews(document, assessed.decision)) continue;
      if (assessed.filing?.certain === true) certain += 1;
      decisions.push({ document, ...assessed.decision });
    }
    const written = decisions.length > 0 ? await inbox.decideMany(decisions) : [];
    // What it asks to delete may wait already, as a new version: nobody must file it before the request is answered.
    for (const [rank, { document }] of decisions.entries())
      if (document.action === "D" && written[rank] === true) await lookAgain(cabinet, document);
    documents += decisions.length;
    after = page.at(-1)?.id;
    if (signal?.aborted === true) return { documents, certain };
    if (page.length < PAGE) break;
  }
  if (mark !== null) await inbox.assessed(mark);
  return { documents, certain };
}

/** Before proposals are shown: `list`, `show` and a patient's file say what `classify` would do. A store that takes no writing shows what it has. */
export async function refreshProposals(cabinet: Cabinet): Promise<void> {
  try {
    if ((await cabinet.inbox.stale()) !== null) await assessWaiting(cabinet);
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind !== "storage") throw error;
  }
}

/** The same proposal as before is not written again: it would fill its history. */
function isNews(document: ReceivedDocument, { next }: Decision): boolean {
  const { state, patientId, document: about, filing } = document;
  return (
    filing === null ||
    state !== next.state ||
    patientId !== next.patientId ||
    about !== next.document ||
    JSON.stringify(filing) !== JSON.stringify(next.filing)
  );
}

/** The same of one document, as of now; null when somebody decided of it meanwhile. */
export async function assessOne(cabinet: Cabinet, document: ReceivedDocument): Promise<ReceivedDocument | null> {
  const { next, event, traces } = (await assess(cabinet, document)).decision;
  if (!(await cabinet.inbox.decide(document, next, event, traces))) return null;
  return cabinet.inbox.document(document.id);
}

/** Whether what was written down of a document is no longer what it is. What must never be filed stays what it is. */
export function isStale(document: ReceivedDocument, version: Version): boolean {
  const { state, quarantine } = document;
  if (quarantine !== null && !isOfVersion(quarantine)) return false;
  const code = version.kind === "refused" ? version.problem.code : null;
  return (
    state !== stateOf(version) ||
    (quarantine?.code ?? null) !== code ||
    (state !== "new" && document.document !== aboutOf(version))
  );
}

/**
 * Once something was decided of a document, those that repeat it, contradict it or belong to its set are looked at again: one that was the
 * duplicate of what is put aside is nobody's duplicate any more.
 */
export async function lookAgain(cabinet: Cabinet, decided: ReceivedDocument): Promise<void> {
  const { id, uniqueId, setId } = decided;
  const ofSet = setId === null ? [] : await cabinet.inbox.sameDocument({ uniqueId, setId });
  const others = new Map([...(await copiesOf(cabinet, decided)), ...ofSet].map((each) => [each.id, each]));
  others.delete(id);
  for (const each of others.values()) {
    if (each.state === "filed" || each.state === "set_aside") continue;
    const unseen = each.quarantine === null && each.filing === null;
    if (unseen || isStale(each, await currentVersion(cabinet, each))) await assessOne(cabinet, each);
  }
}

async function assess(
  cabinet: Cabinet,
  document: ReceivedDocument,
): Promise<{ readonly decision: Decision; readonly filing: Filing | null }> {
  const version = await currentVersion(cabinet, document);
  const { filing } = await whereToFile(cabinet, document, await cluesOf(cabinet, document));
  const state = stateOf(version);
  const [first] = filing.certain ? [filing.candidate] : filing.candidates;
  const owner = await ownerOf(cabinet, version);
  const decision = decisionOf(cabinet, {
    document,
    next: {
      state,
      // Beside several candidates, the list names the likeliest; only a person, or certainty, files. A change is told in the file of what
      // it changes (UX.05).
      patientId: owner ?? first?.patientId ?? null,
      document: aboutOf(version),
      filing,
      ...(version.kind === "refused"
        ? { quarantine: version.problem }
        : isOfVersion(document.quarantine)
          ? { quarantine: null }
          : {}),
    },
    kind: version.kind === "refused" ? "quarantined" : "proposed",
    rule: version.kind === "refused" ? version.problem.code : filing.rule,
    byHand: false,
    data: { version: versionData(version), ...filingData(filing) },
  });
  return { decision, filing: state === "new" ? filing : null };
}

/** Whose file it changes or repeats; a conflict is told in that of the patient it names. */
async function ownerOf({ documents }: Cabinet, version: Version): Promise<string | null> {
  const about = version.kind === "refused" ? null : aboutOf(version);
  return about === null ? null : ((await documents.get(about))?.patientId ?? null);
}

/** Its message: who sent it, and what it answers when the document names nobody. */
export async function cluesOf({ inbox }: Pick<Cabinet, "inbox">, document: ReceivedDocument): Promise<Clues | null> {
  return inbox.get(document.messageId);
}

function versionData(version: Version): Readonly<Record<string, unknown>> {
  if (version.kind !== "refused") return { ...version };
  return { kind: version.kind, about: version.about, code: version.problem.code };
}
