import { NS } from "../../../documents/rim/names.js";
import { fromTime } from "../../../documents/rim/values.js";
import type { DmpAuthorization, DmpStatus, DmpTraits } from "../../../domain/dmp/status.js";
import { OIDS } from "../../../domain/identity/matricule.js";
import type { Ins, IsoDate } from "../../../domain/identity/types.js";
import { child, childrenOf, find, type XmlElement } from "../../xml.js";
import { bareCode, serviceFault } from "../codes.js";
import { DmpFault } from "../port.js";

const HL7 = NS.hl7;

/** AUTORISATION (1.2.250.1.213.4.1.2.6.2): VALIDE is official, the others are seen in clients; any other is unknown. */
const AUTHORIZATIONS: ReadonlyMap<string, DmpAuthorization> = new Map([
  ["VALIDE", "valid"],
  ["EXPIREE", "expired"],
  ["INTERDITE", "forbidden"],
  ["INEXISTANTE", "none"],
  ["NON_EXISTE", "none"],
]);

/** State of a DMP from PRPA_IN201308UV02 (TD0.2, TD1.3a), lenient. @throws {DmpFault} for a refusal */
export function readStatus(root: XmlElement | null, patient: Ins): DmpStatus {
  const message = expectMessage(root);
  const control = child(message, HL7, "controlActProcess");
  const response = codeOf(child(child(control, HL7, "queryAck"), HL7, "queryResponseCode"));
  const details = ackDetails(message);
  const person = control === undefined ? undefined : find(control, HL7, "patient");
  requireSamePerson(person, patient);
  const facts = factsOf(message, person);
  const state = codeOf(child(person, HL7, "statusCode"))?.toLowerCase() ?? null;
  const closed = details.some(({ code }) => code === "DMPClosed") || (state !== null && CLOSED.has(state));

  if (closed) return { state: "closed", closedOn: closingDate(facts, person), reason: closingReason(facts, details) };
  if (response === "NF" || details.some(({ code }) => code === "DMPNotFound")) return { state: "absent" };
  if (refuses(message) || response === "AE") throw refusal(details, patient);
  if (response === null && person === undefined) throw unreadable();
  const code = facts.get("AUTORISATION")?.code ?? null;
  return {
    state: "open",
    authorization: code === null ? "unknown" : (AUTHORIZATIONS.get(code.toUpperCase()) ?? "unknown"),
    authorizationCode: code,
    medecinTraitant: isTrue(facts.get("STATUT_MT")),
    mesAttached: isTrue(facts.get("RATTACHEMENT_ENS")),
    traits: traitsOf(child(person, HL7, "patientPerson")),
  };
}

/** Assigning authorities of an INS: what else an answer names (INS-C, ids of the service) says nothing of who it is about. */
const INS_AUTHORITIES: ReadonlySet<string> = new Set(Object.values(OIDS));

/** An answer that names INS, and not the one that was asked, is about somebody else: nothing of it may be shown or acted on. */
function requireSamePerson(person: XmlElement | undefined, { matricule }: Ins): void {
  const ids = childrenOf(person, HL7, "id")
    .map((id) => ({ root: attribute(id, "root"), extension: attribute(id, "extension") }))
    .filter(({ root }) => root !== null && INS_AUTHORITIES.has(root));
  if (ids.length === 0 || ids.some(({ extension }) => extension === matricule)) return;
  throw new DmpFault({
    kind: "refused",
    code: "dmp.fault.other_patient",
    rule: "INS/va1.53",
    message: "Le DMP a répondu au sujet d'une autre personne : sa réponse est refusée.",
    why: "Le matricule de la réponse n'est pas celui qui était demandé.",
    advice: "Relancez ; si cela se répète, signalez-le au support du DMP avec l'heure : segur journal list",
    retry: "never",
    uncertain: false,
    serviceCode: "answer.other_patient",
  });
}

/** The two oppositions that TD1.3a gives in addition. */
export function readOppositions(root: XmlElement | null): { breakGlass: boolean; emergency: boolean } {
  const message = expectMessage(root);
  const facts = factsOf(message, find(message, HL7, "patient"));
  return { breakGlass: isTrue(facts.get("OPPOSITION_BRIS_DE_GLACE")), emergency: isTrue(facts.get("OPPOSITION_ACCES_URGENCE")) };
}

/** statusCode of a closed record: HL7 RoleStatus other than active. */
const CLOSED = new Set(["terminated", "cancelled", "suspended", "nullified", "inactive", "obsolete"]);

/** Value of an attentionLine or an observation. */
interface Fact {
  readonly code: string | null;
  readonly value: string | null;
  readonly text: string;
}

