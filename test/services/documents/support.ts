import { type DraftInput, draftOf } from "../../../src/documents/cda/draft-from.js";
import { writeCda } from "../../../src/documents/cda/writer.js";
import { typeOf } from "../../../src/documents/vocabularies/types.js";
import type { Patient } from "../../../src/domain/patient.js";
import { type Added, type AddRequest, addDocument } from "../../../src/services/documents/add.js";
import { type TestCabinet, type TestCabinetOptions, testCabinet } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";

export interface DocumentCabinet {
  readonly cabinet: TestCabinet;
  readonly patient: Patient;
  readonly other: Patient;
  /** Files bytes for the patient. */
  file(bytes: Uint8Array | string, request?: Partial<AddRequest>): Promise<Added>;
}

export const INS = { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.10" };

/** A cabinet with a doctor (U1) and two patients, the first one qualified unless told. */
export async function documentCabinet(
  options: TestCabinetOptions & { readonly qualified?: boolean } = {},
): Promise<DocumentCabinet> {
  const cabinet = await testCabinet(options);
  if (options.path === undefined) {
    await cabinet.users.add({
      label: "Dr MARCEAU",
      rpps: "99700000001",
      role: "medecin",
      settings: { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" },
    });
    await cabinet.add(newPatient(OFFICIAL.adrun), newPatient(OFFICIAL.vinci));
    if (options.qualified !== false) await qualify(cabinet, "P1");
  }
  const patient = await must(cabinet, "P1");
  const other = await must(cabinet, "P2");
  return {
    cabinet,
    patient,
    other,
    file: (bytes, request = {}) =>
      addDocument(cabinet, { patient: "P1", source: sourceOf(bytes), fileName: "f", type: "11488-4", ...request }),
  };
}

export async function qualify(cabinet: TestCabinet, id: string): Promise<void> {
  const patient = await must(cabinet, id);
  const identity = {
    ...patient.identity,
    status: "qualifiee" as const,
    ins: INS,
    proof: { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" },
  };
  await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
}

export async function must(cabinet: TestCabinet, id: string): Promise<Patient> {
  const patient = await cabinet.patients.get(id);
  if (patient === null) throw new Error(`no ${id}`);
  return patient;
}

export async function* sourceOf(bytes: Uint8Array | string, size = 50_000): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

const LABO = { author: "899700000009", id: "10B0152872", name: "LABORATOIRE" };

/** A level 1 CDA of a patient around a few bytes, by our own writer. */
export async function cdaOf(
  patient: Patient,
  change: Partial<DraftInput["document"]> & { replaces?: string; by?: { author: string; id: string; name: string } } = {},
): Promise<Buffer> {
  const type = typeOf("11502-2");
  if (type === null) throw new Error("no type");
  const { replaces = null, by = LABO, ...document } = change;
  const draft = draftOf({
    document: {
      type: type.code,
      title: "Compte rendu d'examens biologiques",
      actDate: "2026-10-02",
      uniqueId: "1.2.3.4",
      setId: "1.2.3.5",
      versionNumber: 1,
      confidentiality: "N",
      createdAt: "2026-10-03T08:00:00.000Z",
      ...document,
    },
    replaces,
    patient,
    instanceId: "11111111-2222-4333-8444-555555555555",
    author: {
      nationalId: by.author,
      familyName: "LABO",
      givenName: "Lise",
      civility: "MME",
      profession: "10",
      speciality: null,
    },
    structure: { id: by.id, name: by.name, sector: "SA25", practiceSetting: "AMBULATOIRE" },
    zone: () => 60,
  });
  return collect(writeCda(draft, { mediaType: "application/pdf", open: () => [Buffer.from("%PDF-1.4 x")] }));
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What a promise rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}
