import type { ReceivedState } from "../../domain/inbox/received.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

type Inbox = Pick<OpenCabinet, "inbox">;

/** How many alerts a file is shown with: the inbox has them all. */
const MOST = 20;

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
  /** Results of this file whose alert nobody resolved, newest first; one that is only proposed for this patient may be somebody else's. */
  readonly results: readonly ReceivedDocument[];
  /** A new version or a deletion that waits for a yes (UX.05). */
  readonly changes: readonly ReceivedDocument[];
}

/** What a person must see when they open a file (BIO/va1.01, UX.05). */
export async function alertsOfPatient({ inbox }: Inbox, patientId: string): Promise<PatientAlerts> {
  const open = await inbox.list({ patientId, unresolved: true, states: OWN, limit: MOST });
  const waiting = await inbox.list({ patientId, states: ["new_version", "deletion"], limit: MOST });
  const own = (items: typeof open.items) =>
    items.flatMap(({ documents }) => documents).filter((each) => each.patientId === patientId);
  return {
    results: own(open.items).filter(
      ({ alert, state, document, toldElsewhere }) =>
        OWN.includes(state) && document !== null && alert !== null && alert !== "resolved" && !toldElsewhere,
    ),
    changes: own(waiting.items).filter(({ state }) => state === "new_version" || state === "deletion"),
  };
}
