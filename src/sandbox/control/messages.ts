import type { DirectoryFaultRule, NewDirectoryFault } from "../directory/script.js";
import type { DirectoryStatusReport } from "../directory/service.js";
import type { DmpCallRecord } from "../dmp/call-log.js";
import type { DmpFaultRule, NewDmpFault } from "../dmp/script.js";
import type { DmpDocumentReport, DmpFilling, DmpStatusReport } from "../dmp/service.js";
import type { CallRecord } from "../insi/call-log.js";
import type { FaultRule, NewFault } from "../insi/script.js";
import type { MailDelivery } from "../mail/delivery-log.js";
import type { MssFaultRule, NewMssFault } from "../mail/script.js";
import type { MailStatusReport } from "../mail/service.js";
import type { MailFilled, MailFilling } from "../mail/week/filling.js";
import type { Population } from "../populations.js";
import type { Decision, DecisionReport } from "../psc/phone.js";
import type { NewPscFault, PscFaultRule } from "../psc/script.js";
import type { PscStatus } from "../psc/service.js";

/** The answer of a person to a request of Pro Santé Connect, `afterMs` after it is known. */
export interface DecisionOrder {
  readonly decision: Decision;
  readonly afterMs: number;
}

/** Whose access token of Pro Santé Connect is wanted, and for how many seconds it lasts (negative: it has expired). */
export interface TokenOrder {
  readonly nationalId: string;
  readonly lifetimeS?: number | undefined;
}

/** The control of a sandbox, the same in process and over its loopback HTTP. */
export interface SandboxControl {
  status(): Promise<SandboxStatus>;
  /** Adds a scripted fault to those already there. */
  addFault(fault: NewFault): Promise<readonly FaultRule[]>;
  clearFaults(): Promise<void>;
  /** Like {@link addFault}, for Pro Santé Connect. */
  addPscFault(fault: NewPscFault): Promise<readonly PscFaultRule[]>;
  clearPscFaults(): Promise<void>;
  /** Like {@link addFault}, for the DMP. */
  addDmpFault(fault: NewDmpFault): Promise<readonly DmpFaultRule[]>;
  clearDmpFaults(): Promise<void>;
  /** Requests that the DMP read since start or reset, oldest first. */
  dmpCalls(): Promise<readonly DmpCallRecord[]>;
  /** What is in the registry of the DMP, of whomever. */
  dmpDocuments(): Promise<readonly DmpDocumentReport[]>;
  /** Puts that many documents of others into one DMP; false when there is no open DMP of this matricule. */
  fillDmp(filling: DmpFilling): Promise<boolean>;
  /** Like {@link addFault}, for the MSSanté operator. */
  addMssFault(fault: NewMssFault): Promise<readonly MssFaultRule[]>;
  clearMssFaults(): Promise<void>;
  /** Messages that the operator took since start or reset, oldest first: nothing in them names a patient. */
  mailDeliveries(): Promise<readonly MailDelivery[]>;
  /** Puts a slice of a week of messages into one mailbox; null when there is no such mailbox. */
  fillMail(filling: MailFilling): Promise<MailFilled | null>;
  /** Like {@link addFault}, for the directory. */
  addDirectoryFault(fault: NewDirectoryFault): Promise<readonly DirectoryFaultRule[]>;
  clearDirectoryFaults(): Promise<void>;
  /** An access token as after a login; null when nobody has this national id. */
  pscToken(order: TokenOrder): Promise<string | null>;
  /** Answers the CIBA request that waits, or the next one when none does. */
  decide(order: DecisionOrder): Promise<DecisionReport>;
  /** Makes the people of a generated file known to INSi, now and after a restart. */
  addPopulation(population: Population): Promise<void>;
  /** Requests since start or reset, oldest first (the last 200,000). */
  calls(): Promise<readonly CallRecord[]>;
  clearCalls(): Promise<void>;
  /** Forgets faults, calls and generated people, and renews every key and certificate. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface SandboxStatus {
  readonly pid: number | null;
  readonly startedAt: string;
  readonly seed: number;
  readonly url: string;
  readonly latencyMs: number;
  /** People INSi knows: official ones, then those of each population. */
  readonly people: { readonly official: number; readonly populations: readonly Population[] };
  readonly calls: { readonly total: number; readonly outcomes: Readonly<Record<string, number>> };
  readonly faults: readonly FaultRule[];
  /** Absent when the sandbox that runs comes from an older segur. */
  readonly psc?: PscStatus;
  /** Absent when the sandbox that runs comes from an older segur. */
  readonly dmp?: DmpStatusReport;
  /** Absent when the sandbox that runs comes from an older segur. */
  readonly mail?: MailStatusReport;
  /** Absent when the sandbox that runs comes from an older segur. */
  readonly directory?: DirectoryStatusReport;
}
