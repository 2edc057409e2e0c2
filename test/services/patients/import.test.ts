import { describe, expect, it } from "vitest";
import { tellProblems } from "../../../src/services/patients/problem.js";
import { byFile, everyone, importText, NOW, refusal, testCabinet, told, traces } from "./cabinet.js";

const HEAD = "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance";
const RUTH = "1;NESSI;RUTH;14/07/1977;F;63220";

/** A line with RUTH's five traits and one more column. */
function withColumn(column: string, value: string): string {
  return `${HEAD};${column}\n${RUTH};${value}\n`;
}

describe("a faulty line is refused with its line, its column and a stable code", () => {
  it.each([
    ["1;;RUTH;14/07/1977;F;63220", ["2 refused name.empty(nom_naissance)"]],
    [
      "1;NESSI_2;RUTH;31/02/1977;X;6322",
      [
        "2 refused name.character(nom_naissance) date.calendar(date_naissance) sex.format(sexe) birth_place.format(lieu_naissance)",
      ],
    ],
    ["1;NESSI;;14/07/1977;;63220", ["2 refused name.empty(premier_prenom) sex.empty(sexe)"]],
    ["1;NESSI;RUTH;24/11/2026;F;63220", ["2 refused date.future(date_naissance)"]],
    ["1;NESSI;RUTH", ["2 refused tabular.column_count(date_naissance)"]],
  ])("%s", async (line, expected) => {
    const cabinet = testCabinet();
    const { lines, totals } = await importText(cabinet, `${HEAD}\n${line}\n2;OK;ANNE;01/02/1980;F;75101\n`);
    expect(told(lines)).toEqual([...expected, "3 created"]);
    expect(totals.outcomes).toEqual({ created: 1, updated: 0, unchanged: 0, refused: 1 });
    expect(await cabinet.patients.count()).toBe(1);
  });

  it.each([
    ["matricule", "277076322082911", "matricule.key"],
    ["matricule", "27707632208", "matricule.format"],
    ["oid", "1.2.3", "oid.unknown"],
    ["ald", "peut-être", "value.yes_no"],
    ["diagnostics", "diabète", "diagnosis.format"],
    ["derniere_visite", "24/11/2026", "date.future"],
    ["dernier_vsm", "00/11/2025", "date.partial"],
    ["dernier_vsm", "12/03/25", "date.short_year"],
    ["rcp", "bientôt", "rcp.format"],
    ["date_naissance_facturation", "12/3", "date.format"],
    ["consentement_dmp_alimentation", "non", "consent.format"],
    ["nom_utilise", "A\u001b[31mB", "value.control"],
    ["adresse", "x".repeat(201), "value.too_long"],
    ["douteuse", "?", "value.yes_no"],
    ["preuve_type", "CN", "proof.incomplete"],
  ])("%s = %s", async (column, value, code) => {
    const cabinet = testCabinet();
    const { lines } = await importText(cabinet, withColumn(column, value));
    const at = code === "proof.incomplete" ? "preuve_date" : column;
    expect(told(lines)).toEqual([`2 refused ${code}(${at})`]);
    for (const { message } of lines[0]?.problems ?? []) if (value !== "non") expect(message).not.toContain(value);
    expect(await cabinet.patients.count()).toBe(0);
  });

  it.each([
    ["ZZ;01/02/2026;accueil", "proof.type_unknown(preuve_type)"],
    ["CN;24/11/2026;accueil", "proof.date_invalid(preuve_date)"],
    ["CN;01/02/1960;accueil", "proof.date_invalid(preuve_date)"],
    ["LE-RL;01/02/2026;accueil", "proof.minor_only(preuve_type)"],
    ["PS;01/02/2026;Dr A", "proof.attestation(preuve_type)"],
    [";01/02/2026;accueil", "proof.incomplete(preuve_type)"],
    ["CN;01/02/2026;", "proof.incomplete(preuve_par)"],
  ])("proof %s", async (proof, expected) => {
    const { lines } = await importText(testCabinet(), `${HEAD};preuve_type;preuve_date;preuve_par\n${RUTH};${proof}\n`);
    expect(told(lines)).toEqual([`2 refused ${expected}`]);
  });

  it("attributes that exclude each other, and a proof on a doubtful identity", async () => {
    const head = `${HEAD};homonyme;douteuse;fictive;preuve_type;preuve_date;preuve_par`;
    const data = `${head}\n1;A;B;01/01/2000;F;75101;oui;;oui;;;\n2;C;D;01/01/2000;F;75101;;oui;;CN;01/02/2026;accueil\n`;
    const { lines } = await importText(testCabinet(), data);
    expect(told(lines)).toEqual([
      "2 refused identity.attributes_exclusive(fictive)",
      "3 refused identity.proof_blocked(preuve_type)",
    ]);
  });

  it("a key seen before in the file: the first line stays, over batches and forms", async () => {
    const cabinet = testCabinet();
    const many = Array.from({ length: 1500 }, (_, index) => `${index + 10};A;B;01/01/2000;F;75101`).join("\n");
    const { lines } = await importText(
      cabinet,
      `${HEAD}\n${RUTH}\n${many}\n1;X;Y;01/01/2000;F;75101\n;Q;R;02/02/2002;M;75101\n;Q;r;02/02/2002;M;75101\n`,
    );
    expect(told(lines.slice(-3))).toEqual([
      "1503 refused patient.duplicate_key(dossier)",
      "1504 created",
      "1505 refused patient.duplicate_key(-)",
    ]);
    expect(lines.at(-3)?.problems[0]?.message).toContain("ligne 2");
    expect((await byFile(cabinet, "1")).identity.traits.birthName).toBe("NESSI");
  });

  it("refuses the whole file, before writing, when a needed column is missing; takes a patch of known patients", async () => {
    const cabinet = testCabinet();
    const wrong = await refusal(importText(cabinet, "dossier;Patient;date_naissance\n1;NESSI;14/07/1977\n"));
    expect(wrong).toMatchObject({ kind: "input", code: "tabular.columns_missing" });
    expect(wrong.message).toBe("Il manque des colonnes obligatoires : nom_naissance, premier_prenom, sexe.");
    await importText(cabinet, `${HEAD}\n${RUTH}\n`);
    const { lines } = await importText(cabinet, "dossier;sexe\n1;M\n9;F\n");
    expect(told(lines)).toEqual([
      "2 updated",
      "3 refused name.empty(nom_naissance) name.empty(premier_prenom) date.empty(date_naissance)",
    ]);
    expect((await byFile(cabinet, "1")).identity.traits.sex).toBe("M");
  });
});

