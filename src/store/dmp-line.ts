import type { Code } from "../domain/document/code.js";
import { type Availability, type ListedEntry, VISIBLE } from "../domain/document/entry.js";
import { storeDamaged } from "./errors.js";
import { parseJson } from "./json.js";

/** What stands in columns of its own is not said twice. */
type Line = Omit<ListedEntry, "uniqueId" | "entryUuid">;

type StoredCode = readonly [code: string, system: string, label: string];
type StoredAuthor = readonly [familyName: string, givenName: string | null, institution?: string, institutionId?: string | null];

/** In the order of their names, without the names: half as many bytes to read and to decipher as an object. */
type Stored = readonly [
  logicalId: string,
  version: string,
  availability: Availability,
  title: string,
  comment: string | null,
  typeCode: StoredCode,
  classCode: StoredCode,
  confidentiality: StoredCode,
  hiddenFrom: number,
  creationTime: string,
  serviceStart: string | null,
  mimeType: string,
  size: number | null,
  authors: readonly StoredAuthor[],
];

/** Length of {@link Stored}: another one was written by something else. */
const LENGTH = 14;

const PROFESSIONALS = 1;
const PATIENT = 2;
const REPRESENTATIVES = 4;

/** What lists show of an entry, as the text that the store keeps. */
export function lineOf(entry: Line): string {
  const { visibility, authors } = entry;
  const hidden =
    (visibility.hiddenFromProfessionals ? PROFESSIONALS : 0) +
    (visibility.hiddenFromPatient ? PATIENT : 0) +
    (visibility.hiddenFromLegalRepresentatives ? REPRESENTATIVES : 0);
  return JSON.stringify([
    entry.logicalId,
    entry.version,
    entry.availability,
    entry.title,
    entry.comment,
    stored(entry.typeCode),
    stored(entry.classCode),
    stored(entry.confidentiality),
    hidden,
    entry.creationTime,
    entry.serviceStart,
    entry.mimeType,
    entry.size,
    authors.map(
      ({ familyName, givenName, institution }): StoredAuthor =>
        institution === null ? [familyName, givenName] : [familyName, givenName, institution.name, institution.id],
    ),
  ] satisfies Stored);
}

/** The reverse of {@link lineOf}. */
export function listedOf(text: string): Line {
  const line = parseJson(text);
  if (!Array.isArray(line) || line.length !== LENGTH) throw storeDamaged(null);
  const read = line as unknown as Stored;
  return {
    logicalId: read[0],
    version: read[1],
    availability: read[2],
    title: read[3],
    comment: read[4],
    typeCode: code(read[5]),
    classCode: code(read[6]),
    confidentiality: code(read[7]),
    visibility: visibility(read[8]),
    creationTime: read[9],
    serviceStart: read[10],
    mimeType: read[11],
    size: read[12],
    authors: read[13].map(author),
  };
}

function stored({ code, system, label }: Code): StoredCode {
  return [code, system, label];
}

function code([code, system, label]: StoredCode): Code {
  return { code, system, label };
}

function author([familyName, givenName, name, id = null]: StoredAuthor): ListedEntry["authors"][number] {
  return { familyName, givenName, institution: name === undefined ? null : { id, name } };
}

function visibility(hidden: number): ListedEntry["visibility"] {
  if (hidden === 0) return VISIBLE;
  return {
    hiddenFromProfessionals: (hidden & PROFESSIONALS) !== 0,
    hiddenFromPatient: (hidden & PATIENT) !== 0,
    hiddenFromLegalRepresentatives: (hidden & REPRESENTATIVES) !== 0,
  };
}
