import type { Transaction, VihfMode } from "../../domain/dmp/transaction.js";
import type { Clock, Ids } from "../../domain/ports.js";
import type { DmpClient } from "./port.js";
import { createTd0 } from "./td0/calls.js";
import { prepareSubmission } from "./td2/prepare.js";
import { submitPrepared } from "./td2/submit.js";
import { createTd3 } from "./td3/calls.js";
import { createTd33 } from "./td3/update-calls.js";
import type { DmpTransport } from "./transport.port.js";
import type { Warn } from "./warning.js";

export interface DmpClientOptions {
  readonly transport: DmpTransport;
  readonly modeOf: (transaction: Transaction) => VihfMode;
  readonly software: { readonly name: string; readonly version: string };
  /** OID of this installation: sender of the HL7 v3 messages of TD0.2 and TD1.3a. */
  readonly oid: string;
  /** Bytes of a submission above which nothing is sent: only the official guide knows the number (dmp.md §8). */
  readonly maxSubmissionBytes: number;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Told of what was odd in an answer without being an error. */
  readonly warn?: Warn | undefined;
}

/** The DMP in domain words, over a transport that knows SOAP and nothing of documents. */
export function createDmpClient(options: DmpClientOptions): DmpClient {
  const { transport, modeOf, software, maxSubmissionBytes, clock, ids } = options;
  const warn = options.warn ?? (() => {});
  return {
    software,
    maxSubmissionBytes,
    modeOf,
    ...createTd0(transport, { oid: options.oid, name: software.name }, clock),
    ...createTd3(transport, warn),
    ...createTd33(transport, clock, ids, warn),
    prepare: (submission) => prepareSubmission(submission, transport, maxSubmissionBytes),
    submit: async (prepared, parts, call) => ({
      warnings: await submitPrepared(transport, prepared, parts, call, maxSubmissionBytes),
    }),
    close: () => transport.close(),
  };
}
