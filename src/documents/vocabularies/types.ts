import { type Code, SYSTEMS } from "../../domain/document/code.js";
import { CLASSES } from "./codes.data.js";
import { rows, table } from "./table.js";
import { RETIRED, TYPES } from "./types.data.js";

/** A kind of document: typeCode of XDS and code of the CDA, with the class that derives from it (ASS_X04). */
export interface DocumentType {
  readonly code: Code;
  readonly class: Code;
  /** In JDV_J66: the DMP takes it. Otherwise it may only be exchanged (JDV_J07). */
  readonly dmp: boolean;
}

const classTable = table(CLASSES);
/** Style sheets, a class that the DMP has not. */
const OTHER_CLASS: Code = { code: "99", system: SYSTEMS.classCode, label: "Autre document" };

let types: ReadonlyMap<string, DocumentType> | null = null;

function read(): ReadonlyMap<string, DocumentType> {
  const all = rows(TYPES).flatMap(({ system, fields: [code = "", classCode = "", flags = "", label = ""] }): DocumentType[] => {
    // The signature of a submission set is an entry of its own, written by the gateway: not a document.
    if (classCode.startsWith("urn:")) return [];
    return [{ code: { code, system, label }, class: classTable.get(classCode) ?? OTHER_CLASS, dmp: flags.includes("d") }];
  });
  types = new Map(all.map((type) => [type.code.code, type]));
  return types;
}

/** The type of a code in force (JDV_J07, JDV_J66); null for any other, the codes that were retired in 2022 included. */
export function typeOf(code: string): DocumentType | null {
  return (types ?? read()).get(code) ?? null;
}

/** Every type in force, in the order of their codes. */
export function documentTypes(): readonly DocumentType[] {
  return [...(types ?? read()).values()];
}

/** Class of a type (ASS_X04), for retired types too, which old documents still carry; null for an unknown code. */
export function classOf(code: string): Code | null {
  const known = typeOf(code);
  if (known !== null) return known.class;
  const retired = RETIRED.split("\n").find((line) => line.startsWith(`${code}|`));
  return retired === undefined ? null : classTable.get(retired.slice(code.length + 1));
}

/** Classes in the order in which the DMP shows its categories (JDV_J57). */
export function classes(): readonly Code[] {
  return classTable.all();
}

/** A class by its code; null when unknown. */
export function classByCode(code: string): Code | null {
  return classTable.get(code);
}
