import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { receive } from "../src/services/inbox/receive.js";
import { openStore } from "../src/store/open.js";
import { xdmOf } from "../test/documents/xdm/support/archive.js";
import { headOf } from "../test/services/inbox/support.js";
import { BENCH_KEY } from "./key.js";

/**
 * Messages with an archive of one biology report (60 results and its PDF), read, checked and written to the encrypted store:
 * node bench/run.mjs inbox-read [COUNT]. Limit: 2,000 messages, 148 MB of archives, in 8 s of processor, all included.
 */
const [count = 2000] = process.argv.slice(2).map(Number);
const LIMIT_MS = (8000 * count) / 2000;
/** As a synchronisation brings them: those of a batch are read together, and share the flushes of the store. */
const BATCH = 100;

const result = (rank: number) => `<component typeCode="COMP"><observation classCode="OBS" moodCode="EVN">
  <templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><id root="1.2.250.1.999.${rank}"/><code code="${2000 + rank}-7" displayName="Dosage n° ${rank}" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"><originalText><reference value="#r${rank}"/></originalText></code>
  <statusCode code="completed"/><effectiveTime value="20261124080000+0100"/><value xsi:type="PQ" value="${rank / 10}" unit="mmol/L"><translation value="${rank / 3}" code="mg/L"/></value>
  <interpretationCode code="${rank % 7 === 0 ? "H" : "N"}" codeSystem="2.16.840.1.113883.5.83" displayName="Normal"/>
  <entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><code code="${2000 + rank}-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><effectiveTime value="20250601"/><value xsi:type="PQ" value="${rank / 11}" unit="mmol/L"/></observation></entryRelationship>
  <referenceRange typeCode="REFV"><observationRange classCode="OBS" moodCode="EVN.CRT"><value xsi:type="IVL_PQ"><low value="0.5" unit="mmol/L"/><high value="4.5" unit="mmol/L"/></value><interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"/></observationRange></referenceRange>
</observation></component>`;
const row = (rank: number) =>
  `<tr ID="r${rank}"><td>Dosage n° ${rank}</td><td>${rank / 10} mmol/L</td><td>0,5 – 4,5</td><td>${rank / 11}</td></tr>`;
const ranks = Array.from({ length: 60 }, (_, rank) => rank + 1);
const PDF_BYTES = 68_000;

function report(rank: number): string {
  const pdf = randomBytes(PDF_BYTES).toString("base64").replace(/.{76}/g, "$&\n");
  return `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/><id root="1.2.250.1.999.7" extension="${rank}"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1" displayName="CR d'examens biologiques"/><title>CR d'examens biologiques</title><effectiveTime value="20261125080000+0100"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-FR"/><setId root="1.2.250.1.999.8" extension="${rank}"/><versionNumber value="1"/>
<recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="279035121518989"/><patient><name><family qualifier="BR">PATIENT</family><given qualifier="BR">Test</given></name><administrativeGenderCode code="F"/><birthTime value="19790312"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="18719-5" codeSystem="2.16.840.1.113883.6.1"/><title>Biochimie</title><text><table><tbody>${ranks.map(row).join("")}</tbody></table></text>
<entry><act classCode="ACT" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.3.1"/><code code="18719-5" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><entryRelationship typeCode="COMP"><organizer classCode="BATTERY" moodCode="EVN"><code code="B1" displayName="Ionogramme"/><statusCode code="completed"/>${ranks.map(result).join("")}</organizer></entryRelationship><entryRelationship typeCode="COMP"><observationMedia classCode="OBS" moodCode="EVN" ID="PDF"><value mediaType="application/pdf" representation="B64">${pdf}</value></observationMedia></entryRelationship></act></entry></section></component></structuredBody></component></ClinicalDocument>`;
}

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const store = openStore(join(folder, "cabinet.db"), { create: true, key: BENCH_KEY });
  const deps = { contents: store.contents, environment: "sandbox" } as const;
  const patientId = "279035121518989^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH";
  const pdf = { bytes: "", mediaType: "application/pdf", fileName: "20261125_CR d'examens biologiques_PATIENT_Test.pdf" };
  let [cpu, wall, bytes, quarantined, wrong] = [0, 0, 0, 0, 0];
  const longest = { ms: 0 };
  for (let at = 0; at < count; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - at) }, (_, index) => {
      const document = { uri: "DOC0001.XML", bytes: report(at + index), patientId, uniqueId: `1.2.250.1.999.7^${at + index}` };
      const archive = xdmOf([document]);
      bytes += archive.length;
      const text = { bytes: "Bonjour", mediaType: "text/plain" };
      return {
        head: headOf({ parts: [text, { bytes: archive, fileName: "IHE_XDM.zip" }, pdf], head: { uid: at + index + 1 } }),
        archive,
      };
    });
    const [started, usage] = [performance.now(), process.cpuUsage()];
    const read = await Promise.all(
      batch.map(({ head, archive }) =>
        receive(
          head,
          "boite",
          "1",
          new Map([
            ["1", Buffer.from("Bonjour")],
            ["2", archive],
          ]),
          deps,
        ),
      ),
    );
    const { user, system } = process.cpuUsage(usage);
    cpu += (user + system) / 1000;
    const ms = performance.now() - started;
    wall += ms;
    longest.ms = Math.max(longest.ms, ms);
    for (const { documents } of read) {
      const [document] = documents;
      if (documents.length !== 1 || document?.alerts?.outside !== "yes" || document.attachment?.part !== "3") wrong += 1;
      if (document?.quarantine !== null) quarantined += 1;
    }
  }
  await store.close();
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(
    `inbox-read: ${count} messages, ${(bytes / 1e6).toFixed(0)} MB of archives, in ${cpu.toFixed(0)} ms of processor (${wall.toFixed(0)} ms; ` +
      `${longest.ms.toFixed(0)} ms the slowest batch of ${BATCH}); limit ${LIMIT_MS} ms, ratio ${(cpu / LIMIT_MS).toFixed(2)}; peak ${memory.toFixed(0)} MB`,
  );
  if (wrong > 0 || quarantined > 0) throw new Error(`${wrong} messages read wrong, ${quarantined} in quarantine`);
  if (cpu > LIMIT_MS) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
