import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Document } from "../../src/domain/document/document.js";
import type { Patient } from "../../src/domain/patient.js";
import type { Store } from "../../src/store/open.js";
import { type DmpPractice, fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const HEAD = "Type de BAL|Adresse BAL|Identifiant PP|Nom d'exercice|Prénom d'exercice|Code postal|";
const PEOPLE = [
  "PER|jean.martineau@medecin.mssante.fr|10000000001|MARTINEAU|Jean|29200|",
  "PER|anne.durand@medecin.mssante.fr|10000000002|DURAND|Anne|29200|",
  "PER|a.durand@chu.mssante.fr|10000000003|DURAND|Anne|75011|",
  "PER|luc.legall@medecin.mssante.fr|10000000004|LE GALL|Luc|29200|",
];

async function refused(practice: DmpPractice, args: readonly string[]) {
  const { code, stdout, stderr } = await practice.segur(["mss", "send", ...args, "--yes", "--json"]);
  const last = stderr.trim().split("\n").at(-1) ?? "";
  expect({ args, code, stdout }).toMatchObject({ stdout: "", code: expect.not.stringMatching("^0$") });
  return { exit: code, ...JSON.parse(last) } as { exit: number; code: string; rule: string; advice: string };
}

async function changePatient(store: Store, id: string, change: (patient: Patient) => Partial<Patient>): Promise<void> {
  const patient = await store.patients.get(id);
  if (patient === null) throw new Error(`no ${id}`);
  const updates = [{ patient: { ...patient, ...change(patient) }, expectedVersion: patient.version }];
  expect(await store.patients.save({ updates })).toMatchObject({ stale: [], sameIns: [] });
}

async function changeDocument(store: Store, id: string, change: (document: Document) => Partial<Document>): Promise<void> {
  const document = await store.documents.get(id);
  if (document === null || !(await store.documents.update({ ...document, ...change(document) }))) throw new Error(`no ${id}`);
}

interface Change {
  readonly what: string;
  readonly audience: "professional" | "patient";
  readonly code: string;
  readonly rule: string;
  change(store: Store, filed: { readonly patient: string; readonly document: string }): Promise<void>;
}

const hide = (flag: keyof Document["visibility"]) => (store: Store, filed: { readonly document: string }) =>
  changeDocument(store, filed.document, ({ visibility }) => ({ visibility: { ...visibility, [flag]: true } }));
const oppose = (consent: keyof Patient["consents"]) => (store: Store, filed: { readonly patient: string }) =>
  changePatient(store, filed.patient, ({ consents }) => ({ consents: { ...consents, [consent]: "opposed" } }));
const renumber = (matricule: string) => (store: Store, filed: { readonly patient: string }) =>
  changePatient(store, filed.patient, ({ identity }) => ({
    identity: { ...identity, ins: { matricule, oid: "1.2.250.1.213.1.4.10" } },
  }));

/** What happens in the file while a message waits, and what keeps it from leaving. */
const CHANGES: readonly Change[] = [
  {
    ...{ what: "demoted", audience: "professional", code: "mss.ins_not_qualified", rule: "INS/va1.53" },
    change: (store, { patient }) =>
      changePatient(store, patient, ({ identity }) => ({
        identity: { ...identity, status: "provisoire", ins: null, proof: null },
      })),
  },
  {
    ...{ what: "renamed", audience: "professional", code: "mss.identity_changed", rule: "MSS/CONF.24" },
    change: (store, { patient }) =>
      changePatient(store, patient, ({ identity }) => ({
        identity: { ...identity, traits: { ...identity.traits, birthName: "AUTRENOM" } },
      })),
  },
  {
    ...{ what: "another INS", audience: "professional", code: "mss.identity_changed", rule: "MSS/CONF.24" },
    change: renumber("275126322074974"),
  },
  {
    ...{ what: "another address", audience: "patient", code: "mss.identity_changed", rule: "MSS/va1.19" },
    change: renumber("114026322012387"),
  },
  {
    ...{ what: "hidden from professionals", audience: "professional", code: "mss.hidden_from_ps", rule: "DMP/va1.17" },
    change: hide("hiddenFromProfessionals"),
  },
  {
    ...{ what: "hidden from the patient", audience: "patient", code: "mss.hidden_from_patient", rule: "DMP/va1.18" },
    change: hide("hiddenFromPatient"),
  },
  {
    ...{ what: "replaced", audience: "professional", code: "mss.document_not_current", rule: "AMBU.MSS/va1.02" },
    change: async (store, { patient, document }) => {
      await fileText(store, patient, "corrigé", { replaces: document, versionNumber: 2 });
    },
  },
  {
    ...{ what: "opposed", audience: "professional", code: "mss.professionals_opposed", rule: "MSS/va1.22" },
    change: oppose("mssProfessionals"),
  },
  {
    ...{ what: "opposed to be written to", audience: "patient", code: "mss.patient_opposed", rule: "MSS/va1.20" },
    change: oppose("mssPatient"),
  },
];

describe("a message never leaves for or about the wrong person", () => {
  it("is refused when it is asked for, with the rule that refuses", { timeout: 90_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [one, other] = await practice.file(2);
    if (one === undefined || other === undefined) throw new Error("nobody was filed");
    const file = join(practice.home, "annuaire.txt");
    writeFileSync(file, [HEAD, ...PEOPLE].join("\n"));
    expect((await practice.segur(["mss", "directory", "import", file])).code).toBe(0);
    const to = ["--to", COLLEAGUE];
    for (const [args, code, rule, exit] of [
      [["--to-patient", other.patient, "--doc", one.document], "mss.other_patient", "MSS/CONF.23", 6],
      [[...to, "--doc", one.document, "--doc", other.document], "mss.other_patient", "MSS/CONF.23", 6],
      [[...to, "--to-patient", one.patient, "--doc", one.document], "mss.both_audiences", "MSS/CONF.23", 2],
      [["--to", "Anne Durand", "--doc", one.document], "directory.recipient_ambiguous", "MSS/CONF.20", 7],
      // There is no MARTIN: MARTINEAU is not them.
      [["--to", "martin", "--doc", one.document], "directory.recipient_uncertain", "MSS/CONF.20", 7],
      [["--to", "dr.x@gmail.com", "--doc", one.document], "directory.outside_trust", "MSS/CONF.20", 6],
      [["--to", "180032B02033112@patient.mssante.fr", "--doc", one.document], "directory.patient_box", "MSS/va1.19", 6],
    ] as const) {
      const error = await refused(practice, args);
      expect({ args, ...error }).toMatchObject({ code, rule, exit });
      expect(error.advice).toMatch(/segur |--/);
    }
    const full = await practice.segur(["mss", "send", "--to", "le gall luc", "--doc", one.document, "--dry-run", "--json"]);
    expect(JSON.parse(full.stdout)).toMatchObject({ to: ["luc.legall@medecin.mssante.fr"] });
    // The namesake of a correspondent: whoever is in the book is not taken before them.
    expect((await practice.segur(["mss", "book", "add", "10000000002"])).code).toBe(0);
    expect(await refused(practice, ["--to", "durand", "--doc", one.document])).toMatchObject({
      code: "directory.recipient_ambiguous",
    });
    expect(await practice.sandbox.control.mailDeliveries()).toEqual([]);
  });

  it("does not void the message of somebody else, nor take it from the outbox", { timeout: 90_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [one, other] = await practice.file(2);
    if (one === undefined || other === undefined) throw new Error("nobody was filed");
    await practice.sandbox.control.addMssFault({ kind: "tempfail", rate: 1 });
    await practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", one.document, "--yes"]);
    const unrelated = await writeStore(practice.store, async (store) => {
      const first = await fileText(store, one.patient, "une autre lettre");
      return fileText(store, one.patient, "sa nouvelle version", { replaces: first, versionNumber: 2 });
    });
    for (const [args, code, rule] of [
      [["--replaces", "O1", "--doc", other.document], "mss.replaces_other_patient", "MSS/CONF.23"],
      [
        ["--replaces", "O1", "--to-patient", one.patient, "--doc", one.document],
        "mss.replaces_other_audience",
        "AMBU.MSS/va1.02",
      ],
      [["--replaces", "O1", "--doc", unrelated], "mss.replaces_other_document", "AMBU.MSS/va1.02"],
    ] as const)
      expect(await refused(practice, args)).toMatchObject({ code, rule, exit: 6 });
    const [line] = await practice.read((store) => store.outbox.list({ kind: "mss.send", limit: 9 }));
    expect(line).toMatchObject({ id: "O1", state: "queued" });
  });

  it("stays when what it says has changed while it waited", { timeout: 120_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const filed = await practice.file(CHANGES.length);
    await practice.sandbox.control.addMssFault({ kind: "tempfail", rate: 1 });
    for (const [index, { patient, document }] of filed.entries()) {
      const whom = CHANGES[index]?.audience === "patient" ? ["--to-patient", patient] : ["--to", COLLEAGUE];
      const queued = await practice.segur(["mss", "send", ...whom, "--doc", document, "--yes", "--json"]);
      expect(queued.stderr).toContain("segur outbox retry");
    }
    await practice.sandbox.control.clearMssFaults();
    await writeStore(practice.store, async (store) => {
      for (const [index, each] of filed.entries()) await CHANGES[index]?.change(store, each);
    });
    for (const [index, { what, code, rule }] of CHANGES.entries()) {
      const { code: exit, stderr } = await practice.segur(["outbox", "retry", `O${index + 1}`, "--json"]);
      expect({ what, exit }).toEqual({ what, exit: 6 });
      const error = JSON.parse(stderr.trim().split("\n").at(-1) ?? "");
      expect({ what, exit, code: error.code, rule: error.rule }).toEqual({ what, exit: 6, code, rule });
      expect(error.advice).toMatch(/segur /);
    }
    expect(await practice.sandbox.control.mailDeliveries()).toEqual([]);
  });

  it("is not said to be read by the mailbox of somebody else", { timeout: 60_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const as = (address: string | null) =>
      practice.segur(address === null ? ["config", "unset", "mss.address"] : ["config", "set", "mss.address", address]);
    await as("cabinet@bac-a-sable.mssante.fr");
    const mine = ["--to", "paul.marceau@bac-a-sable.mssante.fr", "--subject", "Garde", "--body", "-", "--read-receipt", "--yes"];
    expect((await practice.segur(["mss", "send", ...mine], { input: "Bonjour" })).code).toBe(0);
    await as(null);
    expect(JSON.parse((await practice.segur(["mss", "receipts", "list", "--json"])).stdout).items).toMatchObject([{ id: "A1" }]);
    await as("cabinet@bac-a-sable.mssante.fr");
    const answer = ["mss", "receipts", "answer", "A1", "--yes", "--json"];
    const other = await practice.segur(answer);
    expect([other.code, JSON.parse(other.stderr)]).toMatchObject([4, { code: "mss.receipt_other_mailbox", rule: "MSS/UX.34" }]);
    expect(await practice.sandbox.control.mailDeliveries()).toHaveLength(1);
    await as(null);
    expect((await practice.segur(answer)).code).toBe(0);
    expect(await practice.sandbox.control.mailDeliveries()).toHaveLength(2);
  });
});
