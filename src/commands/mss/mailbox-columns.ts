import type { FoundMailbox } from "../../services/directory/find.js";
import type { Column } from "../../terminal/io.port.js";

const ORIGINS: Readonly<Record<FoundMailbox["origin"], string>> = { book: "carnet", copy: "annuaire", online: "en ligne" };

/**
 * Columns of a list of mailboxes. On a screen, three that hold in eighty columns: who it is, with the address below, what they practise, where.
 * In JSON, the address is the id that the next command takes.
 */
export const MAILBOX_COLUMNS: readonly Column<FoundMailbox>[] = [
  { key: "id", title: "Adresse", value: ({ mailbox }) => mailbox.address, pipedOnly: true },
  { key: "name", title: "Nom", value: (found) => displayName(found), text: (found) => nameAndAddress(found) },
  {
    key: "speciality",
    title: "Spécialité",
    value: ({ mailbox }) => mailbox.speciality?.label ?? null,
    text: ({ mailbox }) => whatTheyDo(mailbox),
  },
  { key: "profession", title: "Profession", value: ({ mailbox }) => mailbox.profession?.label ?? null, pipedOnly: true },
  { key: "structure", title: "Structure", value: ({ mailbox }) => mailbox.structure?.name ?? null, pipedOnly: true },
  {
    key: "city",
    title: "Commune",
    value: ({ mailbox }) => mailbox.city,
    text: ({ mailbox: { city, department } }) =>
      city === null ? (department ?? "") : `${city}${department === null ? "" : ` (${department})`}`,
  },
  { key: "department", title: "Dép.", value: ({ mailbox }) => mailbox.department, pipedOnly: true },
  { key: "rpps", title: "RPPS", value: ({ mailbox }) => mailbox.rpps, pipedOnly: true },
  { key: "type", title: "Type", value: ({ mailbox }) => mailbox.type, pipedOnly: true },
  { key: "origin", title: "Source", value: ({ origin }) => origin, text: ({ origin }) => ORIGINS[origin], pipedOnly: true },
  { key: "familyName", title: "Nom d'exercice", value: ({ mailbox }) => mailbox.familyName, machineOnly: true },
  { key: "givenName", title: "Prénom d'exercice", value: ({ mailbox }) => mailbox.givenName, machineOnly: true },
  { key: "civility", title: "Civilité", value: ({ mailbox }) => mailbox.civility, machineOnly: true },
  { key: "service", title: "Service", value: ({ mailbox }) => mailbox.service, machineOnly: true },
  { key: "postcode", title: "Code postal", value: ({ mailbox }) => mailbox.postcode, machineOnly: true },
  { key: "paperless", title: "Dématérialisation", value: ({ mailbox }) => mailbox.paperless, machineOnly: true },
  { key: "contact", title: "Correspondant", value: ({ id }) => id, machineOnly: true },
  { key: "nickname", title: "Surnom", value: ({ nickname }) => nickname, machineOnly: true },
];

/** `C3 (cardio)  DUPONT Jean-Marie`, the address below. */
function nameAndAddress(found: FoundMailbox): string {
  const { id, nickname, mailbox } = found;
  const contact = id === null ? "" : `${id}${nickname === null ? "" : ` (${nickname})`}  `;
  const name = listName(found);
  return `${contact}${name === "" ? "" : `${name}\n`}${mailbox.address}`;
}

/** Speciality, else profession, as people say it: the nomenclature has « Qualifié en Médecine Générale ». */
export function whatTheyDo({ speciality, profession }: FoundMailbox["mailbox"]): string {
  return (speciality?.label ?? profession?.label ?? "").replace(/^qualifiée? en /i, "");
}

/** `Dr DUPONT Jean-Marie`, else the structure and its service. */
export function displayName(found: Pick<FoundMailbox, "mailbox">): string {
  const { civility, familyName } = found.mailbox;
  return familyName === null || civility === null ? listName(found) : `${civility} ${listName(found)}`;
}

/** `DUPONT Jean-Marie`: as it is sorted. */
export function listName({ mailbox }: Pick<FoundMailbox, "mailbox">): string {
  const { familyName, givenName, structure, service } = mailbox;
  const parts = familyName === null ? [structure?.name ?? null, service] : [familyName, givenName];
  return parts.filter((part) => part !== null && part !== "").join(familyName === null ? ", " : " ");
}
