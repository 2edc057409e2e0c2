import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NewPatient } from "../../../src/domain/patient.js";
import { addMessageFile } from "../../../src/services/inbox/add.js";
import { alertsOfDocuments } from "../../../src/services/inbox/alerts.js";
import { acceptVersion, refuseVersion, setAside } from "../../../src/services/inbox/answer-version.js";
import { assessWaiting } from "../../../src/services/inbox/assess.js";
import { classifyByHand, classifyCertain } from "../../../src/services/inbox/classify.js";
import { listInbox } from "../../../src/services/inbox/list.js";
import { undoFiling } from "../../../src/services/inbox/undo.js";
import { NO_COMPLEMENT } from "../../../src/services/patients/complement.js";
import { nearMiss } from "../../domain/inbox/near-misses.js";
import { problem } from "../../store/medical/support.js";
import { receivedDocument } from "../../support/inbox.js";
import { documentCabinet, must, qualify, refusal, sourceOf } from "../documents/support.js";
import { testCabinet } from "../support/cabinet.js";
import { arrives, documentOf, report } from "./filing-support.js";

const NOBODY = receivedDocument({ patient: null, type: null, class: null, content: null });

describe("what is certain", () => {
  test("is filed once, with its rule and what was compared, and the journal holds no value", async () => {
    const { cabinet, patient } = await documentCabinet();
    const message = await arrives(cabinet, [await report(cabinet, patient)]);
    expect(await assessWaiting(cabinet)).toEqual({ documents: 1, certain: 1 });
    expect(await documentOf(cabinet, `${message}.1`)).toMatchObject({ state: "new", patientId: "P1", filing: { certain: true } });
    expect(await classifyCertain(cabinet, message, { dryRun: true })).toMatchObject({ outcome: "would_file", patientId: "P1" });
    expect((await cabinet.documents.list({ limit: 9 })).items).toEqual([]);

    expect(await classifyCertain(cabinet, message)).toEqual({
      ...{ id: `${message}.1`, outcome: "filed", patientId: "P1", document: "D1", rule: "ins_qualified" },
    });
    expect(await classifyCertain(cabinet, message)).toMatchObject({ outcome: "already", document: "D1" });
    const filed = await cabinet.documents.get("D1");
    expect(filed).toMatchObject({ patientId: "P1", origin: "mss", uniqueId: "1.2.3.4", state: "current", filedBy: "U1" });
    expect(filed?.author.institution).toBe("LABORATOIRE");
    expect(await documentOf(cabinet, `${message}.1`)).toMatchObject({ state: "filed", document: "D1", patientId: "P1" });
    const events = await cabinet.inbox.events(`${message}.1`);
    expect(events.map(({ kind }) => kind)).toEqual(["proposed", "filed"]);
    expect(JSON.stringify(events[1]?.data)).toContain("ADRUN");
    const lines = await cabinet.traces.list({ kinds: ["document.filed", "inbox.decided"], limit: 9 });
    expect(lines.map(({ kind, patientId }) => [kind, patientId])).toEqual([
      ["document.filed", "P1"],
      ["inbox.decided", "P1"],
    ]);
    expect(lines[1]).toMatchObject({ code: "ins_qualified", data: { received: `${message}.1`, to: "filed", byHand: false } });
    expect(JSON.stringify(lines)).not.toMatch(/ADRUN|275126322074974|1975/);
  });

  test("is not, once the identity was demoted, even between the decision and the writing of it", async () => {
    const { cabinet, patient } = await documentCabinet();
    const document = await report(cabinet, patient);
    const message = await arrives(cabinet, [document]);
    await assessWaiting(cabinet);
    const received = await documentOf(cabinet, `${message}.1`);
    const identity = { ...patient.identity, status: "provisoire" as const, ins: null };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
    const filed = await cabinet.inbox.file(
      received,
      {
        ...{
          patientId: "P1",
          type: received.type ?? never(),
          class: received.class ?? never(),
          title: "t",
          actDate: "2026-10-02",
        },
        ...{ origin: "mss", content: document.content ?? "", mimeType: "text/xml", size: 1, fileName: null, cda: null },
        ...{
          uniqueId: "9.9",
          setId: "9.8",
          versionNumber: 1,
          replaces: null,
          confidentiality: "N",
          createdAt: "2026-10-02T00:00:00Z",
        },
        author: { id: null, name: "x", institution: null },
        visibility: { hiddenFromProfessionals: false, hiddenFromPatient: false, hiddenFromLegalRepresentatives: false },
        dmp: null,
      },
      patient.version,
      { userId: "U1", at: "2026-11-25T00:00:00.000Z" },
      never,
    );
    expect(filed).toEqual({ outcome: "moved" });
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ kind: "decision", code: "inbox.ins_not_qualified" });
    expect((await cabinet.documents.list({ limit: 9 })).items).toEqual([]);
  });

  test("two processes at once file each document once", async () => {
    const { cabinet, patient } = await documentCabinet();
    const ids: string[] = [];
    for (let rank = 0; rank < 30; rank++) {
      ids.push(await arrives(cabinet, [await report(cabinet, patient, { uniqueId: `1.2.9.${rank}`, setId: `1.2.8.${rank}` })]));
    }
    const other = await testCabinet({ path: cabinet.path });
    const both = [cabinet, other].map((each) => Promise.all(ids.map((id) => classifyCertain(each, id))));
    const outcomes = (await Promise.all(both)).map((all) => all.map(({ outcome }) => outcome));
    for (const [rank, id] of ids.entries()) {
      expect([outcomes[0]?.[rank], outcomes[1]?.[rank]].sort(), id).toEqual(["already", "filed"]);
    }
    expect((await cabinet.documents.list({ limit: 99 })).items).toHaveLength(30);
  });

  test("near misses in a real store: none is certain, none is filed", async () => {
    const cabinet = await testCabinet();
    // A former INS of somebody born another day is not looked for: today's INS and all the traits are those of the patient.
    const apart = (name: string) => name === "somebody else had this INS";
    const misses = fc.sample(nearMiss, 400).filter(({ environment, name }) => environment === undefined && !apart(name));
    for (const { document, files, name, sender = "professional", vouched = true } of misses) {
      const patients = files.map(
        ({ ins, insHistory = [], traits, usedName, usedGivenName, status, attributes }): NewPatient => ({
          ...{ ...NO_COMPLEMENT, fileNumber: null, birthDateInterpreted: false, lastInsi: null },
          ...{ usedName: usedName ?? null, usedGivenName: usedGivenName ?? null },
          identity: { ins, insHistory, traits, status, attributes, proof: null },
        }),
      );
      await cabinet.add(...patients);
      const patient = { ...document, usedName: null, usedGivenName: null };
      await arrives(cabinet, [receivedDocument({ patient, title: name, vouched })], { sender: sender ?? "other" });
    }
    const assessed = await assessWaiting(cabinet);
    const waiting = await cabinet.inbox.waiting(["new"], { limit: 1000 });
    expect(waiting.filter(({ filing }) => filing?.certain !== false).map(({ title }) => title)).toEqual([]);
    expect(assessed).toEqual({ documents: misses.length, certain: 0 });
    for (const document of waiting) {
      expect(await refusal(classifyCertain(cabinet, document.id)), document.title ?? "").toMatchObject({ kind: "decision" });
    }
    expect((await cabinet.documents.list({ limit: 9 })).items).toEqual([]);
  });
});

