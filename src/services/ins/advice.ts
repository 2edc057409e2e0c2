import type { TraitRow } from "../../domain/identity/compare.js";
import type { Patient } from "../../domain/patient.js";

const TRAITS: Readonly<Record<TraitRow["trait"], string>> = {
  birthName: "nom de naissance",
  birthGivenNames: "prénoms de naissance",
  firstBirthGivenName: "premier prénom",
  sex: "sexe",
  birthDate: "date de naissance",
  birthPlace: "lieu de naissance",
};

/** What each outcome asks of a person, in French, without any trait: these texts travel in ledgers and logs. */
export const ADVICE = {
  notFound(patient: Patient): string {
    const { id, identity } = patient;
    if (identity.traits.sex !== "F") return `Vérifiez les traits sur une pièce : segur patient edit ${id}`;
    return `Vérifiez le nom de naissance (nom d'épouse ?) : segur patient edit ${id} --birth-name NOM`;
  },
  several(): string {
    return "Complétez les prénoms de naissance et le lieu de naissance (code INSEE), puis relancez l'appel.";
  },
  unknownCode(code: string): string {
    return `INSi a répondu un code inconnu (${code}). Relancez plus tard ; s'il revient, signalez-le avec ce code.`;
  },
  answerRefused(): string {
    return "Vérifiez l'identité sur une pièce ; l'identité locale n'a pas été modifiée.";
  },
  sameIns(patientId: string, otherId: string): string {
    return `Le patient ${otherId} porte déjà cette identité INS : ${patientId} et ${otherId} sont sans doute un doublon. Comparez : segur ins review`;
  },
  review(rows: readonly TraitRow[]): string {
    const different = rows.filter((row) => row.verdict === "different").map((row) => TRAITS[row.trait]);
    return `Une personne doit décider (${different.join(", ")}) : segur ins review`;
  },
  needsProof(patientId: string): string {
    return `Pour qualifier, contrôlez une pièce d'identité : segur ins proof ${patientId}`;
  },
  rejected(): string {
    return "Corrigez les traits de ce patient : INSi refuse cette demande telle quelle.";
  },
  failed(): string {
    return "Le service n'a pas répondu à temps pour ce patient : reprenez avec --failed.";
  },
  refusedByPerson(): string {
    return "Réponse refusée par une personne : l'identité locale n'a pas changé.";
  },
  unknownPatient(): string {
    return "Ce patient n'existe plus dans le cabinet.";
  },
  sexUndetermined(): string {
    return "INSi n'accepte que les sexes M et F : contrôlez la pièce d'identité.";
  },
} as const;
