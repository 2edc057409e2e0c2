import type { FoundMailbox } from "../../services/directory/find.js";
import type { Column } from "../../terminal/io.port.js";

const ORIGINS: Readonly<Record<FoundMailbox["origin"], string>> = { book: "carnet", copy: "annuaire", online: "en ligne" };

/** Columns of a list of mailboxes; in JSON, the address is the id that the next command takes. */
export const MAILBOX_COLUMNS: readonly Column<FoundMailbox>[] = [
  { key: "id", title: "Adresse", value: ({ mailbox }) => mailbox.address },
  { key: "name", title: "Nom", value: (found) => displayName(found) },
  {
    key: "profession",
    title: "Profession",
    value: ({ mailbox }) => mailbox.speciality?.label ?? mailbox.profession?.label ?? null,
  },
  { key: "structure", title: "Structure", value: ({ mailbox }) => mailbox.structure?.name ?? null },
  { key: "city", title: "Commune", value: ({ mailbox }) => mailbox.city },
  { key: "department", title: "Dép.", value: ({ mailbox }) => mailbox.department },
  { key: "rpps", title: "RPPS", value: ({ mailbox }) => mailbox.rpps },
  { key: "type", title: "Type", value: ({ mailbox }) => mailbox.type },
  { key: "origin", title: "Source", value: ({ origin }) => origin, text: ({ origin }) => ORIGINS[origin] },
  { key: "familyName", title: "Nom d'exercice", value: ({ mailbox }) => mailbox.familyName, machineOnly: true },
  { key: "givenName", title: "Prénom d'exercice", value: ({ mailbox }) => mailbox.givenName, machineOnly: true },
  { key: "civility", title: "Civilité", value: ({ mailbox }) => mailbox.civility, machineOnly: true },
  { key: "service", title: "Service", value: ({ mailbox }) => mailbox.service, machineOnly: true },
  { key: "postcode", title: "Code postal", value: ({ mailbox }) => mailbox.postcode, machineOnly: true },
  { key: "paperless", title: "Dématérialisation", value: ({ mailbox }) => mailbox.paperless, machineOnly: true },
  { key: "contact", title: "Correspondant", value: ({ id }) => id, machineOnly: true },
  { key: "nickname", title: "Surnom", value: ({ nickname }) => nickname, machineOnly: true },
];

/** `Dr DUPONT Jean-Marie`, else the structure and its service. */
export function displayName({ mailbox }: Pick<FoundMailbox, "mailbox">): string {
  const { civility, familyName, givenName, structure, service } = mailbox;
  if (familyName !== null) return [civility, familyName, givenName].filter((part) => part !== null).join(" ");
  return [structure?.name ?? null, service].filter((part) => part !== null).join(", ");
}
