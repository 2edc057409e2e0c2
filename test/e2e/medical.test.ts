import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { receiveVsm } from "../services/medical/support.js";
import { newPatient, OFFICIAL } from "../services/support/patients.js";
import { exitOf, type RunResult, runSegur, startSegur, temporaryHome } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";
import { withStore, writeStore } from "./support/ledger.js";

const env = { SEGUR_KEYRING: "off" };
const PATIENT =
  "dossier;nom_naissance;premier_prenom;date_naissance;sexe;lieu_naissance;ald\n1007;LE GALL;JEANNE;12/03/1960;F;29019;oui\n";

type Segur = (...args: readonly string[]) => Promise<RunResult>;

async function practice(): Promise<{
  home: string;
  segur: Segur;
  input: (text: string, ...args: string[]) => Promise<RunResult>;
}> {
  const home = temporaryHome();
  const segur: Segur = (...args) => runSegur(args, { home, env, timeoutMs: 90_000 });
  const input = (text: string, ...args: string[]) => runSegur(args, { home, env, input: text });
  expect((await segur("cabinet", "init", "essai", "--environment", "sandbox")).code).toBe(0);
  expect((await input(PATIENT, "patient", "import", "-")).code).toBe(0);
  return { home, segur, input };
}

const itemsOf = async (segur: Segur, ...flags: string[]) =>
  JSON.parse((await segur("patient", "medical", "list", "1007", "--json", ...flags)).stdout).items as Record<string, unknown>[];

