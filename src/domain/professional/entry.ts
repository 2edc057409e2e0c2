/** A mailbox of the national directory (mss.md §3): only MSSanté ones. */
export interface DirectoryMailbox {
  readonly address: string;
  readonly type: "PER" | "ORG" | "APP" | "CAB";
  /** 11 digits, for a person's box. */
  readonly rpps: string | null;
  readonly familyName: string | null;
  readonly givenName: string | null;
  readonly civility: string | null;
  /** G15 code and label. */
  readonly profession: { readonly code: string; readonly label: string } | null;
  readonly speciality: { readonly code: string; readonly label: string } | null;
  readonly structure: { readonly id: string | null; readonly name: string | null } | null;
  readonly service: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  /** `75`, `2A`, `971`. */
  readonly department: string | null;
  /** Accepts documents without paper. */
  readonly paperless: boolean | null;
}

/** Where and as what one professional works, mailbox or not: a line of « PS_LibreAcces_Personne_activite » (mss.md §3.2). */
export interface DirectoryActivity
  extends Pick<
    DirectoryMailbox,
    "familyName" | "givenName" | "civility" | "profession" | "speciality" | "structure" | "postcode" | "city" | "department"
  > {
  readonly rpps: string;
}

/** A mailbox as it is written in the copy. */
export interface CopiedMailbox extends DirectoryMailbox {
  /** Other places where its owner works: it is found by them too, and shown with none of them. */
  readonly elsewhere?: readonly DirectoryActivity[];
}

/** What to look for; every criterion that is given must hold. Texts are compared without accents nor case, as prefixes of words. */
export interface DirectoryQuery {
  readonly text?: string | undefined;
  readonly familyName?: string | undefined;
  readonly givenName?: string | undefined;
  readonly city?: string | undefined;
  readonly department?: string | undefined;
  readonly speciality?: string | undefined;
  readonly structure?: string | undefined;
  readonly rpps?: string | undefined;
  readonly limit: number;
}