/** Every keyword with its value, wherever it stands: in an attentionLine, or as an observation of the patient. */
function factsOf(message: XmlElement, person: XmlElement | undefined): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  const add = (key: string | null, value: XmlElement | undefined): void => {
    if (key !== null && !facts.has(key))
      facts.set(key, { code: codeOf(value), value: attribute(value, "value"), text: textOf(value) });
  };
  for (const line of childrenOf(message, HL7, "attentionLine"))
    add(codeOf(child(line, HL7, "keyWordText")), child(line, HL7, "value"));
  for (const subject of childrenOf(person, HL7, "subjectOf")) {
    const observation = child(subject, HL7, "administrativeObservation");
    add(codeOf(child(observation, HL7, "code")), child(observation, HL7, "value"));
  }
  return facts;
}

/** « DATE_FERMETURE »-like facts, else the end of the record: no public text says where the date stands. */
function closingDate(facts: ReadonlyMap<string, Fact>, person: XmlElement | undefined): IsoDate | null {
  const end = child(child(person, HL7, "effectiveTime"), HL7, "high") ?? child(person, HL7, "effectiveTime");
  const times = [...facts].filter(([key]) => /DATE.*(FERM|CLOS)|(FERM|CLOS).*DATE/i.test(key)).map(([, fact]) => fact.value);
  for (const time of [...times, attribute(end, "value")]) {
    const instant = fromTime(time ?? undefined);
    if (instant !== null) return instant.slice(0, 10);
  }
  return null;
}

function closingReason(facts: ReadonlyMap<string, Fact>, details: readonly { code: string; text: string }[]): string | null {
  const fact = [...facts].find(([key]) => /(MOTIF|RAISON).*(FERM|CLOS)|(FERM|CLOS).*(MOTIF|RAISON)/i.test(key))?.[1];
  return fact?.text || fact?.code || fact?.value || details.find(({ code }) => code === "DMPClosed")?.text || null;
}

/** Traits as the DMP has them; « NON RENSEIGNE » is no name (REC_0.2-1020). */
function traitsOf(person: XmlElement | undefined): DmpTraits | null {
  if (person === undefined) return null;
  const names = childrenOf(person, HL7, "name");
  const families = names.flatMap((name) => childrenOf(name, HL7, "family"));
  const family = (wanted: (qualifier: string) => boolean): string | null =>
    known(families.find((one) => wanted(one.attributes.get("qualifier") ?? ""))?.text);
  const birth = attribute(child(person, HL7, "birthTime"), "value");
  return {
    usedName: family((qualifier) => qualifier.includes("SP")),
    birthName: family((qualifier) => qualifier.includes("BR") || qualifier === ""),
    givenName: known(names.flatMap((name) => childrenOf(name, HL7, "given"))[0]?.text),
    sex: codeOf(child(person, HL7, "administrativeGenderCode")),
    birthDate: birth !== null && /^\d{8}/.test(birth) ? `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6, 8)}` : null,
  };
}

export function known(name: string | undefined): string | null {
  if (name === undefined || name === "") return null;
  return /^NON[ _]?RENSEIGN[EÉ]E?$/i.test(name.normalize("NFC")) ? null : name;
}

function expectMessage(root: XmlElement | null): XmlElement {
  if (root === null || !/^PRPA_IN201308/.test(root.name)) throw unreadable();
  return root;
}

function ackDetails(message: XmlElement): readonly { code: string; text: string }[] {
  return childrenOf(message, HL7, "acknowledgement")
    .flatMap((ack) => childrenOf(ack, HL7, "acknowledgementDetail"))
    .map((detail) => ({
      code: bareCode(codeOf(child(detail, HL7, "code")) ?? ""),
      text: textOf(child(detail, HL7, "text")) || (attribute(child(detail, HL7, "code"), "displayName") ?? ""),
    }));
}

function refuses(message: XmlElement): boolean {
  return childrenOf(message, HL7, "acknowledgement").some((ack) => ["AE", "AR"].includes(attribute(ack, "typeCode") ?? ""));
}

function refusal(details: readonly { code: string; text: string }[], patient: Ins): DmpFault {
  const first = details[0];
  return serviceFault(first?.code ?? "acknowledgement.error", first?.text ?? "", { sensitive: [patient.matricule] });
}

/** The answer is not one of this service. */
export function unreadable(): DmpFault {
  return new DmpFault({
    kind: "unreachable",
    code: "dmp.fault.unreadable",
    message: "La réponse du DMP ne suit pas le format attendu.",
    advice: "Relancez plus tard ; si cela dure, vérifiez l'adresse du DMP : segur config list --origin",
    retry: "later",
    uncertain: false,
    serviceCode: "answer.unreadable",
  });
}

function attribute(element: XmlElement | undefined, name: string): string | null {
  return element?.attributes.get(name)?.trim() || null;
}

const codeOf = (element: XmlElement | undefined): string | null => attribute(element, "code");
const isTrue = (fact: Fact | undefined): boolean => /^(true|1)$/i.test(fact?.value ?? fact?.code ?? "");

function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return "";
  const inner = element.children.map((one) => one.text).join(" ");
  return (element.text || inner || (element.attributes.get("displayName") ?? "")).trim();
}
