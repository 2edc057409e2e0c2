/** One activity a professional may work under: a line of `SubjectRefPro` of the PSC UserInfo (psc.md §1.8). */
export interface Activity {
  /** Unique within one professional and stable while PSC says the same: the id of the structure, else `activite-<rank>`. */
  readonly id: string;
  /** For a person to choose: name of the structure, else what is known of it. */
  readonly label: string;
  /** Sector of activity, table R02: `SA07`. */
  readonly sector: string | null;
  /** `identifiantTechniqueDeLaStructure`. */
  readonly structureId: string | null;
  /** `ancienIdentifiantDeLaStructure`, which has the form of a Struct_IdNat: `10B0152872`. */
  readonly structureIdNat: string | null;
  readonly finess: string | null;
  readonly siret: string | null;
  /** `codeRole`. */
  readonly role: string | null;
  /** `codeModeExercice`: L (libéral), S (salarié)… */
  readonly mode: string | null;
  /** `codeGenreActivite`, table R22: `GENR01` care, `GENR02` locum… */
  readonly genre: string | null;
}

/** A person as Pro Santé Connect tells him or her. Only `nationalId` and `subject` are always there. */
export interface Professional {
  /** `SubjectNameID`: `8` then the RPPS; or the form of a structure's employee (`3` + FINESS + `/` + number). */
  readonly nationalId: string;
  /** Eleven digits, or null for a person without RPPS. */
  readonly rpps: string | null;
  /** `sub` at PSC, to link an account (EX PSC 18, 19). */
  readonly subject: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly civility: string | null;
  /** Table G15: `10` physician, `60` nurse… */
  readonly profession: string | null;
  /** Savoir-faire, table R01: `SM26`. */
  readonly speciality: string | null;
  readonly activities: readonly Activity[];
}

/** RPPS of a national id: without ONE leading 8 (an RPPS may begin with an 8 itself); null for any other form. */
export function rppsOf(nationalId: string): string | null {
  return /^8\d{11}$/.test(nationalId) ? nationalId.slice(1) : null;
}
