import { writeEntry } from "../../../../src/documents/rim/entry.js";
import { RimWriter } from "../../../../src/documents/rim/write.js";
import type { NewEntry } from "../../../../src/domain/document/entry.js";
import { sampleEntry } from "./samples.js";

const RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
const QUERY = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
const STATUS = "urn:oasis:names:tc:ebxml-regrep:StatusType:";

export const uuidOf = (index: number): string => `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

export interface Registered {
  readonly entry: NewEntry;
  readonly index?: number;
  readonly status?: string;
  readonly version?: string;
}

/**
 * An entry as a Java registry gives it back: registry ids, lid, status, a repository, a VersionInfo, inner objects with ids, statuses
 * and empty Names of their own.
 */
export function registered({ entry, index = 1, status = `${STATUS}Approved`, version = "1" }: Registered): string {
  const id = uuidOf(index);
  const xml = writeEntry(new RimWriter(), "Document01", entry, { sha1: entry.hash ?? "0".repeat(40), size: entry.size ?? 0 });
  let inner = 0;
  return xml
    .replace(
      '<rim:ExtrinsicObject id="Document01"',
      `<rim:ExtrinsicObject home="" id="${id}" isOpaque="false" lid="${id}" status="${status}"`,
    )
    .replace(
      "<rim:Slot ",
      '<rim:Slot name="repositoryUniqueId"><rim:ValueList><rim:Value>1.2.250.1.213.4.1.1.1.2</rim:Value></rim:ValueList></rim:Slot><rim:Slot ',
    )
    .replace(/(<rim:Classification )/, `<rim:VersionInfo versionName="${version}"/>$1`)
    .replaceAll('"Document01"', `"${id}"`)
    .replaceAll(/ id="(?:cla|ei)\d+"/g, () => {
      inner += 1;
      const own = `urn:uuid:${String(index).padStart(8, "0")}-0000-4000-9000-${String(inner).padStart(12, "0")}`;
      return ` home="" id="${own}" lid="${own}" status="${STATUS}Submitted"`;
    })
    .replaceAll("</rim:Classification>", '<rim:Description/><rim:VersionInfo versionName="1.1"/></rim:Classification>');
}

/** `query:AdhocQueryResponse` around registry objects, with prefixes of its own. */
export function queryAnswer(objects: readonly string[], status = "Success", prefix = "ns5"): string {
  const body = objects.join("\n").replaceAll("<rim:", `<${prefix}:`).replaceAll("</rim:", `</${prefix}:`);
  return `<ns6:AdhocQueryResponse xmlns:ns6="${QUERY}" xmlns:${prefix}="${RIM}" status="urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:${status}"><${prefix}:RegistryObjectList>${body}</${prefix}:RegistryObjectList></ns6:AdhocQueryResponse>`;
}

/** An answer of that many documents. */
export function registryAnswer(documents: number): string {
  const objects = Array.from({ length: documents }, (_, index) =>
    registered({ entry: sampleEntry({ uniqueId: `1.2.250.1.999.1.1.7898.3.${index + 1}` }), index: index + 1 }),
  );
  return queryAnswer(objects);
}
