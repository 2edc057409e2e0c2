import type { Filing } from "../../domain/inbox/filing.js";
import { aboutOf, stateOf, type Version } from "../../domain/inbox/version.js";
import type { Decision, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { decisionOf, filingData } from "./decision.js";
import { type Clues, whereToFile } from "./local-files.js";
import { currentVersion } from "./version-of.js";

type Cabinet = Pick<OpenCabinet, "inbox" | "documents" | "patients" | "info" | "outbox" | "fates" | "clock" | "actor">;

export interface Assessed {
  readonly documents: number;
  /** May be filed without a person. */
  readonly certain: number;
}

const PAGE = 250;

/**
 * Looks at every document that nobody has looked at: which version it is of what is here (SC.CDA/INT.18), and whose file is proposed.
 * Nothing is filed. What another process decides meanwhile stands. Interrupted, it goes on the next time.
 */
export async function assessWaiting(cabinet: Cabinet, signal?: AbortSignal): Promise<Assessed> {
  let [documents, certain] = [0, 0];
  let after: string | undefined;
  for (;;) {
    const page = await cabinet.inbox.waiting(["new"], { limit: PAGE, after, unassessed: true });
    const decisions: (Decision & { readonly document: ReceivedDocument })[] = [];
    for (const document of page) {
      if (signal?.aborted === true) break;
      const assessed = await assess(cabinet, document);
      if (assessed.filing?.certain === true) certain += 1;
      decisions.push({ document, ...assessed.decision });
    }
    if (decisions.length > 0) await cabinet.inbox.decideMany(decisions);
    documents += decisions.length;
    after = page.at(-1)?.id;
    if (page.length < PAGE || signal?.aborted === true) return { documents, certain };
  }
}

/** The same of one document, as of now; null when somebody decided of it meanwhile. */
export async function assessOne(cabinet: Cabinet, document: ReceivedDocument): Promise<ReceivedDocument | null> {
  const { next, event, traces } = (await assess(cabinet, document)).decision;
  if (!(await cabinet.inbox.decide(document, next, event, traces))) return null;
  return cabinet.inbox.document(document.id);
}

async function assess(
  cabinet: Cabinet,
  document: ReceivedDocument,
): Promise<{ readonly decision: Decision; readonly filing: Filing | null }> {
  const version = await currentVersion(cabinet, document);
  const { filing } = await whereToFile(cabinet, document, await cluesOf(cabinet, document));
  const state = stateOf(version);
  const [first] = filing.certain ? [filing.candidate] : filing.candidates;
  const decision = decisionOf(cabinet, {
    document,
    next: {
      state,
      // Beside several candidates, the list names the likeliest; only a person, or certainty, files.
      patientId: first?.patientId ?? null,
      document: aboutOf(version),
      filing,
      ...(version.kind === "refused" ? { quarantine: version.problem } : {}),
    },
    kind: version.kind === "refused" ? "quarantined" : "proposed",
    rule: version.kind === "refused" ? version.problem.code : filing.rule,
    byHand: false,
    data: { version: versionData(version), ...filingData(filing) },
  });
  return { decision, filing: state === "new" ? filing : null };
}

/** Its message: who sent it, and what it answers when the document names nobody. */
export async function cluesOf({ inbox }: Pick<Cabinet, "inbox">, document: ReceivedDocument): Promise<Clues | null> {
  return inbox.get(document.messageId);
}

function versionData(version: Version): Readonly<Record<string, unknown>> {
  if (version.kind !== "refused") return version;
  return { kind: version.kind, about: version.about, code: version.problem.code };
}