describe("what a person decides", () => {
  test("somebody else's document is refused, one that contradicts itself waits for --same-patient", async () => {
    const { cabinet, patient, other } = await documentCabinet();
    const wrong = await arrives(cabinet, [await report(cabinet, patient, { uniqueId: "1.2.3.9" })]);
    expect(await refusal(classifyByHand(cabinet, wrong, other.id, {}))).toMatchObject({ code: "document.other_patient" });
    const { traits } = patient.identity;
    const changed = { ...patient, identity: { ...patient.identity, traits: { ...traits, birthDate: "1975-12-30" } } };
    const message = await arrives(cabinet, [await report(cabinet, changed)]);
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ code: "inbox.ins_traits_differ", kind: "decision" });
    expect(await refusal(classifyByHand(cabinet, message, "P1", {}))).toMatchObject({ code: "document.traits_differ" });
    expect(await classifyByHand(cabinet, message, "P1", { samePatient: true })).toMatchObject({ outcome: "filed" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ samePatient: ["birthDate"] });
    const line = (await cabinet.traces.list({ kinds: ["inbox.decided"], limit: 9 })).at(-1);
    expect(line).toMatchObject({ code: "ins_traits_differ", data: { byHand: true } });
  });

  test("an identity that is not qualified here is proposed, and filed by hand", async () => {
    const { cabinet, patient } = await documentCabinet({ qualified: false });
    const sent = { ...patient, identity: { ...patient.identity, status: "qualifiee" as const, ins: QUALIFIED } };
    const message = await arrives(cabinet, [await report(cabinet, sent)]);
    await assessWaiting(cabinet);
    const { filing } = await documentOf(cabinet, `${message}.1`);
    expect(filing).toMatchObject({ certain: false, rule: "ins_not_qualified", candidates: [{ patientId: "P1" }] });
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ details: { candidates: ["P1"] } });
    expect(await classifyByHand(cabinet, message, "P1", {})).toMatchObject({ outcome: "filed", rule: "ins_not_qualified" });
    await qualify(cabinet, "P1");
    expect(await classifyCertain(cabinet, message)).toMatchObject({ outcome: "already" });
  });

  test("the text of a message is filed as a note, with its type", async () => {
    const { cabinet } = await documentCabinet();
    const message = await arrives(cabinet, [], {
      kind: "text",
      text: "Merci docteur,\nje vais mieux.",
      subject: "Re: Résultats",
    });
    expect(await refusal(classifyByHand(cabinet, message, "P1", {}))).toMatchObject({ code: "document.type_missing" });
    expect(await classifyByHand(cabinet, message, "P1", { type: "11488-4", dryRun: true })).toMatchObject({
      outcome: "would_file",
    });
    const filed = await classifyByHand(cabinet, message, "P1", { type: "11488-4" });
    expect(filed).toMatchObject({ id: `${message}.1`, outcome: "filed", document: "D1" });
    expect(await cabinet.documents.get("D1")).toMatchObject({
      ...{ origin: "mss", mimeType: "text/plain", title: "Re: Résultats", actDate: "2026-11-24" },
      author: { id: null, name: "Laboratoire des Écoles" },
    });
    expect(await classifyByHand(cabinet, message, "P1", { type: "11488-4" })).toMatchObject({ outcome: "already" });
    expect((await cabinet.documents.list({ limit: 9 })).items).toHaveLength(1);
  });

  test("a PDF alone is brought from its message, with the type and the day that a person gives", async () => {
    const { cabinet } = await documentCabinet();
    const pdf = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
    const eml = [
      ...["From: Dr Martin <martin@cabinet.mssante.fr>", "Subject: Courrier", "Date: Wed, 25 Nov 2026 08:00:00 +0100"],
      ...["Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/plain", "", "Voici.", "--x"],
      ...["Content-Type: application/pdf; name=courrier.pdf", "Content-Disposition: attachment; filename=courrier.pdf"],
      ...["Content-Transfer-Encoding: base64", "", pdf.toString("base64"), "--x--", ""],
    ];
    const { received } = await addMessageFile(cabinet, sourceOf(eml.join("\r\n")));
    expect(received.documents).toMatchObject([{ content: null, state: "new", mediaType: "application/pdf" }]);
    const { id } = received;
    expect(await refusal(classifyCertain(cabinet, id))).toMatchObject({ code: "inbox.none", kind: "decision" });
    expect(await refusal(classifyByHand(cabinet, id, "P1", { type: "courrier" }))).toMatchObject({
      code: "document.act_date_missing",
    });
    const said = { type: "11490-0", date: "24/11/2026" };
    expect(await classifyByHand(cabinet, id, "P1", said)).toMatchObject({ outcome: "filed", document: "D1" });
    expect(await cabinet.documents.get("D1")).toMatchObject({
      ...{ mimeType: "application/pdf", size: pdf.length, fileName: "courrier.pdf", actDate: "2026-11-24", cda: null },
      author: { id: null, name: "Dr Martin", institution: null },
    });
    // Taken back and filed again elsewhere: the same file, another patient.
    await undoFiling(cabinet, id);
    expect(await classifyByHand(cabinet, id, "P2", said)).toMatchObject({ outcome: "filed", patientId: "P2" });
  });

  test("a file that a person says to be biology has alerts that nobody could read: « ? », until somebody has seen it", async () => {
    const { cabinet } = await documentCabinet();
    const { id: content } = await cabinet.contents.write([Buffer.from("%PDF-1.4\n%%EOF\n")]);
    const file = receivedDocument({
      ...{ content, mediaType: "application/pdf", alerts: null, type: null, class: null, patient: null },
    });
    const message = await arrives(cabinet, [file]);
    await classifyByHand(cabinet, message, "P1", { type: "biologie", date: "24/11/2026" });
    expect(await documentOf(cabinet, `${message}.1`)).toMatchObject({ alerts: { urgent: "undetermined" }, alert: "waiting" });
    const found = await alertsOfDocuments(cabinet, ["D1"]);
    expect(found.get("D1")?.alerts).toEqual({ urgent: "undetermined", outside: "undetermined", comment: "undetermined" });
    const { documents } = await cabinet.inbox.tally();
    expect(documents).toMatchObject([{ level: "unknown", alert: "waiting", count: 1 }]);
  });

  test("quarantine stays, is closed with a reason, and comes back to quarantine", async () => {
    const { cabinet, patient } = await documentCabinet();
    const quarantine = { code: "hash_mismatch", message: "Altéré.", technical: false };
    const message = await arrives(cabinet, [await report(cabinet, patient, {}, { quarantine })]);
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ code: "inbox.quarantined", kind: "refused" });
    expect(await refusal(classifyByHand(cabinet, message, "P1", { samePatient: true }))).toMatchObject({
      code: "inbox.quarantined",
    });
    expect(await refusal(setAside(cabinet, message, " \n"))).toMatchObject({ code: "inbox.reason", kind: "usage" });
    expect(await setAside(cabinet, message, "émetteur prévenu")).toMatchObject({ outcome: "set_aside" });
    expect((await cabinet.inbox.events(`${message}.1`)).at(-1)).toMatchObject({ kind: "set_aside", note: "émetteur prévenu" });
    expect(await refusal(classifyByHand(cabinet, message, "P1", {}))).toMatchObject({ code: "inbox.decided" });
    expect(await undoFiling(cabinet, message)).toMatchObject({ state: "quarantined" });
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ code: "inbox.quarantined" });
  });

  test("a document that says neither whose it is nor what it is", async () => {
    const { cabinet } = await documentCabinet();
    const message = await arrives(cabinet, [NOBODY]);
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ code: "inbox.none" });
    expect(await refusal(classifyByHand(cabinet, message, "P1", {}))).toMatchObject({ code: "document.type_missing" });
    expect(await refusal(classifyByHand(cabinet, message, "P1", { type: "11488-4" }))).toMatchObject({
      code: "inbox.no_content",
    });
  });
});

