import { idOf } from "../../documents/cda/draft.js";
import type { CdaHeader } from "../../documents/cda/header.js";
import { confidentiality } from "../../documents/vocabularies/codes.js";
import type { Document } from "../../domain/document/document.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** What the file knows of a document that has no header of its own, as a header that is shown and never sent. */
export async function shownHeader({ patients }: Pick<OpenCabinet, "patients">, document: Document): Promise<CdaHeader> {
  const patient = await patients.get(document.patientId);
  const traits = patient?.identity.traits;
  const qualified = patient?.identity.status === "qualifiee";
  const { name, institution } = document.author;
  const author: DocumentAuthor = {
    id: document.author.id,
    familyName: name,
    givenName: null,
    specialty: null,
    role: null,
    institution: institution === null ? null : { id: null, name: institution },
  };
  return {
    id: idOf(document.uniqueId),
    templateIds: [],
    setId: idOf(document.setId),
    versionNumber: document.versionNumber,
    code: document.type,
    title: document.title,
    createdAt: document.createdAt,
    confidentiality: confidentiality(document.confidentiality),
    language: "fr-FR",
    patient: {
      ids: [],
      ins: qualified ? (patient?.identity.ins ?? null) : null,
      otherIns: [],
      birthName: traits?.birthName ?? null,
      usedName: patient?.usedName ?? null,
      birthGivenNames: traits?.birthGivenNames.join(" ") ?? null,
      firstBirthGivenName: traits?.firstBirthGivenName ?? null,
      usedGivenName: patient?.usedGivenName ?? null,
      sex: traits?.sex ?? null,
      birthDate: traits?.birthDate ?? null,
      birthPlace: traits?.birthPlace ?? null,
    },
    otherPatients: [],
    authors: [{ ...author, time: document.createdAt }],
    custodian: { id: null, name: null },
    recipients: [],
    legalAuthenticator: null,
    participants: [],
    events: [{ code: null, start: document.actDate, stop: null, performer: null, practiceSetting: null, status: null }],
    replaces: document.replaces === null ? null : { root: document.replaces, extension: null },
    encounter: null,
  };
}