describe("the medical record of a patient, by the real binary", () => {
  it("stays when the file becomes somebody else's, and that is said", { timeout: 60_000 }, async () => {
    const { home, segur } = await practice();
    await writeStore(join(home, "data", "cabinets", "essai", "cabinet.db"), async ({ patients }) => {
      const one = newPatient(OFFICIAL.adrun);
      const ins = { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.10" };
      const proof = { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" };
      await patients.save({ inserts: [{ ...one, identity: { ...one.identity, status: "qualifiee", ins, proof } }] });
    });
    expect((await segur("patient", "medical", "add", "P2", "probleme", "Asthme")).code).toBe(0);
    const edited = await segur(
      "patient",
      "edit",
      "P2",
      "--unlock",
      "mauvais dossier",
      "--birth-name",
      "NOUVELLE",
      "--birth-date",
      "02/03/1950",
    );
    expect([edited.code, edited.stderr]).toEqual([
      0,
      expect.stringMatching(/données médicales \(1\).*segur patient medical list P2/s),
    ]);
  });

  it("is written, corrected, closed and read again; what is wrong says what to do", { timeout: 90_000 }, async () => {
    const { home, segur, input } = await practice();
    const add = (...args: string[]) => segur("patient", "medical", "add", "1007", ...args);
    expect((await add("problème", "Diabète de type 2", "--code", "e119", "--since", "04/2019")).code).toBe(0);
    expect((await add("traitement", "Metformine", "--dosage", "1 matin et soir", "--reason", "S1")).code).toBe(0);
    expect((await add("allergie", "Pénicilline", "--allergen", "medicament")).code).toBe(0);
    const again = await add("probleme", "DNID", "--code", "E11.9");
    expect([again.code, again.stderr.includes("segur patient medical edit S1")]).toEqual([7, true]);
    expect((await add("probleme", "Asthme", "--since", "2999")).code).toBe(2);
    expect((await add("humeur", "Triste")).code).toBe(2);
    const noted = await input("à revoir\nen mars\n", "patient", "medical", "edit", "S1", "--note", "-", "--json");
    expect(JSON.parse(noted.stdout)).toMatchObject({
      schema: "segur.patient.medical.edit/1",
      changed: ["note"],
      note: "à revoir\nen mars",
    });
    expect((await segur("patient", "medical", "none", "1007", "allergie")).code).toBe(6);
    expect((await segur("patient", "medical", "none", "1007", "familial")).code).toBe(0);
    const closed = await segur("patient", "medical", "close", "1007", "S3");
    expect([closed.code, closed.stdout]).toEqual([0, "S3 Allergies fermées : Pénicilline, Médicamenteuse · P1\n"]);
    expect((await segur("patient", "medical", "close", "S3")).code).toBe(6);
    expect((await segur("patient", "medical", "close", "P1", "S1", "S3")).code).toBe(2);
    const none = await segur("patient", "medical", "none", "1007", "allergie");
    expect([none.code, none.stderr]).toEqual([7, expect.stringMatching(/S3, fermé.*none P1 allergie --yes/s)]);
    expect((await segur("patient", "medical", "none", "1007", "allergie", "--yes")).stdout).toBe(
      "Allergies : rien de connu à ce jour (au dossier, fermé : S3) · P1\n",
    );
    const lifted = await segur("patient", "medical", "close", "S3", "--reopen");
    expect(lifted.stderr).toContain("cette réponse est retirée");
    expect((await segur("patient", "medical", "close", "S3")).code).toBe(0);
    expect((await segur("patient", "medical", "remove", "S3")).code).toBe(7);
    expect((await segur("patient", "medical", "edit", "S9", "--since", "2019")).code).toBe(1);
    expect((await itemsOf(segur)).map(({ id }) => id)).toEqual(["S1", "S2"]);
    expect((await itemsOf(segur, "--all")).map(({ id }) => id)).toEqual(["S1", "S2", "S3"]);
    const listed = await segur("patient", "medical", "list", "1007");
    expect(listed.stderr).toContain("1 élément fermé n'est pas montré");
    expect(listed.stderr).toContain("Rien de connu : Antécédents familiaux.");
    // The problem is coded and dated; the treatment has its dosage: what is missing names its command.
    expect((await add("probleme", "Migraine")).code).toBe(0);
    const missing = await segur("patient", "medical", "list", "1007");
    expect(missing.stderr).toContain("des problèmes n'ont pas de date de début (S4)");
    for (const command of ["segur patient medical edit S4 --since", "segur patient edit P1 --medecin-traitant"])
      expect(missing.stderr.replaceAll(/\s+/g, " ")).toContain(command);
    expect((await segur("patient", "medical", "none", "1007", "antecedent")).stderr).toContain("medical.none_past");
    expect((await segur("patient", "medical", "remove", "P1", "S4", "--yes")).code).toBe(0);
    const journal = await segur("journal", "list", "--json");
    expect(journal.stdout).toContain('"medical.changed"');
    expect(journal.stdout).not.toMatch(/Diab|Metf|nicill|revoir/);

    const session = startOnTty(["patient", "medical", "remove", "S3"], { home, env, columns: 100 });
    await session.shows("comme erreur de saisie");
    await session.shows("LE GALL JEANNE");
    session.type("n");
    session.type("\r");
    expect(await session.ended()).toBe(0);
    expect(session.screen()).toContain("S3 reste dans le dossier");
    const closing = startOnTty(["patient", "medical", "close", "S2"], { home, env, columns: 140 });
    await closing.shows("née le 12/03/1960");
    closing.type("n");
    closing.type("\r");
    expect(await closing.ended()).toBe(0);
    expect(closing.screen()).toContain("S2 reste ouvert");
    expect((await segur("patient", "medical", "remove", "S3", "--yes")).code).toBe(0);
    expect(await itemsOf(segur, "--all")).toHaveLength(2);
  });

  it("makes the reminders, which follow the rules of the cabinet", { timeout: 90_000 }, async () => {
    const { segur } = await practice();
    expect((await segur("patient", "medical", "add", "P1", "probleme", "Diabète", "--code", "E11.9")).code).toBe(0);
    const due = async () => JSON.parse((await segur("vsm", "due", "--json")).stdout).items as Record<string, unknown>[];
    expect(await due()).toMatchObject([{ id: "P1", rules: ["ald", "diabete"], lastVsm: null }]);
    const todo = await segur("todo");
    expect(todo.stdout).toContain("segur vsm due");
    expect((await segur("patient", "show", "P1")).stderr).toContain("VSM à mettre à jour (patient en ALD, diabète)");
    expect((await segur("vsm", "rules", "set", "ald", "--off")).code).toBe(0);
    expect(await due()).toMatchObject([{ rules: ["diabete"] }]);
    expect((await segur("vsm", "rules", "set", "diabete", "--months", "0")).code).toBe(2);
    const lost = await segur("vsm", "rules", "set", "ald", "--diagnoses", "E11");
    expect([lost.code, lost.stderr]).toEqual([7, expect.stringContaining("La règle ald porte sur : ALD")]);
    expect((await segur("vsm", "rules", "set", "diabete", "--diagnoses", "E1,E11")).stderr).toContain("Avant : diagnostics E10");
    expect((await segur("vsm", "rules", "remove", "diabete")).code).toBe(7);
    expect((await segur("vsm", "rules", "remove", "diabete", "--yes")).code).toBe(0);
    expect(await due()).toEqual([]);
    expect((await segur("todo")).stdout).not.toContain("vsm");
    expect((await segur("vsm", "rules", "reset")).code).toBe(7);
    expect((await segur("vsm", "rules", "reset", "--yes")).code).toBe(0);
    expect((await segur("vsm", "rules", "reset")).code).toBe(0);
    expect(await due()).toHaveLength(1);
    // Diagnoses are medical data: who has no right to them sees none, in no form.
    expect((await segur("patient", "show", "P1", "--json")).stdout).toContain("E11.9");
    expect((await segur("user", "set", "U1", "--revoke", "medical", "--grant", "administer")).code).toBe(0);
    const shown = [
      await segur("patient", "show", "P1"),
      await segur("patient", "show", "P1", "--json"),
      await segur("patient", "export"),
    ];
    for (const { code, stdout } of shown) expect([code, stdout.includes("E11.9")]).toEqual([0, false]);
    expect(shown[0]?.stdout).toContain("réservé au droit medical");
    expect((await segur("patient", "edit", "P1", "--city", "Brest")).stdout).not.toContain("E11.9");
  });

  it("is changed by two processes at once without one undoing the other", { timeout: 90_000 }, async () => {
    const { segur } = await practice();
    for (const label of ["Asthme", "Migraine"]) await segur("patient", "medical", "add", "P1", "probleme", label);
    const runs = await Promise.all(
      ["2001", "2002", "2003", "2004"].map((since) => segur("patient", "medical", "edit", "S2", "--since", since, "--json")),
    );
    const written = runs.filter(({ code }) => code === 0).length;
    expect(runs.every(({ code, stderr }) => code === 0 || (code === 7 && stderr.includes("medical.changed_meanwhile")))).toBe(
      true,
    );
    expect(written).toBeGreaterThan(0);
    const [item] = (await itemsOf(segur)).filter(({ id }) => id === "S2");
    expect(item?.rowVersion).toBe(1 + written);
  });
});

describe("an import of medical data", () => {
  it("gives a line for each line, and its faults", { timeout: 60_000 }, async () => {
    const { segur, input } = await practice();
    const file =
      "dossier;sorte;libelle;code;depuis\n1007;probleme;Asthme;J45.9;2001\n9;probleme;Asthme;;\n1007;probleme;Asthme;J45.9;2001\n";
    const run = await input(file, "patient", "medical", "import", "-", "--format", "ndjson");
    expect(run.code).toBe(3);
    const lines = run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.slice(0, 3).map(({ line, outcome, code }) => [line, outcome, code])).toEqual([
      [2, "added", null],
      [3, "refused", "patient.not_found"],
      [4, "unchanged", null],
    ]);
    expect(lines[3]).toMatchObject({
      schema: "segur.patient.medical.import/1",
      lines: 3,
      outcomes: { added: 1, refused: 1, unchanged: 1 },
    });
    expect((await input("a,b\n1,2\n", "patient", "medical", "import", "-")).code).toBe(2);
    expect(await itemsOf(segur)).toHaveLength(1);
  });

  it("killed in the middle and run again writes each line once", { timeout: 300_000 }, async () => {
    const { home, segur } = await practice();
    const count = 3_000;
    const people = Array.from({ length: 100 }, (_, index) => `${index};MARTIN;ANNE;01/01/1970;F;63220`);
    const roll = join(home, "patients.csv");
    await writeFile(roll, ["dossier;nom_naissance;premier_prenom;date_naissance;sexe;lieu_naissance", ...people].join("\n"));
    expect((await segur("patient", "import", roll)).code).toBe(0);
    const lines = Array.from(
      { length: count },
      (_, index) => `${index % 100};vigilance;Point numéro ${index};${index % 2 === 0 ? "2001" : ""}`,
    );
    const path = join(home, "medical.csv");
    await writeFile(path, ["dossier;sorte;libelle;depuis", ...lines].join("\n"));
    for (let kill = 0; kill < 3; kill += 1) {
      const child = startSegur(["patient", "medical", "import", path, "--format", "ndjson"], { home, env });
      const exit = exitOf(child);
      // As soon as a first batch is told to be durable: the kill falls on the next ones.
      await Promise.race([exit, new Promise((resolve) => child.stdout?.once("data", resolve))]);
      child.kill("SIGKILL");
      await exit;
    }
    // What is on the disk is whole batches: the line of the journal and the item of each line.
    const store = join(home, "data", "cabinets", "essai", "cabinet.db");
    const traced = () =>
      withStore(store, async ({ traces, medical }) => {
        const lines = await traces.list({ kinds: ["medical.changed"], limit: count * 2 });
        let items = 0;
        for (let row = 1; row <= people.length + 1; row += 1) items += (await medical.record(`P${row}`)).items.length;
        expect(items).toBe(lines.length);
        return items;
      });
    const before = await traced();
    expect(before % 500).toBe(0);
    expect(before).toBeGreaterThan(0);
    const last = await segur("patient", "medical", "import", path, "--format", "ndjson");
    expect(last.code, last.stderr.slice(0, 500)).toBe(0);
    expect(JSON.parse(last.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      outcomes: { added: count - before, unchanged: before, refused: 0 },
    });
    expect(await traced()).toBe(count);
    const again = await segur("patient", "medical", "import", path, "--format", "ndjson");
    expect(JSON.parse(again.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ outcomes: { unchanged: count } });
    const labels = JSON.parse((await segur("patient", "medical", "list", "dossier:7", "--json")).stdout).items as {
      label: string;
    }[];
    expect([labels.length, new Set(labels.map(({ label }) => label)).size]).toEqual([count / 100, count / 100]);
    expect((await segur("journal", "verify")).code).toBe(0);
  });
});

describe("a VSM received", () => {
  it("is shown item by item, and nothing of it is taken unless a person says so", { timeout: 120_000 }, async () => {
    const { home, segur } = await practice();
    await writeStore(join(home, "data", "cabinets", "essai", "cabinet.db"), receiveVsm);
    expect((await segur("patient", "show", "P1", "--json")).stdout).toContain('"lastVsm":"2026-11-20"');
    const take = (...flags: string[]) => segur("patient", "medical", "import", "--from-vsm", "D1", ...flags);
    const alone = await take();
    expect([alone.code, alone.stdout.includes("Diabète de type 2"), alone.stderr.includes("--take 1,3")]).toEqual([
      7,
      true,
      true,
    ]);
    expect((await take("--dry-run")).code).toBe(0);
    expect((await take("--take", "9")).code).toBe(2);
    expect((await segur("patient", "medical", "import", "x.csv", "--from-vsm", "D1")).code).toBe(2);
    expect((await segur("patient", "medical", "import")).code).toBe(2);
    expect(await itemsOf(segur)).toEqual([]);
    const session = startOnTty(["patient", "medical", "import", "--from-vsm", "D1"], { home, env, columns: 140 });
    for (const [question, answer] of [
      ["1. Problèmes", "y"],
      ["2. Antécédents", "n"],
      ["3. Allergies", "y"],
      ["4. Antécédents", "n"],
      ["5. Traitements", "n"],
    ]) {
      await session.shows(question ?? "");
      session.type(`${answer}\r`);
    }
    expect(await session.ended()).toBe(0);
    expect((await itemsOf(segur)).map(({ label, source }) => [label, source])).toEqual([
      ["Diabète de type 2", "D1"],
      ["Pénicilline", "D1"],
    ]);
    const rest = await take("--yes", "--json");
    expect(rest.code, rest.stderr).toBe(0);
    expect(JSON.parse(rest.stdout)).toMatchObject({
      schema: "segur.patient.medical.import-vsm/1",
      document: "D1",
      taken: ["S3", "S4", "S5"],
    });
    expect(JSON.parse((await take("--yes", "--json")).stdout)).toMatchObject({ taken: [] });
    const treatment = (await itemsOf(segur)).find(({ kind }) => kind === "treatment");
    expect(treatment).toMatchObject({ reason: "S1" });
  });
});
