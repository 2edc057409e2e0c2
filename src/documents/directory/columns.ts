import {
  departmentOfPostcode,
  isMailboxAddress,
  normalAddress,
  normalDepartment,
} from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { cellReader, cityOf, coded, type LineReader } from "./cells.js";

/** Our name of each column that is read → its official heading (mss.md §3.2), and other ways it was written. */
const HEADINGS = {
  type: ["Type de BAL"],
  address: ["Adresse BAL"],
  personId: ["Identifiant PP"],
  nationalId: ["Identification nationale PP"],
  structureId: ["Identification Structure"],
  service: ["Service de rattachement"],
  civility: ["Civilité d'exercice"],
  familyName: ["Nom d'exercice"],
  givenName: ["Prénom d'exercice"],
  professionCode: ["Code Profession"],
  profession: ["Libellé Profession"],
  skillCode: ["Code savoir-faire"],
  skill: ["Libellé savoir-faire"],
  paperless: ["Dématérialisation"],
  structure: ["Raison Sociale structure BAL", "Raison sociale structure"],
  sign: ["Enseigne commerciale structure BAL", "Enseigne"],
  cityLine: ["L6LIGNEACHEMINEMENT"],
  postcode: ["Code postal"],
  department: ["Département"],
} as const;
type Name = keyof typeof HEADINGS;

const REQUIRED: readonly Name[] = ["type", "address"];
const TYPES: ReadonlySet<string> = new Set(["PER", "ORG", "APP", "CAB"]);
/** How to read the lines under this line of headings; a type or an address that is none names no mailbox. @throws {SegurError} `directory.not_extraction` */
export function mailboxReader(headingLine: string): LineReader<DirectoryMailbox> {
  return cellReader(headingLine, HEADINGS, REQUIRED, toMailbox);
}

function toMailbox(cell: (name: Name) => string | null, isHidden: (name: Name) => boolean): DirectoryMailbox | null {
  const type = cell("type")?.toUpperCase() ?? "";
  const address = normalAddress(cell("address") ?? "");
  // An address is as it was read or is none: it is never repaired.
  if (isHidden("address") || !TYPES.has(type) || !isMailboxAddress(address)) return null;
  const postcode = cell("postcode");
  const department = cell("department");
  const structureId = cell("structureId");
  const structureName = cell("structure") ?? cell("sign");
  return {
    address,
    type: type as DirectoryMailbox["type"],
    rpps: rppsOf(cell("personId"), cell("nationalId")),
    familyName: cell("familyName"),
    givenName: cell("givenName"),
    civility: cell("civility"),
    profession: coded(cell("professionCode"), cell("profession")),
    speciality: coded(cell("skillCode"), cell("skill")),
    structure: structureId === null && structureName === null ? null : { id: structureId, name: structureName },
    service: cell("service"),
    postcode,
    city: cityOf(cell("cityLine"), postcode),
    department: department === null ? departmentOfPostcode(postcode) : normalDepartment(department),
    paperless: yesNo(cell("paperless")),
  };
}

function rppsOf(personId: string | null, nationalId: string | null): string | null {
  if (personId !== null && /^\d{11}$/.test(personId)) return personId;
  return /^8(\d{11})$/.exec(nationalId ?? "")?.[1] ?? null;
}

function yesNo(text: string | null): boolean | null {
  if (text === null) return null;
  return /^(o|oui|1|true)$/i.test(text) ? true : /^(n|non|0|false)$/i.test(text) ? false : null;
}
