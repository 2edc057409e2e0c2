import type { DmpStatus, DmpTraits } from "../../domain/dmp/status.js";
import type { AccessMode, Transaction, VihfMode } from "../../domain/dmp/transaction.js";
import type { Code } from "../../domain/document/code.js";
import type {
  Association,
  Availability,
  DocumentAuthor,
  DocumentEntry,
  NewEntry,
  SubmissionSetEntry,
  Visibility,
} from "../../domain/document/entry.js";
import { type ErrorParts, SegurError } from "../../domain/errors.js";
import type { Ins, IsoInstant } from "../../domain/identity/types.js";

/** The professional in whose name a call is made: what the VIHF says of him or her (psc.md §4.2). */
export interface DmpSubject {
  /** NameID: `8` + RPPS, `0` + ADELI, structure/id. */
  readonly nationalId: string;
  /** `NOM Prénom`. */
  readonly name: string;
  /** G15: `10`. */
  readonly profession: Code;
  /** R01 `SM26` or G05; mandatory for doctors and pharmacists. */
  readonly speciality: Code | null;
  /** `SA07`. */
  readonly sector: string;
  /** Struct_IdNat of the structure; null: the OU of the certificate. */
  readonly structureId: string | null;
  /** How the person really logged in here: AuthnContextClassRef of INDIRECTE and AIR. */
  readonly login: "psc" | "password" | "card" | "demo";
}

/** One call. The caller chose its message id, so that its intention is on disk before. */
export interface DmpCall {
  /** UUID v4, sent as `urn:uuid:…`. */
  readonly messageId: string;
  readonly subject: DmpSubject;
  readonly access: AccessMode;
  /** Why, for `bris_de_glace`. */
  readonly reason?: string | undefined;
  /** « Connexion secrète » of a minor. */
  readonly secret?: boolean | undefined;
  /** Instead of the mode of the table: a structure finds and deletes its own documents in the mode in which it feeds (dmp.md §2). */
  readonly mode?: VihfMode | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the VIHF that was signed for this call (EX_AIR-070: each is journaled). */
  readonly onVihf?:
    | ((vihf: { readonly id: string; readonly mode: VihfMode; readonly transaction: Transaction }) => void)
    | undefined;
}

