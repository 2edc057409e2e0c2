import type { Code } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { Ins } from "../../domain/identity/types.js";

/** `root`, with `extension` when there is one. */
export interface CdaId {
  readonly root: string;
  readonly extension: string | null;
}

/** A time as a CDA writes it: an instant with its offset, or a date alone; null for a nullFlavor. */
export type CdaTime = string | null;

/** The patient of a document, as its header tells (cda.md §2). */
export interface CdaPatient {
  readonly ids: readonly CdaId[];
  /** The INS among the ids; null when there is none. */
  readonly ins: Ins | null;
  /** Other INS among the ids. */
  readonly otherIns: readonly Ins[];
  readonly birthName: string | null;
  readonly usedName: string | null;
  /** All birth given names, in one text as written. */
  readonly birthGivenNames: string | null;
  readonly firstBirthGivenName: string | null;
  readonly usedGivenName: string | null;
  /** `M`, `F`, `UN`… */
  readonly sex: string | null;
  /** `YYYY-MM-DD` or shorter. */
  readonly birthDate: string | null;
  /** COG. */
  readonly birthPlace: string | null;
  /** It says twice, and differently, a birth name, a first birth given name, a birth date or a sex: only the first is kept above. */
  readonly isContradictory?: boolean;
}

/** The header of a CDA R2 document, in words: what is shown, filed, and derived into XDS metadata. */
export interface CdaHeader {
  readonly id: CdaId;
  readonly templateIds: readonly CdaId[];
  readonly setId: CdaId | null;
  readonly versionNumber: number | null;
  readonly code: Code;
  readonly title: string;
  /** effectiveTime. */
  readonly createdAt: CdaTime;
  readonly confidentiality: Code;
  readonly language: string | null;
  readonly patient: CdaPatient;
  /** Other persons that it says to be about: the profile has one `recordTarget`, and one person in it (cda.md §2). */
  readonly otherPatients: readonly CdaPatient[];
  readonly authors: readonly (DocumentAuthor & { readonly time: CdaTime })[];
  readonly custodian: { readonly id: CdaId | null; readonly name: string | null };
  readonly recipients: readonly string[];
  readonly legalAuthenticator: (DocumentAuthor & { readonly time: CdaTime }) | null;
  /** participant: typeCode, functionCode, person. */
  readonly participants: readonly { readonly type: string; readonly function: string | null; readonly person: DocumentAuthor }[];
  readonly events: readonly {
    readonly code: Code | null;
    readonly start: CdaTime;
    readonly stop: CdaTime;
    readonly performer: DocumentAuthor | null;
    /** standardIndustryClassCode. */
    readonly practiceSetting: Code | null;
    /** `lab:statusCode`, by local name. */
    readonly status: string | null;
  }[];
  readonly replaces: CdaId | null;
  readonly encounter: {
    readonly start: CdaTime;
    readonly stop: CdaTime;
    readonly code: Code | null;
    readonly facilityType: Code | null;
  } | null;
}

/** Body of a CDA. */
export type CdaBody =
  | { readonly level: "n1"; readonly mediaType: string; readonly compressed: boolean }
  | { readonly level: "n3"; readonly sections: readonly CdaSection[] }
  | { readonly level: "none" };

export interface CdaSection {
  readonly title: string | null;
  readonly code: Code | null;
  readonly templateIds: readonly string[];
  /** Narrative block, as a light tree. */
  readonly text: readonly NarrativeNode[];
  readonly sections: readonly CdaSection[];
}

export type NarrativeNode =
  | string
  | {
      /** Local name: `content`, `list`, `item`, `table`, `thead`, `tbody`, `tr`, `th`, `td`, `paragraph`, `br`, `renderMultiMedia`… */
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly children: readonly NarrativeNode[];
    };

/** A binary inside a CDA: the N1 body, or an observationMedia. */
export interface CdaBinary {
  /** `@ID` of the observationMedia; null for the N1 body. */
  readonly id: string | null;
  readonly mediaType: string;
}
