import { describe, expect, test } from "vitest";
import type { NewReceivedDocument } from "../../../src/domain/inbox/received.js";
import type { Patient } from "../../../src/domain/patient.js";
import { acknowledge } from "../../../src/services/inbox/acknowledge.js";
import { alertsOfPatient } from "../../../src/services/inbox/alerts.js";
import { acceptVersion, setAside } from "../../../src/services/inbox/answer-version.js";
import { assessWaiting } from "../../../src/services/inbox/assess.js";
import { classifyByHand, classifyCertain } from "../../../src/services/inbox/classify.js";
import { listInbox } from "../../../src/services/inbox/list.js";
import { undoFiling } from "../../../src/services/inbox/undo.js";
import { todo } from "../../../src/services/todo/todo.js";
import { receivedDocument, URGENT } from "../../support/inbox.js";
import { documentCabinet, must, refusal } from "../documents/support.js";
import type { TestCabinet } from "../support/cabinet.js";
import { arrives, documentOf, report } from "./filing-support.js";

const V1 = { uniqueId: "1.2.3.4", setId: "1.2.3.5", versionNumber: 1 };
const V2 = { uniqueId: "1.2.3.6", setId: "1.2.3.5", versionNumber: 2, replaces: "1.2.3.4" };
const STRANGER = { author: "810000000001", id: "10B9999999", name: "ETRANGER SA" };
const ELSEWHERE = { from: { address: "q@autre.mssante.fr", name: null } };
const OTHER_INS = { matricule: "114025903508063", oid: "1.2.250.1.213.1.4.10" };

