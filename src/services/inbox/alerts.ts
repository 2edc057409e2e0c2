import { alertLevel } from "../../domain/inbox/acks.js";
import type { ReceivedState } from "../../domain/inbox/received.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { refreshProposals } from "./assess.js";

type Inbox = Pick<OpenCabinet, "inbox">;
type Files = Pick<OpenCabinet, "documents"> & Parameters<typeof refreshProposals>[0];

/** How many lesser alerts a file is shown with: the inbox has them all. */
const MOST = 20;
/** Urgent ones are read to the last, by pages of that many messages. */
const PAGE = 200;

/** Documents of the file that came with an alert which nobody resolved, by number (`D7`). */
export async function alertsOfDocuments(
  { inbox }: Inbox,
  documents: readonly string[],
): Promise<ReadonlyMap<string, ReceivedDocument>> {
  const found = await inbox.ofDocuments(documents);
  return new Map([...found].filter(([, { alert }]) => alert !== null && alert !== "resolved"));
}

/** States in which a result is of this patient, by the document of the file that it is, repeats or precedes. */
const OWN: readonly ReceivedState[] = ["filed", "obsolete", "duplicate", "new_version"];

export interface PatientAlerts {
  /**
   * Results whose alert nobody resolved. Every urgent one first, whatever became of it (BIO/va1.01): one that is only proposed for this
   * patient may be somebody else's, and is told all the same. Then the lesser ones of this file; the newest first among each.
   */
  readonly results: readonly ReceivedDocument[];
  /** There are more of the lesser ones than are given. */
  readonly more: boolean;
  /** Of the results whose document (`D2`) another one replaces: that one (`D30`). */
  readonly replacedBy: ReadonlyMap<string, string>;
  /** A new version or a deletion that waits for a yes (UX.05). */
  readonly changes: readonly ReceivedDocument[];
}

/** What a person must see when they open a file (BIO/va1.01, UX.05). */
export async function alertsOfPatient(cabinet: Files, patientId: string): Promise<PatientAlerts> {
  await refreshProposals(cabinet);
  const { inbox, documents } = cabinet;
  const open = await inbox.list({ patientId, unresolved: true, states: OWN, limit: MOST });
  const waiting = await inbox.list({ patientId, states: ["new_version", "deletion"], limit: MOST });
  const own = (items: typeof open.items) =>
    items.flatMap(({ documents }) => documents).filter((each) => each.patientId === patientId);
  const lesser = own(open.items).filter(
    (each) => OWN.includes(each.state) && each.document !== null && isOpen(each) && !isUrgent(each),
  );
  const results = [...(await urgentOf({ inbox }, patientId)), ...lesser];
  return {
    results,
    replacedBy: await replacements({ documents }, results),
    more: open.next !== null,
    changes: own(waiting.items).filter(({ state }) => state === "new_version" || state === "deletion"),
  };
}

async function replacements(
  { documents }: Pick<OpenCabinet, "documents">,
  results: readonly ReceivedDocument[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { document: id } of results) {
    const document = id === null ? null : await documents.get(id);
    if (document?.state !== "superseded") continue;
    const next = (await documents.versions(document.setId)).find(({ replaces }) => replaces === document.id);
    if (next !== undefined) found.set(document.id, next.id);
  }
  return found;
}

/** None is left out: a page of lesser alerts that is full must not hide one. */
async function urgentOf({ inbox }: Inbox, patientId: string): Promise<readonly ReceivedDocument[]> {
  const found: ReceivedDocument[] = [];
  let after: string | undefined;
  do {
    const page = await inbox.list({ patientId, unresolved: true, alert: "urgent", limit: PAGE, after });
    const documents = page.items.flatMap((each) => each.documents);
    found.push(...documents.filter((each) => each.patientId === patientId && isOpen(each) && isUrgent(each)));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

function isUrgent({ alerts }: ReceivedDocument): boolean {
  return alertLevel(alerts) === "urgent";
}

/** Neither resolved, nor told by another document of the same bytes. */
function isOpen({ alert, toldElsewhere }: ReceivedDocument): boolean {
  return alert !== null && alert !== "resolved" && !toldElsewhere;
}
