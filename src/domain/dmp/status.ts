import type { IsoDate } from "../identity/types.js";

/** Authorisation of the professional on this DMP; `unknown` keeps a code that no public text lists (dmp.md TD0.2). */
export type DmpAuthorization = "valid" | "expired" | "forbidden" | "none" | "unknown";

/** The four icons of DMP/UX.12: created and authorised, absent, closed, created and not authorised. */
export type DmpStatus =
  | { readonly state: "absent" }
  | { readonly state: "closed"; readonly closedOn: IsoDate | null; readonly reason: string | null }
  | {
      readonly state: "open";
      readonly authorization: DmpAuthorization;
      /** As the service wrote it. */
      readonly authorizationCode: string | null;
      /** The professional who asks is the médecin traitant of this DMP. */
      readonly medecinTraitant: boolean;
      /** Attached to Mon espace santé. */
      readonly mesAttached: boolean;
      /** Traits as the DMP has them: to be compared, never shown as the local identity (RG_0320). */
      readonly traits: DmpTraits | null;
    };

export interface DmpTraits {
  readonly usedName: string | null;
  readonly birthName: string | null;
  readonly givenName: string | null;
  readonly sex: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
}
