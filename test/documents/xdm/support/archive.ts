import { createHash } from "node:crypto";
import { type RawFile, rawZip } from "./zip.js";

export interface MetadataDocument {
  readonly uri: string;
  readonly bytes: Buffer | string;
  readonly uniqueId?: string;
  readonly patientId?: string;
  readonly typeCode?: string;
  readonly mimeType?: string;
  readonly hash?: string | null;
  readonly size?: number | null;
  readonly action?: { readonly slot: string; readonly value: string };
  readonly replaces?: string;
}

export const sha1 = (bytes: Buffer | string) => createHash("sha1").update(bytes).digest("hex");
export const PATIENT_ID = "279035121518989^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH";

/** METADATA.XML as another publisher would write it: no prefix, its own order. */
export function metadataOf(documents: readonly MetadataDocument[]): string {
  const slot = (name: string, value: string | number | null) =>
    value === null ? "" : `<Slot name="${name}"><ValueList><Value>${value}</Value></ValueList></Slot>`;
  const objects = documents.map((document, index) => {
    const { uri, bytes, uniqueId = `1.2.3.${index + 1}`, patientId = PATIENT_ID, typeCode = "11502-2", action } = document;
    return `<ExtrinsicObject id="Document${index}" mimeType="${document.mimeType ?? "text/xml"}" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">
      ${slot("URI", uri)}${slot("hash", document.hash === undefined ? sha1(bytes) : document.hash)}
      ${slot("size", document.size === undefined ? Buffer.byteLength(bytes) : document.size)}${slot("creationTime", "20210104160527")}
      ${action === undefined ? "" : slot(action.slot, action.value)}<Name><LocalizedString value="Titre ${index}"/></Name>
      <Classification classificationScheme="urn:uuid:f0306f51-975f-434e-a61c-c59651d33983" nodeRepresentation="${typeCode}">${slot("codingScheme", "2.16.840.1.113883.6.1")}<Name><LocalizedString value="Libellé"/></Name></Classification>
      <Classification classificationScheme="urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d" nodeRepresentation="">${slot("authorPerson", "810000000001^BIO^Anne")}${slot("authorInstitution", "Labo^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^1750000001")}</Classification>
      <ExternalIdentifier identificationScheme="urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427" value="${patientId}"/>
      <ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="${uniqueId}"/></ExtrinsicObject>`;
  });
  const links = documents.flatMap(({ replaces }, index) =>
    replaces === undefined
      ? []
      : [
          `<Association associationType="urn:ihe:iti:2007:AssociationType:RPLC" sourceObject="Document${index}" targetObject="${replaces}"/>`,
        ],
  );
  return `<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><RegistryObjectList>${objects.join("")}${links.join("")}</RegistryObjectList></lcm:SubmitObjectsRequest>`;
}

/** An archive of one subset. */
export function xdmOf(
  documents: readonly MetadataDocument[],
  others: readonly RawFile[] = [],
  folder = "IHE_XDM/SUBSET01/",
): Buffer {
  return rawZip([
    { name: "INDEX.HTM", data: "<html></html>" },
    { name: "README.TXT", data: "XDM" },
    { name: `${folder}METADATA.XML`, data: metadataOf(documents) },
    ...documents.map(({ uri, bytes }) => ({ name: folder + uri, data: bytes })),
    ...others,
  ]);
}
