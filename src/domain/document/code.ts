/** A code of a nomenclature, as XDS metadata and CDA carry it. */
export interface Code {
  readonly code: string;
  /** OID of the nomenclature (or a URN, for the codes of the signature document). */
  readonly system: string;
  /** Official French label. */
  readonly label: string;
}

/** Nomenclatures of document exchange (dmp.md §3.6, cda.md §2). */
export const SYSTEMS = {
  loinc: "2.16.840.1.113883.6.1",
  /** TRE_A05: typeCodes that LOINC has not. */
  typeCi: "1.2.250.1.213.1.1.4.12",
  classCode: "1.2.250.1.213.1.1.4.1",
  confidentiality: "2.16.840.1.113883.5.25",
  /** MASQUE_PS, INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX. */
  visibility: "1.2.250.1.213.1.1.4.13",
  facility: "1.2.250.1.71.4.2.4",
  practiceSetting: "1.2.250.1.213.1.1.4.9",
  contentType: "1.2.250.1.213.2.2",
  authorSpecialty: "1.2.250.1.213.1.1.4.5",
  professional: "1.2.250.1.71.4.2.1",
  structure: "1.2.250.1.71.4.2.2",
} as const;

/** Type of a volet de synthèse médicale: `SYNTH` of TRE_A05 (cda.md §3). */
export function isVsmType({ code, system }: Pick<Code, "code" | "system">): boolean {
  return code === "SYNTH" && system === SYSTEMS.typeCi;
}
