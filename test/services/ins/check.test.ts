import { describe, expect, it } from "vitest";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import { type CheckTarget, checkFile, checkPatients } from "../../../src/services/ins/check.js";
import { openCheckableFile } from "../../../src/services/ins/check-file.js";
import { CheckTally } from "../../../src/services/ins/check-tally.js";
import type { CheckedLine } from "../../../src/services/ins/check-types.js";
import { testCabinet } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";
import { ruth } from "./identities.js";

const NOW = new Date("2026-11-23T10:00:00Z");

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text, "utf8");
}

async function checkText(text: string, cabinet: OpenCabinet | null = null, map: readonly string[] = []): Promise<CheckedLine[]> {
  const { file } = await openCheckableFile(bytes(text), map);
  return collect(checkFile(cabinet, file, NOW));
}

async function collect(lines: AsyncIterable<CheckedLine>): Promise<CheckedLine[]> {
  const all: CheckedLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const HEAD = "dossier;nom_naissance;prenoms_naissance;nom_utilise;date_naissance;sexe;lieu_naissance;matricule";
const csv = (...rows: readonly string[]): string => [HEAD, ...rows].join("\n");

describe("checkFile", () => {
  it.each([
    ["an empty file", ""],
    ["a file without known columns", "a;b\n1;2\n"],
  ])("refuses %s as unreadable", async (_, text) => {
    await expect(checkText(text)).rejects.toMatchObject({ kind: "input" });
  });

  it("tells a line that cannot be read by its number, and checks the others", async () => {
    const lines = await checkText(
      csv("1;NESSI;RUTH;DURAND-NESSI;14/07/1977;F;63220;", "2;NESSI;RUTH", "3;ADRUN;ZOE;DURAND-ADRUN;31/12/1975;F;63220;"),
    );
    expect(lines.map(({ line, key, prediction }) => [line, key, prediction])).toEqual([
      [2, "1", "ready"],
      [3, expect.any(String), "blocked"],
      [4, "3", "ready"],
    ]);
    expect(lines[1]?.findings[0]?.code).toMatch(/^tabular\./);
  });

  it("predicts what blocks the call, once for each fault, with the correction that can be told", async () => {
    const [line] = await checkText(csv("7;NESSI;RUTH;;14/07/1977;;63220;277076322082910"));
    expect(line).toMatchObject({ line: 2, key: "7", patientId: null, prediction: "blocked" });
    expect(line?.findings).toEqual([
      {
        column: "sexe",
        code: "sex.empty",
        message: "Le sexe est vide.",
        proposal: "F",
        certainty: "likely",
        level: "blocking",
        rule: "INS/va1.21",
      },
    ]);
    expect(Object.fromEntries(line?.patch ?? [])).toEqual({
      dossier: "7",
      nom_naissance: "NESSI",
      prenoms_naissance: "RUTH",
      date_naissance: "14/07/1977",
      sexe: "F",
      lieu_naissance: "63220",
      matricule: "277076322082910",
    });
  });

  it("proposes the birth name written beside the married name, and a key that was left out", async () => {
    const [stated, key] = await checkText(
      csv("1;DURAND née NESSI;RUTH;;14/07/1977;F;63220;", "2;NESSI;RUTH;;14/07/1977;F;63220;2770763220829"),
    );
    expect(stated?.patch?.get("nom_naissance")).toBe("NESSI");
    expect(key?.patch?.get("matricule")).toBe("277076322082910");
  });

  it("makes no patch of what import corrects alone: accents and lower case", async () => {
    const [line] = await checkText(csv("1;Nessi;Ruth;Durand-Nessi;14/07/1977;F;63220;"));
    expect(line).toMatchObject({ prediction: "ready", patch: null });
    expect(line?.findings.map((finding) => finding.level)).toEqual(["info", "info"]);
  });

  it("says what import would refuse besides: a duplicate file number, a wrong proof", async () => {
    const cabinet = await testCabinet();
    const rows = ["1;NESSI;RUTH;DURAND-NESSI;14/07/1977;F;63220;", "1;ADRUN;ZOE;DURAND-ADRUN;31/12/1975;F;63220;"];
    const [, duplicate] = await checkText(csv(...rows), cabinet);
    expect(duplicate).toMatchObject({
      line: 3,
      prediction: "blocked",
      findings: [{ code: "patient.duplicate_key", column: "dossier" }],
    });
    const proof = "dossier;nom_naissance;premier_prenom;date_naissance;sexe;preuve_type\n1;NESSI;RUTH;14/07/1977;F;CN\n";
    expect((await checkText(proof))[0]).toMatchObject({
      prediction: "blocked",
      findings: expect.arrayContaining([expect.objectContaining({ code: "proof.incomplete" })]),
    });
    expect(await cabinet.patients.count()).toBe(0);
  });

  it("reads a line over the stored patient of the same file number, as import would", async () => {
    const cabinet = await testCabinet();
    const [stored] = await cabinet.add(newPatient(OFFICIAL.corse));
    // Only the sex is given: the rest is what is stored, not missing.
    const [line] = await checkText("dossier;sexe\nF-CORSE;M\n", cabinet);
    expect(line).toMatchObject({ patientId: stored?.id, prediction: "ready", findings: [] });
    const [alone] = await checkText("dossier;sexe\nF-CORSE;M\n");
    expect(alone?.prediction).toBe("blocked");
  });

  it("expects no call for an identity that has its INS, and still tells a locked trait", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"));
    const [same, changed] = [
      await checkText(csv("F-RUTH;NESSI;RUTH;DURAND-NESSI;14/07/1977;F;63220;"), cabinet),
      await checkText(csv("F-RUTH;DURAND;RUTH;;14/07/1977;F;63220;"), cabinet),
    ];
    expect(same[0]).toMatchObject({ prediction: "already", findings: [] });
    expect(changed[0]).toMatchObject({ prediction: "blocked", findings: [{ column: "nom_naissance", code: "identity.locked" }] });
  });

  it("takes other headings, and NDJSON", async () => {
    const [mapped] = await checkText("NOM;PRENOM;DDN;S\nNESSI;RUTH;14/07/1977;F\n", null, [
      "NOM=nom_naissance",
      "PRENOM=premier_prenom",
      "S=sexe",
    ]);
    expect(mapped?.findings.filter((finding) => finding.level === "blocking")).toEqual([]);
    const [ndjson] = await checkText(
      '{"dossier":"9","nom_naissance":"NESSI","premier_prenom":"RUTH","date_naissance":"1977-07-14","sexe":"F"}\n',
    );
    expect(ndjson?.key).toBe("9");
  });
});

