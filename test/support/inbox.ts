import { NO_ALERTS } from "../../src/domain/inbox/biology.js";
import type { NewReceived, NewReceivedDocument } from "../../src/domain/inbox/received.js";

export const MAILBOX = "dr.marceau@cabinet.mssante.fr";

const LOINC = "2.16.840.1.113883.6.1";

/** A message of a laboratory with no document; everything in it is invented. */
export function received(uid: number, rest: Partial<NewReceived> = {}): NewReceived {
  return {
    place: { mailbox: MAILBOX, uidValidity: "1700000000", uid },
    messageId: `<${uid}@labo.mssante.fr>`,
    from: { address: "resultats@labo.mssante.fr", name: "Laboratoire des Écoles" },
    sender: "professional",
    senderIns: null,
    replyTo: null,
    subject: "XDM/1.0/DDM+CR d'examens biologiques MARTIN JEANNE 12/03/1980",
    sentAt: "2026-11-24T08:00:00.000Z",
    receivedAt: new Date(Date.UTC(2026, 10, 1) + uid * 60_000).toISOString(),
    size: 48_000 + uid,
    mss: { ins: "O", codeCda: "11502-2", nil: null, end: false },
    inReplyTo: null,
    references: [],
    text: "Bonjour,\nVeuillez trouver les résultats en pièce jointe.",
    attachments: [{ part: "2", fileName: "IHE_XDM.zip", mediaType: "application/zip", size: 40_000 }],
    kind: "documents",
    problem: null,
    seen: false,
    documents: [],
    ...rest,
  };
}

/** A biology report of JEANNE MARTIN without an alert, whose content is not in the store. */
export function receivedDocument(rest: Partial<NewReceivedDocument> = {}): NewReceivedDocument {
  return {
    content: null,
    mediaType: "text/xml",
    size: 30_000,
    attachment: null,
    uniqueId: null,
    setId: null,
    versionNumber: 1,
    replaces: null,
    action: null,
    type: { code: "11502-2", system: LOINC, label: "CR d'examens biologiques" },
    class: { code: "11", system: "1.2.250.1.213.1.1.4.1", label: "Compte rendu" },
    title: "Examens de biologie médicale",
    actDate: "2026-11-23",
    createdAt: "2026-11-23T16:30:00.000Z",
    author: { id: "801234567897", name: "LEFEVRE Paul", institution: "Laboratoire des Écoles" },
    events: [],
    patient: {
      ins: { matricule: "280036322012367", oid: "1.2.250.1.213.1.4.8" },
      birthName: "MARTIN",
      birthGivenNames: "JEANNE",
      firstBirthGivenName: "JEANNE",
      sex: "F",
      birthDate: "1980-03-12",
      birthPlace: "63220",
      usedName: null,
      usedGivenName: null,
    },
    alerts: NO_ALERTS,
    partial: false,
    vouched: true,
    quarantine: null,
    warnings: [],
    ...rest,
  };
}

export const URGENT = { urgent: "yes", outside: "yes", comment: "no" } as const;
