import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCda } from "../../../../src/documents/cda/reader.js";
import { toPdfA } from "../../../../src/documents/pdf/convert.js";
import type { Told } from "../../../../src/domain/inbox/biology.js";
import { crBio } from "../../../../src/sandbox/mail/week/cr-bio.js";
import { PANELS, type PanelName } from "../../../../src/sandbox/mail/week/panels.js";
import { draft } from "../../../documents/cda/sample.js";
import { tool } from "../../../documents/support/conformance.js";

const PANEL_NAMES = Object.keys(PANELS) as PanelName[];
const check = tool("cda-validate/validate.sh");

async function report(name: PanelName, status: "completed" | "active" = "completed"): Promise<Buffer> {
  const base = draft("11502-2");
  const [author] = base.authors;
  const given = {
    ...base,
    recipients: [{ id: "899700000017", familyName: "MARCEAU", givenName: "Paul" }],
    authors: [{ ...author, role: null }] as const,
    ...(status === "active" ? { versionNumber: 2, replaces: { root: "2.25.9", extension: null } } : {}),
  };
  const { bytes } = await toPdfA(Buffer.from(`Résultats : ${name}`), "text/plain", given);
  return crBio({ draft: given, chapters: PANELS[name], status, pdf: bytes });
}

/** The alerts that each panel must raise (cda.md §4). */
const ALERTS: Readonly<Record<PanelName, readonly [urgent: Told, outside: Told, comment: Told]>> = {
  normal: ["no", "no", "no"],
  out: ["no", "yes", "no"],
  urgent_high: ["yes", "yes", "no"],
  urgent_low: ["yes", "yes", "no"],
  urgent_other: ["yes", "yes", "yes"],
  comment: ["no", "no", "yes"],
  conflict: ["no", "yes", "no"],
};

describe("a report of biology of the sandbox", () => {
  it.each(PANEL_NAMES)("%s is read with its results and alerts", async (name) => {
    const { biology, header } = await readCda([await report(name)], { biology: true });
    const [urgent, outside, comment] = ALERTS[name];
    expect(biology?.alerts).toEqual({ urgent, outside, comment });
    expect(biology?.results.map(({ code }) => code)).toEqual(
      PANELS[name].flatMap(({ results }) => results.map(({ code }) => code)),
    );
    expect(header.code.code).toBe("11502-2");
    expect(biology?.warnings).toEqual([]);
  });

  it("is partial when its act is active", async () => {
    const { biology } = await readCda([await report("out", "active")], { biology: true });
    expect(biology?.partial).toBe(true);
  });

  it("shows both sides of a conflict", async () => {
    const { biology } = await readCda([await report("conflict")], { biology: true });
    expect(biology?.results.filter(({ conflict }) => conflict).map(({ code }) => code)).toEqual(["2284-8"]);
  });
});

describe.skipIf(check.missing)(`the official schema and the schematron CR-BIO 2024.01 ${check.reason}`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "segur-bio-"));
    for (const name of PANEL_NAMES) writeFileSync(join(folder, `${name}.xml`), await report(name));
    writeFileSync(join(folder, "active.xml"), await report("out", "active"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("find no fault in any report", { timeout: 180_000 }, (test) => {
    const { output } = check.run(test, ["-d", ...[...PANEL_NAMES, "active"].map((name) => join(folder, `${name}.xml`))]);
    expect(output.split("\n").filter((line) => line !== "" && !/^OK .*errors=0 /.test(line))).toEqual([]);
    expect(output.match(/^OK .*CR-BIO_2024\.01/gm)).toHaveLength(PANEL_NAMES.length + 1);
  });
});
