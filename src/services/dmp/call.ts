import type { AccessMode, Transaction } from "../../domain/dmp/transaction.js";
import { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import { type DmpCall, type DmpClient, DmpFault } from "../../gateways/dmp/port.js";
import type { NewTrace, TraceKind } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { notInEmergency, strongLoginNeeded } from "./errors.js";
import { emergencyReason } from "./rules.js";
import { callSubject } from "./subject.js";

/** One call of the DMP that is about to be made. */
export interface CallIntent {
  readonly transaction: Transaction;
  /** Whose DMP; none for TD0.4. */
  readonly patient?: Patient | undefined;
  /** Documents of the file (`D12`) or uniqueIds, for the trace. */
  readonly documents?: readonly string[] | undefined;
  /** Default `normal`. */
  readonly access?: AccessMode | undefined;
  /** Why, for `bris_de_glace`: mandatory there. */
  readonly reason?: string | undefined;
  /** « Connexion secrète » of a minor. */
  readonly secret?: boolean | undefined;
  /**
   * What goes with feeding (existence of the DMP, references and deletions of the structure's own documents): in the mode in which it
   * feeds, which asks for no strong login (dmp.md §2).
   */
  readonly feeding?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the matrix of rights never opens to an emergency access (dmp.md §2). */
const NEVER_IN_EMERGENCY = new Set<Transaction>(["TD0.3", "TD1.6", "TD3.3a", "TD3.3b"]);

/**
 * Prepares one call: who calls, in which mode the person must have logged in, its message id, and its intention in the journal,
 * durable before this resolves. Each VIHF that is signed for it is journaled too (EX_AIR-070); an emergency access is, before anything.
 * @throws {SegurError} `dmp.login_too_weak`, `dmp.not_in_emergency`, `dmp.break_glass_reason`, and those of {@link callSubject}
 * @returns the call, and what waits to be written of the VIHFs that were signed for it
 */
async function start(
  cabinet: OpenCabinet,
  client: DmpClient,
  intent: CallIntent,
): Promise<{ readonly call: DmpCall; settled(): Promise<void> }> {
  const { transaction, documents = [], access = "normal", secret, feeding, signal } = intent;
  const emergency = access === "bris_de_glace";
  if (emergency && NEVER_IN_EMERGENCY.has(transaction)) throw notInEmergency(`Cette action (${transaction})`);
  const reason = emergency ? emergencyReason(intent.reason ?? "") : undefined;
  const subject = await callSubject(cabinet);
  const mode = feeding === true ? client.modeOf("TD2.1") : undefined;
  if ((mode ?? client.modeOf(transaction)) === "INDIRECTE_RENFORCEE") requireStrongLogin(cabinet);
  const messageId = cabinet.ids.uuid();
  const traced = (kind: TraceKind, data: NewTrace["data"]) => traceOf(cabinet, intent, messageId, kind, data);
  await cabinet.traces.append([
    ...(emergency ? [traced("dmp.break_glass", { reason, transaction })] : []),
    traced("dmp.intended", { transaction, access, documents }),
  ]);
  const writing: Promise<void>[] = [];
  const call: DmpCall = {
    messageId,
    subject,
    access,
    reason,
    secret,
    mode,
    signal,
    onVihf: ({ id, mode, transaction }) => {
      const data = { vihf: id, mode, transaction, structure: subject.structureId };
      const written = cabinet.traces.append([traced("dmp.vihf", data)]);
      // Told by `settled`: nobody waits for it before.
      written.catch(() => {});
      writing.push(written);
    },
  };
  const settled = async () => {
    await Promise.all(writing);
  };
  return { call, settled };
}

/**
 * Makes one call between its two traces: nothing leaves before the intention is durable, and what came back is durable before the
 * caller has it. When the outcome cannot be written, the storage error is thrown instead of the answer or of the fault.
 */
export async function withCall<T>(
  cabinet: OpenCabinet,
  intent: CallIntent,
  work: (client: DmpClient, call: DmpCall) => Promise<T>,
): Promise<T> {
  const client = await cabinet.dmp();
  const { call, settled } = await start(cabinet, client, intent);
  const { transaction, documents = [] } = intent;
  const answered = async (code: string) => {
    await settled();
    await cabinet.traces.append([traceOf(cabinet, intent, call.messageId, "dmp.answered", { transaction, documents }, code)]);
  };
  let answer: T;
  try {
    answer = await work(client, call);
  } catch (error) {
    await answered(codeOf(error));
    throw error;
  }
  await answered("OK");
  return answer;
}

/** Pro Santé Connect, a card, or the demonstration session of a sandbox cabinet: a local password is not enough (EX_AIR-085). */
export function requireStrongLogin({ session, info }: OpenCabinet): void {
  const mode = session?.session.mode ?? "password";
  if (mode === "psc" || (mode === "demo" && info.environment === "sandbox")) return;
  throw strongLoginNeeded(mode);
}

function traceOf(
  cabinet: OpenCabinet,
  { patient }: CallIntent,
  messageId: string,
  kind: TraceKind,
  data: NewTrace["data"],
  code?: string,
): NewTrace {
  const at = cabinet.clock.now().toISOString();
  return { kind, at, actor: cabinet.actor, patientId: patient?.id, messageId, code, data };
}

/** The code of an outcome for the journal; the text of a defect may quote what was being handled. */
export function codeOf(error: unknown): string {
  if (error instanceof DmpFault) return error.serviceCode;
  return error instanceof SegurError ? error.code : "internal";
}
