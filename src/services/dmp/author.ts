import { specialtyOf } from "../../documents/vocabularies/people.js";
import { SYSTEMS } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { DmpSubject } from "../../gateways/dmp/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { callSubject, textSetting } from "./subject.js";

/**
 * The person of the session and the structure, as author of a submission set (dmp.md §3.2): the same as the VIHF names, since the DMP
 * compares them.
 */
export async function submissionAuthor(cabinet: OpenCabinet): Promise<DocumentAuthor> {
  return authorOf(cabinet, await callSubject(cabinet));
}

async function authorOf(cabinet: OpenCabinet, subject: DmpSubject): Promise<DocumentAuthor> {
  const { session } = cabinet;
  const professional = session?.session.psc?.professional;
  const familyName = professional?.familyName ?? session?.user.settings.familyName ?? subject.name;
  const givenName = professional?.givenName ?? session?.user.settings.givenName ?? null;
  const name = await textSetting(cabinet, "structure.name");
  const { profession, speciality, structureId } = subject;
  const code = `G15_${profession.code}${speciality === null ? "" : `/${speciality.code}`}`;
  return {
    id: subject.nationalId,
    familyName,
    givenName,
    specialty: specialtyOf(profession.code, speciality?.code ?? null) ?? {
      code,
      system: SYSTEMS.authorSpecialty,
      label: speciality?.label ?? profession.label,
    },
    role: null,
    institution: structureId === null && name === null ? null : { id: structureId, name: name ?? structureId ?? "" },
  };
}
