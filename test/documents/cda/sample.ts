import type { CdaDraft } from "../../../src/documents/cda/draft.js";
import { type DraftInput, draftOf } from "../../../src/documents/cda/draft-from.js";
import { typeOf } from "../../../src/documents/vocabularies/types.js";
import { matriculeKey, OIDS } from "../../../src/domain/identity/matricule.js";
import type { Patient } from "../../../src/domain/patient.js";

const NUMBER = "2800363220001";
export const MATRICULE = `${NUMBER}${matriculeKey(NUMBER)}`;

/** An invented person, qualified with a test OID. */
export const patient = {
  id: "P12",
  fileNumber: "D-0042",
  identity: {
    traits: {
      birthName: "D'ARC-EN CIEL",
      birthGivenNames: ["JEANNE", "MARIE-LOU"],
      firstBirthGivenName: "JEANNE",
      birthDate: "1980-03-12",
      sex: "F",
      birthPlace: "63220",
    },
    status: "qualifiee",
    ins: { matricule: MATRICULE, oid: OIDS.nirTest },
    insHistory: [],
    attributes: { homonyme: false, douteuse: false, fictive: false },
    proof: null,
  },
  usedName: "EXEMPLE",
  usedGivenName: "LOU",
  contact: {
    address: "3 rue « Léo & Léa » <B>",
    postcode: "63000",
    city: "CLERMONT-FERRAND",
    phone: "04 73 00 00 00",
    email: null,
  },
} as const satisfies Pick<Patient, "id" | "fileNumber" | "identity" | "usedName" | "usedGivenName" | "contact">;

export function input(code: string, change: Partial<DraftInput> = {}): DraftInput {
  const type = typeOf(code)?.code;
  if (type === undefined) throw new Error(`no type ${code}`);
  return {
    document: {
      type,
      title: `${type.label} – « à relire » & signé`,
      actDate: "2026-11-24",
      uniqueId: "2.25.281710233411229411128381280918412345678",
      setId: "2.25.281710233411229411128381280918412345679",
      versionNumber: 1,
      confidentiality: "N",
      createdAt: "2026-11-25T09:15:00.123Z",
    },
    replaces: null,
    patient,
    instanceId: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    author: {
      nationalId: "899700000019",
      familyName: "MARCEAU",
      givenName: "Hélène",
      civility: "MME",
      profession: "10",
      speciality: "SM26",
    },
    medecinTraitant: true,
    structure: {
      id: "10B0152872",
      name: "CABINET DR MARCEAU",
      sector: "SA07",
      practiceSetting: "AMBULATOIRE",
      address: "12 rue des Lilas",
      postcode: "75012",
      city: "PARIS",
      phone: "0102030405",
    },
    zone: () => 60,
    ...change,
  };
}

export function draft(code = "11488-4", change: Partial<DraftInput> = {}): CdaDraft {
  return draftOf(input(code, change));
}

/** Not qualified: the INS must not leave. */
export const unqualified = { ...patient, identity: { ...patient.identity, status: "validee" } } as const;

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
