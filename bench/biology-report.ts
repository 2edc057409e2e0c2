import { randomBytes } from "node:crypto";

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

const HEADER = `<recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="279035121518989"/><patient><name><family qualifier="BR">PATIENT</family><given qualifier="BR">Test</given></name><administrativeGenderCode code="F"/><birthTime value="19790312"/></patient></patientRole></recordTarget>`;

/** A letter of level 1: a PDF in a CDA, unlike that of any other rank. */
export function letter(rank: number, pdfBytes = PDF_BYTES): string {
  const pdf = randomBytes(pdfBytes).toString("base64").replace(/.{76}/g, "$&\n");
  return `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.250.1.999.7" extension="${rank}"/><code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="Consultation"/><title>Compte rendu de consultation</title><effectiveTime value="20261125080000+0100"/><setId root="1.2.250.1.999.8" extension="${rank}"/><versionNumber value="1"/>${HEADER}<component><nonXMLBody><text mediaType="application/pdf" representation="B64">${pdf}</text></nonXMLBody></component></ClinicalDocument>`;
}

/** A biology report of 60 results with its PDF, unlike any of another rank. */
export function biologyReport(rank: number, pdfBytes = PDF_BYTES): string {
  const pdf = randomBytes(pdfBytes).toString("base64").replace(/.{76}/g, "$&\n");
  return `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/><id root="1.2.250.1.999.7" extension="${rank}"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1" displayName="CR d'examens biologiques"/><title>CR d'examens biologiques</title><effectiveTime value="20261125080000+0100"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="fr-FR"/><setId root="1.2.250.1.999.8" extension="${rank}"/><versionNumber value="1"/>
<recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="279035121518989"/><patient><name><family qualifier="BR">PATIENT</family><given qualifier="BR">Test</given></name><administrativeGenderCode code="F"/><birthTime value="19790312"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="18719-5" codeSystem="2.16.840.1.113883.6.1"/><title>Biochimie</title><text><table><tbody>${ranks.map(row).join("")}</tbody></table></text>
<entry><act classCode="ACT" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.3.1"/><code code="18719-5" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><entryRelationship typeCode="COMP"><organizer classCode="BATTERY" moodCode="EVN"><code code="B1" displayName="Ionogramme"/><statusCode code="completed"/>${ranks.map(result).join("")}</organizer></entryRelationship><entryRelationship typeCode="COMP"><observationMedia classCode="OBS" moodCode="EVN" ID="PDF"><value mediaType="application/pdf" representation="B64">${pdf}</value></observationMedia></entryRelationship></act></entry></section></component></structuredBody></component></ClinicalDocument>`;
}
