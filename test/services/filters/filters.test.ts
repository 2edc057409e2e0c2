import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dateOf } from "../../../src/services/filters/dates.js";
import { DEFAULT_FILTERS } from "../../../src/services/filters/defaults.js";
import { listFilters, resolveFilter } from "../../../src/services/filters/filters.js";
import { readExpression } from "../../../src/services/filters/validate.js";
import { byFile, importText, NOW, refusal, type TestCabinet, testCabinet } from "../patients/cabinet.js";

describe("relative dates", () => {
  it.each([
    [{ monthsAgo: 12 }, "2026-11-23", "2025-11-23"],
    [{ monthsAgo: 1 }, "2026-03-31", "2026-02-28"],
    [{ monthsAgo: 1 }, "2024-03-31", "2024-02-29"],
    [{ monthsAgo: 11 }, "2026-11-30", "2025-12-30"],
    [{ yearsAgo: 1 }, "2024-02-29", "2023-02-28"],
    [{ yearsAgo: 75 }, "2026-11-23", "1951-11-23"],
    [{ startOf: "year" }, "2026-11-23", "2026-01-01"],
    [{ date: "2020-02-02" }, "2026-11-23", "2020-02-02"],
  ] as const)("%j on %s is %s", (relative, today, expected) => {
    expect(dateOf(relative, today)).toBe(expected);
  });
});

const HEAD = "dossier;nom_naissance;premier_prenom;date_naissance;sexe;ald;diagnostics;dernier_vsm;rcp";
/** Each line says in its file number why it is there. */
const PEOPLE = `${HEAD}
ald-without-vsm;A;A;01/01/1990;F;oui;;;
ald-old-vsm;B;A;01/01/1990;F;oui;;22/11/2025;
ald-vsm-on-the-day;C;A;01/01/1990;F;oui;;23/11/2025;
diabetes;D;A;01/01/1990;F;;E11.9;;
flu;E;A;01/01/1990;F;;J10;;
healthy;F;A;01/01/1990;F;;;;
rcp-planned;G;A;01/01/1990;F;oui;;01/11/2026;01/12/2026
rcp-late;H;A;01/01/1990;F;;;;01/02/2024:prevue
rcp-this-year;I;A;01/01/1990;F;oui;;01/11/2026;01/01/2026
rcp-last-year;J;A;01/01/1990;F;oui;;01/11/2026;31/12/2025
old;K;A;22/11/1951;F;;;;
not-so-old;L;A;24/11/1951;F;;;;
`;

async function inFilter(cabinet: TestCabinet, name: string): Promise<string[]> {
  const { where } = await resolveFilter(cabinet, name);
  const found: string[] = [];
  for await (const { fileNumber } of cabinet.patients.walk(where)) found.push(fileNumber ?? "");
  return found.sort();
}

describe("the presets (product.md §5)", () => {
  it("vsm-due, rcp and rcp-candidats take whom they say", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, PEOPLE);
    expect(await inFilter(cabinet, "vsm-due")).toEqual(["ald-old-vsm", "ald-without-vsm", "diabetes"]);
    expect(await inFilter(cabinet, "rcp")).toEqual(["rcp-late", "rcp-planned", "rcp-this-year"]);
    expect(await inFilter(cabinet, "rcp-candidats")).toEqual([
      "ald-old-vsm",
      "ald-vsm-on-the-day",
      "ald-without-vsm",
      "old",
      "rcp-last-year",
      "rcp-planned",
    ]);
  });

  it("ins-ko is the union of its parts, without those never asked about", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, PEOPLE);
    const outcomes = { flu: "01", old: "02", healthy: "KO", diabetes: "error", "rcp-late": "00" } as const;
    for (const [fileNumber, outcome] of Object.entries(outcomes)) {
      const patient = await byFile(cabinet, fileNumber);
      await cabinet.patients.save({
        updates: [{ patient: { ...patient, lastInsi: { outcome, at: NOW.toISOString() } }, expectedVersion: patient.version }],
      });
    }
    expect(await inFilter(cabinet, "ins-ko")).toEqual(["diabetes", "flu", "healthy", "old"]);
    expect(await inFilter(cabinet, "ins-01")).toEqual(["flu"]);
    expect(await inFilter(cabinet, "ins-02")).toEqual(["old"]);
    expect(await inFilter(cabinet, "ins-verify-ko")).toEqual(["healthy"]);
    expect(await inFilter(cabinet, "ins-error")).toEqual(["diabetes"]);
    expect(await inFilter(cabinet, "ins-never")).toHaveLength(12 - 5);
  });

  it("are all definitions that a cabinet could have written, and say where they come from", () => {
    for (const { name, where, source } of DEFAULT_FILTERS) {
      expect(readExpression(JSON.parse(JSON.stringify(where)), name, 0)).toEqual(where);
      expect(source).not.toBe("");
    }
  });
});

