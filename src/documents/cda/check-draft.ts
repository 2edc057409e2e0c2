import { isInsOid } from "../../domain/identity/matricule.js";
import { typeOf } from "../vocabularies/types.js";
import type { CdaDraft, DraftPatient } from "./draft.js";
import { isOid } from "./oid.js";
import { instantOf, toTs } from "./times.js";
import { draftWrong, traitsIncomplete } from "./writer-errors.js";

/**
 * Refuses, before a byte is written, a draft that the rules of the header (cda.md §2) do not allow.
 * @param options `reading`: nothing is sent, and the author may have no national id
 * @throws SegurError
 */
export function checkDraft(draft: CdaDraft, { reading = false }: { readonly reading?: boolean } = {}): void {
  if (draft.title.trim() === "") throw draftWrong("title");
  if (!isOid(draft.id.root) || draft.id.extension !== null) throw draftWrong("id");
  if (!isOid(draft.setId.root)) throw draftWrong("set");
  if (!Number.isSafeInteger(draft.versionNumber) || draft.versionNumber < 1) throw draftWrong("version");
  if ((draft.replaces !== null) !== draft.versionNumber > 1 || draft.replaces?.root === draft.id.root) {
    throw draftWrong("replaces");
  }
  const type = typeOf(draft.type.code);
  // The schematrons do not look at labels: a wrong one would leave.
  if (type === null || type.code.system !== draft.type.system || type.code.label !== draft.type.label) throw draftWrong("type");
  for (const { person } of draft.authors) {
    if (person !== null && ((person.id.trim() === "" && !reading) || person.familyName.trim() === "")) throw draftWrong("author");
  }
  for (const time of [draft.createdAt, draft.act.start, draft.act.stop]) {
    if (time !== null && !exists(time)) throw draftWrong("date");
  }
  checkPatient(draft.patient);
}

function checkPatient(patient: DraftPatient): void {
  if (patient.ins === null) return;
  if (!isInsOid(patient.ins.oid) || !/^[0-9AB]{15}$/.test(patient.ins.matricule)) throw draftWrong("matricule");
  const wrong = {
    birthName: patient.birthName.trim() === "",
    firstBirthGivenName: patient.firstBirthGivenName.trim() === "",
    birthDate: !/^\d{4}-\d{2}-\d{2}$/.test(patient.birthDate) || !exists(patient.birthDate),
    sex: patient.sex === "I",
    birthPlace: !/^\d[0-9AB]\d{3}$/.test(patient.birthPlace),
  };
  const traits = Object.entries(wrong).flatMap(([trait, isWrong]) => (isWrong ? [trait] : []));
  if (traits.length > 0) throw traitsIncomplete(traits);
}

function exists(time: string): boolean {
  try {
    return instantOf(toTs(time)) !== null;
  } catch {
    return false;
  }
}
