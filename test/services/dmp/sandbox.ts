import { join } from "node:path";
import { onTestFinished } from "vitest";
import { connectDmp } from "../../../src/dmp.js";
import { OIDS } from "../../../src/domain/identity/matricule.js";
import type { Patient } from "../../../src/domain/patient.js";
import { sandboxDirectory } from "../../../src/sandbox/connection.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import type { OpenSession } from "../../../src/services/session/current.js";
import { startTestSandbox } from "../../support/pki.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";
import { newPatient } from "../support/patients.js";
import { addOne, asPerson, qualifiedPatient, sessionOf } from "./people.js";

export interface DmpPractice {
  readonly sandbox: Sandbox;
  /** As a doctor of the demonstration session opens it, on the real gateway and the real sandbox. */
  readonly cabinet: TestCabinet;
  /** The same store under another session. */
  as(session: OpenSession | null): TestCabinet;
  /** An official test patient of the DMP, qualified here, by matricule. */
  patient(...person: TestPerson): Promise<Patient>;
}

type TestPerson = readonly [matricule: string, birthName: string, given: string, birthDate: string, sex: string];

/** A practice whose DMP is the sandbox: real mutual TLS, real signatures, real MTOM. */
export async function dmpPractice(options: { readonly now?: () => Date } = {}): Promise<DmpPractice> {
  const bare = await testCabinet();
  const state = join(bare.info.directory, "state");
  const sandbox = await startTestSandbox({ directory: sandboxDirectory(state), now: options.now });
  onTestFinished(() => sandbox.stop());
  const clock = options.now === undefined ? bare.clock : { ...bare.clock, now: options.now };
  const client = connectDmp({
    environment: "sandbox",
    settings: bare.settings,
    env: {},
    cwd: bare.info.directory,
    warn: () => {},
    state,
    instanceId: bare.info.instanceId,
    clock,
    ids: bare.ids,
  });
  onTestFinished(async () => (await client).close());
  const wired: TestCabinet = { ...bare, clock, dmp: () => client };
  return {
    sandbox,
    cabinet: asPerson(wired, sessionOf("demo")),
    as: (session) => asPerson(wired, session),
    patient: async (...[matricule, name, given, date, sex]) => {
      const record = { file: matricule.slice(5, 13), name, given, date, sex, place: matricule.slice(5, 10) };
      return addOne(bare, qualifiedPatient({ matricule, oid: OIDS.nir }, record));
    },
  };
}

/** Open, and the caller is authorised from the start. */
export const AUTHORISED: TestPerson = ["227023187597832", "PATB-SEPT", "FREDERIC", "04/02/1927", "M"];
/** Open, and the caller has no authorisation yet. */
export const NOT_YET: TestPerson = ["155076322000225", "BON", "JEAN", "14/07/1955", "M"];
export const ABSENT: TestPerson = ["153078987658513", "CONTESTE", "JEAN", "24/07/1953", "M"];
export const CLOSED: TestPerson = ["270108604926542", "FERMETURE", "FLORENCE", "12/10/1970", "F"];
export const EXPIRED: TestPerson = ["241030750595179", "EXPIRE", "ELVIRE", "01/03/1941", "F"];
export const FORBIDDEN: TestPerson = ["265025544371476", "AUTORISEPAS", "HELENE", "26/02/1965", "F"];

/** The file of this patient becomes that of another person: their traits, their INS. */
export async function becomes(cabinet: TestCabinet, id: string, person: TestPerson): Promise<Patient> {
  const before = await cabinet.patients.get(id);
  if (before === null) throw new Error("no patient");
  const [matricule, name, given, date, sex] = person;
  const { identity } = newPatient({ file: matricule.slice(5, 13), name, given, date, sex, place: matricule.slice(5, 10) });
  const now = { ...identity, status: "qualifiee", ins: { matricule, oid: OIDS.nir }, proof: before.identity.proof } as const;
  await cabinet.patients.save({ updates: [{ patient: { ...before, identity: now }, expectedVersion: before.version }] });
  const after = await cabinet.patients.get(id);
  if (after === null) throw new Error("no patient");
  return after;
}

/** Kinds and codes of the journal, in order, of what the DMP was asked. */
export async function journalOf({ traces }: TestCabinet, patientId?: string): Promise<readonly string[]> {
  const lines = await traces.list({ limit: 1_000, ...(patientId === undefined ? {} : { patientId }) });
  return lines
    .filter(({ kind }) => /^(dmp|document|quarantine|patient\.consent)/.test(kind))
    .map(({ kind, code, data }) => [kind, code, data?.transaction].filter((part) => part !== undefined).join(" "));
}