describe("checkPatients", () => {
  const check = (cabinet: OpenCabinet, target: CheckTarget): Promise<CheckedLine[]> => collect(checkPatients(cabinet, target));

  it("refuses an unknown patient before it tells anything", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(newPatient(OFFICIAL.adrun));
    const lines = checkPatients(cabinet, { kind: "ids", references: ["P1", "P99"] });
    await expect(lines.next()).rejects.toMatchObject({ kind: "not_found" });
  });

  it("checks named patients, a filter, or everyone, and names the patient in the patch by id and file number", async () => {
    const cabinet = await testCabinet();
    const [double] = await cabinet.add(
      newPatient({ ...OFFICIAL.ruth, name: "NESSI DURAND", usedName: "DURAND" }),
      ruth("qualifiee", { file: "F-2" }),
    );
    const all = await check(cabinet, { kind: "everyone" });
    expect(all.map((line) => line.prediction)).toEqual(["risk", "already"]);
    expect(all[0]?.patch?.get("nom_naissance")).toBe("NESSI");
    expect(all[0]?.patch?.get("dossier")).toBe("F-RUTH");
    expect(all[0]?.patch?.get("id")).toBe(double?.id);
    expect(await check(cabinet, { kind: "filter", where: { field: "status", is: "qualifiee" } })).toHaveLength(1);
    expect(await check(cabinet, { kind: "ids", references: ["F-2"] })).toMatchObject([{ prediction: "already" }]);
  });
});

it("CheckTally counts by prediction and by kind, the gravest first", async () => {
  const tally = new CheckTally();
  for (const line of await checkText(csv("1;NESSI;RUTH;;14/07/1977;;63220;", "2;Adrun;ZOE;;31/02/1975;;63220;"))) tally.add(line);
  expect(tally.total).toBe(2);
  expect(tally.predictions).toEqual({ ready: 0, already: 0, risk: 0, blocked: 2 });
  expect(tally.codes.map(({ code, count }) => [code, count])).toEqual([
    ["sex.empty", 2],
    ["date.calendar", 1],
    ["name.normalised", 1],
  ]);
});
