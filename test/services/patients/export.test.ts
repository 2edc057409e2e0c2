import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Patient } from "../../../src/domain/patient.js";
import { EXPORT_COLUMNS, exportPatients, exportRow } from "../../../src/services/patients/export.js";
import { csvLine } from "../../../src/terminal/csv.js";
import { byFile, everyone, importText, recover, type TestCabinet, testCabinet, told, traces } from "./cabinet.js";

async function exported(cabinet: TestCabinet, reveal = false): Promise<{ csv: string; ndjson: string }> {
  let csv = csvLine([...EXPORT_COLUMNS]);
  let ndjson = "";
  for await (const patient of exportPatients(cabinet, cabinet.patients.walk(), reveal)) {
    const row = exportRow(patient, { reveal, medical: true });
    csv += csvLine(EXPORT_COLUMNS.map((name) => row[name] ?? ""));
    ndjson += `${JSON.stringify(row)}\n`;
  }
  return { csv, ndjson };
}

/** All but what the store gives by itself. */
function content({ id: _id, version: _version, createdAt: _created, updatedAt: _updated, ...rest }: Patient) {
  return rest;
}

const name = fc.string({ unit: fc.constantFrom("A", "é", "œ", "Z", "k"), minLength: 1, maxLength: 8 });
const compound = fc.tuple(name, fc.constantFrom(" ", "-", "'"), name).map((parts) => parts.join(""));
const anyName = fc.oneof(name, compound);
const day = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2026-11-22"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const text = fc.string({ unit: fc.constantFrom("a", "É", "1", ";", '"', ",", "=", "+", "@", "-", " ", "\n"), maxLength: 12 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 1 });
const yesNo = fc.constantFrom("oui", "non");
const record = fc.record({
  nom_naissance: anyName,
  prenoms_naissance: fc.array(anyName, { minLength: 1, maxLength: 3 }),
  date_naissance: day,
  sexe: fc.constantFrom("M", "F", "I"),
  lieu_naissance: fc.constantFrom("63220", "2A004", "99999", "99352"),
  nom_utilise: optional(text),
  adresse: optional(text),
  telephone: optional(text),
  ald: yesNo,
  homonyme: yesNo,
  diagnostics: fc.subarray(["E11.9", "I10", "C50"]),
  derniere_visite: optional(day),
  rcp: optional(fc.tuple(day, fc.constantFrom("faite", "prevue")).map((parts) => parts.join(":"))),
  consentement_dmp_consultation: fc.constantFrom("accord", "opposition", "aucun"),
});

describe("an export is read back as it is", () => {
  it("into a new cabinet: the same patients; into the same one: nothing changes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("csv", "ndjson"),
        async (records, form) => {
          const cabinet = testCabinet();
          const ndjson = records.map((each, index) => JSON.stringify({ dossier: `D${index}`, ...each })).join("\n");
          const { lines } = await importText(cabinet, ndjson);
          expect(lines.every(({ outcome }) => outcome === "created")).toBe(true);
          const file = (await exported(cabinet))[form as "csv"];

          const again = await importText(cabinet, file);
          expect(told(again.lines).filter((line) => !line.endsWith("unchanged"))).toEqual([]);
          const other = testCabinet();
          await importText(other, file);
          expect((await everyone(other)).map(content)).toEqual((await everyone(cabinet)).map(content));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("with proofs, interpreted dates and billing dates", async () => {
    const cabinet = testCabinet();
    await importText(
      cabinet,
      "dossier;nom_naissance;premier_prenom;date_naissance;sexe;date_naissance_facturation;preuve_type;preuve_date;preuve_par\n1;A;MARIE ANNE;00/00/1950;F;30/02/1950;PA;02/03/2026;Mme B\n",
    );
    const other = testCabinet();
    await importText(other, (await exported(cabinet)).csv);
    expect((await everyone(other)).map(content)).toEqual((await everyone(cabinet)).map(content));
    expect(await byFile(other, "1")).toMatchObject({
      birthDateInterpreted: true,
      identity: { status: "validee", traits: { birthDate: "1950-12-31" } },
    });
  });
});

describe("matricules in an export", () => {
  const FILE =
    "dossier;nom_naissance;premier_prenom;date_naissance;sexe\n1;A;B;01/01/2000;F\n2;C;D;01/01/2000;F\n3;E;F;01/01/2000;F\n";

  it("are masked, and no access is traced", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    await recover(cabinet, "1", { qualified: true });
    const { csv, ndjson } = await exported(cabinet);
    expect(csv + ndjson).not.toContain("6322082910");
    expect(csv).toContain("277************");
    expect(await traces(cabinet, ["ins.accessed"])).toEqual([]);
    expect(told((await importText(cabinet, csv)).lines)).toEqual(["2 unchanged", "3 unchanged", "4 unchanged"]);
  });

  it("are shown on demand for qualified identities only, each access being traced before", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const qualified = await recover(cabinet, "1", { qualified: true });
    const { csv } = await exported(cabinet, true);
    expect(csv.match(/277076322082910/g)).toHaveLength(1);
    expect(await traces(cabinet, ["ins.accessed"])).toMatchObject([
      { patientId: qualified.id, data: { where: "patient export" } },
    ]);
  });

  it("of a recovered identity stay masked even then (INS/va1.53)", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    await recover(cabinet, "2");
    expect((await exported(cabinet, true)).csv).not.toContain("277076322082910");
    expect(await traces(cabinet, ["ins.accessed"])).toEqual([]);
  });
});
