import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NewDocument } from "../../../src/domain/document/document.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import type { NewPatient } from "../../../src/domain/patient.js";
import { ageOn, HISTORY_DAYS, isHistoric } from "../../../src/services/dmp/feed-rules.js";
import { hiddenFrom, readAudiences } from "../../../src/services/dmp/hide-from.js";
import { type PushOptions, planPush } from "../../../src/services/dmp/push-plan.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";
import { filed, qualified } from "./support.js";

const OPTIONS: PushOptions = {
  hideFrom: [],
  reviewed: false,
  traitsConfirmed: false,
  mustReplace: false,
  command: "segur dmp push D1",
};

async function withPatient(change: Partial<NewPatient> = {}, environment?: "production") {
  const cabinet = await testCabinet(environment === undefined ? {} : { environment });
  const [patient] = await cabinet.add(qualified(change));
  if (patient === undefined) throw new Error("no patient");
  const settings = { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" };
  await cabinet.users.add({ label: "Dr MARCEAU", rpps: "99700000001", role: "medecin", settings });
  return { cabinet, patient };
}

async function refusal(cabinet: TestCabinet, ids: readonly string[], options: Partial<PushOptions> = {}) {
  const { refused } = await planPush(cabinet, ids, { ...OPTIONS, ...options });
  const { code, rule, kind } = refused[0]?.error ?? {};
  return { refused: refused.length, code, rule, kind };
}

const link = { entryUuid: null, logicalId: null, repositoryUniqueId: null, at: "2026-11-20T08:00:00.000Z" };

describe("a push, before any connection", () => {
  it.each<[string, Partial<NewPatient>, string, string]>([
    [
      "an identity that is not qualified",
      { identity: { ...qualified().identity, status: "validee" } },
      "dmp.not_qualified",
      "INS/va1.53",
    ],
    [
      "a doubtful identity",
      { identity: { ...qualified().identity, attributes: { homonyme: false, douteuse: true, fictive: false } } },
      "dmp.identity_unsure",
      "INS/va1.53",
    ],
    [
      "an opposition to feeding",
      { consents: { ...qualified().consents, dmpFeed: "opposed" } },
      "dmp.feeding_opposed",
      "DMP/CONF.09",
    ],
  ])("is refused for %s", async (_, change, code, rule) => {
    const { cabinet, patient } = await withPatient(change);
    const { id } = await filed(cabinet, patient);
    expect(await refusal(cabinet, [id])).toEqual({ refused: 1, code, rule, kind: "refused" });
  });

  it("is refused for a test INS in production", async () => {
    const { cabinet, patient } = await withPatient({}, "production");
    const { id } = await filed(cabinet, patient);
    expect(await refusal(cabinet, [id])).toMatchObject({ code: "dmp.test_identity" });
  });

  it("goes for an opposition to reading, which is another one (DMP/CONF.05, .06)", async () => {
    const { cabinet, patient } = await withPatient({ consents: { ...qualified().consents, dmpRead: "opposed" } });
    const { id } = await filed(cabinet, patient);
    const { groups, refused } = await planPush(cabinet, [id], OPTIONS);
    expect(refused).toEqual([]);
    expect(groups).toMatchObject([{ documents: [{ document: { id }, replaces: null, historic: false }] }]);
  });

  it.each<[string, Partial<NewDocument> & { bytes?: Buffer }, string, string]>([
    ["an empty document", { size: 0 }, "dmp.document_empty", "EX_GEN-1060"],
    ["a document that comes from the DMP", { origin: "dmp" }, "dmp.from_dmp", "EX_GEN-1060"],
    ["one that is there already", { dmp: { ...link, direction: "pushed" } }, "dmp.unchanged", "EX_GEN-1060"],
    [
      "one that was deleted there",
      { dmp: { ...link, direction: "pushed", withdrawnAt: "2026-11-21T08:00:00.000Z" } },
      "dmp.withdrawn",
      "DMP/CONF.03",
    ],
    [
      "a type that the DMP does not take",
      { type: { code: "51851-4", system: "2.16.840.1.113883.6.1", label: "Note administrative" } },
      "dmp.type_refused",
      "JDV_J66",
    ],
    ["a retired type", { type: { code: "27899-4", system: "2.16.840.1.113883.6.1", label: "?" } }, "dmp.type_refused", "JDV_J66"],
  ])("is refused for %s", async (_, change, code, rule) => {
    const { cabinet, patient } = await withPatient();
    const { id } = await filed(cabinet, patient, change);
    expect(await refusal(cabinet, [id])).toEqual({ refused: 1, code, rule, kind: "refused" });
  });

  it("is refused for a version that was superseded, and replaces with the newest one", async () => {
    const { cabinet, patient } = await withPatient();
    const first = await filed(cabinet, patient, { dmp: { ...link, direction: "pushed" } });
    const second = await filed(cabinet, patient, { setId: first.setId, versionNumber: 2, replaces: first.id });
    expect(await refusal(cabinet, [first.id])).toMatchObject({ code: "dmp.document_not_current" });
    const { groups } = await planPush(cabinet, [second.id], { ...OPTIONS, mustReplace: true });
    expect(groups[0]?.documents[0]?.replaces).toBe(first.id);
    // A version that never left is stepped over.
    const third = await filed(cabinet, patient, { setId: first.setId, versionNumber: 3, replaces: second.id });
    expect((await planPush(cabinet, [third.id], OPTIONS)).groups[0]?.documents[0]?.replaces).toBe(first.id);
  });

  it("does not call a replacement what replaces nothing that is there", async () => {
    const { cabinet, patient } = await withPatient();
    const first = await filed(cabinet, patient);
    const second = await filed(cabinet, patient, { setId: first.setId, versionNumber: 2, replaces: first.id });
    expect(await refusal(cabinet, [second.id], { mustReplace: true })).toMatchObject({ code: "dmp.replaces_nothing" });
    expect((await planPush(cabinet, [second.id], OPTIONS)).groups[0]?.documents[0]?.replaces).toBeNull();
  });

  it("is refused while the document waits in the outbox, or the version before it may have left", async () => {
    const { cabinet, patient } = await withPatient();
    const first = await filed(cabinet, patient);
    const at = cabinet.clock.now().toISOString();
    await cabinet.outbox.add({
      kind: "dmp.submit",
      key: "2.25.9",
      patientId: patient.id,
      documents: [first.id],
      payload: null,
      contents: [],
      createdAt: at,
      createdBy: "U1",
    });
    expect(await refusal(cabinet, [first.id])).toMatchObject({ code: "dmp.already_queued", kind: "refused" });
    const second = await filed(cabinet, patient, { setId: first.setId, versionNumber: 2, replaces: first.id });
    expect(await refusal(cabinet, [second.id])).toMatchObject({ refused: 0 });
    const [now, later] = ["2026-11-25T08:00:00.000Z", "2999-01-01T00:00:00.000Z"];
    await cabinet.outbox.claim("O1", cabinet.machine, { now, leaseUntil: later });
    expect(await refusal(cabinet, [second.id])).toMatchObject({ code: "dmp.previous_pending" });
    await cabinet.outbox.settle("O1", cabinet.machine, { state: "uncertain", at: now });
    expect(await refusal(cabinet, [second.id])).toMatchObject({ code: "dmp.previous_pending" });
  });

  it("never hides a document from professionals and patient at once, unless the DMP allows it", async () => {
    const { cabinet, patient } = await withPatient();
    const { id } = await filed(cabinet, patient);
    expect(await refusal(cabinet, [id], { hideFrom: ["ps", "patient"] })).toMatchObject({
      code: "dmp.both_hidden",
      rule: "EX_2.1-1050",
    });
    await cabinet.settings.set("dmp.cumulMaskAllowed", true);
    expect(await refusal(cabinet, [id], { hideFrom: ["ps", "patient"] })).toMatchObject({ refused: 0 });
  });

  it("hides from legal representatives for a minor only", async () => {
    const { cabinet, patient } = await withPatient();
    const { id } = await filed(cabinet, patient);
    expect(await refusal(cabinet, [id], { hideFrom: ["legal"] })).toMatchObject({ code: "dmp.not_minor" });
    await cabinet.settings.set("dmp.majorityAge", 60);
    const { groups } = await planPush(cabinet, [id], { ...OPTIONS, hideFrom: ["legal"] });
    expect(groups[0]?.documents[0]?.document.visibility).toEqual({ ...VISIBLE, hiddenFromLegalRepresentatives: true });
  });

  it("asks for a review of history in bulk, and lets one old document go", async () => {
    const { cabinet, patient } = await withPatient();
    const ids: string[] = [];
    for (const actDate of ["2019-03-01", "2021-05-02", "2020-01-01"]) ids.push((await filed(cabinet, patient, { actDate })).id);
    await expect(planPush(cabinet, ids, OPTIONS)).rejects.toMatchObject({
      code: "dmp.history_bulk",
      rule: "DMP/HISTO.03",
      kind: "refused",
      why: expect.stringContaining("01/03/2019"),
      advice: expect.stringContaining("--act-date"),
    });
    expect((await planPush(cabinet, ids, { ...OPTIONS, reviewed: true })).groups[0]?.documents).toHaveLength(3);
    expect((await planPush(cabinet, ids.slice(0, 1), OPTIONS)).groups[0]?.documents[0]?.historic).toBe(true);
  });

  it("groups documents by patient, takes each once, sets aside what is refused or does not exist", async () => {
    const { cabinet, patient } = await withPatient();
    const opposed = { ...qualified().consents, dmpFeed: "opposed" } as const;
    const ins = { matricule: "299126322074903", oid: "1.2.250.1.213.1.4.10" };
    const [other] = await cabinet.add(
      qualified({ fileNumber: "2", identity: { ...qualified().identity, ins }, consents: opposed }),
    );
    if (other === undefined) throw new Error("no patient");
    const mine = [await filed(cabinet, patient), await filed(cabinet, patient)].map(({ id }) => id);
    const theirs = (await filed(cabinet, other)).id;
    const plan = await planPush(cabinet, [...mine, theirs, mine[0]?.toLowerCase() ?? ""], OPTIONS);
    expect(plan.groups.map(({ documents }) => documents.map(({ document }) => document.id))).toEqual([mine]);
    expect(plan.refused).toMatchObject([{ id: theirs, patientId: other.id, error: { code: "dmp.feeding_opposed" } }]);
    // What names nothing stops none of the others, and is not repeated when it may be a name.
    const unknown = await planPush(cabinet, [...mine, "D999", "DUPONT Jeanne"], OPTIONS);
    expect(unknown.groups[0]?.documents).toHaveLength(2);
    expect(unknown.refused.map(({ id, error }) => [id, error.code])).toEqual([
      ["D999", "dmp.document_unknown"],
      ["?", "dmp.document_unknown"],
    ]);
    expect(unknown.refused[1]?.error.message).not.toContain("DUPONT");
    await expect(planPush(cabinet, [], OPTIONS)).rejects.toMatchObject({ kind: "usage" });
    // Nothing was written, neither a line nor a trace.
    expect(await cabinet.outbox.list({ limit: 10 })).toEqual([]);
    expect(await cabinet.traces.list({ kinds: ["dmp.intended", "outbox.queued"], limit: 10 })).toEqual([]);
  });
});

describe("the audiences of a document", () => {
  it("are read in any case, once each, and are refused otherwise", () => {
    expect(readAudiences(["PS,legal", "ps"], "--hide-from")).toEqual(["ps", "legal"]);
    expect(hiddenFrom(["patient"])).toEqual({ ...VISIBLE, hiddenFromPatient: true });
    expect(() => readAudiences(["tous"], "--hide-from")).toThrow(/--hide-from attend/);
    expect(() => readAudiences([""], "--to")).toThrow(/--to attend/);
  });
});

describe("ages and history", () => {
  it("an age grows on the birthday, and only then", () => {
    expect(ageOn("2008-11-25", "2026-11-24T23:00:00Z")).toBe(17);
    expect(ageOn("2008-11-25", "2026-11-25")).toBe(18);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 130 * 365 }), (days) => {
        const birth = new Date(Date.parse("2026-11-25") - days * 86_400_000).toISOString().slice(0, 10);
        const age = ageOn(birth, "2026-11-25");
        expect(Math.abs(age - days / 365.25)).toBeLessThan(1.01);
      }),
    );
  });

  it("an act is history once it is older than the limit", () => {
    const today = "2026-11-25";
    const daysAgo = (days: number) => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
    expect(isHistoric(daysAgo(HISTORY_DAYS), today)).toBe(false);
    expect(isHistoric(daysAgo(HISTORY_DAYS + 1), today)).toBe(true);
  });
});
