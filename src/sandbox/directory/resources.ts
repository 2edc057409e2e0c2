import type {
  Coded,
  DirectoryBox,
  DirectoryEntry,
  DirectoryOrganisation,
  DirectoryPerson,
  DirectoryStructure,
} from "./people.js";

export type ResourceType = "Practitioner" | "PractitionerRole" | "Organization";
export interface Resource {
  readonly resourceType: ResourceType;
  readonly id: string;
  readonly [key: string]: unknown;
}

const NOS = "https://mos.esante.gouv.fr/NOS";
const ANNUAIRE = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition";
const CORE = "https://hl7.fr/ig/fhir/core";
const terminology = (table: string): string => `${NOS}/${table}/FHIR/${table.replace(/_/g, "-")}`;
const meta = { versionId: "1", lastUpdated: "2026-11-20T06:00:00.000+01:00", source: "https://annuaire.sante.fr" };

/** A mailbox of MSSanté: two extensions say so (mss.md §3.1). */
function mailbox(box: DirectoryBox, type: "PER" | "ORG", rank: number): unknown {
  const metadata = [
    { url: "type", valueCodeableConcept: { coding: [{ system: terminology("TRE_R257-TypeBAL"), code: type }] } },
    ...(box.service === null ? [] : [{ url: "service", valueString: box.service }]),
    { url: "listeRouge", valueBoolean: false },
    { url: "digitization", valueBoolean: box.paperless },
  ];
  return {
    extension: [
      {
        url: `${CORE}/StructureDefinition/fr-core-contact-point-email-type`,
        valueCoding: { system: terminology("TRE_R256-TypeMessagerie"), code: "MSSANTE" },
      },
      { url: `${ANNUAIRE}/as-ext-mailbox-mss-metadata`, extension: metadata },
    ],
    system: "email",
    value: box.address,
    rank,
  };
}

/** Boxes that are not on the red list, and for some an ordinary address, which is no mailbox of MSSanté. */
function telecoms(boxes: readonly DirectoryBox[], type: "PER" | "ORG", index: number): readonly unknown[] {
  const listed = boxes.filter(({ unlisted }) => !unlisted).map((box, rank) => mailbox(box, type, rank + 1));
  const ordinary = index % 3 === 0 ? [{ system: "email", value: `contact.${index}@exemple.invalid` }] : [];
  return [...ordinary, ...listed, { system: "phone", value: `01990${String(index % 100_000).padStart(5, "0")}` }];
}

export const practitionerId = (index: number): string => `003-${index}`;
export const roleId = (index: number): string => `005-${index}`;
export const organizationId = ({ id }: DirectoryStructure): string => `001-${id}`;

export function practitioner(one: DirectoryPerson): Resource {
  const head = { resourceType: "Practitioner" as const, id: practitionerId(one.index), meta, language: "fr", active: one.active };
  const type = (code: string) => ({ coding: [{ system: `${CORE}/CodeSystem/fr-core-cs-v2-0203`, code }] });
  const identifier = [
    { use: "official", type: type("IDNPS"), system: "urn:oid:1.2.250.1.71.4.2.1", value: `8${one.rpps}` },
    { use: "official", type: type("RPPS"), system: "https://rpps.esante.gouv.fr", value: one.rpps },
  ];
  // Of somebody who does not practise any more, only this.
  if (!one.active) return { ...head, identifier };
  const coding = (code: string, table: string) => ({ system: terminology(table), code });
  const qualification = [
    { code: { coding: [{ ...coding(one.profession.code, "TRE_G15-ProfessionSante"), display: one.profession.label }] } },
    ...(one.speciality === null
      ? []
      : [
          { code: { coding: [{ ...coding(one.speciality.code, "TRE_R38-SpecialiteOrdinale"), display: one.speciality.label }] } },
        ]),
  ];
  return {
    ...head,
    identifier,
    name: [{ use: "usual", prefix: [one.civility], suffix: [one.title], family: one.family, given: [one.given] }],
    telecom: telecoms(
      one.boxes.filter(({ atStructure }) => !atStructure),
      "PER",
      one.index,
    ),
    qualification,
  };
}

/** Null for somebody who practises nowhere. */
export function practitionerRole(one: DirectoryPerson): Resource | null {
  if (one.structure === null || !one.active) return null;
  const concept = ({ code, label }: Coded, table: string) => ({ coding: [{ system: terminology(table), code, display: label }] });
  return {
    resourceType: "PractitionerRole",
    id: roleId(one.index),
    meta,
    language: "fr",
    active: true,
    practitioner: { reference: `Practitioner/${practitionerId(one.index)}` },
    organization: { reference: `Organization/${organizationId(one.structure)}` },
    code: [concept(one.profession, "TRE_G15-ProfessionSante")],
    ...(one.speciality === null ? {} : { specialty: [concept(one.speciality, "TRE_R38-SpecialiteOrdinale")] }),
    telecom: telecoms(
      one.boxes.filter(({ atStructure }) => atStructure),
      "PER",
      one.index,
    ),
  };
}

export function organization(structure: DirectoryStructure, of: DirectoryOrganisation | null): Resource {
  return {
    resourceType: "Organization",
    id: organizationId(structure),
    meta,
    language: "fr",
    active: true,
    identifier: [
      { use: "official", system: "urn:oid:1.2.250.1.71.4.2.2", value: structure.id },
      { use: "official", system: "https://finess.esante.gouv.fr", value: structure.id.slice(1) },
    ],
    name: structure.name,
    telecom: of === null ? [] : telecoms(of.boxes, "ORG", of.index),
    address: [{ line: [structure.street], city: structure.city, postalCode: structure.postcode, district: structure.department }],
  };
}

/** Every resource that comes from one entry. */
export function resourcesOf(entry: DirectoryEntry): readonly Resource[] {
  if (entry.kind === "organisation") return [organization(entry.structure, entry)];
  const role = practitionerRole(entry);
  // The practice of the sandbox has an entry of its own.
  const structure = entry.structure?.id.startsWith("199") === true ? [organization(entry.structure, null)] : [];
  return [practitioner(entry), ...(role === null ? [] : [role]), ...structure];
}
