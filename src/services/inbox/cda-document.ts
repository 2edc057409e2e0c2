import { isBiology } from "../../documents/cda/biology/kind.js";
import type { CdaHeader, CdaPatient } from "../../documents/cda/header.js";
import { personInWords } from "../../documents/cda/read-people.js";
import type { ReadCda } from "../../documents/cda/reader.js";
import type { XdmEntry, XdmPatientId } from "../../documents/xdm/read.js";
import { isInsOid, isMatriculeNumber, matriculeKey } from "../../domain/identity/matricule.js";
import { UNDETERMINED } from "../../domain/inbox/biology.js";
import type { Attachment, NewReceivedDocument } from "../../domain/inbox/received.js";
import { factsOf } from "../documents/from-cda.js";

/** Nothing known yet. */
const BLANK: Omit<NewReceivedDocument, "mediaType" | "size" | "attachment" | "quarantine"> = {
  ...{ content: null, uniqueId: null, setId: null, versionNumber: null, replaces: null, action: null, type: null, class: null },
  ...{ title: null, actDate: null, createdAt: null, author: null, events: [], patient: null, alerts: null, partial: false },
  vouched: false,
  warnings: [],
};

/**
 * What the metadata alone say, for a file that is no CDA or that cannot be read. Whom they name is kept: it stops a person who would file
 * it elsewhere, and never files it by itself. A biology report that has no structure may be urgent (cda.md §4): its alerts are not « no ».
 */
export function fromMetadata(
  metadata: XdmEntry | null,
  file: Pick<NewReceivedDocument, "mediaType" | "size" | "content" | "quarantine"> & {
    readonly attachment: Attachment | null;
    /** Of its submission set. */
    readonly setPatientId?: XdmPatientId | null;
  },
): NewReceivedDocument {
  const { setPatientId: _set, ...kept } = file;
  const [author] = metadata?.authors ?? [];
  return {
    ...BLANK,
    ...kept,
    uniqueId: metadata?.uniqueId ?? null,
    replaces: metadata?.replaces ?? null,
    action: metadata?.action ?? null,
    type: metadata?.typeCode ?? null,
    patient: namedBy(metadata, file.setPatientId ?? null),
    alerts: metadata?.typeCode != null && isBiology({ code: metadata.typeCode, templateIds: [] }) ? UNDETERMINED : null,
    class: metadata?.classCode ?? null,
    title: metadata?.title ?? null,
    actDate: (metadata?.serviceStart ?? metadata?.creationTime)?.slice(0, 10) ?? null,
    createdAt: metadata?.creationTime ?? null,
    author:
      author === undefined ? null : { id: author.id, name: personInWords(author), institution: author.institution?.name ?? null },
  };
}

/** The patient of METADATA.XML: the INS when it is one, and the traits of `sourcePatientInfo`; null when it names nobody that can be compared. */
function namedBy(metadata: XdmEntry | null, ofSet: XdmPatientId | null): NewReceivedDocument["patient"] {
  const id = metadata?.patientId ?? ofSet;
  const person = metadata?.person ?? null;
  const ins = id !== null && isInsOid(id.authority) ? { matricule: withKey(id.value), oid: id.authority } : null;
  if (ins === null && person === null) return null;
  const used = person?.names.find(({ kind }) => kind === "D");
  const birth = person?.names.find(({ kind }) => kind === "L") ?? person?.names.find((each) => each !== used);
  return {
    ins,
    birthName: birth?.family || null,
    birthGivenNames: birth?.given || null,
    firstBirthGivenName: null,
    sex: person?.sex ?? null,
    birthDate: person?.birthDate ?? null,
    birthPlace: null,
    usedName: used?.family || null,
    usedGivenName: used?.given || null,
  };
}

function withKey(matricule: string): string {
  return isMatriculeNumber(matricule) ? matricule + matriculeKey(matricule) : matricule;
}

/** What a CDA says of itself; its own words are preferred to the metadata, which are only a copy (mss.md §8.1). */
export function fromCda(
  { header, biology, warnings }: ReadCda,
  metadata: XdmEntry | null,
  file: Pick<NewReceivedDocument, "size" | "content" | "quarantine"> & { readonly attachment: Attachment | null },
): NewReceivedDocument {
  const hasId = header.id.root !== "";
  const facts = factsOf(hasId ? header : { ...header, id: { root: "-", extension: null } });
  return {
    ...file,
    mediaType: "text/xml",
    uniqueId: hasId ? facts.uniqueId : null,
    // Without a setId, versions are told by their ids alone (INT.18).
    setId: header.setId === null ? null : facts.setId,
    versionNumber: header.versionNumber,
    replaces: facts.replaces ?? metadata?.replaces ?? null,
    action: metadata?.action ?? null,
    type: facts.type ?? metadata?.typeCode ?? null,
    class: facts.class ?? metadata?.classCode ?? null,
    title: facts.title ?? metadata?.title ?? null,
    actDate: facts.actDate,
    createdAt: facts.createdAt ?? metadata?.creationTime ?? null,
    author: facts.author,
    events: header.events.map(({ code, performer, practiceSetting }) => ({
      label: code?.label || (code?.code ?? ""),
      performer: performer === null ? null : personInWords(performer) || null,
      setting: practiceSetting?.label || null,
    })),
    patient: patientOf(header.patient),
    alerts: biology?.alerts ?? null,
    partial: biology?.partial ?? isPartial(header),
    vouched: false,
    warnings: [...warnings, ...(biology?.warnings ?? [])],
  };
}

function patientOf(patient: CdaPatient): NewReceivedDocument["patient"] {
  const { ins, otherIns, birthName, birthGivenNames, firstBirthGivenName, sex, birthDate, birthPlace, usedName, usedGivenName } =
    patient;
  return { ins, otherIns, birthName, birthGivenNames, firstBirthGivenName, sex, birthDate, birthPlace, usedName, usedGivenName };
}

/** `lab:statusCode` of the act: what is active or aborted is not the whole result (cda.md §4). */
function isPartial({ events }: CdaHeader): boolean {
  return events.some(({ status }) => status === "active" || status === "aborted");
}
