import { type Code, SYSTEMS } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import { isInsOid } from "../../domain/identity/matricule.js";
import type { Ins, IsoInstant } from "../../domain/identity/types.js";

/**
 * HL7 v2 values inside XDS metadata, both ways (dmp.md §3.3, IHE ITI TF-3 §4.2.3.1.7). Components are parted by `^`, sub-components by
 * `&`; a text that holds one of them is written with the escapes of HL7 v2 (`\T\` for `&`), else « DUPONT & FILS » would be cut.
 */
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\" };
const UNESCAPES: Readonly<Record<string, string>> = { E: "\\", F: "|", S: "^", T: "&", R: "~" };

export function escapeComponent(text: string): string {
  return text.replace(/[\\|^&~]/g, (character) => ESCAPES[character] ?? character);
}

export function unescapeComponent(text: string): string {
  return text.includes("\\") ? text.replace(/\\([EFSTR])\\/g, (whole, letter: string) => UNESCAPES[letter] ?? whole) : text;
}

/** `…T…Z` → `YYYYMMDDHHMMSS`, UTC (dmp.md §3.3). Null when it is not an instant. */
export function toTime(instant: IsoInstant): string | null {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return null;
  const digits = at.toISOString().replace(/\D/g, "");
  return digits.length === 17 ? digits.slice(0, 14) : null;
}

const TIME = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\.\d+)?([+-]\d{4})?$/;

/** An HL7 time of any precision, UTC unless it says otherwise, as an instant; null when it is not one. */
export function fromTime(text: string | undefined): IsoInstant | null {
  const match = TIME.exec(text?.trim() ?? "");
  if (match === null) return null;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", zone] = match;
  const offset = zone === undefined ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000${offset}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** An INS as a CX: `207058575627097^^^&1.2.250.1.213.1.4.8&ISO^NH`. */
export function toCx(id: { readonly value: string; readonly authority: string; readonly type: string }): string {
  return `${escapeComponent(id.value)}^^^&${id.authority}&ISO^${id.type}`;
}

/** What a document names its patient by: an INS, or, in a message, the file number that an establishment gave (`PI`). */
export function insToCx(ins: Ins): string {
  return toCx({ value: ins.matricule, authority: ins.oid, type: isInsOid(ins.oid) ? "NH" : "PI" });
}

/** Value and assigning authority of a CX; the authority is "" when there is none. */
export function fromCx(text: string): { value: string; authority: string; type: string } {
  const parts = text.split("^");
  return { value: unescapeComponent(parts[0] ?? ""), authority: (parts[3] ?? "").split("&")[1] ?? "", type: parts[4] ?? "" };
}

/**
 * A person as an XCN. XCN.10 is `D` for a person and `U` for a device; XCN.13 is `IDNPS` for a national id, `EI` for an internal id of
 * the structure (it holds a `/`) or a name alone, `RI` for a device.
 */
export function toXcn(author: DocumentAuthor): string {
  const name = `${escapeComponent(author.familyName)}^${escapeComponent(author.givenName ?? "")}`;
  const device = author.id === null && author.givenName === null;
  const kind = device ? "RI" : author.id === null || author.id.includes("/") ? "EI" : "IDNPS";
  return `${escapeComponent(author.id ?? "")}^${name}^^^^^^&${SYSTEMS.professional}&ISO^${device ? "U" : "D"}^^^${kind}`;
}

/** An organisation as an XON; the name alone when it has no national id. */
export function toXon(institution: { readonly id: string | null; readonly name: string }): string {
  const name = escapeComponent(institution.name);
  if (institution.id === null) return name;
  return `${name}^^^^^&${SYSTEMS.structure}&ISO^IDNST^^^${escapeComponent(institution.id)}`;
}

/** A code as a CE: `G15_10/SM26^label^system`. */
export function toCe(code: Code): string {
  return `${escapeComponent(code.code)}^${escapeComponent(code.label)}^${escapeComponent(code.system)}`;
}

export function fromCe(text: string): Code {
  const [code = "", label, system = ""] = text.split("^").map(unescapeComponent);
  return { code, label: label === undefined || label === "" ? code : label, system };
}

/** The slots of an author classification, as one author; null when they name nobody. */
export function toAuthor(slots: ReadonlyMap<string, readonly string[]>): DocumentAuthor | null {
  const person = slots.get("authorPerson")?.[0];
  const institution = slots.get("authorInstitution")?.[0];
  if (person === undefined && institution === undefined) return null;
  const specialty = slots.get("authorSpecialty")?.[0];
  return {
    ...(person === undefined ? { id: null, familyName: "", givenName: null } : fromXcn(person)),
    specialty: specialty === undefined || specialty === "" ? null : fromCe(specialty),
    role: slots.get("authorRole")?.[0] || null,
    institution: institution === undefined || institution === "" ? null : fromXon(institution),
  };
}

/** `legalAuthenticator`: a person alone. */
export function fromXcnAlone(text: string): DocumentAuthor {
  return { ...fromXcn(text), specialty: null, role: null, institution: null };
}

function fromXcn(text: string): Pick<DocumentAuthor, "id" | "familyName" | "givenName"> {
  const [id = "", family = "", given = ""] = text.split("^").map(unescapeComponent);
  // Some publishers write the whole name first, without an id.
  if (family === "" && given === "") return { id: null, familyName: id, givenName: null };
  return { id: id === "" ? null : id, familyName: family, givenName: given === "" ? null : given };
}

function fromXon(text: string): { id: string | null; name: string } {
  const parts = text.split("^").map(unescapeComponent);
  return { id: parts[9] || null, name: parts[0] ?? "" };
}
