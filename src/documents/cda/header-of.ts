import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { CdaDraft, DraftAuthor, DraftStructure } from "./draft.js";
import { ROOTS } from "./draft.js";
import type { CdaHeader } from "./header.js";
import { toCdaTime } from "./times.js";
import { N1_TEMPLATES } from "./write-header.js";

/** The header of a draft as a reader would find it in what the writer writes. */
export function headerOf(draft: CdaDraft): CdaHeader {
  const { patient, structure, act } = draft;
  const at = toCdaTime(draft.createdAt);
  const [first] = draft.authors;
  const start = toCdaTime(act.start);
  const stop = act.stop === null ? null : toCdaTime(act.stop);
  const [main, ...others] = act.codes;
  const local = patient.localId;
  return {
    id: draft.id,
    templateIds: N1_TEMPLATES.map((root) => ({ root, extension: null })),
    setId: draft.setId,
    versionNumber: draft.versionNumber,
    code: draft.type,
    title: draft.title,
    createdAt: at,
    confidentiality: draft.confidentiality,
    language: "fr-FR",
    patient: {
      ids: patient.ins === null ? [local] : [{ root: patient.ins.oid, extension: patient.ins.matricule }, local],
      ins: patient.ins,
      otherIns: [],
      birthName: patient.birthName,
      usedName: patient.usedName,
      birthGivenNames: patient.birthGivenNames.length > 0 ? patient.birthGivenNames.join(" ") : patient.firstBirthGivenName,
      firstBirthGivenName: patient.firstBirthGivenName,
      usedGivenName: patient.usedGivenName,
      sex: patient.sex === "I" ? "UN" : patient.sex,
      birthDate: patient.birthDate,
      birthPlace: patient.birthPlace,
    },
    otherPatients: [],
    authors: draft.authors.map((author) => ({ ...documentAuthor(author, structure), time: at })),
    custodian: { id: { root: ROOTS.structure, extension: structure.id }, name: structure.name },
    recipients: draft.recipients.map(({ familyName, givenName }) => [givenName, familyName].filter(Boolean).join(" ")),
    legalAuthenticator: { ...documentAuthor({ ...first, role: null }, structure), time: at },
    participants: [],
    events: [
      {
        code: main ?? null,
        start,
        stop,
        performer: documentAuthor({ ...first, role: null }, structure),
        practiceSetting: structure.practiceSetting,
        status: null,
      },
      ...others.map((code) => ({ code, start: null, stop: null, performer: null, practiceSetting: null, status: null })),
    ],
    replaces: draft.replaces,
    encounter: { start, stop, code: null, facilityType: structure.facility },
  };
}

function documentAuthor({ person, specialty, role }: DraftAuthor, structure: DraftStructure): DocumentAuthor {
  return {
    id: person?.id ?? structure.id,
    familyName: person?.familyName ?? "",
    givenName: person?.givenName ?? null,
    specialty,
    role: role?.label ?? null,
    institution: { id: structure.id, name: structure.name },
  };
}
