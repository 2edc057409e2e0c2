import type { SubmissionSet } from "../../../documents/rim/set.js";
import type { Transaction } from "../../../domain/dmp/transaction.js";
import { type Code, SYSTEMS } from "../../../domain/document/code.js";
import type { DocumentAuthor } from "../../../domain/document/entry.js";
import type { Ins } from "../../../domain/identity/types.js";
import type { Clock, Ids } from "../../../domain/ports.js";
import { loadXmlReader } from "../../xml-reader.js";
import type { DmpCall, DmpClient } from "../port.js";
import { readRegistryResponse } from "../registry-response.js";
import type { DmpTransport } from "../transport.port.js";
import { contradictoryFault } from "../transport-errors.js";
import type { Warn } from "../warning.js";
import { updateAvailabilityRequest, updateVisibilityRequest, visibilityTransaction } from "./update.js";

/** contentTypeCode is mandatory, and a change of metadata has none of its own: an office consultation (J59). */
const CONTENT_TYPE: Code = { code: "07", system: SYSTEMS.contentType, label: "Consultations, soins externes" };

/** TD3.3 (ITI-57). */
export function createTd33(
  transport: DmpTransport,
  clock: Clock,
  ids: Ids,
  warn: Warn,
): Pick<DmpClient, "setVisibility" | "setAvailability"> {
  const setOf = (patientId: Ins, author: DocumentAuthor, sourceId: string, title: string | null): SubmissionSet => ({
    uniqueId: oidOf(ids.uuid()),
    submissionTime: clock.now().toISOString(),
    title,
    comment: null,
    author,
    contentType: CONTENT_TYPE,
    sourceId,
    patientId,
  });
  const update = async (transaction: Transaction, patient: Ins, body: string, call: DmpCall): Promise<void> => {
    const response = readRegistryResponse();
    let status = 200;
    await transport.exchange({
      transaction,
      service: "registry",
      action: "urn:ihe:iti:2010:UpdateDocumentSet",
      body,
      patient,
      handler: response.handler,
      onStatus: (found) => {
        status = found;
      },
      call,
    });
    const warnings = response.success({ sensitive: [patient.matricule] });
    if (status < 200 || status >= 300) throw contradictoryFault(status);
    for (const details of warnings) warn({ code: "registry.warning", transaction, details: { ...details } });
  };

  return {
    setVisibility: async (patient, entry, visibility, author, sourceId, call) => {
      const transaction = visibilityTransaction(entry.visibility, visibility);
      const read = await loadXmlReader();
      const body = updateVisibilityRequest(setOf(patient, author, sourceId, entry.title), entry, visibility, read);
      await update(transaction, patient, body, call);
    },
    setAvailability: async (patient, change, author, sourceId, call) => {
      const body = updateAvailabilityRequest(setOf(patient, author, sourceId, null), change);
      await update(change.to === "deleted" ? "TD3.3c" : "TD3.3d", patient, body, call);
    },
  };
}

/** A UUID as an OID (`2.25.<integer>`, ITU-T X.667). */
function oidOf(uuid: string): string {
  return `2.25.${BigInt(`0x${uuid.replaceAll("-", "")}`)}`;
}
