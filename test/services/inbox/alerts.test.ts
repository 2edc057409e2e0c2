import { describe, expect, it } from "vitest";
import { alertsOfPatient } from "../../../src/services/inbox/alerts.js";
import { refreshProposals } from "../../../src/services/inbox/assess.js";
import type { ReceivedDocument } from "../../../src/store/inbox.port.js";
import { receivedDocument, URGENT } from "../../support/inbox.js";
import { filed, qualified } from "../dmp/support.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";
import { arrives, documentOf } from "./filing-support.js";

const EVENT = { at: "2026-11-25T08:00:00.000Z", userId: "U1", ack: null, note: null, data: null } as const;

async function put(
  cabinet: TestCabinet,
  alerts: ReceivedDocument["alerts"],
  next: Pick<ReceivedDocument, "state" | "patientId" | "document">,
): Promise<string> {
  const id = `${await arrives(cabinet, [receivedDocument({ alerts })])}.1`;
  const event = { ...EVENT, kind: next.state === "filed" ? ("filed" as const) : ("proposed" as const) };
  await cabinet.inbox.decide(await documentOf(cabinet, id), { ...next, filing: null }, event);
  return id;
}

describe("the alerts of a patient's file (BIO/va1.01)", () => {
  it("give every urgent one first, be it the oldest, only proposed or refused, and say that there are more of the lesser", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(qualified());
    if (patient === undefined) throw new Error("no patient");
    const { id: document } = await filed(cabinet, patient);
    const ours = { patientId: patient.id, document };
    // The patients are known already: what is decided below is not looked at again.
    await refreshProposals(cabinet);
    const oldest = await put(cabinet, URGENT, { ...ours, state: "filed" });
    const proposed = await put(cabinet, URGENT, { ...ours, state: "new", document: null });
    const quarantined = await put(cabinet, URGENT, { ...ours, state: "quarantined", document: null });
    for (let each = 0; each < 25; each += 1) await put(cabinet, { ...URGENT, urgent: "no" }, { ...ours, state: "filed" });
    const { results, more } = await alertsOfPatient(cabinet, patient.id);
    expect(results.slice(0, 3).map(({ id }) => id)).toEqual([quarantined, proposed, oldest]);
    expect(results.length).toBeLessThan(28);
    expect(more).toBe(true);
  });

  it("say which document replaces the one whose alert nobody resolved", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(qualified());
    if (patient === undefined) throw new Error("no patient");
    const first = await filed(cabinet, patient);
    const { id: _id, rowVersion: _version, state: _state, ...again } = first;
    const by = { userId: "U1", at: EVENT.at };
    const next = { ...again, uniqueId: `${first.uniqueId}.9`, versionNumber: 2, replaces: first.id };
    const { document: second } = await cabinet.documents.add(next, by);
    await put(cabinet, URGENT, { state: "filed", patientId: patient.id, document: first.id });
    const { replacedBy } = await alertsOfPatient(cabinet, patient.id);
    expect([...replacedBy]).toEqual([[first.id, second.id]]);
  });
});
