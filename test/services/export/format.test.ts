import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { documentCabinet, INS, must } from "../documents/support.js";
import { arrives, documentOf, report } from "../inbox/filing-support.js";
import { exported, filesIn, jsonIn, medical, NO_DETAIL } from "./support.js";

const PAGE = readFileSync(fileURLToPath(new URL("../../../docs/export-format.md", import.meta.url)), "utf8");

/** The keys of the table under a heading. */
function documented(heading: string): readonly string[] {
  const section = PAGE.split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)` /gm)].map(([, key = ""]) => key).sort();
}

/** Every key of a value, by its path; a code is one. */
function keysOf(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${path}[]`] : value.flatMap((each) => keysOf(each, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  const keys = Object.keys(value);
  if (keys.join() === "code,system,label") return [path];
  return Object.entries(value).flatMap(([key, each]) => keysOf(each, path === "" ? key : `${path}.${key}`));
}

test("docs/export-format.md names every key of a real export, and no other", async () => {
  const { cabinet, file, patient } = await documentCabinet();
  const full = await must(cabinet, "P1");
  const history = [{ number: "2751263220749", key: null, oid: INS.oid, from: null, to: "2020-01-01" }];
  const identity = { ...full.identity, insHistory: history };
  const rcp = [{ date: "2026-01-02", done: true }];
  await cabinet.patients.save({ updates: [{ patient: { ...full, identity, rcp }, expectedVersion: full.version }] });
  const { filed } = await file("Consultation.\n");
  if (filed === null) throw new Error("not filed");
  const at = "2026-03-01T08:00:00.000Z";
  const dmp = {
    entryUuid: "e",
    logicalId: "l",
    repositoryUniqueId: "r",
    at,
    direction: "pushed",
    ins: INS,
    withdrawnAt: at,
  } as const;
  await cabinet.documents.update({ ...filed, dmp: { ...dmp, unverified: true }, samePatient: ["sex"] });
  const alerts = { urgent: "yes", outside: "yes", comment: "no" } as const;
  const message = await arrives(cabinet, [await report(cabinet, patient, { uniqueId: "1.2.9" }, { alerts })]);
  const received = await documentOf(cabinet, `${message}.1`);
  const next = { state: "filed", patientId: "P1", document: filed.id, filing: null } as const;
  await cabinet.inbox.decide(received, next, { at, userId: "U1", kind: "filed", ack: null, note: null, data: null });
  await cabinet.inbox.acknowledge(received.id, { at, userId: "U1", kind: "ack", ack: "read", note: null, data: null });
  const schedule = { dose: { low: 1, high: 2, unit: null }, everyHours: 12 };
  const items: readonly NewMedicalItem[] = [
    { kind: "problem", ...NO_DETAIL, label: "Diabète" },
    { kind: "allergy", ...NO_DETAIL, label: "Arachide", allergen: "food", reaction: null },
    { kind: "habit", ...NO_DETAIL, label: "Tabac", habit: "tobacco", quantity: { value: 1, unit: "{pack}/a" } },
    { kind: "family", ...NO_DETAIL, label: "Cancer", relative: "mother" },
    { kind: "treatment", ...NO_DETAIL, label: "M", cip13: null, dosage: null, schedule, route: null, reason: null },
  ];
  await medical(cabinet, "P1", ...items);
  await cabinet.medical.stateNone("P1", "surgery", true);
  await cabinet.medical.changeProtocols("P1", { add: ["ASALEE"], remove: [] });
  const actor = { userId: "U1", rpps: null, authMode: "psc" } as const;
  await cabinet.traces.append([
    { kind: "outbox.settled", at, actor, patientId: "P1", data: { outbox: "O1", documents: ["D1"] } },
  ]);
  const files = await filesIn((await exported(cabinet)).bytes);
  const real = (path: string) => [...new Set(keysOf(jsonIn(files, path)))].sort();
  const none = (keys: readonly string[]) => [...new Set(keys.map((key) => (key.startsWith("noneKnown.") ? "noneKnown.*" : key)))];
  // A null where others have an object: the habit of an item that has none, and so on, are told by their inner keys.
  const inner = (keys: readonly string[]) => keys.filter((key) => !keys.some((other) => other.startsWith(`${key}.`)));
  expect(inner(real("manifest.json"))).toEqual(documented("manifest.json"));
  expect(real("patients/P1/manifest.json")).toEqual(documented("patients/P42/manifest.json"));
  expect(inner(real("patients/P1/patient.json"))).toEqual(documented("patient.json"));
  expect(inner(none(real("patients/P1/medical.json"))).toSorted()).toEqual(documented("medical.json"));
  expect(inner(real("patients/P1/documents.json"))).toEqual(documented("documents.json"));
  expect(real("patients/P1/exchanges.json")).toEqual(documented("exchanges.json"));
});
