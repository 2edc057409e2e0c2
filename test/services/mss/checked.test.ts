import { describe, expect, test } from "vitest";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { rehearse } from "../../../src/services/mss/rehearse.js";
import { planShare, type ShareRequest } from "../../../src/services/mss/share.js";
import { writeMessage } from "../../../src/services/mss/write.js";
import { cdaOf, refusal } from "../documents/support.js";
import { COLLEAGUE, type MessageCabinet, messageCabinet, NEVER } from "./support.js";

const REQUEST = { to: [COLLEAGUE], documents: ["D1"] };

/** What would be kept of an attempt, if anything was. */
async function keptBy({ cabinet }: MessageCabinet) {
  const document = await cabinet.documents.get("D1");
  return [document?.cda, document?.rowVersion, (await cabinet.outbox.list({ limit: 9 })).length];
}

describe("a message made once in memory", () => {
  test("is refused as the real one would be, and keeps nothing", async () => {
    const files = await messageCabinet();
    // A level 1 CDA whose PDF is no PDF/A-1, and that nothing converts here.
    await files.file(await cdaOf(files.patient, { uniqueId: "1.2.250.1.999.4", setId: "1.2.250.1.999.5" }), { type: undefined });
    const before = await keptBy(files);
    const plan = await files.plan(REQUEST);
    const [rehearsed, real] = [
      await refusal(rehearse(files.cabinet, plan, NEVER)),
      await refusal(writeMessage(files.cabinet, plan, NEVER)),
    ];
    expect(rehearsed).toMatchObject({ code: "document.not_pdfa", rule: "DOC/va1.01" });
    expect(rehearsed).toEqual(real);
    expect(await keptBy(files)).toEqual(before);
  });

  test("is measured as what the operator takes", async () => {
    const files = await messageCabinet();
    await files.file("Texte");
    const plan = await files.plan(REQUEST);
    const before = await keptBy(files);
    await rehearse(files.cabinet, plan, NEVER);
    files.operator.maxSize = 5_000;
    expect(await refusal(rehearse(files.cabinet, plan, NEVER))).toMatchObject({ code: "mss.too_big", details: { most: 5_000 } });
    expect(await keptBy(files)).toEqual(before);
  });
});

test("no reply is a word to a patient: to professionals it is refused, never dropped (MSS/CONF.21)", async () => {
  const { file, plan } = await messageCabinet();
  await file("Texte");
  expect(await refusal(plan({ ...REQUEST, noReply: true }))).toMatchObject({ code: "mss.no_reply_professionals", kind: "usage" });
  expect(await plan({ toPatient: "P1", documents: ["D1"], noReply: true })).toMatchObject({
    endOfExchange: true,
    isMinor: false,
  });
});

describe("a share", () => {
  const request: ShareRequest = {
    ...{ documents: ["D1"], dmp: false, hideFrom: [], patient: false, to: [], subject: null, body: null },
    ...{ readReceipt: false, noReply: false, again: false },
  };
  const share = ({ cabinet }: MessageCabinet, change: Partial<ShareRequest>) =>
    planShare(cabinet, { ...request, ...change }, { signal: NEVER });

  test("hidden from those who have authority over a minor is not sent to the mailbox that they read (DMP/va1.18)", async () => {
    const files = await messageCabinet();
    await files.file("Texte");
    const { patient, cabinet } = files;
    // Of age: the flag says nothing of them.
    expect(await share(files, { patient: true, hideFrom: ["legal"] })).toMatchObject({
      refused: [],
      messages: [{ part: "patient" }],
    });
    const birthDate = `${cabinet.clock.now().getUTCFullYear() - 10}-01-01`;
    const identity = { ...patient.identity, traits: { ...patient.identity.traits, birthDate } };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
    expect((await files.plan({ toPatient: "P1", documents: ["D1"] })).isMinor).toBe(true);
    expect(await share(files, { patient: true, hideFrom: ["legal"] })).toMatchObject({
      messages: [],
      refused: [{ part: "patient", error: { code: "mss.hidden_from_legal", rule: "DMP/va1.18" } }],
    });
    const document = await cabinet.documents.get("D1");
    if (document === null) throw new Error("not filed");
    await cabinet.documents.update({ ...document, visibility: { ...VISIBLE, hiddenFromLegalRepresentatives: true } });
    expect((await share(files, { patient: true })).refused).toMatchObject([{ error: { code: "mss.hidden_from_legal" } }]);
  });

  test("says what a message will be refused for before any part is done", async () => {
    const files = await messageCabinet();
    await files.file("Texte");
    files.operator.maxSize = 5_000;
    expect(await share(files, { dmp: true, to: [COLLEAGUE] })).toMatchObject({
      messages: [],
      refused: [{ part: "professionals", error: { code: "mss.too_big" } }],
    });
    expect(await refusal(share(files, { to: [COLLEAGUE], noReply: true }))).toMatchObject({ code: "mss.no_reply_professionals" });
  });

  test("run again leaves out who has everything, and asks about who has a part", async () => {
    const files = await messageCabinet();
    await files.file("Texte");
    await files.file("Autre", { type: "courrier" });
    await files.send(REQUEST);
    expect(await share(files, { to: [COLLEAGUE] })).toMatchObject({
      ...{ messages: [], refused: [] },
      already: [{ part: "professionals", outcome: "already", outbox: "O1" }],
    });
    const other = "luc@x.mssante.fr";
    const { messages, already } = await share(files, { to: [COLLEAGUE, other] });
    expect([messages[0]?.plan.recipients.map(({ address }) => address), already.length]).toEqual([[other], 1]);
    expect((await share(files, { to: [COLLEAGUE], documents: ["D1", "D2"] })).refused).toMatchObject([
      { part: "professionals", error: { code: "mss.already_sent" } },
    ]);
    const again = await share(files, { to: [COLLEAGUE], again: true });
    expect([again.messages[0]?.plan.recipients.length, again.already]).toEqual([1, []]);
  });
});
