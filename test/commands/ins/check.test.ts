import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../../src/commands/ins/check.js";
import { readTabular } from "../../../src/documents/tabular/reader.js";
import { PATIENT_SCHEMA } from "../../../src/services/patients/columns.js";
import { createImporter } from "../../../src/services/patients/import.js";
import { testCabinet } from "../../services/support/cabinet.js";
import { newPatient, OFFICIAL } from "../../services/support/patients.js";
import { testContext, typed } from "../support/context.js";

const HEAD = "dossier;nom_naissance;prenoms_naissance;nom_utilise;date_naissance;sexe;lieu_naissance;matricule;ville";
const GOOD = "1;NESSI;RUTH;DURAND-NESSI;14/07/1977;F;63220;;Clermont";
const NO_SEX = "2;NESSI;RUTH;DURAND-NESSI;14/07/1977;;63220;277076322082910;Orléans";
const MARRIED = "3;DURAND née ADRUN;ZOE;;31/12/1975;F;63220;;";
const NO_KEY = "4;ADRUN;ZOE;DURAND-ADRUN;31/12/1975;F;63220;2751263220749;";
const file = (...rows: readonly string[]): string => [HEAD, ...rows, ""].join("\r\n");

describe("segur ins check", () => {
  it("works before there is any cabinet, and exits 0 when nothing will fail", async () => {
    const { context, io } = await testContext({ input: file(GOOD) });
    expect(await run(context, typed(["-"]))).toBe(0);
    expect(io.told()).toContain("Aucun cabinet");
    expect(io.told()).toContain("1 contrôlé : 1 prêt");
  });

  it("refuses two cohorts at once, and a filter without a cabinet", async () => {
    const { context } = await testContext({ input: file(GOOD) });
    await expect(run(context, typed(["-"], { filter: "ins-never" }))).rejects.toMatchObject({ code: "usage.cohort_ambiguous" });
    await expect(run(context, typed([undefined], { filter: "ins-never" }))).rejects.toMatchObject({ code: "cabinet.none" });
  });

  it("gives one line for each fault, then a summary, and exits 3", async () => {
    const { context, io } = await testContext({ input: file(GOOD, NO_SEX, NO_KEY), format: "ndjson" });
    expect(await run(context, typed(["-"]))).toBe(3);
    const lines = io
      .written()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        schema: "segur.ins.check/1",
        line: 3,
        id: "line:3:sexe:sex.empty",
        key: "2",
        column: "sexe",
        code: "sex.empty",
        level: "blocking",
        proposal: "F",
      },
      { line: 4, key: "4", column: "matricule", code: "matricule.no_key", proposal: "275************" },
      { schema: "segur.ins.check.summary/1", total: 3, predictions: { ready: 1, blocked: 2 }, corrections: 2 },
    ]);
    // Nothing that names a person is told on stderr, and no matricule in clear anywhere.
    expect(io.told()).not.toMatch(/NESSI|RUTH|ADRUN/);
    expect(io.written()).not.toContain("2751263220749");
  });

  it("in JSON, is one valid document with its counts", async () => {
    const { context, io } = await testContext({ input: file(GOOD, MARRIED), format: "json" });
    expect(await run(context, typed(["-"]))).toBe(3);
    const document = JSON.parse(io.written());
    expect(document).toMatchObject({ schema: "segur.ins.check/1", total: 2, predictions: { ready: 1, risk: 1, blocked: 0 } });
    expect(document.items).toHaveLength(1);
  });

  it("writes as CSV the corrections themselves, which import then applies", async () => {
    const cabinet = await testCabinet();
    const { context, io } = await testContext({ input: file(GOOD, NO_SEX, MARRIED, NO_KEY), format: "csv", cabinet });
    expect(await run(context, typed(["-"]))).toBe(3);
    const [heading, ...rows] = io.written().trim().split("\r\n");
    expect(heading?.split(";")).toEqual(expect.arrayContaining(["dossier", "nom_naissance", "sexe", "ville", "motif"]));
    expect(rows).toHaveLength(3);

    const importer = await createImporter(cabinet, { source: "test" });
    const tabular = await readTabular(
      (async function* () {
        yield Buffer.from(io.written(), "utf8");
      })(),
      { schema: PATIENT_SCHEMA },
    );
    const outcomes = [];
    for await (const batch of tabular.batches) outcomes.push(...(await importer.apply(batch)));
    expect(outcomes.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["2", "created"],
      ["3", "created"],
      ["4", "created"],
    ]);
    const patients = await cabinet.patients.findByFileNumbers(["2", "3"]);
    expect(patients.get("2")).toMatchObject({ identity: { traits: { sex: "F" } }, contact: { city: "Orléans" } });
    expect(patients.get("3")?.identity.traits.birthName).toBe("ADRUN");
  });

  it("writes the patch in a private file beside the report, only once it is whole", async () => {
    const { context, io, folder } = await testContext({ input: file(NO_SEX) });
    const path = join(folder, "corrections.csv");
    expect(await run(context, typed(["-"], { patch: path }))).toBe(3);
    const patch = readFileSync(path, "utf8");
    expect(patch.startsWith("\uFEFFdossier;")).toBe(true);
    expect(patch).toMatch(/\r\n2;NESSI;RUTH;.*;F;63220;277076322082910;.*sexe \(probable\)/);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(io.told()).toContain(`segur patient import ${path}`);
  });

  it("leaves the former patch alone when the input turns out unreadable, and a folder that cannot be written is told", async () => {
    const { context, folder } = await testContext({ input: "" });
    const path = join(folder, "corrections.csv");
    writeFileSync(path, "avant");
    await expect(run(context, typed(["-"], { patch: path }))).rejects.toMatchObject({ kind: "input" });
    expect(readFileSync(path, "utf8")).toBe("avant");
    const other = await testContext({ input: file(NO_SEX) });
    const nowhere = join(folder, "absent", "corrections.csv");
    await expect(run(other.context, typed(["-"], { patch: nowhere }))).rejects.toMatchObject({
      kind: "storage",
      code: "output.file_unwritable",
    });
  });

  it("warns when corrections have nothing to tell whom they correct", async () => {
    const { context, io } = await testContext({ input: file(NO_SEX.replace(/^2/, "")), format: "csv" });
    await run(context, typed(["-"]));
    expect(io.told()).toContain("pas de numéro de dossier");
  });

  it("checks the patients of the cabinet, and shows the kinds of problem to a person", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(newPatient({ ...OFFICIAL.ruth, name: "NESSI DURAND", usedName: "DURAND" }), newPatient(OFFICIAL.corse));
    const { context, io } = await testContext({ cabinet, tty: true, columns: 200 });
    expect(await run(context, typed([undefined], { filter: "ins-never" }))).toBe(3);
    expect(io.written()).toContain("Double nom");
    expect(io.told()).toContain("2 contrôlés : 1 prêt, 1 risque de ne pas être trouvé, 0 ne partira pas.");
    expect(await run(context, typed([undefined], { ids: "F-CORSE" }))).toBe(0);
  });

  it("writes corrections while the file is still being read", async () => {
    const { context, io } = await testContext({ format: "csv" });
    const chunks = 40;
    const seen: number[] = [];
    const slowly = {
      ...context,
      open: async () =>
        (async function* () {
          yield Buffer.from(`${HEAD}\n`);
          for (let chunk = 0; chunk < chunks; chunk++) {
            seen.push(io.written().split("\r\n").length);
            let text = "";
            for (let n = 0; n < 50; n++) text += `${chunk}-${n};NESSI;RUTH;;14/07/1977;;63220;277076322082910;\n`;
            yield Buffer.from(text);
          }
        })(),
    };
    expect(await run(slowly, typed(["-"]))).toBe(3);
    // Half of the file was corrected before the other half was read.
    expect(seen[chunks - 1]).toBeGreaterThan((chunks / 2) * 50);
    expect(io.told()).toContain(`${chunks * 50} contrôlés`);
  });
});
