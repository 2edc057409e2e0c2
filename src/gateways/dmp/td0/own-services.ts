import { metadataError } from "../../../documents/rim/errors.js";
import { NS } from "../../../documents/rim/names.js";
import { fromTime, toTime } from "../../../documents/rim/values.js";
import type { IsoInstant } from "../../../domain/identity/types.js";
import { child, childrenOf, type XmlElement } from "../../xml.js";
import { bareCode, serviceFault } from "../codes.js";
import type { AuthorizedPatient, AuthorizedProfessional } from "../port.js";
import { known, unreadable } from "./hl7-answer.js";

/** Requests and answers of the DMP's own namespaces (WSDL Habilitations and PatientsSpecific): TD0.3, TD0.4, TD1.6. */
export function setAuthorizationRequest(action: "add" | "remove", medecinTraitant: boolean): string {
  const role = medecinTraitant ? "<h:role>MEDECIN_TRAITANT</h:role>" : "";
  return `<h:setAuthorization xmlns:h="${NS.habilitations}"><h:action>${action === "add" ? "AJOUT" : "SUPPRESSION"}</h:action>${role}</h:setAuthorization>`;
}

export function listAuthorizationsRequest(mode: "ACTIVE" | "INTERDITE" | "TOUTE"): string {
  return `<h:listAuthorizationByPatient xmlns:h="${NS.habilitations}"><h:mode>${mode}</h:mode></h:listAuthorizationByPatient>`;
}

export function patientListRequest(since: IsoInstant, by: "LASTAUTORIZATION" | "LASTDOC"): string {
  const start = toTime(since);
  if (start === null) throw metadataError("startDate", "format");
  return `<p:patientList xmlns:p="${NS.patients}"><p:startDate>${start}</p:startDate><p:dateType>${by}</p:dateType></p:patientList>`;
}

/** « déjà présente » is a success without an act (dmp.md TD0.3). */
export function readSetAuthorization(
  root: XmlElement | null,
  sensitive: readonly string[],
): { already: boolean; context: string | null } {
  const { context } = outputOf(root, "setAuthorizationResponse", NS.habilitations, sensitive);
  return { already: context !== null && /d[ée]j[àa]|aucune action/i.test(context.normalize("NFC")), context };
}

export function readAuthorizations(root: XmlElement | null, sensitive: readonly string[]): readonly AuthorizedProfessional[] {
  const ns = NS.habilitations;
  const { output } = outputOf(root, "listAuthorizationByPatientResponse", ns, sensitive);
  return childrenOf(output, ns, "listOfAuthorizationByPatient").map((one) => {
    const field = fields(one, ns);
    return {
      nationalId: field("nationalId") ?? "",
      name: [field("lastName"), field("firstName")].filter((name) => name !== null).join(" "),
      speciality: field("libSpeciality") ?? field("codeSpeciality"),
      since: fromTime(field("startOfAuthorization") ?? undefined),
      lastAction: fromTime(field("lastActionDate") ?? undefined),
      mode: field("mode") ?? "",
    };
  });
}

export function readPatientList(root: XmlElement | null): readonly AuthorizedPatient[] {
  const ns = NS.patients;
  const { output } = outputOf(root, "patientListResponse", ns, []);
  return childrenOf(output, ns, "patientlistData").map((one) => {
    const field = fields(one, ns);
    const birth = field("dateOfBirth");
    return {
      // INS-C and INS come together, in any order: the caller picks by OID.
      ids: childrenOf(one, ns, "patientIdentifier").flatMap((id) => {
        const matricule = fields(id, ns)("nationalId");
        return matricule === null ? [] : [{ matricule, oid: fields(id, ns)("nationalIdType") ?? "" }];
      }),
      traits: {
        usedName: known(field("lastName") ?? undefined),
        birthName: known(field("patronymicalName") ?? undefined),
        givenName: known(field("firstName") ?? undefined),
        sex: null,
        birthDate: birthDate(birth),
      },
      medecinTraitant: field("MT") === "true" || field("MT") === "1",
      lastUpdate: fromTime(field("lastUpdateDate") ?? undefined),
      lastAddition: fromTime(field("lastAddDate") ?? undefined),
    };
  });
}

/** `YYYYMMDD…` or `YYYY-MM-DD`. */
function birthDate(text: string | null): string | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text ?? "");
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`;
}

/** `output` of an answer; any status but DMPOk is a refusal, an absent one is not. */
function outputOf(
  root: XmlElement | null,
  name: string,
  ns: string,
  sensitive: readonly string[],
): { readonly output: XmlElement | undefined; readonly context: string | null } {
  if (root === null || root.name !== name || root.ns !== ns) throw unreadable();
  const output = child(root, ns, "output");
  const context = child(output, ns, "context")?.text || null;
  const status = child(output, ns, "status")?.text ?? "";
  if (status !== "" && bareCode(status) !== "DMPOk") throw serviceFault(status, context ?? "", { sensitive });
  if (output === undefined) throw unreadable();
  return { output, context };
}

function fields(element: XmlElement, ns: string): (name: string) => string | null {
  return (name) => child(element, ns, name)?.text || null;
}
