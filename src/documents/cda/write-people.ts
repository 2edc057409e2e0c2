import type { Code } from "../../domain/document/code.js";
import { element, sequence, type Xml } from "./canonical.js";
import { type DraftAuthor, type DraftPatient, type DraftRecipient, type DraftStructure, ROOTS } from "./draft.js";
import type { CdaId } from "./header.js";

/** An `II`. */
export function id(name: string, { root, extension }: CdaId): Xml {
  return element(name, { root, extension });
}

/** A coded element, with the official label. */
export function coded(name: string, { code, system, label }: Code): Xml {
  return element(name, { code, codeSystem: system, displayName: label });
}

const GENDER = "2.16.840.1.113883.5.1";
const GENDERS = { M: ["M", "Masculin"], F: ["F", "Féminin"], I: ["UN", "Inconnu"] } as const;

/** recordTarget: the INS first, then the file number; qualified names (cda.md §2). */
export function recordTarget(patient: DraftPatient): Xml {
  const { ins, contact } = patient;
  const [sex, sexLabel] = GENDERS[patient.sex];
  const lines = [contact.address, [contact.postcode, contact.city].filter(Boolean).join(" ")];
  const given = patient.birthGivenNames.length > 0 ? patient.birthGivenNames.join(" ") : patient.firstBirthGivenName;
  return element(
    "recordTarget",
    {},
    element(
      "patientRole",
      {},
      ins === null ? null : id("id", { root: ins.oid, extension: ins.matricule }),
      id("id", patient.localId),
      address(lines, "H"),
      contacts(contact.phone, contact.email),
      element(
        "patient",
        {},
        element(
          "name",
          {},
          element("family", { qualifier: "BR" }, patient.birthName),
          patient.usedName === null ? null : element("family", { qualifier: "CL" }, patient.usedName),
          element("given", {}, given),
          element("given", { qualifier: "BR" }, patient.firstBirthGivenName),
          patient.usedGivenName === null ? null : element("given", { qualifier: "CL" }, patient.usedGivenName),
        ),
        element("administrativeGenderCode", { code: sex, codeSystem: GENDER, displayName: sexLabel }),
        element("birthTime", { value: patient.birthDate.replaceAll("-", "") }),
        element("birthplace", {}, element("place", {}, element("addr", {}, element("county", {}, patient.birthPlace)))),
      ),
    ),
  );
}

/** The id that an author is known by: the person's, else the structure's. */
export function authorId({ person }: DraftAuthor, structure: DraftStructure): CdaId {
  return person === null
    ? { root: ROOTS.structure, extension: structure.id }
    : { root: ROOTS.professional, extension: person.id };
}

/** assignedPerson; nothing when the structure itself is the author. */
export function assignedPerson({ person }: DraftAuthor): Xml | null {
  if (person === null) return null;
  return element(
    "assignedPerson",
    {},
    element(
      "name",
      {},
      person.civility === null ? null : element("prefix", {}, person.civility),
      element("family", {}, person.familyName),
      person.givenName === null ? null : element("given", {}, person.givenName),
      person.title === null ? null : element("suffix", {}, person.title),
    ),
  );
}

/** id, name, telecom and addr of the structure, in the order that an Organization wants. */
export function organization(name: string, structure: DraftStructure, industry: Code | null = null): Xml {
  const lines = [structure.address, [structure.postcode, structure.city].filter(Boolean).join(" ")];
  const isKnown = lines.some((line) => line !== null && line.trim() !== "");
  return element(
    name,
    {},
    id("id", { root: ROOTS.structure, extension: structure.id }),
    element("name", {}, structure.name),
    telecom("tel", structure.phone),
    isKnown ? address(lines, "WP") : null,
    industry === null ? null : coded("standardIndustryClassCode", industry),
  );
}

/** informationRecipient: to whom a letter is sent. */
export function recipient({ id: national, familyName, givenName }: DraftRecipient): Xml {
  return element(
    "informationRecipient",
    {},
    element(
      "intendedRecipient",
      {},
      national === null ? null : id("id", { root: ROOTS.professional, extension: national }),
      element(
        "informationRecipient",
        {},
        element("name", {}, element("family", {}, familyName), givenName === null ? null : element("given", {}, givenName)),
      ),
    ),
  );
}

function address(lines: readonly (string | null)[], use: string): Xml {
  const known = lines.filter((line): line is string => line !== null && line.trim() !== "");
  if (known.length === 0) return element("addr", { nullFlavor: "UNK" });
  return element("addr", { use }, ...known.map((line) => element("streetAddressLine", {}, line)));
}

/** Telephone and mail; the null flavor stands only where there is neither (dtr1-4-URL). */
function contacts(phone: string | null, email: string | null): Xml {
  const known = [telecom("tel", phone), telecom("mailto", email)].filter((each) => each !== null);
  return known.length === 0 ? element("telecom", { nullFlavor: "UNK" }) : sequence(...known);
}

function telecom(scheme: "tel" | "mailto", value: string | null): Xml | null {
  const text = scheme === "tel" ? (value?.replace(/[^\d+]/g, "") ?? "") : (value?.trim() ?? "");
  return text === "" ? null : element("telecom", { value: `${scheme}:${text}` });
}
