import type { Code } from "../../domain/document/code.js";
import type { Ins, IsoDate, Sex } from "../../domain/identity/types.js";
import type { Contact } from "../../domain/patient.js";
import type { CdaId } from "./header.js";

/** All that the writer puts in the header of a document: our own shape of cda.md §2, official codes already chosen. */
export interface CdaDraft {
  /** XDS uniqueId: new for each version. */
  readonly id: CdaId;
  /** The same over versions. */
  readonly setId: CdaId;
  readonly versionNumber: number;
  /** Id of the version that this one replaces, or null. */
  readonly replaces: CdaId | null;
  readonly type: Code;
  readonly title: string;
  /** RFC 3339, with the offset of the practice. */
  readonly createdAt: string;
  readonly confidentiality: Code;
  readonly patient: DraftPatient;
  /** At least one. The first answers for the document (legalAuthenticator) and did the act (performer). */
  readonly authors: readonly [DraftAuthor, ...DraftAuthor[]];
  readonly structure: DraftStructure;
  readonly recipients: readonly DraftRecipient[];
  readonly act: {
    /** RFC 3339 instant, or a date alone. */
    readonly start: string;
    readonly stop: string | null;
    /** CCAM, CIM-10, LOINC…: the first is the main act, and each is an eventCode of XDS. */
    readonly codes: readonly Code[];
  };
}

export interface DraftPatient {
  /** Only of a qualified identity: with it all the strict traits are compulsory, and its presence says that the INS is qualified. */
  readonly ins: Ins | null;
  /** File number (IPP) with the OID of who gave it. */
  readonly localId: CdaId;
  readonly birthName: string;
  readonly usedName: string | null;
  readonly birthGivenNames: readonly string[];
  readonly firstBirthGivenName: string;
  readonly usedGivenName: string | null;
  readonly sex: Sex;
  readonly birthDate: IsoDate;
  /** COG. */
  readonly birthPlace: string;
  readonly contact: Contact;
}

/** A professional. Without a person, the structure itself is the author (RG_2230: the author has left the RPPS). */
export interface DraftAuthor {
  readonly person: {
    /** IdNat: `8` + RPPS, or `3` + FINESS + `/` + internal id. */
    readonly id: string;
    readonly familyName: string;
    readonly givenName: string | null;
    /** JDV_J245. */
    readonly civility: "M" | "MME" | null;
    /** JDV_J246. */
    readonly title: "DR" | null;
  } | null;
  /** JDV_J01. */
  readonly specialty: Code | null;
  /** JDV_J47: `PCP` médecin traitant. */
  readonly role: Code | null;
}

export interface DraftStructure {
  /** Struct_IdNat: `1` + FINESS, `3` + SIRET. */
  readonly id: string;
  readonly name: string;
  /** JDV_J02. */
  readonly facility: Code;
  /** JDV_J04. */
  readonly practiceSetting: Code;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly phone: string | null;
}

/** To whom a letter is sent. */
export interface DraftRecipient {
  readonly id: string | null;
  readonly familyName: string;
  readonly givenName: string | null;
}

/** Roots of identifiers (cda.md §2). */
export const ROOTS = { professional: "1.2.250.1.71.4.2.1", structure: "1.2.250.1.71.4.2.2" } as const;

/** `root` or `root^extension`, as documents of the store name their sets. */
export function idOf(text: string): CdaId {
  const [root = "", ...rest] = text.split("^");
  return { root, extension: rest.length === 0 ? null : rest.join("^") };
}
