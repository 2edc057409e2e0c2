import type { Code } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { Ins, IsoInstant } from "../../domain/identity/types.js";
import { metadataError } from "./errors.js";
import { ASSOCIATION, NS, SET } from "./names.js";
import { insToCx } from "./values.js";
import { localized, type RimWriter, slot, timeSlot } from "./write.js";

/** Symbolic id of the one submission set of a request (dmp.md §3.3). */
export const SET_ID = "SubmissionSet01";

/** What TD2.1 and TD3.3 say of a submission set. */
export interface SubmissionSet {
  readonly uniqueId: string;
  readonly submissionTime: IsoInstant;
  readonly title: string | null;
  readonly comment: string | null;
  readonly author: DocumentAuthor;
  readonly coAuthors?: readonly DocumentAuthor[] | undefined;
  readonly contentType: Code;
  readonly sourceId: string;
  readonly patientId: Ins;
}

/** `rim:RegistryPackage` of a submission set. */
export function writeSet(writer: RimWriter, set: SubmissionSet): string {
  if (set.author.familyName === "") throw metadataError("XDSSubmissionSet.authorPerson", "missing");
  const parts = [
    timeSlot("submissionTime", set.submissionTime),
    localized("Name", set.title, "XDSSubmissionSet.title"),
    localized("Description", set.comment, "XDSSubmissionSet.comments"),
    ...[set.author, ...(set.coAuthors ?? [])].map((author) => writer.author(SET.author, SET_ID, author)),
    writer.coded(SET.contentType, SET_ID, set.contentType, "contentTypeCode"),
    writer.node(SET.node, SET_ID),
    writer.identifier(SET.patientId, SET_ID, "XDSSubmissionSet.patientId", insToCx(set.patientId)),
    writer.identifier(SET.sourceId, SET_ID, "XDSSubmissionSet.sourceId", set.sourceId),
    writer.identifier(SET.uniqueId, SET_ID, "XDSSubmissionSet.uniqueId", set.uniqueId),
  ];
  return `<rim:RegistryPackage id="${SET_ID}">${parts.join("")}</rim:RegistryPackage>`;
}

/** `HasMember` from the set; `previousVersion` for a change of metadata (ITI-57). */
export function writeMember(writer: RimWriter, object: string, previousVersion?: string): string {
  const slots = slot("SubmissionSetStatus", ["Original"]) + slot("PreviousVersion", [previousVersion ?? null]);
  return writer.association(ASSOCIATION.hasMember, SET_ID, object, slots);
}

/** `lcm:SubmitObjectsRequest` around registry objects. */
export function submitObjects(objects: readonly string[]): string {
  return `<lcm:SubmitObjectsRequest xmlns:lcm="${NS.lcm}" xmlns:rim="${NS.rim}"><rim:RegistryObjectList>${objects.join("")}</rim:RegistryObjectList></lcm:SubmitObjectsRequest>`;
}
