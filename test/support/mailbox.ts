import type { DirectoryMailbox } from "../../src/domain/professional/entry.js";

/** A mailbox of the annuaire, invented; what is not given is not known. */
export function mailbox(parts: Partial<DirectoryMailbox> & Pick<DirectoryMailbox, "address">): DirectoryMailbox {
  return {
    type: "PER",
    rpps: null,
    familyName: null,
    givenName: null,
    civility: null,
    profession: null,
    speciality: null,
    structure: null,
    service: null,
    postcode: null,
    city: null,
    department: null,
    paperless: null,
    ...parts,
  };
}
