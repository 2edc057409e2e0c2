import { departmentOfPostcode, normalDepartment } from "../../domain/professional/directory-terms.js";
import type { DirectoryActivity } from "../../domain/professional/entry.js";
import { cellReader, cityOf, coded, type LineReader } from "./cells.js";

/** The columns that are read of « PS_LibreAcces_Personne_activite » (mss.md §3.2), and other ways they were written. */
const HEADINGS = {
  personId: ["Identifiant PP"],
  nationalId: ["Identification nationale PP"],
  civility: ["Libellé civilité d'exercice", "Code civilité d'exercice"],
  familyName: ["Nom d'exercice"],
  givenName: ["Prénom d'exercice"],
  professionCode: ["Code profession"],
  profession: ["Libellé profession"],
  skillCode: ["Code savoir-faire"],
  skill: ["Libellé savoir-faire"],
  siret: ["Numéro SIRET site"],
  finess: ["Numéro FINESS site"],
  technicalId: ["Identifiant technique de la structure"],
  structure: ["Raison sociale site"],
  sign: ["Enseigne commerciale site"],
  cedex: ["Bureau cedex (coord. structure)"],
  postcode: ["Code postal (coord. structure)"],
  city: ["Libellé commune (coord. structure)"],
  department: ["Code Département (structure)"],
} as const;
type Name = keyof typeof HEADINGS;

/** What tells this extraction from that of the mailboxes. */
export const PEOPLE_HEADING = "Identification nationale PP";

/** How to read the lines under this line of headings; a line without an RPPS names nobody here. @throws {SegurError} `directory.not_extraction` */
export function activityReader(headingLine: string): LineReader<DirectoryActivity> {
  return cellReader(headingLine, HEADINGS, ["nationalId", "familyName"], toActivity);
}

function toActivity(cell: (name: Name) => string | null): DirectoryActivity | null {
  // People known by another register (ADELI, or by their structure) have no RPPS, hence no mailbox of their own.
  const rpps = /^8(\d{11})$/.exec(cell("nationalId") ?? "")?.[1] ?? null;
  if (rpps === null) return null;
  const postcode = cell("postcode");
  const department = cell("department");
  const id = structureId(cell);
  const name = cell("structure") ?? cell("sign");
  return {
    rpps,
    familyName: cell("familyName"),
    givenName: cell("givenName"),
    civility: cell("civility"),
    profession: coded(cell("professionCode"), cell("profession")),
    speciality: coded(cell("skillCode"), cell("skill")),
    structure: id === null && name === null ? null : { id, name },
    postcode,
    city: cell("city") ?? cityOf(cell("cedex"), postcode),
    department: department === null ? departmentOfPostcode(postcode) : normalDepartment(department),
  };
}

/** As the mailboxes have it: `1` and FINESS, `3` and SIRET, else what the annuaire calls it. */
function structureId(cell: (name: Name) => string | null): string | null {
  const [finess, siret] = [cell("finess"), cell("siret")];
  if (finess !== null) return `1${finess}`;
  return siret === null ? cell("technicalId") : `3${siret}`;
}