/** One part of a submission: its bytes come when they are asked for, as often as they are. */
export interface DmpPart {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** Everything of a submission but the bytes of its documents; the same object makes the same bytes. JSON can carry it. */
export interface PreparedSubmission {
  /** uniqueId of the submission set. */
  readonly uniqueId: string;
  readonly patientId: Ins;
  /** `lcm:SubmitObjectsRequest`, whole. */
  readonly metadata: string;
  /** In order: id of the ExtrinsicObject, uniqueId. The signature document comes last, with its content. */
  readonly documents: readonly { readonly id: string; readonly uniqueId: string; readonly sha1: string; readonly size: number }[];
  readonly signature: { readonly id: string; readonly uniqueId: string; readonly xml: string };
}

export interface NewSubmission {
  readonly uniqueId: string;
  readonly signatureUniqueId: string;
  readonly submissionTime: IsoInstant;
  readonly title: string | null;
  readonly comment: string | null;
  readonly author: DocumentAuthor;
  /** Beside it: the structure, for documents whose author has left (DMP/HISTO.04, RG_2230). */
  readonly coAuthors?: readonly DocumentAuthor[];
  /** J59: `07`… */
  readonly contentType: Code;
  /** OID of this installation. */
  readonly sourceId: string;
  readonly patientId: Ins;
  readonly documents: readonly {
    readonly entry: NewEntry;
    /** entryUuid of the entry that this one replaces (RPLC). */
    readonly replaces: string | null;
    /** The bytes, read at most once for the digest of the signature. */
    readonly content: DmpPart & {
      /** True when the bytes are already in canonical form (our own CDA writer): their digest is that of the document. */
      readonly canonical: boolean;
      /** Of these exact bytes, hexadecimal, when whoever keeps them knows: canonical bytes are then not read before they leave. */
      readonly digests?: { readonly sha1: string; readonly sha256: string } | undefined;
    };
  }[];
}

/** ITI-18 queries, in words. Dates are instants, bounds included. */
export interface FindDocuments {
  readonly patient: Ins;
  readonly statuses: readonly Availability[];
  readonly serviceStartFrom?: IsoInstant | undefined;
  readonly serviceStartTo?: IsoInstant | undefined;
  readonly creationFrom?: IsoInstant | undefined;
  readonly creationTo?: IsoInstant | undefined;
  readonly typeCodes?: readonly Code[] | undefined;
  readonly classCodes?: readonly Code[] | undefined;
}

export interface Retrieved {
  readonly uniqueId: string;
  readonly repositoryUniqueId: string;
  readonly mimeType: string;
}

export interface AuthorizedPatient {
  /** Every id that the service gave. */
  readonly ids: readonly Ins[];
  readonly traits: DmpTraits;
  readonly medecinTraitant: boolean;
  readonly lastUpdate: IsoInstant | null;
  readonly lastAddition: IsoInstant | null;
}

export interface AuthorizedProfessional {
  readonly nationalId: string;
  readonly name: string;
  readonly speciality: string | null;
  readonly since: IsoInstant | null;
  readonly lastAction: IsoInstant | null;
  readonly mode: string;
}

export interface Administrative {
  readonly status: DmpStatus;
  readonly opposedToBreakGlass: boolean;
  readonly opposedToEmergencyAccess: boolean;
}

/** What the caller may do: `later` send again (after a check when `uncertain`), `never` fix first, `stop` fix the configuration. */
export type DmpRetry = "later" | "never" | "stop";

export interface DmpFaultParts extends ErrorParts {
  readonly retry: DmpRetry;
  /** The request may have been taken into account: the connection was lost after it had begun to leave. */
  readonly uncertain: boolean;
  /** `DMPInvalidCertificate`, `XDSDuplicateUniqueIdInRegistry`…, or ours: `network.timeout`. */
  readonly serviceCode: string;
}

/** A refusal, a SOAP fault, or a failure of transport. `kind` is `refused`, `unreachable`, `config`… as it fits. */
export class DmpFault extends SegurError {
  readonly retry: DmpRetry;
  readonly uncertain: boolean;
  readonly serviceCode: string;
  constructor(parts: DmpFaultParts) {
    super(parts);
    this.name = "DmpFault";
    this.retry = parts.retry;
    this.uncertain = parts.uncertain;
    this.serviceCode = parts.serviceCode;
  }
}

/** The DMP in domain words. Every method throws {@link DmpFault} when there is no answer to read. */
export interface DmpClient {
  /** What the VIHF says of the software: `segur --version` must say the same (EX_GEN-1180). */
  readonly software: { readonly name: string; readonly version: string };
  /** Bytes of a submission above which nothing is sent (`dmp.maxSubmissionBytes`). */
  readonly maxSubmissionBytes: number;
  /** Mode of each transaction, as the table or the settings say. */
  modeOf(transaction: Transaction): VihfMode;
  /** TD0.2 */
  status(patient: Ins, call: DmpCall): Promise<DmpStatus>;
  /** TD1.3a */
  administrative(patient: Ins, call: DmpCall): Promise<Administrative>;
  /** TD0.3; `already` when the service had nothing to do. */
  setAuthorization(
    patient: Ins,
    action: "add" | "remove",
    call: DmpCall,
    options?: { readonly medecinTraitant?: boolean },
  ): Promise<{ readonly already: boolean; readonly context: string | null }>;
  /** TD0.4 */
  authorizedPatients(
    query: { readonly since: IsoInstant; readonly by: "LASTAUTORIZATION" | "LASTDOC" },
    call: DmpCall,
  ): Promise<readonly AuthorizedPatient[]>;
  /** TD1.6 */
  authorizations(patient: Ins, mode: "ACTIVE" | "INTERDITE" | "TOUTE", call: DmpCall): Promise<readonly AuthorizedProfessional[]>;
  /** TD3.1 FindDocuments; entries as they are read. */
  findDocuments(query: FindDocuments, call: DmpCall): AsyncIterable<DocumentEntry>;
  /** TD3.1 FindSubmissionSets. */
  findSubmissionSets(patient: Ins, from: IsoInstant, call: DmpCall): Promise<readonly SubmissionSetEntry[]>;
  /** TD3.1 GetAssociations of these objects. */
  getAssociations(patient: Ins, uuids: readonly string[], call: DmpCall): Promise<readonly Association[]>;
  /** TD3.1 GetDocuments by uniqueId or entryUuid, whole. */
  getDocuments(patient: Ins, by: DocumentNames, call: DmpCall): Promise<readonly DocumentEntry[]>;
  /** TD3.1 GetDocuments, ObjectRef only: allowed to a structure (INDIRECTE). The entryUuids that exist. */
  locate(patient: Ins, by: DocumentNames, call: DmpCall): Promise<readonly string[]>;
  /** TD3.1 GetDocumentsAndAssociations. */
  getDocumentsAndAssociations(
    patient: Ins,
    by: DocumentNames,
    call: DmpCall,
  ): Promise<{ readonly entries: readonly DocumentEntry[]; readonly associations: readonly Association[] }>;
  /**
   * TD3.2, several at once: each document is given to `take` as it arrives, and read to its end before the next one. Documents that
   * the service refused are returned with its code.
   */
  retrieve(
    patient: Ins,
    wanted: readonly {
      readonly uniqueId: string;
      readonly repositoryUniqueId: string;
      readonly homeCommunityId: string | null;
    }[],
    take: (document: Retrieved, body: AsyncIterable<Uint8Array>) => Promise<void>,
    call: DmpCall,
  ): Promise<readonly { readonly uniqueId: string; readonly code: string; readonly message: string }[]>;
  /** Metadata and signature of TD2.1, without sending anything: what the outbox keeps. */
  prepare(submission: NewSubmission): Promise<PreparedSubmission>;
  /** TD2.1 of what was prepared. Resolves when the registry said Success; warnings are returned. */
  submit(
    prepared: PreparedSubmission,
    parts: readonly DmpPart[],
    call: DmpCall,
  ): Promise<{ readonly warnings: readonly { readonly code: string; readonly message: string }[] }>;
  /** TD3.3a, b: the entry as it was just read, with another visibility. */
  setVisibility(
    patient: Ins,
    entry: DocumentEntry,
    visibility: Visibility,
    author: DocumentAuthor,
    sourceId: string,
    call: DmpCall,
  ): Promise<void>;
  /** TD3.3c (to `deleted`), TD3.3d (to `archived`, and back to `approved`). */
  setAvailability(
    patient: Ins,
    change: { readonly entryUuid: string; readonly from: Availability; readonly to: Availability },
    author: DocumentAuthor,
    sourceId: string,
    call: DmpCall,
  ): Promise<void>;
  close(): Promise<void>;
}

export type DocumentNames = { readonly uniqueIds: readonly string[] } | { readonly entryUuids: readonly string[] };
