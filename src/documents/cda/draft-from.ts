import type { NewDocument } from "../../domain/document/document.js";
import { localInstant, type ZoneOffset } from "../../domain/local-time.js";
import type { Patient } from "../../domain/patient.js";
import type { Professional } from "../../domain/professional/professional.js";
import { confidentiality, facility, functionCode, practiceSetting } from "../vocabularies/codes.js";
import { specialtyOf } from "../vocabularies/people.js";
import { typeOf } from "../vocabularies/types.js";
import type { CdaDraft, DraftAuthor, DraftRecipient, DraftStructure } from "./draft.js";
import { idOf } from "./draft.js";
import { oidOf } from "./oid.js";
import { structureIncomplete } from "./writer-errors.js";

/** What a service knows when a document is to be written around. */
export interface DraftInput {
  readonly document: Pick<
    NewDocument,
    "type" | "title" | "actDate" | "uniqueId" | "setId" | "versionNumber" | "confidentiality" | "createdAt"
  >;
  /** uniqueId of the version that it replaces, or null. */
  readonly replaces: string | null;
  readonly patient: Pick<Patient, "id" | "fileNumber" | "identity" | "usedName" | "usedGivenName" | "contact">;
  /** UUID of the installation: who gave the file number. */
  readonly instanceId: string;
  readonly author: AuthorInput;
  /** The professional is the patient's médecin traitant. */
  readonly medecinTraitant?: boolean;
  readonly structure: StructureInput;
  /** The author has left: the structure signs beside, so that the document can still be consulted (DMP/HISTO.04, RG_2230). */
  readonly structureToo?: boolean;
  readonly recipients?: readonly DraftRecipient[];
  /** Where the practice is. */
  readonly zone: ZoneOffset;
}

/** As Pro Santé Connect tells a professional. */
export type AuthorInput = Pick<
  Professional,
  "nationalId" | "familyName" | "givenName" | "civility" | "profession" | "speciality"
>;

/** The settings `structure.*`, as they are: null or absent when not set. */
export interface StructureInput {
  readonly id: string | null;
  readonly name: string | null;
  readonly sector: string;
  readonly practiceSetting: string;
  readonly address?: string | null;
  readonly postcode?: string | null;
  readonly city?: string | null;
  readonly phone?: string | null;
}

/**
 * The header of a document of the file. The INS stands in it for a qualified identity only.
 * @throws SegurError `cda.structure_incomplete` (config) when the settings do not name the structure
 */
export function draftOf(input: DraftInput): CdaDraft {
  const { document, patient } = input;
  const { traits, status, ins } = patient.identity;
  return {
    id: idOf(document.uniqueId),
    setId: idOf(document.setId),
    versionNumber: document.versionNumber,
    replaces: input.replaces === null ? null : idOf(input.replaces),
    type: typeOf(document.type.code)?.code ?? document.type,
    title: document.title,
    createdAt: localInstant(document.createdAt, input.zone(new Date(document.createdAt))),
    confidentiality: confidentiality(document.confidentiality),
    patient: {
      ...traits,
      ins: status === "qualifiee" ? ins : null,
      localId: { root: oidOf(input.instanceId), extension: patient.fileNumber ?? patient.id },
      usedName: patient.usedName,
      usedGivenName: patient.usedGivenName,
      contact: patient.contact,
    },
    authors: [authorOf(input.author, input.medecinTraitant ?? false), ...(input.structureToo ? [STRUCTURE] : [])],
    structure: structureOf(input.structure),
    recipients: input.recipients ?? [],
    act: { start: document.actDate, stop: null, codes: [] },
  };
}

/** The structure as an author. */
const STRUCTURE: DraftAuthor = { person: null, specialty: null, role: null };

/** Professions whose members are called « docteur »: physicians, pharmacists, dentists (TRE_G15). */
const DOCTORS: readonly string[] = ["10", "21", "40"];

/** A professional as an author. */
export function authorOf(input: AuthorInput, medecinTraitant: boolean): DraftAuthor {
  const { civility, profession } = input;
  return {
    person: {
      id: input.nationalId,
      familyName: input.familyName,
      givenName: input.givenName === "" ? null : input.givenName,
      civility: civility === "M" || civility === "MME" ? civility : null,
      title: profession !== null && DOCTORS.includes(profession) ? "DR" : null,
    },
    specialty: profession === null ? null : specialtyOf(profession, input.speciality),
    role: medecinTraitant ? functionCode("PCP") : null,
  };
}

/** The practice, with its official codes. */
export function structureOf(input: StructureInput): DraftStructure {
  const { id, name } = input;
  const place = facility(input.sector);
  const setting = practiceSetting(input.practiceSetting);
  if (!id?.trim() || !name?.trim() || place === null || setting === null) {
    const wrong = { id: !id?.trim(), name: !name?.trim(), sector: place === null, practiceSetting: setting === null };
    throw structureIncomplete(Object.entries(wrong).flatMap(([key, isWrong]) => (isWrong ? [`structure.${key}`] : [])));
  }
  return {
    id,
    name,
    facility: place,
    practiceSetting: setting,
    address: input.address ?? null,
    postcode: input.postcode ?? null,
    city: input.city ?? null,
    phone: input.phone ?? null,
  };
}
