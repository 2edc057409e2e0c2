import type { Ins } from "../../../domain/identity/types.js";
import type { Clock } from "../../../domain/ports.js";
import type { XmlElement } from "../../xml.js";
import type { Administrative, DmpCall, DmpClient } from "../port.js";
import type { DmpExchange, DmpTransport } from "../transport.port.js";
import { collectTree } from "../tree.js";
import { readOppositions, readStatus } from "./hl7-answer.js";
import { patientQuery, type Sender } from "./hl7-request.js";
import {
  listAuthorizationsRequest,
  patientListRequest,
  readAuthorizations,
  readPatientList,
  readSetAuthorization,
  setAuthorizationRequest,
} from "./own-services.js";

type Td0 = Pick<DmpClient, "status" | "administrative" | "setAuthorization" | "authorizedPatients" | "authorizations">;

/** TD0.2, TD0.3, TD0.4, TD1.3a and TD1.6: short questions and short answers (dmp.md §1.3, §2). */
export function createTd0(transport: DmpTransport, sender: Sender, clock: Clock): Td0 {
  const ask = async (exchange: Omit<DmpExchange, "handler">): Promise<XmlElement | null> => {
    const { handler, root } = collectTree();
    await transport.exchange({ ...exchange, handler });
    return root();
  };
  const askPatient = (transaction: "TD0.2" | "TD1.3a", patient: Ins, call: DmpCall): Promise<XmlElement | null> =>
    ask({
      transaction,
      service: "patients",
      action: "urn:hl7-org:v3:PRPA_IN201307UV02",
      body: patientQuery(transaction, patient, sender, call.messageId, clock.now().toISOString()),
      patient,
      call,
    });
  const habilitations = (operation: string) => ({
    service: "habilitations" as const,
    action: `urn:si-dmp-habilitations:HabilitationsEndPoint:${operation}`,
  });

  return {
    status: async (patient, call) => readStatus(await askPatient("TD0.2", patient, call), patient),
    administrative: async (patient, call): Promise<Administrative> => {
      const root = await askPatient("TD1.3a", patient, call);
      const status = readStatus(root, patient);
      const { breakGlass, emergency } = readOppositions(root);
      return { status, opposedToBreakGlass: breakGlass, opposedToEmergencyAccess: emergency };
    },
    setAuthorization: async (patient, action, call, options) => {
      const body = setAuthorizationRequest(action, options?.medecinTraitant ?? false);
      const root = await ask({ transaction: "TD0.3", ...habilitations("setAuthorization"), body, patient, call });
      return readSetAuthorization(root, [patient.matricule]);
    },
    authorizedPatients: async ({ since, by }, call) => {
      const root = await ask({
        transaction: "TD0.4",
        service: "patientsSpecific",
        action: "urn:si-dmp-patients:PatientSpecificEndPoint:patientList",
        body: patientListRequest(since, by),
        patient: null,
        call,
      });
      return readPatientList(root);
    },
    authorizations: async (patient, mode, call) => {
      const body = listAuthorizationsRequest(mode);
      const root = await ask({ transaction: "TD1.6", ...habilitations("listAuthorizationByPatient"), body, patient, call });
      return readAuthorizations(root, [patient.matricule]);
    },
  };
}
