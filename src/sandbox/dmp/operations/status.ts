import { randomUUID } from "node:crypto";
import { DMP_DEVICE, NS } from "../names.js";
import type { DmpPerson } from "../people.js";
import { accessDenied, fault } from "../refusal.js";
import { isAllowed } from "../rights.js";
import type { Caller } from "../vihf.js";
import type { World } from "../world.js";
import { attribute, escapeXml, path, type XmlElement } from "../xml.js";

/** Codes of AUTORISATION (dmp.md TD0.2): `VALIDE` is official, the others are those that clients in the wild enumerate. */
const CODES = { valid: "VALIDE", expired: "EXPIREE", forbidden: "INTERDITE", none: "INEXISTANTE" } as const;
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/**
 * TD0.2 (reasonCode TEST_EXST) and TD1.3a (CNSLT_DATA): whether the DMP exists, for whom, and who may read it. An absent DMP is
 * `queryResponseCode NF`; of a closed one, `statusCode terminated`, the date in `effectiveTime/high` and the reason in
 * MOTIF_FERMETURE are ours: no public sample has one.
 * @throws {Refusal}
 */
export function status(world: World, caller: Caller, body: XmlElement): { readonly xml: string; readonly outcome: string } {
  if (!isAllowed("status", caller)) throw accessDenied("fault", `Transaction interdite en mode ${caller.mode}`);
  const act = path(body, NS.hl7, "controlActProcess");
  const reason = reasonOf(body);
  if (body.name !== "PRPA_IN201307UV02" || !["TEST_EXST", "CNSLT_DATA"].includes(reason)) {
    throw fault("DMPInvalidRequest", "reasonCode TEST_EXST ou CNSLT_DATA attendu");
  }
  const asked = path(act, NS.hl7, "queryByParameter", "parameterList", "patientIdentifier", "value");
  const ins = { matricule: attribute(asked, "extension") ?? "", oid: attribute(asked, "root") ?? "" };
  if (caller.patient?.matricule !== ins.matricule || caller.patient.oid !== ins.oid) {
    throw fault("DMPPatientIdMismatch", "Le patient de la requête n'est pas celui du VIHF (resource-id)");
  }
  const found = world.people.find(ins);
  const person = found?.state === "absent" ? null : found;
  const queryId = path(act, NS.hl7, "queryByParameter", "queryId");
  const code = person === null ? "DMPNotFound" : person.state === "closed" ? "DMPClosed" : "DMPFound";
  const xml =
    `<PRPA_IN201308UV02 xmlns="${NS.hl7}" ITSVersion="XML_1.0"><id root="${randomUUID()}"/><creationTime value="${stamp(world.now())}"/>` +
    `<interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201308UV02"/><processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="NE"/>` +
    `<receiver typeCode="RCV">${device(path(body, NS.hl7, "sender", "device"))}</receiver><sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE">` +
    `<id root="${DMP_DEVICE}"/><softwareName>DMP</softwareName></device></sender>${person === null ? "" : attentionLines(world, person, caller)}` +
    `<acknowledgement typeCode="AA"><targetMessage>${identifier(path(body, NS.hl7, "id"))}</targetMessage><acknowledgementDetail typeCode="I"><code code="${code}"/>` +
    `</acknowledgementDetail></acknowledgement><controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="${reason}" codeSystem="1.2.250.1.213.1.1.4.11"/>` +
    `${person === null ? "" : subject(person, ins, reason === "CNSLT_DATA")}<queryAck>${identifier(queryId).replace("<id ", "<queryId ")}` +
    `<queryResponseCode code="${person === null ? "NF" : "OK"}"/></queryAck></controlActProcess></PRPA_IN201308UV02>`;
  return { xml, outcome: code };
}

/** Why the patient is looked up: tells TD0.2 from TD1.3a. */
export function reasonOf(body: XmlElement): string {
  return attribute(path(body, NS.hl7, "controlActProcess", "reasonCode"), "code") ?? "";
}

