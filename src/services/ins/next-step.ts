import type { Patient } from "../../domain/patient.js";

/** What is known around the patient when one asks what to do. */
export interface Situation {
  /** An INSi answer of this patient waits for a person. */
  readonly pendingReview: boolean;
  /** Level of the recorded proof for this cabinet; null without proof. */
  readonly confidence: "high" | "low" | null;
}

/** The next thing to do towards a qualified identity: a French sentence that ends with the command, or null when all is done. */
export function nextStep(patient: Patient, situation: Situation): string | null {
  const { id, identity } = patient;
  if (identity.attributes.fictive)
    return `Identité fictive : INSi n'est pas appelé. Si c'est une erreur : segur ins attribute ${id} --unset fictive`;
  if (identity.attributes.douteuse) {
    return `Identité douteuse : levez le doute avec une pièce d'identité, puis : segur ins attribute ${id} --unset douteuse`;
  }
  if (situation.pendingReview) return `Une réponse d'INSi attend votre décision : segur ins review --list`;
  switch (identity.status) {
    case "qualifiee":
      return null;
    case "recuperee":
      return towardsProof(id, situation);
    case "validee":
      if (identity.proof === null) {
        return `Les traits ne sont plus ceux de la pièce qui avait été vue : contrôlez-en une, puis : segur ins proof ${id} --type … --date …`;
      }
      return `La pièce est contrôlée, il manque INSi : segur ins qualify ${id}`;
    case "provisoire":
      return towardsInsi(patient, situation);
  }
}

function towardsProof(id: string, situation: Situation): string {
  if (situation.confidence === "high") return `La pièce enregistrée attend votre validation : segur ins proof ${id} --validate`;
  const why = situation.confidence === "low" ? "La pièce enregistrée n'est pas de confiance élevée. " : "";
  return `${why}Contrôlez une pièce d'identité, puis : segur ins proof ${id} --type … --date …`;
}

function towardsInsi(patient: Patient, situation: Situation): string {
  const { id, lastInsi } = patient;
  switch (lastInsi?.outcome) {
    case "KO":
      return `INSi a répondu KO : contrôlez les traits sur une pièce d'identité, puis : segur ins qualify ${id}`;
    case "01":
      return `INSi n'a trouvé personne avec ces traits : segur ins check --ids ${id}`;
    case "02":
      return `INSi a trouvé plusieurs personnes : complétez les prénoms et le lieu de naissance (segur patient edit ${id}), puis : segur ins qualify ${id}`;
    case "error":
      return `Le dernier appel n'a pas abouti : segur ins qualify ${id}`;
    default:
      if (situation.confidence === "high")
        return `La pièce enregistrée attend votre validation : segur ins proof ${id} --validate`;
      return `INSi n'a pas encore été appelé : segur ins check --ids ${id}, puis : segur ins qualify ${id}`;
  }
}
