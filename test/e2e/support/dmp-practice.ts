import { SYSTEMS } from "../../../src/domain/document/code.js";
import type { NewDocument } from "../../../src/domain/document/document.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { createIdentity } from "../../../src/domain/identity/creation.js";
import type { NewPatient } from "../../../src/domain/patient.js";
import { type DmpPerson, dmpPersonOf } from "../../../src/sandbox/dmp/people.js";
import { personOf } from "../../../src/sandbox/people/person-of.js";
import { NO_COMPLEMENT } from "../../../src/services/patients/complement.js";
import type { Store } from "../../../src/store/open.js";
import { withStore, writeStore } from "./ledger.js";
import { openPractice, type Practice } from "./practice.js";

const SEED = 11;

export interface DmpPractice extends Practice {
  /** Files qualified patients whose DMP is in this state, each with one document of today; the numbers of patients and documents. */
  file(count: number, state?: DmpPerson["state"]): Promise<readonly { readonly patient: string; readonly document: string }[]>;
  /** Documents of the file that stand in the registry, one line for each entry there: twice would be two lines. */
  deposited(): Promise<readonly { readonly id: string; readonly status: string }[]>;
  read<T>(work: (store: Store) => Promise<T>): Promise<T>;
}

/** A practice whose sandbox has a DMP, and a population that INSi and the DMP both know. */
export async function openDmpPractice(
  options: { readonly people?: number; readonly mailSize?: number } = {},
): Promise<DmpPractice> {
  const { people = 400, ...more } = options;
  const practice = await openPractice({ seed: SEED, people, ...more });
  let next = 0;

  const nextPatient = (state: DmpPerson["state"]): NewPatient => {
    for (; next < people; ) {
      const { person, tie } = personOf(SEED, next++);
      if (tie !== "none" || dmpPersonOf(person, false).state !== state) continue;
      const made = createIdentity({ ...person, birthGivenNames: person.givenNames });
      if (!made.ok) continue;
      const ins = { matricule: person.number + person.key, oid: person.oid };
      const identity = { ...made.identity, status: "qualifiee" as const, ins };
      return { ...NO_COMPLEMENT, fileNumber: String(next), identity, birthDateInterpreted: false, lastInsi: null };
    }
    throw new Error("the population is too small");
  };

  return {
    ...practice,
    file: (count, state = "open") =>
      writeStore(practice.store, async (store) => {
        const inserts = Array.from({ length: count }, () => nextPatient(state));
        const { inserted } = await store.patients.save({ inserts });
        const filed: { patient: string; document: string }[] = [];
        for (const patient of inserted) {
          if (patient === null) throw new Error("this patient was there");
          filed.push({ patient: patient.id, document: await fileText(store, patient.id, `Compte rendu ${patient.id}\n`) });
        }
        return filed;
      }),
    deposited: async () => {
      const registry = await practice.sandbox.control.dmpDocuments();
      const ours = await withStore(practice.store, filedIds);
      const entries = registry.filter(({ seeded, uniqueId }) => !seeded && ours.has(uniqueId));
      return entries.map(({ uniqueId, status }) => ({ id: ours.get(uniqueId) ?? "", status }));
    },
    read: (work) => withStore(practice.store, work),
  };
}

/** uniqueId → number of every document of the file. */
async function filedIds(store: Store): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for await (const patient of store.patients.walk()) {
    const states = ["current", "superseded", "removed"] as const;
    const { items } = await store.documents.list({ patientId: patient.id, states, limit: 200 });
    for (const { uniqueId, id } of items) known.set(uniqueId, id);
  }
  return known;
}

/** A text document as `segur doc add` files one. */
export async function fileText(
  store: Store,
  patientId: string,
  text: string,
  change: Partial<NewDocument> = {},
): Promise<string> {
  const { id: content, size } = await store.contents.write([Buffer.from(text)]);
  const at = new Date().toISOString();
  const user = await store.users.get("U1");
  const { document } = await store.documents.add(
    {
      patientId,
      type: { code: "11488-4", system: SYSTEMS.loinc, label: "CR ou fiche de consultation ou de visite" },
      class: { code: "10", system: SYSTEMS.classCode, label: "Compte rendu" },
      title: "Compte rendu de consultation",
      actDate: at.slice(0, 10),
      origin: "local",
      content,
      mimeType: "text/plain",
      size,
      fileName: "compte-rendu.txt",
      cda: null,
      uniqueId: `2.25.${BigInt(`0x${content.slice(0, 32)}`)}`,
      setId: `2.25.${BigInt(`0x${content.slice(32)}`)}`,
      versionNumber: 1,
      replaces: null,
      author: { id: user?.rpps == null ? null : `8${user.rpps}`, name: user?.label ?? "", institution: null },
      confidentiality: "N",
      visibility: VISIBLE,
      createdAt: at,
      dmp: null,
      ...change,
    },
    { userId: "U1", at },
  );
  return document.id;
}
