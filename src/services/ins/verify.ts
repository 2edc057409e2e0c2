import { SegurError } from "../../domain/errors.js";
import type { FilterExpression } from "../../domain/filters.js";
import type { Patient } from "../../domain/patient.js";
import type { InsiFault } from "../../gateways/insi/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { serviceUnreachable, verificationInterrupted } from "./identity-errors.js";
import { inOrder } from "./in-order.js";
import { Breaker } from "./run/breaker.js";
import { unknownPatient, type VerifyItem } from "./verify-item.js";
import { verifyOne, verifyQuery } from "./verify-one.js";

export interface VerifyOptions {
  /** Calls under way at once; 1 to 64. */
  readonly concurrency: number;
  readonly automatic: boolean;
  /** At abort no new patient is taken; calls under way end and are given, then an `interrupted` error is thrown. */
  readonly interrupted?: AbortSignal | undefined;
}

/** Whom to verify: named patients, in the order given, or a cohort. */
export type VerifyTarget = { readonly ids: readonly string[] } | { readonly filter: FilterExpression };

/**
 * Verifies patients one by one (WS_INS3), a few at once, and gives one item for each in the order of the target.
 * @throws unreachable when the service answers nothing any more; config when it refuses us as a whole; interrupted.
 */
export async function* verifyPatients(
  cabinet: OpenCabinet,
  target: VerifyTarget,
  options: VerifyOptions,
): AsyncGenerator<VerifyItem> {
  const client = await cabinet.insi();
  const breaker = new Breaker(options.concurrency);
  let lastFault: InsiFault | undefined;
  let done = 0;
  const taken = stoppable(targets(cabinet, target), () => options.interrupted?.aborted === true || breaker.open);
  const work = async (one: Patient | string): Promise<VerifyItem> => {
    if (typeof one === "string") return unknownPatient(one);
    const item = await verifyOne(cabinet, client, one, { automatic: options.automatic, signal: options.interrupted });
    if (item.fault?.retry === "later") {
      lastFault = item.fault;
      breaker.failed();
    } else if (item.calls > 0) breaker.answered();
    return item;
  };
  for await (const item of inOrder(taken, options.concurrency, work)) {
    done += 1;
    yield item;
  }
  if (options.interrupted?.aborted) throw verificationInterrupted(done);
  // Nobody was answered at all, or too many failed in a row: the service is down, which is not the patients' fault.
  if (breaker.open || (lastFault !== undefined && breaker.neverAnswered)) throw serviceUnreachable(lastFault, done);
}

/** What a verification would do, without any connection: for each patient, null when it would be called, else why not. */
export async function* planVerification(
  cabinet: OpenCabinet,
  target: VerifyTarget,
): AsyncGenerator<{ readonly patient: Patient; readonly why: string | null }> {
  for await (const patient of targets(cabinet, target)) {
    if (typeof patient === "string") continue;
    const query = verifyQuery(patient.identity);
    yield { patient, why: typeof query === "string" ? query : null };
  }
}

async function* targets(cabinet: OpenCabinet, target: VerifyTarget): AsyncGenerator<Patient | string> {
  if ("filter" in target) {
    yield* cabinet.patients.walk(target.filter);
    return;
  }
  for (const reference of new Set(target.ids.map((id) => id.trim()))) {
    try {
      yield await resolvePatient(cabinet, reference);
    } catch (error) {
      // One unknown patient does not stop the others; an ambiguous one does, before any call is made for the wrong person.
      if (!(error instanceof SegurError) || error.kind !== "not_found") throw error;
      yield reference;
    }
  }
}

async function* stoppable<T>(items: AsyncIterable<T>, stop: () => boolean): AsyncGenerator<T> {
  for await (const item of items) {
    if (stop()) return;
    yield item;
  }
}
