import { createHash } from "node:crypto";
import { xdmOf } from "../documents/xdm/support/archive.js";

const INS = "279035121518989";
const PATIENT_ID = `${INS}^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH`;

/** Bytes of an archive with one report of an invented patient, told apart by its rank. */
export function archiveOfRank(rank: number): Buffer {
  const cda = `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.250.1.999.7" extension="${rank}"/><code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="Consultation"/><title>CR ${rank}</title><effectiveTime value="20261120"/><recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="${INS}"/><patient><name><family qualifier="BR">PATIENT</family><given qualifier="BR">Test</given></name></patient></patientRole></recordTarget><component><nonXMLBody><text mediaType="text/plain">Texte ${createHash("sha512").update(String(rank)).digest("hex")}</text></nonXMLBody></component></ClinicalDocument>`;
  return xdmOf([{ uri: "DOC0001.XML", bytes: cda, patientId: PATIENT_ID, uniqueId: `1.2.250.1.999.7^${rank}` }]);
}

/** A message with such an archive, as a colleague sends it. */
export function messageOfRank(rank: number, headers: readonly string[] = []): string {
  const base64 = archiveOfRank(rank).toString("base64").replace(/.{76}/g, "$&\r\n");
  return [
    ...["Return-Path: <dr@cardio.mssante.fr>", "From: Dr DURAND <dr@cardio.mssante.fr>", "To: cabinet@medecin.mssante.fr"],
    ...[`Subject: XDM/1.0/DDM+CR ${rank}`, "Date: Wed, 25 Nov 2026 08:00:00 +0100", `Message-ID: <${rank}@cardio.mssante.fr>`],
    ...["X-MSS-INS: O", ...headers, "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b1", ""],
    ...["--b1", "Content-Type: text/plain; charset=utf-8", "", `Message ${rank}`],
    ...["--b1", "Content-Type: application/zip; name=IHE_XDM.zip", "Content-Transfer-Encoding: base64", "", base64, "--b1--", ""],
  ].join("\r\n");
}

/** A delivery report about a message of ours. */
export function deliveryReport(envelopeId: string, recipient: string): string {
  return [
    ...["From: MAILER-DAEMON@mssante.fr", "Subject: Undelivered Mail", "Auto-Submitted: auto-replied", "MIME-Version: 1.0"],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary="r1"', "", "--r1", "Content-Type: text/plain", ""],
    ...["Failed.", "--r1", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; smtp.mssante.fr"],
    ...[`Original-Envelope-Id: ${envelopeId}`, "", `Final-Recipient: rfc822; ${recipient}`, "Action: failed", "Status: 5.1.1"],
    ...["", "--r1--", ""],
  ].join("\r\n");
}
