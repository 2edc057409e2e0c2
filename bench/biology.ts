import { readBiology } from "../src/documents/cda/biology/read.js";
import { readCda } from "../src/documents/cda/reader.js";

/**
 * Biology reports read for the inbox (header, PDF, results, alerts in one pass): node bench/run.mjs biology [reports]
 * Limits, in time of processor: 1,000 reports of forty results with their PDF of 75 KB in 8 s; one of 20 MB of results in 5 s and 250 MB, Node included.
 */
const [reports = 1000] = process.argv.slice(2).map(Number);
const LIMIT_MS = 8 * reports;
const GIANT_MS = 5000;
const GIANT_MB = 250;

const result = (index: number): string => `<entryRelationship typeCode="COMP"><observation classCode="OBS" moodCode="EVN">
<templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><templateId root="1.2.250.1.213.1.1.3.80"/>
<code code="718-7" displayName="Hémoglobine [Masse/Volume] Sang ; Numérique" codeSystem="2.16.840.1.113883.6.1"><originalText><reference value="#r${index}"/></originalText></code>
<statusCode code="completed"/><effectiveTime value="20241110145521+0200"/><value xsi:type="PQ" value="${10 + (index % 5)}.4" unit="g/dL"/>
<interpretationCode code="N" displayName="Normal" codeSystem="2.16.840.1.113883.5.83"/>
<referenceRange typeCode="REFV"><observationRange classCode="OBS" moodCode="EVN.CRT"><value xsi:type="IVL_PQ"><low value="10" unit="g/dL"/><high value="16.5" unit="g/dL"/></value>
<interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"/></observationRange></referenceRange>
<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><code code="718-7"/><effectiveTime value="20240110"/><value xsi:type="PQ" value="13.1" unit="g/dL"/></observation></entryRelationship>
</observation></entryRelationship>`;

const HEAD = `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><templateId root="1.3.6.1.4.1.19376.1.3.3"/>
<id root="1.2.3"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/><title>CR</title><component><structuredBody>`;
const TAIL = "</structuredBody></component></ClinicalDocument>";

function chapter(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, index) => `<tr><td>Hémoglobine</td><td><content ID="r${index}">12,4 g/dL</content></td></tr>`,
  );
  const results = Array.from({ length: count }, (_, index) => result(index));
  return `<component><section><templateId root="1.3.6.1.4.1.19376.1.3.3.2.1"/><title>HEMATOLOGIE</title><text><table><tbody>${rows.join("")}</tbody></table></text>
<entry typeCode="DRIV"><act classCode="ACT" moodCode="EVN"><statusCode code="completed"/>${results.join("")}</act></entry></section></component>`;
}

const PDF = `<component><section><code code="55108-5"/><entry><organizer><component><observationMedia ID="pdf"><value mediaType="application/pdf" representation="B64">${Buffer.alloc(75_000, 7).toString("base64")}</value></observationMedia></component></organizer></entry></section></component>`;

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

const typical = Buffer.from(HEAD + chapter(40) + PDF + TAIL);
const started = process.cpuUsage();
for (let index = 0; index < reports; index += 1) {
  const { biology } = await readCda(pieces(typical), { biology: true });
  if (biology?.results.length !== 40 || biology.alerts.outside !== "no")
    throw new Error("the results read are not those written");
}
const took = spent(started);
console.log(
  `biology: ${reports} reports of ${(typical.length / 1000).toFixed(0)} KB in ${(took / 1000).toFixed(2)} s; limit ${LIMIT_MS / 1000} s, ratio ${(took / LIMIT_MS).toFixed(2)}`,
);

/** Written as it is read, chapter by chapter, so that memory is that of the reading. */
const some = Buffer.from(chapter(100));
let given = 0;
function* giant(): Generator<Buffer> {
  yield Buffer.from(HEAD);
  for (; given < 20e6; given += some.length) yield* pieces(some);
  yield Buffer.from(TAIL);
}
const before = process.cpuUsage();
const { results } = await readBiology(giant());
const last = spent(before);
const memory = process.resourceUsage().maxRSS / 1024;
console.log(
  `         ${(given / 1e6).toFixed(1)} MB, ${results.length} results in ${(last / 1000).toFixed(2)} s (limit ${GIANT_MS / 1000} s, ratio ${(last / GIANT_MS).toFixed(2)}), ` +
    `peak ${memory.toFixed(0)} MB (limit ${GIANT_MB}, ratio ${(memory / GIANT_MB).toFixed(2)})`,
);
if (took > LIMIT_MS || last > GIANT_MS || memory > GIANT_MB) process.exitCode = 1;
