import { alertLevel } from "../../domain/inbox/acks.js";
import type { InboxQuery, Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { refreshProposals } from "./assess.js";

type Inbox = Pick<OpenCabinet, "inbox">;
type Cabinet = Inbox & Parameters<typeof refreshProposals>[0];

/** How many alerts that are not critical a file is shown with: the inbox has them all. */
const MOST = 20;

/** Documents of the file that came with an alert which nobody resolved, by number (`D7`). */
export async function alertsOfDocuments(
  { inbox }: Inbox,
  documents: readonly string[],
): Promise<ReadonlyMap<string, ReceivedDocument>> {
  const found = await inbox.ofDocuments(documents);
  return new Map([...found].filter(([, { alert }]) => alert !== null && alert !== "resolved"));
}

export interface PatientAlerts {
  /** Results of this file whose alert nobody resolved: the critical ones first, all of them, then the newest. */
  readonly results: readonly ReceivedDocument[];
  /** Critical results that are not filed, and whose proposal names this patient first: they may be somebody else's. */
  readonly proposed: readonly ReceivedDocument[];
  /** A new version or a deletion that waits for a yes (UX.05). */
  readonly changes: readonly ReceivedDocument[];
  /** By document of the file (`D2`), the version that replaced it (`D30`): its alert stays until somebody has seen it. */
  readonly replacedBy: ReadonlyMap<string, string>;
}

const UNFILED = ["new", "quarantined"] as const;

/** What a person must see when they open a file (BIO/va1.01, UX.05). */
export async function alertsOfPatient(cabinet: Cabinet, patientId: string): Promise<PatientAlerts> {
  await refreshProposals(cabinet);
  const { inbox } = cabinet;
  const own = (items: readonly Received[]) =>
    items.flatMap(({ documents }) => documents).filter((each) => each.patientId === patientId);
  const open = { patientId, unresolved: true } as const;
  const filed = (each: ReceivedDocument) => each.state === "filed" && each.alert !== null && each.alert !== "resolved";
  const urgent = own(await everyMessage(inbox, { ...open, alert: "urgent", states: ["filed"] })).filter(
    (each) => filed(each) && isUrgent(each),
  );
  const { items } = await inbox.list({ ...open, states: ["filed"], limit: MOST });
  const others = own(items).filter((each) => filed(each) && !isUrgent(each));
  const proposed = own(await everyMessage(inbox, { ...open, alert: "urgent", states: [...UNFILED] })).filter(
    (each) => UNFILED.some((state) => state === each.state) && isUrgent(each) && each.alert !== "resolved",
  );
  const waiting = await inbox.list({ patientId, states: ["new_version", "deletion"], limit: MOST });
  const results = [...urgent, ...others];
  return {
    results,
    proposed,
    changes: own(waiting.items).filter(({ state }) => state === "new_version" || state === "deletion"),
    replacedBy: await replacements(cabinet, results),
  };
}

function isUrgent({ alerts }: ReceivedDocument): boolean {
  return alertLevel(alerts) === "urgent";
}

/** All of them: nobody cuts a list of critical results. */
async function everyMessage(inbox: Cabinet["inbox"], query: Omit<InboxQuery, "limit" | "after">): Promise<readonly Received[]> {
  const found: Received[] = [];
  let after: string | undefined;
  do {
    const page = await inbox.list({ ...query, limit: 200, after });
    found.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

async function replacements({ documents }: Cabinet, results: readonly ReceivedDocument[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { document } of results) {
    const held = document === null ? null : await documents.get(document);
    if (held?.state !== "superseded") continue;
    const next = (await documents.versions(held.setId)).find(({ replaces }) => replaces === held.id);
    if (next !== undefined) found.set(held.id, next.id);
  }
  return found;
}