describe("what an import records", () => {
  it("passes over the reasons that ins check writes in its patch, without a word", async () => {
    const { warnings, lines } = await importText(testCabinet(), withColumn("motif", "sexe (probable) : déduit du matricule."));
    expect(warnings).toEqual([]);
    expect(told(lines)).toEqual(["2 created"]);
  });

  it("reads every column, by any of its headings", async () => {
    const cabinet = testCabinet();
    const head =
      "N° dossier;Nom de naissance;Prénoms;Premier prénom;Nom d'usage;Prénom usuel;DDN;Sexe;COG;Date_naissance_facturation;Adresse;CP;Ville;Tél;E-mail;Médecin traitant;ALD;CIM-10;Dernière visite;Dernier VSM;RCP;homonyme;consentement_dmp_alimentation;consentement_mss_patient";
    const row =
      'A12;l\'œuvre;Jean-Pierre, Marie;Jean-Pierre;Dupont;JP;00/03/1950;Homme;2a004;30/02/1950;"12 rue X\nBât B";75011;Paris;+33 6 01 02 03 04;a@b.fr;Dr Z;oui;e11.9 I10;01/10/2026;2025-01-02;12/03/2026, 01/12/2026:prévue;oui;opposition;accord';
    const { lines } = await importText(cabinet, `${head}\n${row}\n`);
    expect(told(lines)).toEqual(["2 created"]);
    const { identity, ...rest } = await byFile(cabinet, "A12");
    expect(identity).toEqual({
      traits: {
        birthName: "L'OEUVRE",
        birthGivenNames: ["JEAN-PIERRE", "MARIE"],
        firstBirthGivenName: "JEAN-PIERRE",
        birthDate: "1950-03-01",
        sex: "M",
        birthPlace: "2A004",
      },
      status: "provisoire",
      ins: null,
      insHistory: [],
      attributes: { homonyme: true, douteuse: false, fictive: false },
      proof: null,
    });
    expect(rest).toMatchObject({
      id: lines[0]?.patientId,
      usedName: "Dupont",
      usedGivenName: "JP",
      birthDateInterpreted: true,
      billingBirthDate: "1950-02-30",
      contact: { address: "12 rue X, Bât B", postcode: "75011", city: "Paris", phone: "+33 6 01 02 03 04", email: "a@b.fr" },
      medecinTraitant: "Dr Z",
      ald: true,
      diagnoses: ["E11.9", "I10"],
      lastSeen: "2026-10-01",
      lastVsm: "2025-01-02",
      rcp: [
        { date: "2026-03-12", done: true },
        { date: "2026-12-01", done: false },
      ],
      consents: { dmpFeed: "opposed", dmpRead: "none", mssProfessionals: "none", mssPatient: "given" },
      lastInsi: null,
    });
  });

  it("NDJSON says the same", async () => {
    const cabinet = testCabinet();
    const line = {
      dossier: 7,
      nom_naissance: "NESSI",
      prenoms_naissance: ["RUTH", "ANNE MARIE"],
      date_naissance: "1977-07-14",
      sexe: "F",
      ald: true,
      diagnostics: ["I10", "E11"],
    };
    await importText(cabinet, `${JSON.stringify(line)}\n`);
    expect(await byFile(cabinet, "7")).toMatchObject({
      identity: { traits: { birthGivenNames: ["RUTH", "ANNE MARIE"], birthPlace: "99999" } },
      ald: true,
      diagnoses: ["I10", "E11"],
    });
  });

  it("never takes a matricule, a status or an INSi result from a file", async () => {
    const cabinet = testCabinet();
    const { totals, lines, warnings } = await importText(
      cabinet,
      `${HEAD};matricule;oid;statut;nir\n${RUTH};2 77 07 63 220 829 10;1.2.250.1.213.1.4.8;qualifiee;1\n2;A;B;01/01/2000;F;;277************;;recuperee;\n`,
    );
    expect(totals.matricules).toBe(1);
    expect(lines[0]?.matricule).toBe("277076322082910");
    expect(warnings).toEqual([expect.stringContaining("NIR de facturation")]);
    expect(await cabinet.patients.findByMatricule("277076322082910")).toEqual([]);
    for (const { identity, lastInsi } of await everyone(cabinet)) {
      expect({ status: identity.status, ins: identity.ins, lastInsi }).toEqual({
        status: "provisoire",
        ins: null,
        lastInsi: null,
      });
    }
  });

  it("a whole proof validates, one of low confidence is only recorded, and a cabinet may ask for an explicit validation", async () => {
    const cabinet = testCabinet();
    const head = `${HEAD};preuve_type;preuve_date;preuve_par`;
    const data = `${head}\n1;A;B;01/01/2000;F;75101;cni;01/02/2026;accueil\n2;C;D;01/01/2000;F;75101;PC;01/02/2026;accueil\n`;
    await importText(cabinet, data);
    expect((await byFile(cabinet, "1")).identity).toMatchObject({
      status: "validee",
      proof: { type: "CN", checkedOn: "2026-02-01", checkedBy: "accueil" },
    });
    expect((await byFile(cabinet, "2")).identity).toMatchObject({ status: "provisoire", proof: { type: "PC" } });
    await cabinet.settings.set("proofs.autoValidate", false);
    await importText(cabinet, `${head}\n3;E;F;01/01/2000;F;75101;PA;01/02/2026;accueil\n`);
    expect((await byFile(cabinet, "3")).identity).toMatchObject({ status: "provisoire", proof: { type: "PA" } });
  });

  it("traces who created whom, from which file and line", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n${RUTH}\n`, { source: "patients.csv", runId: "R1" });
    const { id } = await byFile(cabinet, "1");
    expect(await traces(cabinet)).toMatchObject([
      {
        kind: "patient.created",
        patientId: id,
        runId: "R1",
        at: NOW.toISOString(),
        actor: { userId: "U1" },
        data: { source: "patients.csv", line: 2 },
      },
    ]);
  });

  it("writes nothing in a dry run, and decides the same", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${HEAD}\n${RUTH}\n`);
    const before = [await everyone(cabinet), await traces(cabinet)];
    const data = `${HEAD}\n1;NESSI;RUTH;14/07/1978;F;63220\n2;A;B;01/01/2000;F;75101\n;Q;R;02/02/2002;M;\n;Q;R;02/02/2002;M;\n3;;;;;\n`;
    const tried = await importText(cabinet, data, { dryRun: true });
    expect([await everyone(cabinet), await traces(cabinet)]).toEqual(before);
    expect(tried.lines.map(({ patientId }) => patientId)).toEqual([
      before[0]?.[0] && (await byFile(cabinet, "1")).id,
      null,
      null,
      null,
      null,
    ]);
    const done = await importText(cabinet, data);
    expect(told(done.lines)).toEqual(told(tried.lines));
  });
});

describe("what is wrong with a line", () => {
  it("is told with its column when there are several problems", () => {
    const name = { column: "nom_naissance", code: "name.character", message: "Un caractère." };
    const row = { column: null, code: "tabular.quote", message: "Un guillemet." };
    expect(tellProblems([])).toBe("");
    expect(tellProblems([name])).toBe("Un caractère.");
    expect(tellProblems([name, row])).toBe("nom_naissance : Un caractère. Un guillemet.");
  });
});
