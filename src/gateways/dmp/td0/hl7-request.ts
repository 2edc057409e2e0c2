import { metadataError } from "../../../documents/rim/errors.js";
import { NS } from "../../../documents/rim/names.js";
import { toTime } from "../../../documents/rim/values.js";
import { text } from "../../../documents/rim/write.js";
import type { Ins, IsoInstant } from "../../../domain/identity/types.js";
import { escapeXml } from "../../xml.js";

/** What a question of patients asks for (1.2.250.1.213.1.1.4.11). */
export const REASONS = {
  "TD0.2": { code: "TEST_EXST", label: "Test d'existence de dossier" },
  "TD1.3a": { code: "CNSLT_DATA", label: "Consultation des données d'un dossier" },
} as const;

/** Who asks, for the sender device of HL7 v3. */
export interface Sender {
  /** OID of this installation. */
  readonly oid: string;
  readonly name: string;
}

/** `PRPA_IN201307UV02` of TD0.2 and TD1.3a (dmp.md TD0.2). Ids are those of the call, so that the message can be found again. */
export function patientQuery(
  transaction: keyof typeof REASONS,
  patient: Ins,
  sender: Sender,
  messageId: string,
  at: IsoInstant,
): string {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(sender.oid)) throw metadataError("sender", "format");
  const time = toTime(at);
  if (time === null) throw metadataError("creationTime", "format");
  const { code, label } = REASONS[transaction];
  const interaction = "PRPA_IN201307UV02";
  return [
    `<hl7:${interaction} xmlns:hl7="${NS.hl7}" xmlns:xsi="${NS.xsi}" ITSVersion="XML_1.0">`,
    `<hl7:id root="${sender.oid}.1" extension="${messageId}"/>`,
    `<hl7:creationTime value="${time}"/>`,
    `<hl7:interactionId root="2.16.840.1.113883.1.6" extension="${interaction}"/>`,
    `<hl7:processingCode code="P"/><hl7:processingModeCode code="T"/><hl7:acceptAckCode code="AL"/>`,
    `<hl7:receiver typeCode="RCV">${device("1.2.250.1.213.4.1.1.1", "DMP")}</hl7:receiver>`,
    `<hl7:sender typeCode="SND">${device(sender.oid, sender.name)}</hl7:sender>`,
    `<hl7:attentionLine xsi:nil="true"/>`,
    `<hl7:controlActProcess classCode="CACT" moodCode="EVN">`,
    `<hl7:reasonCode code="${code}" codeSystem="1.2.250.1.213.1.1.4.11" displayName="${escapeXml(label)}"/>`,
    `<hl7:queryByParameter><hl7:queryId root="${sender.oid}.2" extension="${messageId}"/><hl7:statusCode code="new"/>`,
    `<hl7:parameterList><hl7:dataSource xsi:nil="true"/>`,
    `<hl7:patientIdentifier><hl7:value root="${text(patient.oid, "oid")}" extension="${text(patient.matricule, "matricule")}"/>`,
    `<hl7:semanticsText>Patient.id</hl7:semanticsText></hl7:patientIdentifier></hl7:parameterList></hl7:queryByParameter>`,
    `</hl7:controlActProcess></hl7:${interaction}>`,
  ].join("");
}

function device(oid: string, name: string): string {
  return `<hl7:device classCode="DEV" determinerCode="INSTANCE"><hl7:id root="${oid}"/><hl7:softwareName>${text(name, "softwareName")}</hl7:softwareName></hl7:device>`;
}
