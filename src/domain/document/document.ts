import type { Ins, IsoDate, IsoInstant } from "../identity/types.js";
import type { Code } from "./code.js";
import type { IdentityField } from "./compare-identity.js";
import type { Visibility } from "./entry.js";

/** Where a document of the patient's file came from, visible at once. */
export const ORIGINS = ["local", "dmp", "mss"] as const;
export type Origin = (typeof ORIGINS)[number];

/** `superseded`: a newer version is in the file; `removed`: withdrawn by its author (DMP deletion, MSSanté « D »). */
export type DocumentState = "current" | "superseded" | "removed";

/** Names one content of the store: SHA-256, lower-case hexadecimal. */
export type ContentId = string;

/** A document of a patient's file before it has an id. */
export interface NewDocument {
  readonly patientId: string;
  readonly type: Code;
  readonly class: Code;
  readonly title: string;
  /** Date of the act (« date de l'acte »), not of the deposit. */
  readonly actDate: IsoDate;
  readonly origin: Origin;
  /** As it was given or received; for a CDA, the CDA itself. */
  readonly content: ContentId;
  readonly mimeType: string;
  readonly size: number;
  /** Base name of the file it came from, or null. */
  readonly fileName: string | null;
  /** The CDA that was written around {@link content} for exchange; equals `content` when that is a CDA; null until one is needed. */
  readonly cda: ContentId | null;
  /** XDS uniqueId = `ClinicalDocument/id`. Given at creation, so that what leaves is known before it leaves. */
  readonly uniqueId: string;
  /** `ClinicalDocument/setId` (`root` or `root^extension`): the same over versions. */
  readonly setId: string;
  readonly versionNumber: number;
  /** Id (`D12`) of the version that this one replaces. */
  readonly replaces: string | null;
  readonly author: { readonly id: string | null; readonly name: string; readonly institution: string | null };
  /** N, R or V: the CDA's own confidentiality. */
  readonly confidentiality: "N" | "R" | "V";
  readonly visibility: Visibility;
  /** Instant of the document itself (CDA effectiveTime). */
  readonly createdAt: IsoInstant;
  /** For who reads it again: where in the DMP it was taken from, or where it was put. Null: never there. */
  readonly dmp: DmpLink | null;
  /** What its CDA does not say of its patient, or says otherwise, when a person has read it and confirmed whose it is. */
  readonly samePatient?: readonly IdentityField[];
  /** A summary that the practice established, taken over from an export of it: the next one made here is its next version (RPLC). */
  readonly ownVsm?: true;
}

/** What ties a document of the file to the DMP. */
export interface DmpLink {
  readonly entryUuid: string | null;
  readonly logicalId: string | null;
  readonly repositoryUniqueId: string | null;
  /** When it was put there, or taken from there. */
  readonly at: IsoInstant;
  readonly direction: "pushed" | "pulled";
  /** INS of that DMP, which the patient's file may correct later. Unknown: that of the patient. */
  readonly ins?: Ins;
  /** It was found there after a restoration, by a reference that deleted entries have too: perhaps withdrawn since. */
  readonly unverified?: boolean;
  /** When it was deleted from the DMP by the practice (TD3.3c): its uniqueId is spent there, only a new version can be put again. */
  readonly withdrawnAt?: IsoInstant;
}

/** Whether a document is, or was, in a DMP that is not that of this INS: the patient's INS was corrected after the deposit. */
export function isInAnotherDmp({ dmp }: Pick<NewDocument, "dmp">, ins: Ins | null): boolean {
  const there = dmp?.ins;
  return there !== undefined && (ins === null || there.matricule !== ins.matricule || there.oid !== ins.oid);
}

export interface Document extends NewDocument {
  /** `D12` */
  readonly id: string;
  /** Grows at each write. */
  readonly rowVersion: number;
  readonly state: DocumentState;
  readonly filedAt: IsoInstant;
  /** Local user who filed it. */
  readonly filedBy: string;
}
