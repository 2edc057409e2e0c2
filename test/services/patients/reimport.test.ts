import { describe, expect, it } from "vitest";
import type { PatientStore } from "../../../src/store/patients.port.js";
import { byFile, everyone, importText, recover, testCabinet, told, traces } from "./cabinet.js";

const HEAD = "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance;telephone";
const RUTH = "1;NESSI-LE GALL;RUTH;14/07/1977;F;;0601";

describe("importing again", () => {
  it("changes nothing when the file says the same", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n${RUTH}\n;Q;R;02/02/2002;M;;\n`);
    const before = await everyone(cabinet);
    const { lines } = await importText(cabinet, `${HEAD}\n${RUTH}\n;Q;R;02/02/2002;M;;\n`);
    expect(told(lines)).toEqual(["2 unchanged", "3 unchanged"]);
    expect(await everyone(cabinet)).toEqual(before);
    expect(await traces(cabinet, ["patient.updated", "identity.changed"])).toEqual([]);
  });

  it("changes what differs, keeps what is blank, and traces the names of what changed", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n1;NESSI;RUTH;14/07/1977;F;63220;0601\n`);
    const { lines } = await importText(cabinet, `${HEAD};ville\n1;NESSI;RUTH;14/07/1978;F;99999;;Lyon\n`);
    expect(lines[0]).toMatchObject({ outcome: "updated", changed: ["contact", "traits"], status: "provisoire" });
    const patient = await byFile(cabinet, "1");
    expect(patient).toMatchObject({ version: 2, contact: { phone: "0601", city: "Lyon" } });
    expect(patient.identity.traits).toMatchObject({ birthDate: "1978-07-14", birthPlace: "63220" });
    const written = await traces(cabinet, ["patient.updated", "identity.changed", "identity.status"]);
    expect(written.map(({ kind, patientId, data }) => [kind, patientId, data?.fields])).toEqual([
      ["patient.updated", patient.id, ["contact", "traits"]],
      ["identity.changed", patient.id, ["contact", "traits"]],
    ]);
    expect(JSON.stringify(written)).not.toMatch(/NESSI|Lyon|1978/);
  });

  it("keeps what INSi completed: the file of before is not a contradiction", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n1;NESSI LE-GALL;ANNE MARIE;14/07/1977;F;;\n`);
    const before = await recover(cabinet, "1", { givenNames: ["ANNE-MARIE", "ZOE"] });
    const { lines } = await importText(cabinet, `${HEAD}\n1;NESSI LE GALL;ANNE-MARIE;14/07/1977;F;;\n`);
    expect(told(lines)).toEqual(["2 unchanged"]);
    expect(await byFile(cabinet, "1")).toEqual(before);
  });

  it.each([
    ["1;DUPONT;RUTH;14/07/1977;F;63220;0699", "nom_naissance"],
    ["1;NESSI;RUTH PAULE;14/07/1977;F;63220;0699", "prenoms_naissance"],
    ["1;NESSI;RUTH;15/07/1977;F;63220;0699", "date_naissance"],
    ["1;NESSI;RUTH;14/07/1977;M;63220;0699", "sexe"],
    ["1;NESSI;RUTH;14/07/1977;F;75101;0699", "lieu_naissance"],
  ])("never changes a locked trait, nor anything else of that line: %s", async (line, column) => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n1;NESSI;RUTH;14/07/1977;F;63220;0601\n`);
    const before = await recover(cabinet, "1", { qualified: true });
    const { lines } = await importText(cabinet, `${HEAD}\n${line}\n`);
    expect(told(lines)).toEqual([`2 refused identity.locked(${column})`]);
    expect(lines[0]?.problems[0]?.rule).toBe("INS/va1.18");
    expect(await byFile(cabinet, "1")).toEqual(before);
  });

  it("changes the rest of a locked identity (INS/va1.48), and lets an attribute invalidate it", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n${RUTH}\n`);
    await recover(cabinet, "1", { qualified: true });
    await importText(cabinet, "dossier;telephone\n1;0699\n");
    expect(await byFile(cabinet, "1")).toMatchObject({ contact: { phone: "0699" }, identity: { status: "qualifiee" } });
    const { lines } = await importText(cabinet, "dossier;douteuse\n1;oui\n");
    expect(lines[0]).toMatchObject({ outcome: "updated", status: "provisoire", changed: ["attributes", "status"] });
    expect((await byFile(cabinet, "1")).identity).toMatchObject({
      status: "provisoire",
      ins: null,
      attributes: { douteuse: true },
    });
    expect(await traces(cabinet, ["identity.status"])).toMatchObject([
      { data: { from: "qualifiee", to: "provisoire", event: "import" } },
    ]);
  });

  it("finds a patient by id without file number, and refuses the id of someone else", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n;NESSI;RUTH;14/07/1977;F;63220;\n`);
    const [patient] = await everyone(cabinet);
    const id = patient?.id ?? "";
    const { lines } = await importText(
      cabinet,
      `id;nom_naissance;premier_prenom;date_naissance;sexe\n${id.toLowerCase()};NESSI;RUTH;15/07/1977;F\n`,
    );
    expect(lines[0]).toMatchObject({ outcome: "updated", patientId: id });
    const foreign = await importText(
      cabinet,
      `id;nom_naissance;premier_prenom;date_naissance;sexe\n${id};MARTIN;PAUL;01/01/1990;M\nP999;MARTIN;PAUL;01/01/1990;M\n`,
    );
    expect(told(foreign.lines)).toEqual(["2 refused patient.id_mismatch(id)", "3 created"]);
    expect(await cabinet.patients.count()).toBe(2);
  });

  it("asks for a file number when several patients have the traits of the line", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n1;Q;R;02/02/2002;M;;\n2;Q;R;02/02/2002;M;;\n`);
    const { lines } = await importText(cabinet, `${HEAD}\n;Q;R;02/02/2002;M;;\n`);
    expect(told(lines)).toEqual(["2 refused patient.several(dossier)"]);
  });

  it("two imports of one file at once make each patient once", async () => {
    const cabinet = testCabinet();
    const rows = Array.from({ length: 3000 }, (_, index) => `${index};A;B;01/01/2000;F;75101;0${index}`).join("\n");
    const [one, two] = await Promise.all([
      importText(cabinet, `${HEAD}\n${rows}\n`),
      importText(cabinet.again(), `${HEAD}\n${rows}\n`),
    ]);
    expect(await cabinet.patients.count()).toBe(3000);
    expect(one.totals.outcomes.refused + two.totals.outcomes.refused).toBe(0);
    expect(one.totals.outcomes.created + two.totals.outcomes.created).toBe(3000);
  });

  it("decides again on a patient that someone changed between reading and writing, and gives up in the end", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n${RUTH}\n`);
    const interfering = (times: number): PatientStore => {
      let left = times;
      const { patients } = cabinet;
      return {
        ...patients,
        save: async (batch) => {
          left -= 1;
          if (left >= 0) {
            const patient = await byFile(cabinet, "1");
            const medecinTraitant = `Dr ${left}`;
            await patients.save({ updates: [{ patient: { ...patient, medecinTraitant }, expectedVersion: patient.version }] });
          }
          return patients.save(batch);
        },
      };
    };
    const { lines } = await importText({ ...cabinet, patients: interfering(2) }, "dossier;telephone\n1;0699\n");
    expect(told(lines)).toEqual(["2 updated"]);
    expect(await byFile(cabinet, "1")).toMatchObject({ contact: { phone: "0699" }, medecinTraitant: "Dr 0" });
    const busy = await importText({ ...cabinet, patients: interfering(50) }, "dossier;telephone\n1;0700\n");
    expect(told(busy.lines)).toEqual(["2 refused patient.changed_meanwhile(-)"]);
    expect(await traces(cabinet, ["patient.updated"])).toHaveLength(1);
  });
});
