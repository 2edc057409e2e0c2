import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeVsm } from "../../../src/documents/vsm/writer.js";
import { tool } from "../support/conformance.js";
import { somePatient } from "./support/patients.js";

const PATIENTS = 200;
/** The volet of 2013 and that of 2023, beside the schema and the four profiles. */
const BOTH = "CI-SIS_VSM_1.4_2022.01+CI-SIS_VSM_2023.01";

let folder = "";
const paths = Array.from({ length: PATIENTS }, (_, seed) => `vsm-${String(seed).padStart(3, "0")}.xml`);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "segur-vsm-"));
  for (const [seed, path] of paths.entries()) writeFileSync(join(folder, path), writeVsm(somePatient(seed)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = tool("cda-validate/validate.sh");

describe.skipIf(check.missing)(`the official schema and both schematrons of the VSM ${check.reason}`, () => {
  it(`find no fault in ${PATIENTS} patients, from an empty file to a very rich one`, { timeout: 240_000 }, (test) => {
    const { status, output } = check.run(test, ["-d", "-s", BOTH, ...paths.map((path) => join(folder, path))]);
    const clean = /^OK .*errors=0 (?!.*E\/[1-9])/;
    expect(output.split("\n").filter((line) => line !== "" && !clean.test(line))).toEqual([]);
    expect(status).toBe(0);
    expect(output.match(/^OK /gm)).toHaveLength(PATIENTS);
  });

  it("find a fault where there is one", { timeout: 60_000 }, (test) => {
    const path = join(folder, "wrong.xml");
    const xml = writeVsm(somePatient(7)).toString();
    writeFileSync(path, xml.replace('code="46612-8"', 'code="46612-9"'));
    expect(check.run(test, ["-s", BOTH, path]).status).toBe(1);
  });
});
