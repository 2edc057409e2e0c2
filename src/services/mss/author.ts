import type { DocumentAuthor } from "../../domain/document/entry.js";
import { givenNameShown } from "../../domain/message/sender-label.js";
import type { Role } from "../../domain/users/rights.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import type { Mailbox } from "./mailbox.port.js";
import { pscNeeded, senderMissing } from "./send-errors.js";

/**
 * Who may send from the mailbox of the cabinet (mss.md §1.1): a PER or ORG one is opened by the token of Pro Santé Connect of who is there
 * (MSS/CONF.07), an APP one by the certificate of the cabinet alone (MSS/CONF.12), hence by anybody who has the right `mss.send`. Told
 * before anything is written. In a sandbox the demonstration session is that of its doctor.
 * @throws {SegurError} `mss.sender_missing`, `mss.psc_needed`
 */
export function requireOpener({ session }: Pick<OpenCabinet, "session">, { kind }: Pick<Mailbox, "kind">): void {
  if (session === null) throw senderMissing();
  const { mode, psc } = session.session;
  if (kind === "APP" || mode === "demo") return;
  if (mode !== "psc" || psc === null) throw pscNeeded(kind);
}

const DOCTOR = "10";
const ROLES: Readonly<Record<Exclude<Role, "medecin">, string>> = {
  secretaire: "Secrétariat",
  technicien: "Technicien",
  administrateur: "Administration",
};

/**
 * Author of the submission set of a message: the person who sends. No VIHF compares them here, so that somebody without an RPPS, a
 * secretary before an applicative mailbox, is named as the structure knows them.
 * Speciality and institution are told when they are known (RK of the metadata, dmp.md §3.2). @throws {SegurError} `mss.sender_missing`
 */
export async function messageAuthor(cabinet: OpenCabinet): Promise<DocumentAuthor> {
  const { session } = cabinet;
  if (session === null) throw senderMissing();
  const { user } = session;
  const psc = session.session.psc;
  const professional = psc?.professional ?? null;
  const activity = professional?.activities.find(({ id }) => id === psc?.activityId) ?? null;
  const structureId = activity?.structureIdNat ?? (await textSetting(cabinet, "structure.id"));
  const name = await textSetting(cabinet, "structure.name");
  const profession = professional?.profession ?? (user.role === "medecin" ? DOCTOR : null);
  const speciality = professional?.speciality ?? user.settings.speciality ?? null;
  const national = professional?.nationalId ?? (user.rpps === null ? user.nationalId : `8${user.rpps}`);
  return {
    id: national ?? internalId(structureId, user.id),
    familyName: professional?.familyName ?? user.settings.familyName ?? user.label,
    // Never null: an author with neither identifier nor given name reads as a machine.
    givenName: givenNameShown(professional?.givenName ?? user.settings.givenName ?? ""),
    specialty: profession === null ? null : await specialty(profession, speciality),
    role: profession === null && user.role !== "medecin" ? ROLES[user.role] : null,
    institution: structureId === null && name === null ? null : { id: structureId, name: name ?? structureId ?? "" },
  };
}

async function specialty(profession: string, speciality: string | null) {
  const { specialtyOf } = await import("../../documents/vocabularies/people.js");
  return specialtyOf(profession, speciality);
}

/** PS_IdNat of somebody whom only their structure knows, by the kind of its Struct_IdNat (psc.md §4): FINESS, SIREN, SIRET, RPPS and rank. */
const INTERNAL: Readonly<Record<string, string>> = { "1": "3", "2": "4", "3": "5", "4": "6" };

/** `310B0152872/U3`; null when the structure has no identifier. */
function internalId(structureId: string | null, userId: string): string | null {
  const kind = structureId === null ? undefined : INTERNAL[structureId.charAt(0)];
  return structureId === null || kind === undefined ? null : `${kind}${structureId.slice(1)}/${userId}`;
}
