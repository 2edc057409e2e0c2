import type { AccessMode } from "../../../domain/dmp/transaction.js";
import type { Code } from "../../../domain/document/code.js";
import type { Association, Availability, DocumentEntry, SubmissionSetEntry } from "../../../domain/document/entry.js";
import type { Ins, IsoInstant } from "../../../domain/identity/types.js";
import type { Patient } from "../../../domain/patient.js";
import type { DocumentNames } from "../../../gateways/dmp/port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { withCall } from "../call.js";
import { BATCH } from "./bounds.js";

/** In which way one person reads one DMP. */
export interface Reading {
  readonly patient: Patient;
  readonly ins: Ins;
  readonly access: AccessMode;
  readonly reason?: string | undefined;
  readonly secret?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The queries of TD3.1 about one DMP that the synchronisation makes. */
export interface Registry {
  /** Objects in one query at most. */
  readonly batch: number;
  find(query: {
    readonly statuses: readonly Availability[];
    readonly serviceStartFrom?: IsoInstant | undefined;
    readonly typeCodes?: readonly Code[] | undefined;
  }): Promise<readonly DocumentEntry[]>;
  submissionSets(from: IsoInstant): Promise<readonly SubmissionSetEntry[]>;
  associations(uuids: readonly string[]): Promise<readonly Association[]>;
  documents(
    by: DocumentNames,
  ): Promise<{ readonly entries: readonly DocumentEntry[]; readonly associations: readonly Association[] }>;
}

/** The real one: each query is one call, with its traces. */
export function registryOf(cabinet: OpenCabinet, reading: Reading, batch: number = BATCH): Registry {
  const { ins, patient, access, reason, secret, signal } = reading;
  const intent = { transaction: "TD3.1", patient, access, reason, secret, signal } as const;
  return {
    batch,
    find: (query) =>
      withCall(cabinet, intent, async (client, call) => {
        const found: DocumentEntry[] = [];
        for await (const entry of client.findDocuments({ patient: ins, ...query }, call)) found.push(entry);
        return found;
      }),
    submissionSets: (from) => withCall(cabinet, intent, (client, call) => client.findSubmissionSets(ins, from, call)),
    associations: (uuids) => withCall(cabinet, intent, (client, call) => client.getAssociations(ins, uuids, call)),
    documents: (by) => withCall(cabinet, intent, (client, call) => client.getDocumentsAndAssociations(ins, by, call)),
  };
}
