import { expect, test } from "vitest";
import { planPush } from "../../../src/services/dmp/push-plan.js";
import { editDocument } from "../../../src/services/documents/edit.js";
import { prepareCda } from "../../../src/services/documents/prepare.js";
import { COLLEAGUE, down, messageCabinet } from "../mss/support.js";
import { INS, must, qualify, refusal } from "./support.js";

const REQUEST = { to: [COLLEAGUE], documents: ["D1"] };
const OPTIONS = { hideFrom: [], reviewed: true, traitsConfirmed: false, mustReplace: false, command: "c" } as const;

test("a document that left by a message is corrected by a new version, even of the same file (A7)", async () => {
  const { cabinet, file, send, operator } = await messageCabinet();
  await file("Texte");
  operator.fault = down();
  await send(REQUEST);
  expect(await refusal(editDocument(cabinet, "D1", { title: "Après" }))).toMatchObject({ code: "document.edit_queued" });
  await cabinet.outbox.cancel("O1", "2026-11-25T10:00:00.000Z");
  await editDocument(cabinet, "D1", { title: "Après" });
  operator.fault = null;
  await send(REQUEST);
  expect(await refusal(editDocument(cabinet, "D1", { title: "Encore" }))).toMatchObject({
    ...{ code: "document.edit_sent", rule: "EX_GEN-1060", why: expect.stringContaining("O2"), details: { outbox: ["O2"] } },
    advice: expect.stringContaining("--replaces D1"),
  });
  expect(await refusal(file("Texte", { replaces: "D1" }))).toMatchObject({ code: "document.unchanged" });
  expect((await file("Texte", { replaces: "D1", title: "Encore" })).filed).toMatchObject({ id: "D2", versionNumber: 2 });
});

test("what was sent without an INS is sent again as it is; the DMP wants a new version, which may be the same file", async () => {
  const { cabinet, file, send } = await messageCabinet({ qualified: false });
  await file("Texte");
  await send(REQUEST);
  const sent = (await cabinet.documents.get("D1"))?.cda;
  await qualify(cabinet, "P1");
  const document = await cabinet.documents.get("D1");
  if (document === null || sent == null) throw new Error("not sent");
  expect((await prepareCda(cabinet, document)).info.id).toBe(sent);
  expect((await planPush(cabinet, ["D1"], OPTIONS)).refused).toMatchObject([
    { error: { code: "document.version_needed", advice: expect.stringContaining("--replaces D1") } },
  ]);
  expect((await file("Texte", { replaces: "D1" })).filed).toMatchObject({ id: "D2" });
  expect((await planPush(cabinet, ["D2"], OPTIONS)).refused).toEqual([]);
});

test("what was sent with another INS than that of today leaves no more", async () => {
  const { cabinet, file, send } = await messageCabinet();
  await file("Texte");
  await send(REQUEST);
  const patient = await must(cabinet, "P1");
  const identity = { ...patient.identity, ins: { ...INS, matricule: "114026322012387" } };
  await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
  const again = send({ ...REQUEST, to: ["luc@x.mssante.fr"] });
  expect(await refusal(again)).toMatchObject({ code: "document.version_needed" });
  expect(await cabinet.outbox.list({ limit: 9 })).toHaveLength(1);
});
