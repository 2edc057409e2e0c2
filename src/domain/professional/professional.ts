/** One activity a professional may work under (psc.md §1.8). */
export interface Activity {
  /** Stable within the UserInfo. */
  readonly id: string;
  readonly label: string;
  readonly sector: string | null;
  readonly structureId: string | null;
  readonly structureIdNat: string | null;
  readonly finess: string | null;
  readonly siret: string | null;
  readonly role: string | null;
  readonly mode: string | null;
  readonly genre: string | null;
}

export interface Professional {
  readonly nationalId: string;
  /** The national id without ONE leading 8; null when it has another form. */
  readonly rpps: string | null;
  readonly subject: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly civility: string | null;
  readonly profession: string | null;
  readonly speciality: string | null;
  readonly activities: readonly Activity[];
}
