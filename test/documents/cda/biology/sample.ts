import { readCda } from "../../../../src/documents/cda/reader.js";
import type { Biology } from "../../../../src/domain/inbox/biology.js";
import { cda, chunks } from "../support.js";

/** Pieces of a biology report (cda.md §4), each of which a test can replace. */

export const HEADER = `<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<templateId root="1.3.6.1.4.1.19376.1.3.3"/><templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/><id root="1.2.3.4" extension="5"/>
<code code="11502-2" displayName="CR d'examens biologiques" codeSystem="2.16.840.1.113883.6.1"/><title>CR d'examens biologiques</title>
<effectiveTime value="20261120111700+0100"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>`;

const RESULT = '<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><templateId root="1.2.250.1.213.1.1.3.80"/>';

export const pq = (value: string, unit = "g/L", inner = ""): string =>
  `<value xsi:type="PQ" value="${value}" unit="${unit}">${inner}</value>`;

export const flag = (code: string): string => `<interpretationCode code="${code}" codeSystem="2.16.840.1.113883.5.83"/>`;

/** Bounds as `<low …/>`; its own interpretation says that it is the interval of normal results. */
export const range = (low: string | null, high: string | null, unit = "g/L", attributes = ""): string =>
  `<referenceRange typeCode="REFV"><observationRange><value xsi:type="IVL_PQ">${bound("low", low, unit, attributes)}${bound("high", high, unit, attributes)}</value>` +
  '<interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"/></observationRange></referenceRange>';

const bound = (name: string, value: string | null, unit: string, attributes: string): string =>
  value === null ? "" : `<${name} value="${value}" unit="${unit}" ${attributes}/>`;

export const comment = (text: string, typeCode = "COMP"): string =>
  `<entryRelationship typeCode="${typeCode}"><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.1.40"/>
<code code="48767-8" codeSystem="2.16.840.1.113883.6.1"/><text>${text}</text></act></entryRelationship>`;

export const reference = (value: string): string => `<reference value="${value}"/>`;

export const earlier = (inner: string, at = "20250101"): string =>
  `<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><code code="1-1"/><statusCode code="completed"/><effectiveTime value="${at}"/>${inner}</observation></entryRelationship>`;

export const code = (name: string, value = "1-1"): string =>
  `<code code="${value}" displayName="${name}" codeSystem="2.16.840.1.113883.6.1"/>`;

/** A result: its value, flag, interval and what goes with it. */
export const result = (inner: string, { name = "Analyse", status = "completed", template = RESULT } = {}): string =>
  `<observation classCode="OBS" moodCode="EVN">${template}${code(name)}<statusCode code="${status}"/>${inner}</observation>`;

export const related = (statement: string): string => `<entryRelationship typeCode="COMP">${statement}</entryRelationship>`;

/** A battery (…1.4) or an isolate (…1.5), whose parts are `component`. */
export const organizer = (
  name: string,
  statements: readonly string[],
  { template = "1.3.6.1.4.1.19376.1.3.1.4", before = "" } = {},
): string =>
  `<organizer classCode="BATTERY" moodCode="EVN"><templateId root="${template}"/>${code(name)}<statusCode code="completed"/>${before}
${statements.map((each) => `<component>${each}</component>`).join("")}</organizer>`;

export const entry = (inner: string, status = "completed"): string =>
  `<entry typeCode="DRIV"><templateId root="1.3.6.1.4.1.19376.1.3.1"/><act classCode="ACT" moodCode="EVN">${code("Biochimie", "18719-5")}<statusCode code="${status}"/>${inner}</act></entry>`;

export const chapter = (inner: string, { title = "BIOCHIMIE", text = "" } = {}): string =>
  `<component><section><templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/>${code("Biochimie", "18719-5")}<title>${title}</title>${text === "" ? "" : `<text>${text}</text>`}${inner}</section></component>`;

export const section = (value: string, title: string, text: string, inner = ""): string =>
  `<component><section><code code="${value}"/><title>${title}</title><text>${text}</text>${inner}</section></component>`;

export const report = (sections: string, header = HEADER): string =>
  cda(`<structuredBody>${sections}</structuredBody>`, { header });

/** A report of one chapter with these results. */
export const results = (...inner: readonly string[]): string => report(chapter(entry(inner.map(related).join(""))));

export async function biologyOf(document: string | Iterable<Uint8Array>): Promise<Biology> {
  const source = typeof document === "string" ? chunks(document, 4096) : document;
  const { biology } = await readCda(source, { biology: true });
  if (biology === null) throw new Error("the document is not read as a biology report");
  return biology;
}

/** The alerts in three letters: `y`, `n`, `?`. */
export async function lights(document: string): Promise<string> {
  const { urgent, outside, comment: commented } = (await biologyOf(document)).alerts;
  return [urgent, outside, commented].map((told) => ({ yes: "y", no: "n", undetermined: "?" })[told]).join("");
}
