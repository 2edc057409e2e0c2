import { type ErrorParts, SegurError } from "../../domain/errors.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { InsiAnswer } from "../../domain/insi/answer.js";

export type { InsiAnswer, InsiIndividual, ReturnedTraits } from "../../domain/insi/answer.js";

/** WS_INS2 criteria. Values are already normalised; sex `I` is refused before it gets here (insi.md §1.7, §3.3). */
export interface TraitsQuery {
  readonly birthName: string;
  /** One `<Prenom>`: a single given name, or all joined by a space (insi.md §3.4). */
  readonly givenName: string;
  readonly sex: "M" | "F";
  readonly birthDate: IsoDate;
  /** COG, only when the plan asks for it; never 99999. */
  readonly birthPlace?: string | undefined;
}

/** WS_INS1 criteria, from an already read carte Vitale (insi.md §1.8, §8). */
export interface VitaleQuery {
  /** Certified individual NIR, 13 characters, when the card has one. */
  readonly individualNumber?: string | undefined;
  /** NIR of the opener of rights, 13 characters. */
  readonly openerNumber: string;
  readonly birthName?: string | undefined;
  readonly birthDate?: string | undefined;
  readonly birthRank?: string | undefined;
  /** For ContexteBAM/COUVERTURE. */
  readonly openerKey?: string | undefined;
  readonly certifiedOn?: IsoDate | undefined;
}

/** WS_INS3 criteria: matricule, OID and the traits to check (insi.md §1.10). */
export interface VerifyQuery {
  readonly matricule: string;
  readonly oid: string;
  readonly birthName: string;
  readonly firstGivenName: string;
  readonly givenNames: readonly string[];
  readonly sex: "M" | "F";
  readonly birthDate: IsoDate;
  readonly birthPlace?: string | undefined;
}

/** Every call has its own MessageID, chosen by the caller so that the intention is on disk before the call. */
export interface CallContext {
  /** UUID v4 without prefix; sent as `uuid:<id>`. */
  readonly messageId: string;
  readonly signal?: AbortSignal | undefined;
}

export interface VerifyAnswer {
  readonly result: "OK" | "KO";
  readonly code: string;
  readonly label: string;
}

/** What the caller may do about a fault: ask again later, never (fix the input), or stop everything (configuration). */
export type FaultRetry = "later" | "never" | "stop";

export interface InsiFaultParts extends ErrorParts {
  readonly retry: FaultRetry;
  /** `siram_40`… when the service answered with a SOAP fault. */
  readonly siram?: string | undefined;
  /** `insi_102`, `desir_550`…, or our own code for a transport failure (`network.timeout`). */
  readonly serviceCode: string;
  readonly severity?: string | undefined;
  readonly messageId?: string | undefined;
}

/** A SOAP fault, or a transport failure towards INSi. */
export class InsiFault extends SegurError {
  readonly retry: FaultRetry;
  readonly siram: string | undefined;
  readonly serviceCode: string;
  readonly severity: string | undefined;
  readonly messageId: string | undefined;

  constructor(parts: InsiFaultParts) {
    super(parts);
    this.name = "InsiFault";
    this.retry = parts.retry;
    this.siram = parts.siram;
    this.serviceCode = parts.serviceCode;
    this.severity = parts.severity;
    this.messageId = parts.messageId;
  }
}

/** The INSi téléservice in domain words. Every method throws {@link InsiFault} when there is no answer to read. */
export interface InsiClient {
  searchByTraits(query: TraitsQuery, call: CallContext): Promise<InsiAnswer>;
  searchByVitale(query: VitaleQuery, call: CallContext): Promise<InsiAnswer>;
  verify(query: VerifyQuery, call: CallContext): Promise<VerifyAnswer>;
  close(): Promise<void>;
}
