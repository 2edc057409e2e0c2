import { expect, test } from "vitest";
import { removeItem } from "../../../src/services/medical/change.js";
import { proposeFromVsm, takeFromVsm } from "../../../src/services/medical/from-vsm.js";
import { generateVsm } from "../../../src/services/vsm/generate.js";
import { problem, treatment } from "../../store/medical/support.js";
import { document, patient } from "../../store/support.js";
import { testCabinet } from "../support/cabinet.js";
import { record, vsmCabinet } from "../vsm/support.js";
import { receiveVsm, withPatient } from "./support.js";

test("every item of a VSM is proposed beside the record; those that are chosen are taken, treatments with their reason", async () => {
  const cabinet = await withPatient();
  await receiveVsm(cabinet);
  await record(cabinet, "P1", problem("Diabète", "E11.9"));
  const proposal = await proposeFromVsm(cabinet, "d1");
  const brief = proposal.proposed.map(({ number, item, state, known }) =>
    `${number} ${item.kind} ${item.label} ${state} ${known ?? ""}`.trim(),
  );
  expect(brief).toEqual([
    "1 problem Diabète de type 2 known S1",
    "2 problem Pyélonéphrite new",
    "3 allergy Pénicilline new",
    "4 family Cancer du sein new",
    "5 treatment METFORMINE 500 mg new",
  ]);
  expect((await cabinet.medical.record("P1")).items).toHaveLength(1);
  const taken = await takeFromVsm(cabinet, proposal, [1, 3, 5, 99]);
  expect([...taken.keys()].sort()).toEqual([3, 5]);
  expect(taken.get(5)).toMatchObject({ reason: "S1", source: { from: "vsm", document: "D1" } });
  expect(taken.get(3)).toMatchObject({ kind: "allergy", reaction: "Œdème de Quincke", allergen: "drug" });
  const traces = await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 });
  expect(traces.at(-1)?.data).toMatchObject({ from: "vsm", document: "D1" });
});

test("what was taken, by somebody else at the same time or removed since, is never proposed as new again", async () => {
  const cabinet = await withPatient();
  await receiveVsm(cabinet);
  const other = await testCabinet({ path: cabinet.path });
  const [mine, theirs] = await Promise.all([proposeFromVsm(cabinet, "D1"), proposeFromVsm(other, "D1")]);
  const numbers = mine.proposed.map(({ number }) => number);
  const both = await Promise.all([takeFromVsm(cabinet, mine, numbers), takeFromVsm(other, theirs, numbers)]);
  expect(both[0].size + both[1].size).toBe(numbers.length);
  const { items } = await cabinet.medical.record("P1");
  expect(items).toHaveLength(numbers.length);
  const allergy = items.find(({ kind }) => kind === "allergy");
  if (allergy === undefined) throw new Error("it was taken");
  await removeItem(cabinet, allergy);
  expect((await proposeFromVsm(cabinet, "D1")).proposed.map(({ state }) => state)).toEqual(numbers.map(() => "known"));
});

test("an item that would precede the birth of the patient is told, and not taken", async () => {
  const cabinet = await testCabinet();
  await cabinet.add(patient({ birthDate: "2020-01-01" }));
  await receiveVsm(cabinet);
  const proposal = await proposeFromVsm(cabinet, "D1");
  const states = Object.fromEntries(proposal.proposed.map(({ item, state }) => [item.label, state]));
  expect(states["Diabète de type 2"]).toBe("refused");
  expect((await takeFromVsm(cabinet, proposal, [1])).size).toBe(0);
});

test("only a structured CDA of the file will do", async () => {
  const cabinet = await withPatient();
  const { id: content } = await cabinet.contents.write([Buffer.from("%PDF")]);
  const by = { userId: "U1", at: new Date().toISOString() };
  await cabinet.documents.add(document({ content, mimeType: "application/pdf" }), by);
  const { id: text } = await cabinet.contents.write([Buffer.from("<a/>")]);
  await cabinet.documents.add(document({ content: text, mimeType: "text/xml" }), by);
  await expect(proposeFromVsm(cabinet, "D1")).rejects.toMatchObject({ code: "medical.not_vsm" });
  await expect(proposeFromVsm(cabinet, "D2")).rejects.toMatchObject({ code: expect.stringMatching(/^(cda|vsm)\./) });
  await expect(proposeFromVsm(cabinet, "D9")).rejects.toMatchObject({ code: "document.not_found" });
});

test("another dose of a treatment that is there is told, and not taken as if it were known nor beside it", async () => {
  const cabinet = await withPatient();
  await receiveVsm(cabinet);
  await record(cabinet, "P1", treatment("Metformine 500 mg", { dosage: "2 matin et soir" }));
  const proposal = await proposeFromVsm(cabinet, "D1");
  const found = proposal.proposed.find(({ item }) => item.kind === "treatment");
  expect([found?.state, found?.known, found?.problems[0]?.code]).toEqual(["refused", "S1", "medical.tells_more"]);
  expect((await takeFromVsm(cabinet, proposal, [found?.number ?? 0])).size).toBe(0);
});

test("a summary of this very record proposes nothing, whatever its doses are made of", async () => {
  const { cabinet } = await vsmCabinet();
  const schedule = { dose: { low: 1, high: 2, unit: "comprimé" }, everyHours: 12 };
  await record(cabinet, "P1", treatment("Paracétamol", { schedule }), treatment("Insuline", { dosage: "10 UI", schedule }));
  const { document: made } = await generateVsm(cabinet, { patient: "P1" });
  const { proposed } = await proposeFromVsm(cabinet, made?.id ?? "");
  expect(proposed.map(({ state }) => state)).toEqual(proposed.map(() => "known"));
});