describe("a proposal", () => {
  test("is computed again once the patient is there, then identified: the list says what classify would do", async () => {
    const { patient: known } = await documentCabinet();
    const cabinet = await testCabinet();
    const message = await arrives(cabinet, [await report(cabinet, known)]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${message}.1`)).toMatchObject({ patientId: null, filing: { rule: "ins_unknown" } });
    const { id: _id, version: _version, createdAt: _created, updatedAt: _updated, ...person } = known;
    const { inserted } = await cabinet.patients.save({ inserts: [person] });
    const id = inserted[0]?.id ?? "";
    const request = { unread: false, unresolved: false, states: [], reports: false, limit: 9, patient: id };
    expect((await listInbox(cabinet, request)).lines.map((line) => line.id)).toEqual([`${message}.1`]);
    const proposed = await documentOf(cabinet, `${message}.1`);
    expect(proposed).toMatchObject({ state: "new", patientId: id, filing: { certain: true } });
    // Nothing changed: nothing is written again.
    await listInbox(cabinet, request);
    expect((await documentOf(cabinet, `${message}.1`)).rowVersion).toBe(proposed.rowVersion);
    const patient = await must(cabinet, id);
    const contact = { ...patient.contact, phone: "0102030405" };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, contact }, expectedVersion: patient.version }] });
    expect(await cabinet.inbox.stale()).toBeNull();
  });
});

describe("undo", () => {
  test("takes the document out of the file, never to go back by itself, and leaves its trace", async () => {
    const { cabinet, patient } = await documentCabinet();
    const message = await arrives(cabinet, [await report(cabinet, patient)]);
    await classifyCertain(cabinet, message);
    expect(await undoFiling(cabinet, message)).toMatchObject({ undone: "filed", document: "D1", patientId: "P1", state: "new" });
    expect(await cabinet.documents.get("D1")).toBeNull();
    expect(await refusal(undoFiling(cabinet, message))).toMatchObject({ code: "inbox.nothing_to_undo" });
    expect(await refusal(classifyCertain(cabinet, message))).toMatchObject({ kind: "decision", code: "inbox.ins_qualified" });
    expect(await classifyByHand(cabinet, message, "P1", {})).toMatchObject({ outcome: "filed", document: "D2" });
    const kinds = (await cabinet.inbox.events(`${message}.1`)).map(({ kind }) => kind);
    expect(kinds).toEqual(["filed", "unfiled", "proposed", "filed"]);
    const lines = await cabinet.traces.list({ kinds: ["inbox.decided"], limit: 9 });
    expect(lines.map(({ data }) => [data?.to, data?.document])).toEqual([
      ["filed", "D1"],
      ["unfiled", "D1"],
      ["filed", "D2"],
    ]);
  });

  test("is refused once the document left, or is in the DMP", async () => {
    const { cabinet, patient } = await documentCabinet();
    const message = await arrives(cabinet, [await report(cabinet, patient)]);
    await classifyCertain(cabinet, message);
    const at = "2026-11-25T10:00:00.000Z";
    const line = { kind: "mss.send", key: "<1@x>", patientId: "P1", documents: ["D1"], payload: {}, contents: [] } as const;
    const queued = await cabinet.outbox.add({ ...line, createdAt: at, createdBy: "U1" });
    expect(await refusal(undoFiling(cabinet, message))).toMatchObject({ code: "inbox.undo_sent", details: { by: "O1" } });
    await cabinet.outbox.cancel(queued?.id ?? "", at);
    const filed = await cabinet.documents.get("D1");
    if (filed === null) throw new Error("no D1");
    const dmp = { entryUuid: null, logicalId: null, repositoryUniqueId: null, at, direction: "pushed" } as const;
    await cabinet.documents.update({ ...filed, dmp });
    expect(await refusal(undoFiling(cabinet, message))).toMatchObject({ code: "inbox.undo_in_dmp", kind: "refused" });
    expect(await documentOf(cabinet, `${message}.1`)).toMatchObject({ state: "filed" });
  });

  test("is refused while data of the record come from it: taken from somebody else's summary, they would stay", async () => {
    const { cabinet, patient } = await documentCabinet();
    const message = await arrives(cabinet, [await report(cabinet, patient)]);
    await classifyCertain(cabinet, message);
    const by = { at: "2026-11-25T10:00:00.000Z", by: "U1" };
    const [item] = await cabinet.medical.add("P1", [problem("Asthme", "J45.9")], { from: "vsm", document: "D1" }, by);
    expect(await refusal(undoFiling(cabinet, message))).toMatchObject({ code: "inbox.undo_medical", details: { by: "S1" } });
    if (item === undefined) throw new Error("one was added");
    await cabinet.medical.remove(item, by.at);
    expect(await undoFiling(cabinet, message)).toMatchObject({ undone: "filed", document: "D1" });
    expect((await cabinet.medical.record("P1")).items).toEqual([]);
  });
});

describe("versions", () => {
  const V1 = { uniqueId: "1.2.3.4", setId: "1.2.3.5", versionNumber: 1 };
  const V2 = { uniqueId: "1.2.3.6", setId: "1.2.3.5", versionNumber: 2, replaces: "1.2.3.4" };

  async function withFirst() {
    const { cabinet, patient, other } = await documentCabinet();
    const first = await arrives(cabinet, [await report(cabinet, patient, V1)]);
    await classifyCertain(cabinet, first);
    return { cabinet, patient, other, first };
  }

  test("the same document again is told as integrated, also when it came by the DMP", async () => {
    const { cabinet, patient, first } = await withFirst();
    const again = await arrives(cabinet, [await report(cabinet, patient, V1)]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${again}.1`)).toMatchObject({ state: "duplicate", document: "D1" });
    expect(await classifyCertain(cabinet, again)).toMatchObject({ outcome: "duplicate", document: "D1" });
    expect(await refusal(classifyByHand(cabinet, again, "P1", {}))).toMatchObject({ code: "inbox.duplicate" });
    // Once the first is out of the file, the other may be filed: it is no duplicate any more.
    await undoFiling(cabinet, first);
    await setAside(cabinet, first, "erreur");
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${again}.1`)).toMatchObject({ state: "new", document: null });
    expect(await classifyByHand(cabinet, again, "P1", {})).toMatchObject({ outcome: "filed" });
  });

  test("two copies in the inbox: the second is a duplicate of the first that waits", async () => {
    const { cabinet, patient } = await documentCabinet();
    const [one, two] = [await report(cabinet, patient, V1), await report(cabinet, patient, V1)];
    const [first, second] = [await arrives(cabinet, [one]), await arrives(cabinet, [two])];
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${second}.1`)).toMatchObject({ state: "duplicate", document: null });
    expect(await classifyCertain(cabinet, first)).toMatchObject({ outcome: "filed" });
    expect(await classifyCertain(cabinet, second)).toMatchObject({ outcome: "duplicate", document: "D1" });
  });

  test("a new version waits for a yes, the old one stays; undone, it is in force again", async () => {
    const { cabinet, patient } = await withFirst();
    const second = await arrives(cabinet, [await report(cabinet, patient, V2, { action: "C" })]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${second}.1`)).toMatchObject({ state: "new_version", document: "D1" });
    expect(await refusal(classifyCertain(cabinet, second))).toMatchObject({ code: "inbox.new_version", kind: "decision" });
    expect(await refusal(classifyByHand(cabinet, second, "P1", {}))).toMatchObject({ code: "inbox.new_version" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
    expect(await acceptVersion(cabinet, second)).toMatchObject({ outcome: "replaced", document: "D2" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "superseded" });
    expect(await cabinet.documents.get("D2")).toMatchObject({ state: "current", replaces: "D1", versionNumber: 2 });
    const old = await arrives(cabinet, [await report(cabinet, patient, { ...V1, uniqueId: "1.2.3.7" })]);
    expect(await classifyCertain(cabinet, old)).toMatchObject({ outcome: "obsolete", document: "D2" });
    expect(await undoFiling(cabinet, second)).toMatchObject({ undone: "filed", document: "D2", state: "new_version" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
    expect(await refuseVersion(cabinet, second, null)).toMatchObject({ outcome: "refused" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
  });

  test("a version that is replaced cannot be undone before the other", async () => {
    const { cabinet, patient, first } = await withFirst();
    const second = await arrives(cabinet, [await report(cabinet, patient, V2)]);
    await acceptVersion(cabinet, second);
    expect(await refusal(undoFiling(cabinet, first))).toMatchObject({ code: "inbox.undo_replaced", details: { by: "D2" } });
  });

  test("900 and 901: an old version, an author who is not entitled", async () => {
    const { cabinet, patient } = await withFirst();
    const by = { author: "899700000000", id: "10B0000000", name: "AILLEURS" };
    const foreign = await arrives(cabinet, [await report(cabinet, patient, { ...V2, by }, { action: "C" })]);
    const delete_ = await arrives(cabinet, [await report(cabinet, patient, { ...V1, by }, { action: "D" })]);
    await acceptVersion(cabinet, await arrives(cabinet, [await report(cabinet, patient, { ...V2, uniqueId: "1.2.3.8" })]));
    const late = await arrives(cabinet, [await report(cabinet, patient, V1, { action: "D" })]);
    for (const id of [foreign, delete_]) {
      await assessWaiting(cabinet);
      expect((await documentOf(cabinet, `${id}.1`)).state, id).toMatch(/quarantined|obsolete/);
    }
    expect(await documentOf(cabinet, `${late}.1`)).toMatchObject({ state: "quarantined", quarantine: { code: "900" } });
    expect(await refusal(acceptVersion(cabinet, late))).toMatchObject({ code: "inbox.quarantined" });
  });

  test("901 is told of a replacement by somebody else", async () => {
    const { cabinet, patient } = await withFirst();
    const by = { author: "899700000000", id: "10B0000000", name: "AILLEURS" };
    const foreign = await arrives(cabinet, [await report(cabinet, patient, { ...V2, by }, { action: "C" })]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${foreign}.1`)).toMatchObject({ state: "quarantined", quarantine: { code: "901" } });
    expect((await cabinet.traces.list({ kinds: ["inbox.decided"], limit: 9 })).at(-1)).toMatchObject({ code: "901" });
  });

  test("a deletion is applied on a yes, and taken back", async () => {
    const { cabinet, patient } = await withFirst();
    const asks = await arrives(cabinet, [await report(cabinet, patient, V1, { action: "D" })]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${asks}.1`)).toMatchObject({ state: "deletion", document: "D1" });
    expect(await acceptVersion(cabinet, asks, { dryRun: true })).toMatchObject({ outcome: "would_file" });
    expect(await acceptVersion(cabinet, asks)).toMatchObject({ outcome: "withdrawn", document: "D1", patientId: "P1" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "removed" });
    expect(await undoFiling(cabinet, asks)).toMatchObject({ undone: "withdrawn", state: "deletion" });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
  });

  test("a deletion of what still waits here keeps it out of the file", async () => {
    const { cabinet, patient } = await documentCabinet();
    const first = await arrives(cabinet, [await report(cabinet, patient, V1)]);
    const asks = await arrives(cabinet, [await report(cabinet, patient, V1, { action: "D" })]);
    await assessWaiting(cabinet);
    expect(await documentOf(cabinet, `${asks}.1`)).toMatchObject({ state: "deletion", document: null });
    expect(await refusal(classifyCertain(cabinet, first))).toMatchObject({ code: "inbox.withdrawn", kind: "decision" });
    expect(await acceptVersion(cabinet, asks)).toMatchObject({ outcome: "withdrawn", document: null });
    expect(await documentOf(cabinet, `${first}.1`)).toMatchObject({ state: "set_aside" });
    expect((await cabinet.documents.list({ limit: 9 })).items).toEqual([]);
  });

  test("a new version about another patient never replaces", async () => {
    const { cabinet, other } = await withFirst();
    const ins = { matricule: "114025903508063", oid: QUALIFIED.oid };
    const named = { ...other, identity: { ...other.identity, status: "qualifiee" as const, ins } };
    const second = await arrives(cabinet, [await report(cabinet, named, V2)]);
    expect(await refusal(acceptVersion(cabinet, second))).toMatchObject({
      code: "inbox.quarantined",
      details: { reason: "904" },
    });
    expect(await cabinet.documents.get("D1")).toMatchObject({ state: "current" });
  });

  test("two documents of one patient, day, type and title are two documents", async () => {
    const { cabinet, patient } = await withFirst();
    const other = await arrives(cabinet, [await report(cabinet, patient, { uniqueId: "1.2.7.1", setId: "1.2.7.2" })]);
    expect(await classifyCertain(cabinet, other)).toMatchObject({ outcome: "filed", document: "D2" });
    expect((await must(cabinet, "P1")).id).toBe("P1");
  });
});

const QUALIFIED = { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.10" };

function never(): never {
  throw new Error("nothing is written");
}
