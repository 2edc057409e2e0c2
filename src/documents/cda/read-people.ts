import { SYSTEMS } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { NarrativeNode } from "./header.js";
import { all, attribute, first, textOf } from "./tree.js";
import { codeOf, idsOf } from "./values.js";

type Node = Exclude<NarrativeNode, string> | null;

/** Where each role of the header keeps its person and organisation. */
const PERSONS = ["assignedPerson", "associatedPerson", "informationRecipient", "relatedPerson"];
const ORGANISATIONS = ["representedOrganization", "scopingOrganization", "receivedOrganization"];

/**
 * The person or device of a role (`assignedAuthor`, `assignedEntity`, `associatedEntity`, `intendedRecipient`).
 * @param participation what holds the role: its functionCode tells « Médecin traitant »
 * @returns null when it names nobody at all
 */
export function readPerson(role: Node, participation: Node): DocumentAuthor | null {
  if (role === null) return null;
  const ids = idsOf(role);
  const id = ids.find(({ root }) => root === SYSTEMS.professional) ?? ids[0];
  const name = nameOf(child(role, PERSONS));
  const device = first(role, "assignedAuthoringDevice");
  const institution = readInstitution(child(role, ORGANISATIONS));
  const familyName =
    name?.family ?? textOf(first(device, "softwareName")) ?? textOf(first(device, "manufacturerModelName")) ?? "";
  if (id === undefined && familyName === "" && institution === null) return null;
  const functionCode = first(participation, "functionCode");
  return {
    id: id === undefined ? null : (id.extension ?? id.root),
    familyName,
    givenName: name?.given ?? null,
    specialty: codeOf(first(role, "code")),
    role: codeOf(functionCode)?.label || textOf(first(functionCode, "originalText")),
    institution,
  };
}

/** Nobody named: a role that must be there in a type, and is not in the document. */
export const NOBODY: DocumentAuthor = {
  id: null,
  familyName: "",
  givenName: null,
  specialty: null,
  role: null,
  institution: null,
};

export function readInstitution(organisation: Node): DocumentAuthor["institution"] {
  const [id] = idsOf(organisation);
  const name = textOf(first(organisation, "name"));
  return id === undefined && name === null ? null : { id: id === undefined ? null : (id.extension ?? id.root), name: name ?? "" };
}

/** « Stéphane MEDIONI (Centre de soins le Belvédère) », as a recipient is shown. */
export function personInWords(person: DocumentAuthor): string {
  const name = [person.givenName, person.familyName].filter(Boolean).join(" ");
  const place = person.institution?.name ?? "";
  return name !== "" && place !== "" ? `${name} (${place})` : name || place || (person.id ?? "");
}

/** Family and given name; a name written as one text is a family name. */
function nameOf(person: Node): { family: string | null; given: string | null } | null {
  const name = first(person, "name");
  if (name === null) return null;
  const family = textOf(first(name, "family"));
  const given = all(name, "given").map(textOf).filter(Boolean).join(" ") || null;
  return { family: family ?? (given === null ? textOf(name) : null), given };
}

function child(role: Node, names: readonly string[]): Node {
  for (const name of names) {
    const found = first(role, name);
    if (found !== null) return found;
  }
  return null;
}

/** `@code` of a status, whatever its namespace (`lab:statusCode`). */
export function statusOf(element: Node): string | null {
  return attribute(first(element, "statusCode"), "code");
}