/** `YYYYMMDDHHMMSS`, UTC. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
}

function identifier(element: XmlElement | undefined): string {
  const extension = attribute(element, "extension");
  const root = escapeXml(attribute(element, "root") ?? DMP_DEVICE);
  return `<id root="${root}"${extension === undefined ? "" : ` extension="${escapeXml(extension)}"`}/>`;
}

function device(sender: XmlElement | undefined): string {
  const name = path(sender, NS.hl7, "softwareName")?.text ?? "";
  return `<device classCode="DEV" determinerCode="INSTANCE">${identifier(path(sender, NS.hl7, "id"))}<softwareName>${escapeXml(name)}</softwareName></device>`;
}

function attentionLines(world: World, person: DmpPerson, caller: Caller): string {
  const { state, medecinTraitant } = world.standing(person, caller.nationalId);
  const line = (code: string, system: string, value: string) =>
    `<attentionLine><keyWordText code="${code}" codeSystem="${system}"/><value ${XSI} ${value}/></attentionLine>`;
  return (
    line("AUTORISATION", "1.2.250.1.213.4.1.2.6.1", `xsi:type="CV" code="${CODES[state]}" codeSystem="1.2.250.1.213.4.1.2.6.2"`) +
    line("STATUT_MT", "1.2.250.1.213.4.1.2.6.3", `xsi:type="BL" value="${medecinTraitant}"`)
  );
}

function subject(person: DmpPerson, ins: { readonly matricule: string; readonly oid: string }, whole: boolean): string {
  const closed = person.state === "closed";
  const observations = [
    observation("COMPTE_INTERNET_OUVERT", "1.2.250.1.213.4.1.2.9", true),
    observation("RATTACHEMENT_ENS", "1.2.250.1.213.4.1.2.3", person.mesAttached),
  ];
  if (whole) {
    observations.push(observation("OPPOSITION_BRIS_DE_GLACE", "1.2.250.1.213.4.1.2.3", person.opposedToBreakGlass));
    observations.push(observation("OPPOSITION_ACCES_URGENCE", "1.2.250.1.213.4.1.2.3", person.opposedToCentre15));
  }
  if (closed) observations.push(observation("MOTIF_FERMETURE", "1.2.250.1.213.4.1.2.3", person.closingReason ?? ""));
  const end = closed ? `<effectiveTime><high value="${(person.closedOn ?? "").replaceAll("-", "")}"/></effectiveTime>` : "";
  return (
    `<subject typeCode="SUBJ" contextConductionInd="false"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="completed"/><subject1 typeCode="SBJ">` +
    `<patient classCode="PAT"><id root="1.2.250.1.213.1.4.2" extension="${inscOf(ins.matricule)}"/><id root="${ins.oid}" extension="${ins.matricule}"/>` +
    `<statusCode code="${closed ? "terminated" : "active"}"/>${end}<patientPerson classCode="PSN" determinerCode="INSTANCE"><name>` +
    `<prefix>${person.sex === "F" ? "MME" : "M"}</prefix><given>${escapeXml(person.givenNames.split(" ")[0] ?? "")}</given>` +
    `<family qualifier="SP">${escapeXml(person.usedName ?? "NON RENSEIGNE")}</family><family qualifier="BR">${escapeXml(person.birthName)}</family></name>` +
    `<administrativeGenderCode code="${person.sex}"/><birthTime value="${person.birthDate.replaceAll("-", "")}"/></patientPerson>${observations.join("")}</patient></subject1>` +
    `<custodian typeCode="CST"><assignedEntity classCode="ASSIGNED"><id root="${DMP_DEVICE}"/></assignedEntity></custodian></registrationEvent></subject>`
  );
}

function observation(code: string, system: string, value: boolean | string): string {
  const written = typeof value === "boolean" ? `xsi:type="BL" value="${value}"/>` : `xsi:type="ST">${escapeXml(value)}</value>`;
  return (
    `<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="${code}" codeSystem="${system}"/>` +
    `<value ${XSI} ${written}</administrativeObservation></subjectOf>`
  );
}

/** An INS-C of 22 figures, as the registry still gives beside the INS (dmp.md §1.5): made from the matricule. */
export function inscOf(matricule: string): string {
  return `9${matricule.replace("A", "1").replace("B", "2")}000000`;
}
