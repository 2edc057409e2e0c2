import type { Association, DocumentEntry, SubmissionSetEntry } from "../../../domain/document/entry.js";
import type { Ins } from "../../../domain/identity/types.js";
import { registryFault } from "../codes.js";
import type { DmpCall, DmpClient, DocumentNames } from "../port.js";
import { warningMessages } from "../registry-response.js";
import type { DmpTransport } from "../transport.port.js";
import type { Warn } from "../warning.js";
import { type QuerySink, readQueryAnswer } from "./answer.js";
import type { Told } from "./entry.js";
import {
  findDocumentsRequest,
  findSubmissionSetsRequest,
  getAssociationsRequest,
  getDocumentsAndAssociationsRequest,
  getDocumentsRequest,
} from "./query.js";
import { RetrieveAnswer, retrieveRequest } from "./retrieve.js";
import { stream } from "./stream.js";

type Td3 = Pick<
  DmpClient,
  | "findDocuments"
  | "findSubmissionSets"
  | "getAssociations"
  | "getDocuments"
  | "locate"
  | "getDocumentsAndAssociations"
  | "retrieve"
>;

/** TD3.1 (ITI-18) and TD3.2 (ITI-43). */
export function createTd3(transport: DmpTransport, warn: Warn): Td3 {
  const told: Told = ({ entryUuid, missing, dropped }) =>
    warn({ code: dropped ? "entry.dropped" : "entry.incomplete", transaction: "TD3.1", details: { entryUuid, missing } });

  const query = async (patient: Ins, body: string, sink: QuerySink, call: DmpCall): Promise<void> => {
    const { handler, outcome } = readQueryAnswer(sink, told);
    await transport.exchange({
      transaction: "TD3.1",
      service: "registry",
      action: "urn:ihe:iti:2007:RegistryStoredQuery",
      body,
      patient,
      handler,
      call,
    });
    const context = { sensitive: [patient.matricule] };
    if (outcome.status !== "Success" && outcome.status !== "PartialSuccess") throw registryFault(outcome, context);
    const { failure } = outcome;
    if (failure !== null) warn({ code: "answer.partial", transaction: "TD3.1", details: { code: failure.code } });
    for (const details of warningMessages(outcome, context))
      warn({ code: "registry.warning", transaction: "TD3.1", details: { ...details } });
  };
  const nothing = (by: DocumentNames): boolean => ("uniqueIds" in by ? by.uniqueIds : by.entryUuids).length === 0;

  return {
    findDocuments: (find, call) =>
      stream<DocumentEntry>(
        (entry, signal) => query(find.patient, findDocumentsRequest(find), { entry }, { ...call, signal }),
        call.signal,
      ),
    findSubmissionSets: async (patient, from, call) => {
      const sets: SubmissionSetEntry[] = [];
      await query(patient, findSubmissionSetsRequest(patient, from), { set: (one) => sets.push(one) }, call);
      return sets;
    },
    getAssociations: async (patient, uuids, call) => {
      const associations: Association[] = [];
      if (uuids.length === 0) return associations;
      await query(patient, getAssociationsRequest(uuids), { association: (one) => associations.push(one) }, call);
      return associations;
    },
    getDocuments: async (patient, by, call) => {
      const entries: DocumentEntry[] = [];
      if (nothing(by)) return entries;
      await query(patient, getDocumentsRequest(by, "LeafClass"), { entry: (one) => entries.push(one) }, call);
      return entries;
    },
    locate: async (patient, by, call) => {
      const found = new Set<string>();
      if (nothing(by)) return [];
      await query(patient, getDocumentsRequest(by, "ObjectRef"), { reference: (id) => found.add(id) }, call);
      found.delete("");
      return [...found];
    },
    getDocumentsAndAssociations: async (patient, by, call) => {
      const entries: DocumentEntry[] = [];
      const associations: Association[] = [];
      const sink: QuerySink = { entry: (one) => entries.push(one), association: (one) => associations.push(one) };
      if (!nothing(by)) await query(patient, getDocumentsAndAssociationsRequest(by), sink, call);
      return { entries, associations };
    },
    retrieve: (patient, wanted, take, call) => retrieve(transport, warn, { patient, wanted, take, call }),
  };
}

interface Retrieval {
  readonly patient: Ins;
  readonly wanted: Parameters<DmpClient["retrieve"]>[1];
  readonly take: Parameters<DmpClient["retrieve"]>[2];
  readonly call: DmpCall;
}

async function retrieve(transport: DmpTransport, warn: Warn, { patient, wanted, take, call }: Retrieval) {
  if (wanted.length === 0) return [];
  const answer = new RetrieveAnswer(wanted);
  const unasked = (): void => warn({ code: "document.unasked", transaction: "TD3.2", details: {} });
  await transport.exchange({
    transaction: "TD3.2",
    service: "repository",
    action: "urn:ihe:iti:2007:RetrieveDocumentSet",
    body: retrieveRequest(wanted),
    patient,
    handler: answer,
    onPart: async ({ contentId, body }) => {
      const document = answer.ofPart(contentId);
      if (document !== null) return take(document, body);
      unasked();
      for await (const _ of body);
    },
    call,
  });
  // Bytes inside the XML are those of small answers: they are given once the message is known to be whole.
  for (const { document, bytes } of answer.inline()) await take(document, once(bytes));
  for (let count = answer.foreign; count > 0; count -= 1) unasked();
  return answer.refused({ sensitive: [patient.matricule] });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
