import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { extraction, extractionRows } from "../../src/commands/dashboard/extraction.js";
import type { DashboardReport, Figures } from "../../src/services/dashboard/report.js";
import { listCsv } from "../../src/terminal/listing-machine.js";

const figures = (total: number, qualified: number, failed: number): Figures => ({
  total,
  qualified,
  notQualified: total - qualified,
  failed,
});

/** One of each thing that a report may hold. */
const REPORT: DashboardReport = {
  cabinet: { name: "essai", environment: "sandbox" },
  period: { name: "range", from: "2026-03-01", to: "2026-04-30", label: "du 01/03/2026 au 30/04/2026" },
  asOf: "2026-05-01",
  madeAt: "2026-05-01T10:00:00.000Z",
  finess: null,
  rpps: null,
  services: [
    {
      ...{ service: "dmp", label: "Déposés au DMP", ...figures(3, 2, 1) },
      causes: [{ code: "dmp.absent", label: "le patient n'a pas de DMP", count: 1 }],
      notCounted: [{ code: "replacement", label: "déjà compté", count: 4 }],
      types: [{ code: "11488-4", label: "CR ; consultation", count: 3, qualified: 2 }],
    },
  ],
  inbox: {
    ...{ total: 6, automatic: 1, byHand: 1, waiting: 1, setAside: 2, quarantined: 1 },
    kinds: [{ code: "11502-2", label: "biologie", count: 6, automatic: 1, byHand: 1, waiting: 1 }],
  },
  insi: {
    ...{ patients: 4, qualified: 3, rate: 0.75 },
    statuses: [{ code: "qualifiee", label: "qualifiée", count: 3 }],
    reasons: [{ code: "never", label: "jamais", count: 1 }],
    calls: [{ code: "00", label: "trouvée", count: 5 }],
  },
  trend: ["2026-03", "2026-04"].map((month) => ({
    month,
    services: { dmp: figures(1, 1, 0), "mss-pro": figures(0, 0, 0), "mss-patient": figures(0, 0, 0) },
  })),
  breakdown: [{ finess: "630000404", rpps: "10100000019", service: "dmp", ...figures(3, 2, 1) }],
  rules: { version: "2026.1", source: "essai", date: "2026-11-26" },
  notices: [],
};

const page = readFileSync(new URL("../../docs/extraction-format.md", import.meta.url), "utf8");
/** First cells of the rows of the tables of the page. */
const cells = (column: number) =>
  page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| -"))
    .map((line) => line.split("|")[column]?.trim().replaceAll("`", "") ?? "");

test("the page describes the columns and the sections of the real extraction, in their order", () => {
  const { columns } = extraction(REPORT);
  const rows = cells(1);
  const [columnRows, sectionRows] = [rows.slice(1, rows.indexOf("Rubrique", 5)), rows.slice(rows.lastIndexOf("Rubrique") + 1)];
  expect(columnRows).toEqual(columns.map(({ title }) => title));
  expect(cells(2).slice(1, columns.length + 1)).toEqual(columns.map(({ key }) => key));
  expect([...new Set(extractionRows(REPORT).map(({ section }) => section))]).toEqual(sectionRows);
});

test("the file is as the page says: titles, semicolons, CRLF, a total that does not hold the failures", async () => {
  const parts: string[] = [];
  const io = { out: async (data: string) => void parts.push(data) };
  const listing = extraction(REPORT);
  await listCsv(io as never, listing, listing.columns);
  const lines = parts.join("").split("\r\n");
  expect(lines[0]).toBe(
    "Début;Fin;Connu au;Rubrique;Service;Mois;FINESS;RPPS;Code;Libellé;Total;INS qualifiée;INS non qualifiée;Échecs;Règles",
  );
  expect(lines[1]).toBe("2026-03-01;2026-04-30;2026-05-01;total;dmp;;;;;Déposés au DMP;3;2;1;1;2026.1");
  expect(lines[2]).toBe("2026-03-01;2026-04-30;2026-05-01;structure;dmp;;630000404;10100000019;;;3;2;1;1;2026.1");
  expect(lines[3]).toBe("2026-03-01;2026-04-30;2026-05-01;month;dmp;2026-03;;;;;1;1;0;0;2026.1");
  expect(lines.find((line) => line.includes(";type;"))).toContain('"CR ; consultation"');
  expect(lines.at(-1)).toBe("");
});

test("asked of one RPPS and FINESS, what is of the whole practice carries neither", () => {
  const { items, columns } = extraction({ ...REPORT, finess: "630000404", rpps: "10100000019" });
  const value = (key: string) => columns.find((column) => column.key === key)?.value;
  for (const row of items as readonly Parameters<NonNullable<ReturnType<typeof value>>>[0][]) {
    const whole = ["inbox", "insi"].includes(row.service);
    expect([value("finess")?.(row), value("rpps")?.(row)], row.section).toEqual(
      whole ? [null, null] : ["630000404", "10100000019"],
    );
  }
});
