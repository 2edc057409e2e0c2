import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it, onTestFinished } from "vitest";
import { junit, junitError } from "../../../src/commands/mom/junit.js";
import { SegurError } from "../../../src/domain/errors.js";
import type { MomIndicator, MomReport } from "../../../src/services/mom/report.js";
import { JUNIT_XSD } from "../../e2e/support/junit-10.js";

const HAS_XMLLINT = spawnSync("xmllint", ["--version"]).status === 0;

/** What xmllint says of each document against the shape; nothing when it is right. */
function faults(documents: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "segur-junit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const schema = join(folder, "junit.xsd");
  writeFileSync(schema, JUNIT_XSD);
  const files = documents.map((text, index) => {
    const path = join(folder, `${index}.xml`);
    writeFileSync(path, text);
    return path;
  });
  const { status, stderr } = spawnSync("xmllint", ["--noout", "--nonet", "--schema", schema, ...files], { encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  isArray: (name) => ["testsuite", "testcase", "property"].includes(name),
});

const indicator = (rest: Partial<MomIndicator>): MomIndicator => ({
  ...{ service: "dmp", label: "Dépôts", unit: "document", wanted: 10, counted: 7, missing: 3, met: false },
  ...{ items: [], others: [], candidates: [] },
  ...rest,
});
const report = (rest: Partial<MomReport>): MomReport => ({
  cabinet: { name: "essai", environment: "sandbox" },
  ...{ since: null, madeAt: "2026-11-26T09:00:00.000Z", verdict: "not_met", reasons: [], notices: [] },
  practitioners: [
    {
      rpps: "99700000001",
      name: null,
      met: false,
      indicators: [indicator({}), indicator({ service: "mss-pro", counted: 12, missing: 0, met: true })],
    },
  ],
  thresholds: { version: "1", source: "essai", date: "2026-11-26" },
  ...rest,
});
const DOUBT = { code: "mom.rpps_unknown", message: "Inconnu.", advice: "segur user list" };

describe("JUnit report", () => {
  it("has a suite for each practitioner, a failure for what is missing, and counts that are those of its cases", () => {
    const { testsuites } = parser.parse(junit(report({})));
    expect(testsuites).toMatchObject({ tests: "2", failures: "1", errors: "0" });
    expect(testsuites.testsuite).toMatchObject([{ name: "RPPS 99700000001", tests: "2", failures: "1", errors: "0" }]);
    const [dmp, pro] = testsuites.testsuite[0].testcase;
    expect(dmp).toMatchObject({
      name: "dmp",
      failure: { type: "mom.not_met", message: expect.stringContaining("il en manque 3") },
    });
    expect(pro).not.toHaveProperty("failure");
  });

  it("nothing passes when it cannot be determined, and each reason is an error", () => {
    const { testsuites } = parser.parse(junit(report({ verdict: "unknown", reasons: [DOUBT] })));
    expect(testsuites).toMatchObject({ tests: "3", failures: "0", errors: "3" });
    const cases = testsuites.testsuite.flatMap((suite: { testcase: object[] }) => suite.testcase);
    for (const each of cases) expect(each).toHaveProperty("error.type", "mom.rpps_unknown");
    const nobody = parser.parse(junit(report({ verdict: "unknown", reasons: [DOUBT], practitioners: [] })));
    expect(nobody.testsuites).toMatchObject({ tests: "1", errors: "1" });
  });

  it("a report that could not be made is an error too", () => {
    const error = new SegurError({
      kind: "input",
      code: "mom.thresholds_invalid",
      message: "Faux.",
      why: "a < b",
      advice: "segur mom check",
    });
    const { testsuites } = parser.parse(junitError(error));
    expect(testsuites.testsuite[0].testcase[0].error).toEqual({
      type: "mom.thresholds_invalid",
      message: "Faux. a < b segur mom check",
    });
  });

  it.skipIf(!HAS_XMLLINT)(
    "is well formed and of the shape that servers read, whatever a label, a source or a command holds",
    () => {
      const text = fc.oneof(
        fc.string(),
        fc.string({ unit: "binary" }),
        fc.constantFrom('<&">', "]]>", "\u0000\u0008\ud800", "é\ufffe"),
      );
      const made: string[] = [];
      fc.assert(
        fc.property(text, text, text, (label, source, run) => {
          const others = [{ reason: "failed" as const, label, count: 1, newest: [] }];
          const one = indicator({ label, others, candidates: [{ patientId: "P1", document: "D1", run }] });
          const practitioners = [{ rpps: "99700000001", name: label, met: false, indicators: [one] }];
          const rest = {
            practitioners,
            cabinet: { name: label, environment: run },
            thresholds: { version: label, source, date: "2026-11-26" },
          };
          made.push(
            junit(report(rest)),
            junit(report({ ...rest, verdict: "unknown", reasons: [{ code: label, message: source, advice: run }] })),
          );
        }),
        { numRuns: 60 },
      );
      made.push(junitError(new SegurError({ kind: "input", code: "a.b", message: "<&\u0001" })), junit(report({})));
      expect(faults(made)).toBe("");
      // The shape does refuse.
      expect(faults([junit(report({})).replace("<testcase ", "<testcase other='1' ")])).toContain("not allowed");
    },
  );
});
