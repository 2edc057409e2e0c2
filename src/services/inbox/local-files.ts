import { nameKey } from "../../domain/identity/search-tokens.js";
import { decideFiling, type FilingContext, type LocalFile } from "../../domain/inbox/file-where.js";
import type { Filing } from "../../domain/inbox/filing.js";
import type { NewReceived } from "../../domain/inbox/received.js";
import type { Patient } from "../../domain/patient.js";
import type { ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

type Cabinet = Pick<OpenCabinet, "patients" | "info" | "outbox" | "fates">;
type Named = NonNullable<ReceivedDocument["patient"]>;

/** What a message says: who sent it, and of whom a document that names nobody is about. */
export type Clues = Pick<NewReceived, "sender" | "senderIns" | "inReplyTo" | "references">;

/** Candidates of a name that many bear: enough to choose from. */
const NAMESAKES = 20;

/** Where a document goes today, by the files as they are now, with the patients that were looked at. */
export async function whereToFile(
  cabinet: Cabinet,
  document: Pick<ReceivedDocument, "patient" | "vouched">,
  clues: Clues | null = null,
): Promise<{ readonly filing: Filing; readonly patients: ReadonlyMap<string, Patient> }> {
  const patients = new Map<string, Patient>();
  const keep = (found: readonly (Patient | null)[]) => {
    for (const patient of found) if (patient !== null) patients.set(patient.id, patient);
  };
  const { patient } = document;
  let clue: FilingContext["clue"] = null;
  if (patient === null && clues !== null) {
    const answered = await patientAnswered(cabinet, clues);
    if (answered !== null) keep([await cabinet.patients.get(answered)]);
    else if (clues.senderIns !== null) keep(await cabinet.patients.findByMatricule(clues.senderIns.matricule));
    if (patients.size > 0) clue = { rule: answered === null ? "patient_address" : "reply", ins: clues.senderIns };
  }
  const decide = () =>
    decideFiling(document, [...patients.values()].map(localFile), {
      environment: cabinet.info.environment,
      sender: clues?.sender ?? null,
      clue,
    });
  if (patient === null) return { filing: decide(), patients };
  for (const ins of [patient.ins, ...(patient.otherIns ?? [])]) {
    if (ins !== null) keep(await cabinet.patients.findByMatricule(ins.matricule));
  }
  // A second file of the same person, or one that had this INS, is looked for before anything is certain.
  keep(await nearby(cabinet, patient));
  return { filing: decide(), patients };
}

export function localFile({ id, identity, usedName, usedGivenName }: Patient): LocalFile {
  const { ins, insHistory, traits, status, attributes } = identity;
  return { patientId: id, ins, insHistory, traits, usedName, usedGivenName, status, attributes };
}

/** Files whose traits are near: born that day with a name or first name in common, or with the INS as a former one; without a day, by name. */
async function nearby({ patients }: Cabinet, patient: Named): Promise<readonly (Patient | null)[]> {
  const { birthDate, birthName, ins } = patient;
  if (birthDate !== null && /^\d{4}-\d{2}-\d{2}$/.test(birthDate)) {
    const born = await patients.findNear(birthDate);
    return born.filter((each) => sharesName(each, patient) || (ins !== null && hadIns(each, ins.matricule))).slice(0, NAMESAKES);
  }
  const token = nameKey(birthName ?? "").toLowerCase();
  if (token === "") return [];
  const { items } = await patients.search({ names: [{ field: "name", token }] }, { limit: NAMESAKES });
  return patients.getMany(items.map(({ id }) => id));
}

function sharesName({ identity, usedName, usedGivenName }: Patient, patient: Named): boolean {
  const own = [identity.traits.birthName, usedName, identity.traits.firstBirthGivenName, usedGivenName];
  const theirs = [
    patient.birthName,
    patient.usedName,
    patient.firstBirthGivenName,
    patient.birthGivenNames,
    patient.usedGivenName,
  ];
  const keys = new Set(own.map((name) => nameKey(name ?? "")).filter((key) => key !== ""));
  return theirs.some((name) => keys.has(nameKey(name ?? "")));
}

function hadIns({ identity }: Patient, matricule: string): boolean {
  return identity.insHistory.some(({ number }) => number === matricule.slice(0, 13));
}

/** The patient about whom we wrote what is answered. */
async function patientAnswered({ fates, outbox }: Cabinet, { inReplyTo, references }: Clues): Promise<string | null> {
  for (const messageId of new Set([inReplyTo, ...[...references].reverse()])) {
    if (messageId === null) continue;
    const id = await fates.find({ envelopeId: null, messageId });
    const item = id === null ? null : await outbox.get(id);
    if (item?.patientId != null) return item.patientId;
  }
  return null;
}
