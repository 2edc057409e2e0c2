import { expect, test } from "vitest";
import { closeItem, editItem, removeItem } from "../../../src/services/medical/change.js";
import { patient } from "../../store/support.js";
import { testCabinet } from "../support/cabinet.js";
import { importLines, withPatient } from "./support.js";

const HEADINGS = "dossier;sorte;libelle;code;depuis;jusqua;motif;aucun_connu";
const LINES = [
  "1007;probleme;Diabète de type 2;E11.9;2019;;;",
  "1007;antécédent;Appendicite;K35.8;1975;;;",
  "1007;chirurgie;Appendicectomie;HHFA011;1975;;;",
  "1007;traitement;Metformine;;2019;;E11.9;",
  "1007;allergie;;;;;;oui",
];
const brief = (lines: readonly { line: number; outcome: string; item: string | null }[]) =>
  lines.map(({ line, outcome, item }) => `${line} ${outcome} ${item ?? "-"}`);

test("writes a line for each line, and nothing the second time, whatever became of the items", async () => {
  const cabinet = await withPatient();
  expect(brief(await importLines(cabinet, HEADINGS, LINES))).toEqual([
    "2 added S1",
    "3 added S2",
    "4 added S3",
    "5 added S4",
    "6 added -",
  ]);
  expect(await cabinet.medical.get("S4")).toMatchObject({ reason: "S1", source: { from: "file", document: null } });
  expect(await cabinet.medical.get("S2")).toMatchObject({ kind: "problem", closed: true });
  expect((await cabinet.medical.record("P1")).noneKnown).toEqual({ allergy: true });
  await editItem(cabinet, "S1", { label: "Diabète", code: "E11.8" });
  await closeItem(cabinet, "S4", "2020");
  const surgery = await cabinet.medical.get("S3");
  if (surgery === null) throw new Error("it is there");
  await removeItem(cabinet, surgery);
  const before = await cabinet.medical.record("P1");
  expect(brief(await importLines(cabinet, HEADINGS, LINES))).toEqual([
    ...["2 unchanged S1", "3 unchanged S2", "4 unchanged S3", "5 unchanged S4", "6 unchanged -"],
  ]);
  expect(await cabinet.medical.record("P1")).toEqual(before);
});

test("two processes that import one file at once write each line once", async () => {
  const cabinet = await withPatient();
  const other = await testCabinet({ path: cabinet.path });
  const lines = Array.from({ length: 40 }, (_, index) => `1007;vigilance;Point ${index};;;;;`);
  const both = await Promise.all([importLines(cabinet, HEADINGS, lines), importLines(other, HEADINGS, lines)]);
  const outcomes = both.flat().map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === "added")).toHaveLength(40);
  expect(outcomes.filter((outcome) => outcome === "unchanged")).toHaveLength(40);
  expect((await cabinet.medical.record("P1")).items).toHaveLength(40);
});

test("the same line twice is once, and what was typed already is not written again", async () => {
  const cabinet = await withPatient();
  const lines = ["1007;probleme;Asthme;J45.9;2001;;;", "1007;probleme;Asthme;J45.9;2001;;;", "1007;probleme;asthme;;;;;"];
  expect(brief(await importLines(cabinet, HEADINGS, lines))).toEqual(["2 added S1", "3 unchanged S1", "4 unchanged S1"]);
});

test("a trial says what the import then does, and writes nothing", async () => {
  const cabinet = await withPatient();
  const lines = [...LINES, ...LINES, "1007;traitement;Bisoprolol;;2019;;Hypertension;", "1007;problème;x;;2999;;;"];
  const tried = await importLines(cabinet, HEADINGS, lines, { dryRun: true });
  expect(await cabinet.medical.record("P1")).toEqual({ items: [], noneKnown: {} });
  expect(await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 })).toEqual([]);
  const done = await importLines(cabinet, HEADINGS, lines);
  expect(tried.map(({ line, outcome, problems }) => [line, outcome, problems])).toEqual(
    done.map(({ line, outcome, problems }) => [line, outcome, problems]),
  );
});

test("a faulty line is refused with its column and its reason, and stops no other", async () => {
  const cabinet = await withPatient();
  await cabinet.add(patient({ birthDate: "1970-01-01" }, { fileNumber: "1008" }));
  await importLines(cabinet, HEADINGS, ["1008;probleme;Hypertension;I10;;;;"]);
  const lines = [
    "9999;probleme;Asthme;;;;;",
    "1007;humeur;Asthme;;;;;",
    "1007;;Asthme;;;;;",
    "1007;probleme;;;;;;",
    "1007;probleme;Asthme;ZZ;;;;",
    "1007;probleme;Asthme;;2019-13;;;",
    "1007;probleme;Asthme;;1950;;;",
    "1007;probleme;Asthme;;2020;2019;;",
    "1007;probleme;Asthme;;;;;oui",
    "1007;probleme;;;;;;peut-être",
    "1007;probleme;Asthme;;;;I10;",
    "1007;traitement;Bisoprolol;;;;I10;",
    "1007;allergie;Pollen;;;;;",
    "1007;allergie;;;;;;oui",
  ];
  const told = await importLines(cabinet, HEADINGS, lines);
  expect(told.map(({ outcome, problems }) => [outcome, problems[0]?.column, problems[0]?.code])).toEqual([
    ["refused", "dossier", "patient.not_found"],
    ["refused", "sorte", "medical.kind"],
    ["refused", "sorte", "medical.kind"],
    ["refused", "libelle", "medical.empty"],
    ["refused", "code", "medical.cim10"],
    ["refused", "depuis", "date.calendar"],
    ["refused", "depuis", "date.before_birth"],
    ["refused", "jusqua", "medical.order"],
    ["refused", "aucun_connu", "medical.none_and_label"],
    ["refused", "aucun_connu", "value.yes_no"],
    ["refused", "motif", "medical.not_of_kind"],
    ["refused", "motif", "medical.reason"],
    ["added", undefined, undefined],
    ["refused", "aucun_connu", "medical.not_none"],
  ]);
  expect(JSON.stringify(told)).not.toContain("Asthme");
  expect((await cabinet.medical.record("P1")).items).toHaveLength(1);
});

