import type { IsoInstant } from "../identity/types.js";
import type { Right, Role } from "./rights.js";

/**
 * The settings that the source product keeps for each user (« Paramètres utilisateur »). All optional; `services/users/settings.ts`
 * checks them.
 */
export interface UserSettings {
  /** Title before the name: `Dr`, `Pr`. */
  readonly title?: string;
  readonly familyName?: string;
  readonly givenName?: string;
  /** `SA07` (TRE_R02): sector of activity. */
  readonly sector?: string;
  readonly address?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly phone?: string;
  /** « Email MSS »: the address that messages leave from. */
  readonly mssEmail?: string;
  /** Account name of the MSSanté operator, when it is not the address. */
  readonly mssAccount?: string;
  /** Téléservice INSi activated for this user. */
  readonly insi?: boolean;
  /** `SM26` (TRE_R38): speciality. */
  readonly speciality?: string;
  /** FINESS number of the place, 9 characters. */
  readonly finess?: string;
  /** Billing number of a liberal professional, 9 digits (`identifiantFacturation`, insi.md §1.6). */
  readonly billingId?: string;
}

/** Somebody who works in the cabinet. */
export interface User {
  /** `U1` */
  readonly id: string;
  /** Name as traces and screens show it. */
  readonly label: string;
  /** 11 digits, or null for who has none. */
  readonly rpps: string | null;
  readonly role: Role;
  readonly granted: readonly Right[];
  readonly revoked: readonly Right[];
  readonly settings: UserSettings;
  readonly hasPassword: boolean;
  /** `sub` of Pro Santé Connect, known from the first login (EX PSC 18, 19). */
  readonly pscSubject: string | null;
  /** National identifier of the last login, proposed at the next one. */
  readonly nationalId: string | null;
  readonly createdAt: IsoInstant;
  /** A departed user keeps a name in the traces and can no longer log in. */
  readonly disabledAt: IsoInstant | null;
}