describe("filters.json of a cabinet", () => {
  function write(cabinet: TestCabinet, content: unknown): void {
    writeFileSync(join(cabinet.folder, "filters.json"), typeof content === "string" ? content : JSON.stringify(content));
  }

  it("replaces a preset and adds others", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, PEOPLE);
    write(cabinet, {
      filters: [
        { name: "rcp", where: { field: "ald", is: false } },
        {
          name: "nes-en-1951",
          label: "1951",
          where: {
            all: [
              { field: "birthDate", notBefore: { date: "1951-01-01" } },
              { field: "birthDate", before: { date: "1952-01-01" } },
            ],
          },
        },
      ],
    });
    expect(await inFilter(cabinet, "nes-en-1951")).toEqual(["not-so-old", "old"]);
    expect(await inFilter(cabinet, "rcp")).toContain("healthy");
    const origins = (await listFilters(cabinet)).map(({ definition, origin }) => `${definition.name} ${origin}`);
    expect(origins).toEqual(expect.arrayContaining(["rcp edited", "nes-en-1951 cabinet", "vsm-due preset"]));
  });

  it.each([
    ["{", "fichier"],
    [{ filtres: [] }, "filters"],
    [{ filters: [{ name: "A b", where: { field: "ald", is: true } }] }, "filters[0].name"],
    [{ filters: [{ name: "a" }] }, "filters[0].where"],
    [{ filters: [{ name: "a", where: { field: "ald", is: true }, sql: "1" }] }, "filters[0].sql"],
    [
      {
        filters: [
          { name: "a", where: { field: "ald", is: true } },
          { name: "a", where: { field: "ald", is: true } },
        ],
      },
      "filters[1].name",
    ],
    [{ filters: [{ name: "a", where: { field: "age", is: "1" } }] }, "filters[0].where.field"],
    [{ filters: [{ name: "a", where: { field: "ald", is: "oui" } }] }, "filters[0].where.is"],
    [{ filters: [{ name: "a", where: { field: "status", in: ["qualifiee", "x"] } }] }, "filters[0].where.in[1]"],
    [{ filters: [{ name: "a", where: { field: "lastVsm", is: "hier" } }] }, "filters[0].where.is"],
    [{ filters: [{ name: "a", where: { field: "sex", before: { yearsAgo: 1 } } }] }, "filters[0].where"],
    [{ filters: [{ name: "a", where: { field: "lastVsm", before: { monthsAgo: -1 } } }] }, "filters[0].where.before.monthsAgo"],
    [{ filters: [{ name: "a", where: { field: "lastVsm", before: { date: "2026-02-31" } } }] }, "filters[0].where.before"],
    [{ filters: [{ name: "a", where: { all: [] } }] }, "filters[0].where.all"],
    [
      { filters: [{ name: "a", where: { any: [{ not: { field: "diagnoses", startsWith: [""] } }] } }] },
      "filters[0].where.any[0].not.startsWith[0]",
    ],
  ])("says where it is wrong: %j", async (content, place) => {
    const cabinet = testCabinet();
    write(cabinet, content);
    const error = await refusal(resolveFilter(cabinet, "rcp"));
    expect(error).toMatchObject({ kind: "config", code: "filter.file", details: { place } });
    expect(error.message).toContain(place);
  });

  it("stops at conditions nested without end", async () => {
    const cabinet = testCabinet();
    let where: unknown = { field: "ald", is: true };
    for (let depth = 0; depth < 500; depth += 1) where = { not: where };
    write(cabinet, { filters: [{ name: "a", where }] });
    expect(await refusal(listFilters(cabinet))).toMatchObject({
      code: "filter.file",
      why: expect.stringContaining("20 niveaux"),
    });
  });

  it("an unknown filter lists those that exist", async () => {
    const error = await refusal(resolveFilter(testCabinet(), "vsm"));
    expect(error).toMatchObject({ kind: "usage", code: "filter.unknown" });
    expect(error.why).toContain("vsm-due");
  });
});
