import type { MedicalItem, MedicalKind, NoneKnown } from "../../domain/medical/medical.js";
import type { CdaDraft } from "../cda/draft.js";

/** All that a VSM says (cda.md §3): the header of any document of ours, and the record of the patient, already chosen. */
export interface VsmDraft {
  /** Type `SYNTH`; identity, authors and structure as for a level 1 document. */
  readonly header: CdaDraft;
  /** Items to tell, by kind, then oldest first. */
  readonly items: readonly MedicalItem[];
  readonly noneKnown: NoneKnown;
  /** Kinds of which the file has closed items, which are not told: « aucune connue » must not read as if there had never been any. */
  readonly ended: readonly MedicalKind[];
  /** Kinds that the doctor leaves out (`--sections`): their section says that it was not filled in, never that there is nothing. */
  readonly left: readonly MedicalKind[];
  /** Participant INF with function PCP; null when the file names nobody. */
  readonly medecinTraitant: { readonly id: string | null; readonly familyName: string; readonly givenName: string | null } | null;
}