/** Two qualified patients, and D1 filed for the first one. */
async function cabinetWithFirst() {
  const { cabinet, patient } = await documentCabinet();
  const found = await must(cabinet, "P2");
  const identity = {
    ...found.identity,
    status: "qualifiee" as const,
    ins: OTHER_INS,
    proof: { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" },
  };
  await cabinet.patients.save({ updates: [{ patient: { ...found, identity }, expectedVersion: found.version }] });
  const other = await must(cabinet, "P2");
  const first = await arrives(cabinet, [await report(cabinet, patient, V1)]);
  await classifyCertain(cabinet, first);
  return { cabinet, patient, other, first };
}

async function comes(
  cabinet: TestCabinet,
  patient: Patient,
  change: Parameters<typeof report>[2],
  rest: Partial<NewReceivedDocument> = {},
  message: Parameters<typeof arrives>[2] = {},
): Promise<string> {
  const id = await arrives(cabinet, [await report(cabinet, patient, change, rest)], message);
  await assessWaiting(cabinet);
  return `${id}.1`;
}

/** Where a doctor sees that a result is urgent. */
async function isTold(cabinet: TestCabinet, id: string) {
  const lines = await todo(cabinet, 24);
  const listed = await listInbox(cabinet, { unresolved: true, states: [], limit: 99 } as never);
  return {
    todo: lines.find((line) => line.id === "results.urgent")?.count ?? 0,
    count: (await cabinet.inbox.attention()).urgent,
    listed: listed.lines.some((line) => line.id === id),
  };
}
const TOLD = { todo: 1, count: 1, listed: true };

describe("a critical result is never silenced by an identifier", () => {
  test("the id of another patient's document: 904, alert open, set aside by a person", async () => {
    const { cabinet, other } = await cabinetWithFirst();
    const id = await comes(cabinet, other, V1, { alerts: URGENT });
    expect(await documentOf(cabinet, id)).toMatchObject({
      ...{ state: "quarantined", quarantine: { code: "904" }, document: "D1", patientId: "P2", alert: "waiting" },
    });
    expect(await isTold(cabinet, id)).toEqual(TOLD);
    expect(await refusal(classifyByHand(cabinet, id, "P2", {}))).toMatchObject({ code: "inbox.quarantined" });
    await setAside(cabinet, id, "identifiant d'un autre");
    expect(await isTold(cabinet, id)).toEqual(TOLD);
  });

  test("the set of another patient's document: 904, filed in its own patient's file by a person only", async () => {
    const { cabinet, other } = await cabinetWithFirst();
    const id = await comes(cabinet, other, { ...V1, uniqueId: "1.2.3.9" }, { alerts: URGENT });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "quarantined", quarantine: { code: "904" } });
    expect(await isTold(cabinet, id)).toEqual(TOLD);
    expect(await refusal(classifyCertain(cabinet, id))).toMatchObject({ code: "inbox.quarantined" });
    expect(await refusal(classifyByHand(cabinet, id, "P1", { samePatient: true }))).toMatchObject({ code: "inbox.quarantined" });
    expect(await classifyByHand(cabinet, id, "P2", {})).toMatchObject({ outcome: "filed", patientId: "P2", document: "D2" });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "filed", quarantine: null });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current", patientId: "P1" });
    // Each patient has their own versions from then on.
    const next = await comes(cabinet, other, { ...V2, uniqueId: "1.2.3.10", replaces: "1.2.3.9" });
    expect(await acceptVersion(cabinet, next)).toMatchObject({ outcome: "replaced", patientId: "P2" });
    expect(await undoFiling(cabinet, next)).toMatchObject({ state: "new_version" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
  });

  test("the same id and other bytes: 900, alert open", async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const id = await comes(cabinet, patient, { ...V1, title: "Autre contenu" }, { alerts: URGENT });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "quarantined", quarantine: { code: "900" }, document: "D1" });
    expect(await isTold(cabinet, id)).toEqual(TOLD);
  });

  test("a set that never changes: obsolete, its alert stays, and a person may file it", async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const id = await comes(cabinet, patient, { ...V1, uniqueId: "1.2.3.9" }, { alerts: URGENT });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "obsolete", document: "D1", patientId: "P1" });
    expect(await isTold(cabinet, id)).toEqual(TOLD);
    expect((await alertsOfPatient(cabinet, "P1")).results.map((each) => each.id)).toContain(id);
    expect(await classifyByHand(cabinet, id, "P1", {})).toMatchObject({ outcome: "filed", document: "D2" });
    await acknowledge(cabinet, await documentOf(cabinet, id), { ack: "resolved", note: null });
    expect(await isTold(cabinet, id)).toEqual({ todo: 0, count: 0, listed: false });
  });

  test("a duplicate byte for byte is told by the other one, in the inbox, and not by a file alone", async () => {
    const { cabinet, patient, first } = await cabinetWithFirst();
    const id = await comes(cabinet, patient, V1, { alerts: URGENT });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "duplicate", document: "D1", toldElsewhere: true });
    expect(await documentOf(cabinet, `${first}.1`)).toMatchObject({ toldElsewhere: false });
    // Of a document that came by the DMP, nothing of the inbox tells the alert.
    const held = await cabinet.documents.get("D1");
    const bytes = await report(cabinet, patient, { uniqueId: "1.2.80", setId: "1.2.81" });
    if (held === null || bytes.content === null) throw new Error("no D1");
    const pulled = { ...held, origin: "dmp" as const, uniqueId: "1.2.80", setId: "1.2.81", content: bytes.content };
    await cabinet.documents.add({ ...pulled, cda: bytes.content }, { userId: "U1", at: held.filedAt });
    const copy = await arrives(cabinet, [{ ...bytes, alerts: URGENT }]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${copy}.1`)).toMatchObject({ state: "duplicate", toldElsewhere: false });
    expect(await isTold(cabinet, `${copy}.1`)).toEqual(TOLD);
  });

  test("what repeats a document that is put aside is looked at again", async () => {
    const { cabinet, patient } = await documentCabinet();
    const { traits } = patient.identity;
    const wrong = { ...patient, identity: { ...patient.identity, traits: { ...traits, birthDate: "1975-12-30" } } };
    const one = await comes(cabinet, wrong, V1);
    const two = await comes(cabinet, patient, V1, { alerts: URGENT });
    expect(await documentOf(cabinet, two)).toMatchObject({ state: "quarantined", quarantine: { code: "900" } });
    await setAside(cabinet, one, "traits faux");
    expect(await documentOf(cabinet, two)).toMatchObject({ state: "new", quarantine: null, filing: { certain: true } });
    expect(await classifyCertain(cabinet, two)).toMatchObject({ outcome: "filed" });
  });

  test("an unrelated author makes nothing obsolete, and a filing undone is told until it is acknowledged", async () => {
    const { cabinet, patient } = await documentCabinet();
    const critical = await comes(cabinet, patient, V1, { alerts: URGENT });
    await classifyCertain(cabinet, critical);
    await undoFiling(cabinet, critical);
    await classifyCertain(
      cabinet,
      await comes(cabinet, patient, { ...V1, uniqueId: "1.2.9", versionNumber: 9, replaces: "1.2.0", by: STRANGER }),
    );
    await refusal(classifyCertain(cabinet, critical));
    expect(await documentOf(cabinet, critical)).toMatchObject({ state: "quarantined", quarantine: { code: "901" } });
    expect(await isTold(cabinet, critical)).toEqual(TOLD);
    expect(await classifyByHand(cabinet, critical, "P1", {})).toMatchObject({ outcome: "filed" });
  });
});

describe("who may replace or delete", () => {
  test("901 also when the emitter leaves the action out", async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const id = await comes(cabinet, patient, { ...V2, by: STRANGER });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "quarantined", quarantine: { code: "901" } });
    expect(await refusal(acceptVersion(cabinet, id))).toMatchObject({ code: "inbox.quarantined" });
  });

  test("a name alone, or another mailbox, is told, and the same author is not", async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const why = async (id: string) => (await refusal(classifyCertain(cabinet, id))) as { why: string };
    const sound = await comes(cabinet, patient, V2);
    expect((await why(sound)).why).not.toContain("901");
    await setAside(cabinet, sound, "essai");
    const elsewhere = await comes(cabinet, patient, { ...V2, uniqueId: "1.2.3.7" }, {}, ELSEWHERE);
    expect((await why(elsewhere)).why).toContain("Rien ne prouve");
    await setAside(cabinet, elsewhere, "essai");
    const named = await comes(cabinet, patient, {
      ...V2,
      uniqueId: "1.2.3.8",
      by: { ...STRANGER, id: "12", name: "LABORATOIRE" },
    });
    expect((await why(named)).why).toContain("Rien ne prouve");
    const copied = await comes(cabinet, patient, { ...V2, uniqueId: "1.2.3.9", by: { ...STRANGER, name: "LABORATOIRE" } });
    expect(await documentOf(cabinet, copied)).toMatchObject({ quarantine: { code: "901" } });
  });

  test("a PDF that names nobody, or another patient, changes no file by its identifiers", async () => {
    const { cabinet, other } = await cabinetWithFirst();
    const { id: content } = await cabinet.contents.write([Buffer.from("%PDF-1.4 x")]);
    const author = { id: "899700000009", name: "LABO Lise", institution: "LABORATOIRE" };
    const pdf = { content, mediaType: "application/pdf", author, replaces: "1.2.3.4", uniqueId: "1.2.7" };
    const unsaid = await arrives(cabinet, [receivedDocument({ ...pdf, patient: null })]);
    expect(await refusal(acceptVersion(cabinet, unsaid))).toMatchObject({
      code: "inbox.version_patient_unsure",
      kind: "decision",
    });
    const stranger = { ...pdf, uniqueId: "1.2.8", author: { id: null, name: "Quidam", institution: null }, patient: null };
    expect(await refusal(acceptVersion(cabinet, await arrives(cabinet, [receivedDocument(stranger)])))).toMatchObject({
      details: { reason: "901" },
    });
    const { traits } = other.identity;
    const patient = {
      ...receivedDocument().patient,
      ...traits,
      birthGivenNames: null,
      ins: OTHER_INS,
      usedName: null,
      usedGivenName: null,
    };
    const theirs = await arrives(cabinet, [receivedDocument({ ...pdf, uniqueId: "1.2.9", patient })]);
    expect(await refusal(acceptVersion(cabinet, theirs))).toMatchObject({ details: { reason: "904" } });
    const alone = await arrives(cabinet, [receivedDocument({ ...pdf, uniqueId: "1.2.10", replaces: null, patient })]);
    expect(await refusal(classifyByHand(cabinet, alone, "P1", { samePatient: true }))).toMatchObject({
      code: "document.other_patient",
    });
    const delete_ = await arrives(cabinet, [
      receivedDocument({ ...pdf, uniqueId: "1.2.3.4", action: "D", replaces: null, patient: null }),
    ]);
    expect(await refusal(acceptVersion(cabinet, delete_))).toMatchObject({ code: "inbox.version_patient_unsure" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
  });

  test("a deletion never crosses patients, and concerns what was received by MSSanté", async () => {
    const { cabinet, patient, other } = await cabinetWithFirst();
    const crossed = await comes(cabinet, other, V1, { action: "D" });
    expect(await documentOf(cabinet, crossed)).toMatchObject({ state: "quarantined", quarantine: { code: "904" } });
    const { id: content } = await cabinet.contents.write([Buffer.from("local")]);
    const held = await cabinet.documents.get("D1");
    if (held === null) throw new Error("no D1");
    const { id: _, rowVersion: __, state: ___, filedAt: ____, filedBy: _____, ...rest } = held;
    const own = { ...rest, origin: "local" as const, uniqueId: "1.2.50", setId: "1.2.51", content, cda: null };
    await cabinet.documents.add(own, { userId: "U1", at: held.filedAt });
    const asks = await comes(cabinet, patient, { ...V1, uniqueId: "1.2.50", setId: "1.2.51" }, { action: "D" });
    expect(await documentOf(cabinet, asks)).toMatchObject({ state: "quarantined", quarantine: { code: "901" } });
    expect(await refusal(acceptVersion(cabinet, asks))).toMatchObject({ code: "inbox.quarantined" });
    expect((await cabinet.documents.list({ limit: 9 })).items).toHaveLength(2);
  });

  test("a stranger's deletion neither withdraws nor blocks what waits, before or after it", async () => {
    const { cabinet, patient, other } = await cabinetWithFirst();
    const waits = { uniqueId: "1.2.60", setId: "1.2.61", versionNumber: 1 };
    const one = await comes(cabinet, patient, waits, { alerts: URGENT });
    const crossed = await comes(cabinet, other, { ...waits, by: STRANGER }, { action: "D" }, ELSEWHERE);
    expect(await documentOf(cabinet, crossed)).toMatchObject({ state: "quarantined", quarantine: { code: "904" } });
    expect(await classifyCertain(cabinet, one)).toMatchObject({ outcome: "filed" });
    const early = { uniqueId: "1.2.70", setId: "1.2.71", versionNumber: 1 };
    const asks = await comes(cabinet, other, { ...early, by: STRANGER }, { action: "D" }, ELSEWHERE);
    const real = await comes(cabinet, patient, early, { alerts: URGENT });
    expect(await classifyCertain(cabinet, real, { dryRun: true })).toMatchObject({ outcome: "would_file" });
    await refusal(acceptVersion(cabinet, asks));
    await acceptVersion(cabinet, asks, { samePatient: true }).catch(() => null);
    expect(await documentOf(cabinet, real)).toMatchObject({ state: "new" });
  });
});

describe("a deletion of a new version that waits", () => {
  const asked = async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const version = await comes(cabinet, patient, V2, { action: "C", alerts: URGENT });
    expect(await documentOf(cabinet, version)).toMatchObject({ state: "new_version", document: "D1" });
    const asks = await comes(cabinet, patient, V2, { action: "D", alerts: URGENT });
    return { cabinet, patient, version, asks };
  };

  test("keeps it out of the file from its arrival", async () => {
    const { cabinet, version, asks } = await asked();
    expect(await documentOf(cabinet, version)).toMatchObject({ state: "new", document: null });
    expect(await documentOf(cabinet, asks)).toMatchObject({ state: "deletion", document: null });
    await refusal(acceptVersion(cabinet, version));
    await refusal(classifyCertain(cabinet, version));
  });

  test("accepted, puts it aside as withdrawn; nothing replaces the first, and the result alone is told", async () => {
    const { cabinet, version, asks } = await asked();
    expect(await acceptVersion(cabinet, asks)).toMatchObject({ outcome: "withdrawn" });
    expect(await documentOf(cabinet, version)).toMatchObject({ state: "set_aside", toldElsewhere: false });
    expect((await cabinet.inbox.events(version)).at(-1)).toMatchObject({ kind: "withdrawn" });
    await refusal(acceptVersion(cabinet, version));
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
    expect(await documentOf(cabinet, asks)).toMatchObject({ state: "set_aside", toldElsewhere: true });
    expect(await isTold(cabinet, version)).toEqual({ todo: 1, count: 1, listed: true });
    expect(await isTold(cabinet, asks)).toMatchObject({ listed: false });
  });

  test("accepted, withdraws what waits as a new version, a duplicate or in quarantine; never another patient's", async () => {
    const { cabinet, patient, other } = await cabinetWithFirst();
    const version = await comes(cabinet, patient, V2, { action: "C" });
    const twin = await comes(cabinet, patient, V2, { action: "C" });
    const altered = { code: "hash_mismatch", message: "Altéré.", technical: false };
    const broken = await comes(cabinet, patient, V2, { quarantine: altered });
    const strange = await comes(cabinet, other, V2, { alerts: URGENT });
    const asks = await comes(cabinet, patient, V2, { action: "D" });
    expect(await acceptVersion(cabinet, asks)).toMatchObject({ outcome: "withdrawn" });
    for (const id of [version, twin, broken]) expect(await documentOf(cabinet, id)).toMatchObject({ state: "set_aside" });
    expect(await documentOf(cabinet, strange)).not.toMatchObject({ state: "set_aside" });
  });

  test("accepted, or set aside one by one: each urgent result of one identifier is still told, everywhere", async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const id = { uniqueId: "1.2.80", setId: "1.2.81" };
    const [one, two] = [
      await comes(cabinet, patient, id, { alerts: URGENT, vouched: false }),
      await comes(cabinet, patient, { ...id, title: "Autre" }, { alerts: URGENT, vouched: false }),
    ];
    await setAside(cabinet, one, "à revoir");
    await setAside(cabinet, two, "à revoir");
    for (const each of [one, two]) expect(await isTold(cabinet, each)).toEqual({ todo: 2, count: 2, listed: true });
    await acknowledge(cabinet, await documentOf(cabinet, one), { ack: "resolved", note: null });
    expect(await isTold(cabinet, two)).toEqual(TOLD);
  });

  test("of which nothing is here keeps its own alert", async () => {
    const { cabinet, patient } = await cabinetWithFirst();
    const asks = await comes(cabinet, patient, { uniqueId: "1.2.90", setId: "1.2.91" }, { action: "D", alerts: URGENT });
    await setAside(cabinet, asks, "rien à supprimer");
    expect(await documentOf(cabinet, asks)).toMatchObject({ state: "set_aside", toldElsewhere: false });
  });
});

describe("where a change is shown, and what ends a quarantine", () => {
  test("a new version is shown in the file that it changes (UX.05)", async () => {
    const { cabinet, patient, other } = await cabinetWithFirst();
    // Nobody is a candidate by the document alone.
    const id = await comes(cabinet, patient, V2, { patient: null });
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "new_version", patientId: "P1", document: "D1" });
    expect((await alertsOfPatient(cabinet, "P1")).changes.map((each) => each.id)).toEqual([id]);
    expect((await alertsOfPatient(cabinet, other.id)).changes).toEqual([]);
  });

  test("undone, what was refused because of it is out of quarantine; an altered one stays", async () => {
    const { cabinet, patient, first } = await cabinetWithFirst();
    const refused = await comes(cabinet, patient, { ...V2, by: STRANGER }, { action: "C" });
    const altered = { code: "hash_mismatch", message: "Altéré.", technical: false };
    const broken = await comes(cabinet, patient, { ...V2, uniqueId: "1.2.3.7" }, { quarantine: altered });
    expect(await documentOf(cabinet, refused)).toMatchObject({ quarantine: { code: "901" } });
    await undoFiling(cabinet, first);
    expect(await documentOf(cabinet, refused)).toMatchObject({ state: "new", quarantine: null });
    expect(await classifyByHand(cabinet, refused, "P1", {})).toMatchObject({ outcome: "filed" });
    expect(await documentOf(cabinet, broken)).toMatchObject({ state: "quarantined", quarantine: { code: "hash_mismatch" } });
  });

  test("a UUID written in another case is the same document", async () => {
    const { cabinet, patient } = await documentCabinet();
    const uuid = "9f3c1a52-77aa-4b1e-9c1d-0123456789ab";
    const one = await report(cabinet, patient, V1, { uniqueId: uuid.toUpperCase() });
    const two = await report(cabinet, patient, V1, { uniqueId: uuid });
    const [first, second] = [await arrives(cabinet, [one]), await arrives(cabinet, [two])];
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${first}.1`)).toMatchObject({ state: "new" });
    expect(await documentOf(cabinet, `${second}.1`)).toMatchObject({ state: "duplicate" });
  });
});
