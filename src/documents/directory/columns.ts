import {
  departmentOfPostcode,
  isMailboxAddress,
  normalAddress,
  normalDepartment,
} from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { notAnExtraction } from "./errors.js";

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
/** Reads one line of the extraction; null when it names no mailbox (a type or an address that is none). */
export type LineReader = (line: string) => DirectoryMailbox | null;

/**
 * How to read the lines under this line of headings: by their names, in any order, accents and case aside.
 * @throws {SegurError} `directory.not_extraction`
 */
export function lineReader(headingLine: string): LineReader {
  const headings = headingLine.split("|").map(plain);
  const placeOf = (titles: readonly string[]) =>
    titles.map((title) => headings.indexOf(plain(title))).find((index) => index !== -1) ?? -1;
  const place = Object.fromEntries(Object.entries(HEADINGS).map(([name, titles]) => [name, placeOf(titles)])) as Record<
    Name,
    number
  >;
  const missing = REQUIRED.filter((name) => place[name] === -1);
  if (missing.length > 0) throw notAnExtraction(missing.map((name) => HEADINGS[name][0]));
  return (line) => {
    const cells = line.split("|");
    return toMailbox((name) => {
      const text = cells[place[name]]?.trim();
      return text === undefined || text === "" ? null : text;
    });
  };
}

function toMailbox(cell: (name: Name) => string | null): DirectoryMailbox | null {
  const type = cell("type")?.toUpperCase() ?? "";
  const address = normalAddress(cell("address") ?? "");
  if (!TYPES.has(type) || !isMailboxAddress(address)) return null;
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

function coded(code: string | null, label: string | null): { readonly code: string; readonly label: string } | null {
  return code === null && label === null ? null : { code: code ?? "", label: label ?? code ?? "" };
}

/** `75002 PARIS CEDEX 02` → `PARIS`: the last line of a postal address holds both. */
function cityOf(line: string | null, postcode: string | null): string | null {
  if (line === null) return null;
  const rest = line.replace(/^\d{5}\b\s*/, "").replace(/\s+CEDEX\b.*$/i, "");
  return rest === "" || rest === postcode ? null : rest;
}

function yesNo(text: string | null): boolean | null {
  if (text === null) return null;
  return /^(o|oui|1|true)$/i.test(text) ? true : /^(n|non|0|false)$/i.test(text) ? false : null;
}

function plain(heading: string): string {
  return heading
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .replace(/\b(de|d|des|la|le)\b/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