test("an NDJSON file and an id do as well; a file without what is needed is refused whole", async () => {
  const cabinet = await withPatient();
  const [line] = await importLines(
    cabinet,
    '{"id":"p1","sorte":"traitement","libelle":"Ramipril","dose":"1","intervalle":"1j"}',
    [],
  );
  expect(line).toMatchObject({ key: "p1", patientId: "P1", outcome: "added" });
  expect(await cabinet.medical.get("S1")).toMatchObject({ schedule: { dose: { low: 1, high: 1, unit: null }, everyHours: 24 } });
  await expect(importLines(cabinet, "dossier;libelle", ["1007;x"])).rejects.toMatchObject({ kind: "input" });
  await expect(importLines(cabinet, "sorte;libelle", ["probleme;x"])).rejects.toMatchObject({ kind: "input" });
});

test("« aucun connu » that a later line contradicts is known again, tried or done", async () => {
  const cabinet = await withPatient();
  const lines = ["1007;allergie;;;;;;oui", "1007;allergie;Arachide;;;;;", "1007;allergie;;;;;;oui"];
  const first = ["2 added -", "3 added S1", "4 unchanged -"];
  expect(brief(await importLines(cabinet, HEADINGS, lines, { dryRun: true }))).toEqual([
    "2 added -",
    "3 added -",
    "4 unchanged -",
  ]);
  expect(brief(await importLines(cabinet, HEADINGS, lines))).toEqual(first);
  const again = ["2 unchanged -", "3 unchanged S1", "4 unchanged -"];
  expect(brief(await importLines(cabinet, HEADINGS, lines, { dryRun: true }))).toEqual(again);
  expect(brief(await importLines(cabinet, HEADINGS, lines))).toEqual(again);
  expect(await cabinet.medical.record("P1")).toMatchObject({ items: [{ label: "Arachide" }], noneKnown: {} });
});

test("a file number or an id does in either column; two people are refused, and the kinds are listed", async () => {
  const cabinet = await withPatient();
  await cabinet.add(patient({ birthDate: "1970-01-01" }, { fileNumber: "P1" }));
  await cabinet.add(patient({ birthDate: "1971-01-01" }, { fileNumber: "1009" }));
  const told = await importLines(cabinet, "dossier;id;sorte;libelle", [
    ...["P3;;probleme;Asthme", ";1007;probleme;Asthme", "1009;P3;probleme;Migraine"],
    ...["P1;;probleme;Asthme", "1007;P3;probleme;Asthme", ";P9;probleme;Asthme", "P3;;humeur;x"],
  ]);
  expect(told.map(({ patientId, outcome, problems }) => [patientId, outcome, problems[0]?.column, problems[0]?.code])).toEqual([
    ["P3", "added", undefined, undefined],
    ["P1", "added", undefined, undefined],
    ["P3", "added", undefined, undefined],
    [null, "refused", "dossier", "patient.ambiguous"],
    [null, "refused", "dossier", "patient.ambiguous"],
    [null, "refused", "id", "patient.not_found"],
    ["P3", "refused", "sorte", "medical.kind"],
  ]);
  expect(told.at(-1)?.problems[0]?.message).toContain("allergie");
});

test("another dose, reaction or quantity of what is there is told, neither lost nor written beside it", async () => {
  const cabinet = await withPatient();
  const headings = "dossier;sorte;libelle;posologie;reaction;habitude;quantite";
  const first = ["1007;traitement;Insuline;10 UI matin;;;", "1007;allergie;Pénicilline;;;;", "1007;habitude;Tabac;;;tabac;20"];
  await importLines(cabinet, headings, first);
  const lines = [
    ...first,
    ...["1007;traitement;Insuline;14 UI soir;;;", "1007;traitement;insuline;;;;", "1007;traitement;INSULINE;10 ui matin;;;"],
    ...["1007;allergie;Pénicilline;;Choc anaphylactique;;", "1007;habitude;Tabac;;;tabac;30"],
  ];
  const tried = await importLines(cabinet, headings, lines, { dryRun: true });
  const done = await importLines(cabinet, headings, lines);
  expect(done.map(({ outcome, problems }) => [outcome, ...problems.map(({ column, code }) => `${column} ${code}`)])).toEqual([
    ...[["unchanged"], ["unchanged"], ["unchanged"], ["refused", "posologie medical.tells_more"], ["unchanged"], ["unchanged"]],
    ...[
      ["refused", "reaction medical.tells_more"],
      ["refused", "quantite medical.tells_more"],
    ],
  ]);
  expect(tried.map(({ outcome }) => outcome)).toEqual(done.map(({ outcome }) => outcome));
  expect((await cabinet.medical.record("P1")).items).toHaveLength(3);
});
