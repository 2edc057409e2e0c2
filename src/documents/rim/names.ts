import type { Association, Availability } from "../../domain/document/entry.js";

/** Namespaces of ebXML RegRep 3.0 and of XDS.b (dmp.md §2, §3). */
export const NS = {
  rim: "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0",
  rs: "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0",
  lcm: "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0",
  query: "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0",
  xds: "urn:ihe:iti:xds-b:2007",
  xop: "http://www.w3.org/2004/08/xop/include",
  xml: "http://www.w3.org/XML/1998/namespace",
  hl7: "urn:hl7-org:v3",
  xsi: "http://www.w3.org/2001/XMLSchema-instance",
  habilitations: "urn:si-dmp-habilitations",
  patients: "urn:si-dmp-patients",
} as const;

/** Object type of every DocumentEntry (IHE ITI TF-3 §4.2.5.2). */
export const DOCUMENT_ENTRY = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";

/** Classification schemes and identification schemes (dmp.md §3.1). */
export const SET = {
  node: "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd",
  author: "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d",
  contentType: "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500",
  patientId: "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446",
  sourceId: "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832",
  uniqueId: "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8",
} as const;

export const ENTRY = {
  author: "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d",
  classCode: "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a",
  typeCode: "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983",
  confidentiality: "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f",
  formatCode: "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d",
  facilityType: "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1",
  practiceSetting: "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead",
  eventCode: "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4",
  patientId: "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427",
  uniqueId: "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab",
} as const;

export const REFERENCE_IDS = "urn:ihe:iti:xds:2013:referenceIdList";

const STATUS = "urn:oasis:names:tc:ebxml-regrep:StatusType:";
const ASIP_STATUS = "urn:asip:ci-sis:2010:StatusType:";

/** availabilityStatus: two of ebXML, two of the DMP (dmp.md TD3.3). */
export const AVAILABILITY: Readonly<Record<Availability, string>> = {
  approved: `${STATUS}Approved`,
  deprecated: `${STATUS}Deprecated`,
  archived: `${ASIP_STATUS}Archived`,
  deleted: `${ASIP_STATUS}Deleted`,
};

/** The status that a registry wrote, or null when it is none of the four. */
export function availabilityOf(urn: string | null): Availability | null {
  const local = urn?.slice(urn.lastIndexOf(":") + 1).toLowerCase();
  return local === "approved" || local === "deprecated" || local === "archived" || local === "deleted" ? local : null;
}

export const ASSOCIATION = {
  hasMember: "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember",
  replaces: "urn:ihe:iti:2007:AssociationType:RPLC",
  signs: "urn:ihe:iti:2007:AssociationType:signs",
  updateAvailability: "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus",
  objectType: "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association",
} as const;

/** Kind of an association by the last part of its type: registries write several URN forms. */
export function associationType(urn: string): Association["type"] {
  const local = urn.slice(urn.lastIndexOf(":") + 1).toLowerCase();
  switch (local) {
    case "hasmember":
      return "HasMember";
    case "signs":
      return "signs";
    case "rplc":
      return "RPLC";
    case "xfrm":
      return "XFRM";
    case "apnd":
      return "APND";
    case "xfrm_rplc":
      return "XFRM_RPLC";
    default:
      return "other";
  }
}
