import type { DocumentAuthor, NewEntry } from "../../../../src/domain/document/entry.js";
import { VISIBLE } from "../../../../src/domain/document/entry.js";
import type { Ins } from "../../../../src/domain/identity/types.js";
import type { DmpCall, DmpPart, NewSubmission } from "../../../../src/gateways/dmp/port.js";

/** Official test patient of the DMP samples. */
export const PATIENT: Ins = { matricule: "207058575627097", oid: "1.2.250.1.213.1.4.10" };

export const AUTHOR: DocumentAuthor = {
  id: "899900063480",
  familyName: "D'ÉTÉ-MARTIN",
  givenName: 'Anne "Nanou"',
  specialty: { code: "G15_10/SM26", system: "1.2.250.1.213.1.1.4.5", label: "Médecin - Qualifié en Médecine Générale (SM)" },
  role: "Médecin traitant",
  institution: { id: "499900063480001", name: "CABINET DUPONT & FILS <SUD>" },
};

export const CALL: DmpCall = {
  messageId: "0b6f4648-f2e9-4a06-94fd-c563a807212f",
  subject: {
    nationalId: "899900063480",
    name: "MARTIN Anne",
    profession: { code: "10", system: "1.2.250.1.71.1.2.7", label: "Médecin" },
    speciality: { code: "SM26", system: "1.2.250.1.71.4.2.5", label: "Qualifié en Médecine Générale (SM)" },
    sector: "SA07",
    structureId: null,
    login: "psc",
  },
  access: "normal",
};

const code = (value: string, system: string, label: string) => ({ code: value, system, label });

export function sampleEntry(changes: Partial<NewEntry> = {}): NewEntry {
  return {
    uniqueId: "1.2.250.1.999.1.1.7898.3.1622814651504",
    patientId: PATIENT,
    sourcePatientId: { value: "0456789999", authority: "1.2.250.1.999.1.1.7898.2", type: "PI" },
    sourcePatientInfo: ["PID-5|D'AGATHE^L&AURE^^^^^L", "PID-7|19070525", "PID-8|F"],
    mimeType: "text/xml",
    title: `Compte rendu d'examen : "5 < 6 & 7 > 2", été`,
    comment: "L'essentiel & le reste",
    typeCode: code("11488-4", "2.16.840.1.113883.6.1", "CR ou fiche de consultation ou de visite"),
    classCode: code("10", "1.2.250.1.213.1.1.4.1", "Compte rendu"),
    formatCode: code("urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3", "Document à corps non structuré en PDF"),
    confidentiality: code("N", "2.16.840.1.113883.5.25", "Normal"),
    visibility: VISIBLE,
    facilityType: code("SA07", "1.2.250.1.71.4.2.4", "Cabinet individuel"),
    practiceSetting: code("AMBULATOIRE", "1.2.250.1.213.1.1.4.9", "Ambulatoire"),
    eventCodes: [code("BACA008", "1.2.250.1.213.2.5", "Suture d'une plaie")],
    authors: [AUTHOR],
    legalAuthenticator: { ...AUTHOR, specialty: null, role: null, institution: null },
    creationTime: "2026-11-25T18:45:35.000Z",
    serviceStart: "2026-11-25T17:32:44.000Z",
    serviceStop: "2026-11-25T17:33:44.000Z",
    language: "fr-FR",
    hash: null,
    size: null,
    referenceIds: ["2026112501^^^&1.2.250.1.999.4&ISO^urn:ihe:iti:xds:2013:order"],
    ...changes,
  };
}

export function partOf(text: string): DmpPart & { readonly canonical: boolean } {
  const bytes = Buffer.from(text, "utf8");
  return {
    size: bytes.length,
    canonical: true,
    // In two pieces, so that nobody takes one for the whole.
    open: async function* () {
      yield bytes.subarray(0, 5);
      yield bytes.subarray(5);
    },
  };
}

export function sampleSubmission(changes: Partial<NewSubmission> = {}): NewSubmission {
  return {
    uniqueId: "1.2.250.1.999.1.1.7898.1.1",
    signatureUniqueId: "1.2.250.1.999.1.1.7898.4.1",
    submissionTime: "2026-11-25T18:50:00.000Z",
    title: `Lot de l'été "A & B" <1>`,
    comment: null,
    author: AUTHOR,
    contentType: code("07", "1.2.250.1.213.2.2", "Consultations, soins externes"),
    sourceId: "1.2.250.1.999.1.1.7898",
    patientId: PATIENT,
    documents: [{ entry: sampleEntry(), replaces: null, content: partOf("<ClinicalDocument>été</ClinicalDocument>") }],
    ...changes,
  };
}
