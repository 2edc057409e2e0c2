import { expect, test } from "vitest";
import { drawDashboard } from "../../src/commands/dashboard/draw.js";
import type { DashboardReport, Figures } from "../../src/services/dashboard/report.js";

const NONE: Figures = { total: 0, qualified: 0, notQualified: 0, failed: 0 };
const FAILED: Figures = { total: 1, qualified: 1, notQualified: 0, failed: 2 };
const month = (name: string, figures: Figures) => ({
  month: name,
  services: { dmp: NONE, "mss-pro": figures, "mss-patient": NONE },
});
const service = (name: "dmp" | "mss-pro" | "mss-patient", figures: Figures) => ({
  ...{ service: name, label: name, causes: [], notCounted: [], types: [] },
  ...figures,
});

function drawn(change: Partial<DashboardReport>, width = 80): string {
  const report: DashboardReport = {
    cabinet: { name: "essai", environment: "sandbox" },
    period: { name: "year", from: "2026-01-01", to: "2026-12-31", label: "2026" },
    ...{ asOf: "2026-12-31", madeAt: "2026-12-31T12:00:00.000Z", finess: null, rpps: null, inbox: null, insi: null },
    services: [service("dmp", NONE), service("mss-pro", FAILED), service("mss-patient", NONE)],
    trend: [month("2026-09", NONE), month("2026-10", FAILED), month("2026-11", NONE), month("2026-12", NONE)],
    ...{ breakdown: [], rules: { version: "1", source: "", date: "2026-01-01" }, notices: [] },
    ...change,
  };
  return drawDashboard(report, { table: (_, rows) => rows.map((row) => row.join(" ")).join("\n") }, (_, text) => text, width);
}

test("failures end with the command that shows them, for what was asked", () => {
  expect(drawn({})).toContain("- les échecs, un par ligne : segur dashboard --period year --service mss-pro --detail failed");
  const asked = { period: { name: "range", from: "2026-10-01", to: "2026-10-31", label: "octobre 2026" }, rpps: "99700000001" };
  expect(drawn(asked as Partial<DashboardReport>)).toContain(
    "segur dashboard --period 2026-10-01..2026-10-31 --rpps 99700000001 --service mss-pro --detail failed",
  );
  expect(drawn({ services: [service("dmp", NONE)] })).not.toContain("Ensuite");
});

test("months are written as people write them, and those without anything are one line at most", () => {
  const text = drawn({});
  expect(text).toMatch(/^mss-pro \(rien les 3 autres mois\)\noct\. 2026 {2}\|#+x+ 1 \(x 2\)$/m);
  expect(text).toMatch(/^mss-patient : rien$/m);
  expect(text.match(/\|/g)).toHaveLength(1);
});

test("a notice goes on under itself", () => {
  const lines = drawn({ notices: ["mot ".repeat(40).trim()] }, 60).split("\n");
  const first = lines.findIndex((line) => line.startsWith("- mot"));
  expect(lines[first + 1]).toMatch(/^ {2}mot/);
});
