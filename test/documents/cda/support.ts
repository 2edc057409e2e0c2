import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BinaryConsumer, type ReadCda, type ReadCdaOptions, readCda } from "../../../src/documents/cda/reader.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FOLDER = join(resolve(ROOT, process.env.SEGUR_CONFORMANCE ?? "../shared/conformance"), "cda");
const missing = !existsSync(FOLDER) && !process.env.CI;

/** The official examples, read where they are and never copied; in continuous integration they must be there. */
export const official = {
  missing,
  reason: missing ? "(SKIPPED: no SEGUR_CONFORMANCE)" : "",
  read: (name: string): Buffer => readFileSync(join(FOLDER, name)),
};

export const HEADER = `<realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="1.2.250.1.213.1.1.1.1"/><id root="1.2.3.4" extension="5"/>
<code code="11490-0" displayName="CR de sortie" codeSystem="2.16.840.1.113883.6.1"/><title>Lettre de liaison</title>
<effectiveTime value="20260312111700+0100"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" displayName="Normal"/><languageCode code="fr-FR"/>
<setId root="1.2.3.40"/><versionNumber value="2"/>`;

export const NAMES = `<name><family qualifier="BR">TEST</family><given>ZOÉ MARIE</given><given qualifier="BR">ZOÉ</given>
<family qualifier="CL">USAGE</family></name>`;

export const AUTHOR = `<author><time value="20260312"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="899700000017"/>
<assignedPerson><name><family>MARTIN</family><given>Alix</given></name></assignedPerson></assignedAuthor></author>`;

/** The patient of these documents, whose names and identifiers can be replaced. */
export function target(names = NAMES, ids = '<id root="1.2.250.1.213.1.4.8" extension="277076322082910"/>'): string {
  return `<recordTarget><patientRole>${ids}<patient>${names}<administrativeGenderCode code="F"/><birthTime value="19770714"/>
<birthplace><place><addr><county>63220</county></addr></place></birthplace></patient></patientRole></recordTarget>`;
}

/** A document with this body: inside of `component`. */
export function cda(body: string, { header = HEADER, patient = target() } = {}): string {
  return `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${header}${patient}${AUTHOR}<component>${body}</component></ClinicalDocument>`;
}

export function narrative(text: string): string {
  return `<structuredBody><component><section><title>Conclusion</title><text>${text}</text></section></component></structuredBody>`;
}

export function n1(contents: string, attributes = 'mediaType="application/pdf" representation="B64"'): string {
  return `<nonXMLBody><text ${attributes}>${contents}</text></nonXMLBody>`;
}

/** Cut into chunks of that many bytes. */
export function* chunks(document: string | Buffer, size = 65_536): Generator<Buffer> {
  const bytes = typeof document === "string" ? Buffer.from(document) : document;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface ReadWithContents extends ReadCda {
  readonly contents: readonly { readonly id: string | null; readonly mediaType: string; readonly bytes: Buffer }[];
}

/** Reads and keeps every binary. */
export async function readAll(
  document: string | Buffer | Iterable<Uint8Array>,
  options: Omit<ReadCdaOptions, "onBinary"> = {},
): Promise<ReadWithContents> {
  const contents: { id: string | null; mediaType: string; bytes: Buffer }[] = [];
  const onBinary: BinaryConsumer = async (binary, body) => {
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    contents.push({ ...binary, bytes: Buffer.concat(parts) });
  };
  const source = typeof document === "string" || Buffer.isBuffer(document) ? chunks(document) : document;
  return { ...(await readCda(source, { ...options, onBinary })), contents };
}
