import type { Code } from "../../domain/document/code.js";
import type { CdaHeader, NarrativeNode } from "./header.js";
import { readPatients } from "./read-patient.js";
import { NOBODY, personInWords, readInstitution, readPerson, statusOf } from "./read-people.js";
import { all, attribute, first, textOf } from "./tree.js";
import { codeOf, idOf, idsOf, intervalOf, timeOf } from "./values.js";

type Node = Exclude<NarrativeNode, string> | null;

const NO_CODE: Code = { code: "", system: "", label: "" };

/**
 * The header in words. What the profile wants and the document lacks is empty (`""` in a required text) and told: a received document
 * is shown whatever it lacks, and what is filed or sent decides on its own what it needs.
 */
export function readHeader(document: Exclude<NarrativeNode, string>, warn: (message: string) => void): CdaHeader {
  const missing = (what: string): void => warn(`L'en-tête n'a pas ${what}.`);
  const id = idOf(first(document, "id"));
  if (id === null) missing("d'identifiant de document");
  const code = codeOf(first(document, "code"));
  if (code === null) missing("de type de document");
  const title = textOf(first(document, "title"));
  if (title === null) missing("de titre");
  const createdAt = timeOf(first(document, "effectiveTime"));
  if (createdAt === null) missing("de date de création lisible");
  const confidentiality = codeOf(first(document, "confidentialityCode"));
  if (confidentiality === null) missing("de niveau de confidentialité");
  if (first(document, "recordTarget") === null) missing("de patient");
  const [patient, ...otherPatients] = readPatients(document, warn);
  const custodian = first(document, "custodian", "assignedCustodian", "representedCustodianOrganization");
  return {
    id: id ?? { root: "", extension: null },
    templateIds: all(document, "templateId")
      .map(idOf)
      .filter((each) => each !== null),
    setId: idOf(first(document, "setId")),
    versionNumber: readVersion(attribute(first(document, "versionNumber"), "value"), warn),
    code: code ?? NO_CODE,
    title: title ?? code?.label ?? "",
    createdAt,
    confidentiality: confidentiality ?? NO_CODE,
    language: attribute(first(document, "languageCode"), "code"),
    patient,
    otherPatients,
    authors: readAuthors(document, warn),
    custodian: { id: idsOf(custodian)[0] ?? null, name: readInstitution(custodian)?.name || null },
    recipients: readRecipients(document),
    legalAuthenticator: readLegalAuthenticator(first(document, "legalAuthenticator")),
    participants: all(document, "participant").map((participant) => ({
      type: attribute(participant, "typeCode") ?? "",
      function: attribute(first(participant, "functionCode"), "code"),
      person: readPerson(first(participant, "associatedEntity"), participant) ?? NOBODY,
    })),
    events: all(document, "documentationOf").flatMap((each) => all(each, "serviceEvent").map(readEvent)),
    replaces: readReplaces(document),
    encounter: readEncounter(first(document, "componentOf", "encompassingEncounter")),
  };
}

function readVersion(value: string | null, warn: (message: string) => void): number | null {
  if (value === null) return null;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  warn("Le numéro de version du document n'est pas un entier positif.");
  return null;
}

function readAuthors(document: Node, warn: (message: string) => void): CdaHeader["authors"] {
  const authors = all(document, "author").flatMap((author) => {
    const person = readPerson(first(author, "assignedAuthor"), author);
    return person === null ? [] : [{ ...person, time: timeOf(first(author, "time")) }];
  });
  if (authors.length === 0) warn("L'en-tête n'a pas d'auteur.");
  return authors;
}

function readRecipients(document: Node): string[] {
  return all(document, "informationRecipient").flatMap((recipient) => {
    const person = readPerson(first(recipient, "intendedRecipient"), recipient);
    const words = person === null ? "" : personInWords(person);
    return words === "" ? [] : [words];
  });
}

function readLegalAuthenticator(element: Node): CdaHeader["legalAuthenticator"] {
  const person = readPerson(first(element, "assignedEntity"), element);
  return person === null ? null : { ...person, time: timeOf(first(element, "time")) };
}

function readEvent(event: Node): CdaHeader["events"][number] {
  const performer = first(event, "performer");
  const entity = first(performer, "assignedEntity");
  return {
    code: codeOf(first(event, "code")),
    ...intervalOf(first(event, "effectiveTime")),
    performer: readPerson(entity, performer),
    practiceSetting: codeOf(first(entity, "representedOrganization", "standardIndustryClassCode")),
    status: statusOf(event),
  };
}

/** RPLC is the only relation of the profile; a document that appends to another or transforms it replaces nothing. */
function readReplaces(document: Node): CdaHeader["replaces"] {
  const related = all(document, "relatedDocument").find((each) => attribute(each, "typeCode") === "RPLC") ?? null;
  return idOf(first(related, "parentDocument", "id"));
}

function readEncounter(encounter: Node): CdaHeader["encounter"] {
  if (encounter === null) return null;
  return {
    ...intervalOf(first(encounter, "effectiveTime")),
    code: codeOf(first(encounter, "code")),
    facilityType: codeOf(first(encounter, "location", "healthCareFacility", "code")),
  };
}
