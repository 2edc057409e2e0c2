import type { CdaDraft } from "../../documents/cda/draft.js";
import { type AuthorInput, draftOf, type StructureInput } from "../../documents/cda/draft-from.js";
import { type Document, isInAnotherDmp } from "../../domain/document/document.js";
import { machineZone } from "../../domain/local-time.js";
import type { Patient } from "../../domain/patient.js";
import { rppsOf } from "../../domain/professional/professional.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import { authorHasLeft, cdaAuthor, shownAuthor } from "./author.js";

type Cabinet = Pick<OpenCabinet, "settings" | "info" | "users" | "session" | "actor" | "documents">;

/**
 * The header that is written around a document of the file.
 * @throws {SegurError} `document.author_…`, `cda.structure_incomplete`
 */
export async function draftFor(cabinet: Cabinet, document: Document, patient: Patient): Promise<CdaDraft> {
  return draftBy(cabinet, document, patient, await cdaAuthor(cabinet, document));
}

/** The same for a PDF that is read here and never sent: its author may be somebody whom nobody here can identify. */
export async function draftForReading(cabinet: Cabinet, document: Document, patient: Patient): Promise<CdaDraft> {
  return draftBy(cabinet, document, patient, await shownAuthor(cabinet, document));
}

async function draftBy(cabinet: Cabinet, document: Document, patient: Patient, author: AuthorInput): Promise<CdaDraft> {
  const replaced = document.replaces === null ? null : await cabinet.documents.get(document.replaces);
  return draftOf({
    document,
    // What was put in another person's DMP is nothing that this document may name.
    replaces: replaced === null || isInAnotherDmp(replaced, patient.identity.ins) ? null : replaced.uniqueId,
    patient,
    instanceId: cabinet.info.instanceId,
    author,
    medecinTraitant: isMedecinTraitant(patient, author.nationalId),
    structure: await structureSettings(cabinet),
    structureToo: await authorHasLeft(cabinet, document),
    zone: machineZone,
  });
}

/** The file names the médecin traitant in words, with or without the RPPS: only the number proves that it is the author. */
function isMedecinTraitant({ medecinTraitant }: Patient, nationalId: string): boolean {
  const rpps = rppsOf(nationalId);
  if (rpps === null || medecinTraitant === null) return false;
  return medecinTraitant.replaceAll(/\D/g, "").includes(rpps);
}

/** The settings `structure.*`. */
export async function structureSettings(cabinet: Pick<OpenCabinet, "settings" | "info">): Promise<StructureInput> {
  const setting = (name: string) => textSetting(cabinet, `structure.${name}`);
  return {
    id: await setting("id"),
    name: await setting("name"),
    sector: (await setting("sector")) ?? "",
    practiceSetting: (await setting("practiceSetting")) ?? "",
    address: await setting("address"),
    postcode: await setting("postcode"),
    city: await setting("city"),
    phone: await setting("phone"),
  };
}
