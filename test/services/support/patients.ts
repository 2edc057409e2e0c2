import { createIdentity } from "../../../src/domain/identity/creation.js";
import type { NewPatient } from "../../../src/domain/patient.js";
import { NO_COMPLEMENT } from "../../../src/services/patients/complement.js";

export interface Record {
  readonly file: string;
  readonly name: string;
  readonly given: string;
  readonly date: string;
  readonly sex: string;
  readonly place?: string;
  readonly usedName?: string;
}

/** A patient as a practice would have recorded it. */
export function newPatient(record: Record): NewPatient {
  const made = createIdentity({
    birthName: record.name,
    birthGivenNames: record.given,
    birthDate: record.date,
    sex: record.sex,
    birthPlace: record.place ?? "99999",
  });
  if (!made.ok) throw new Error(made.problems.map((problem) => problem.message).join(" "));
  return {
    ...NO_COMPLEMENT,
    fileNumber: record.file,
    identity: made.identity,
    usedName: record.usedName ?? null,
    birthDateInterpreted: made.interpreted,
    lastInsi: null,
  };
}

/** The official test identities (insi.md §4) as five practices' files would hold them, with what INSi makes of them. */
export const OFFICIAL = {
  adrun: { file: "F-ADRUN", name: "ADRUN", given: "ZOE", date: "31/12/1975", sex: "F", place: "63220" },
  tchitchi: { file: "F-TCHITCHI", name: "TCHITCHI", given: "OLA CATARINA BELLA", date: "21/06/1936", sex: "F", place: "63220" },
  houilles: { file: "F-HOUILLES", name: "HOUILLES", given: "PIERRE PAUL JACQUES", date: "27/01/1993", sex: "M" },
  vinci: { file: "F-VINCI", name: "DE VINCI", given: "LEONARDO", date: "01/02/2014", sex: "M", place: "63220" },
  hermann: { file: "F-HERMANN", name: "HERMANN", given: "GATIEN", date: "24/03/1981", sex: "M", place: "63220" },
  nia: { file: "F-NIA", name: "PROVISOIRE", given: "MATRICULE", date: "01/07/2009", sex: "M", place: "63220" },
  corse: { file: "F-CORSE", name: "CORSE", given: "ANTHONY", date: "02/03/1980", sex: "M", place: "2B020" },
  ruth: { file: "F-RUTH", name: "NESSI", given: "RUTH", date: "14/07/1977", sex: "F", place: "63220" },
  /** Known under her married name; her birth name is in the other field. */
  ruthMarried: { file: "F-RUTH", name: "DURAND", given: "RUTH", date: "14/07/1977", sex: "F", place: "63220", usedName: "NESSI" },
  laurent: { file: "F-LAURENT", name: "ADRDEUX", given: "LAURENT", date: "01/01/1981", sex: "M", place: "75056" },
} as const satisfies { [name: string]: Record };
