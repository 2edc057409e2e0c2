import { maskMatricule, matriculeNature } from "../../domain/identity/matricule.js";
import type { Patient } from "../../domain/patient.js";
import { CONSENT_USES } from "../../services/patients/consent.js";
import { frenchDate } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import { attributeWords, frenchInstant, OUTCOME_WORDS, STATUS_WORDS } from "../ins/words.js";
import { CONSENT_WORDS, USE_WORDS } from "./words.js";

/** What of a patient is shown: the matricule in clear (the caller has traced it), and what the right `medical` covers. */
export interface Shown {
  readonly reveal: boolean;
  readonly medical: boolean;
}

/** One patient for machines. Diagnoses are medical data: null for who has no right to them. */
export function patientJson(patient: Patient, { reveal, medical }: Shown): Readonly<Record<string, unknown>> {
  const { identity, ...rest } = patient;
  const { traits, ins, insHistory, ...others } = identity;
  return {
    ...rest,
    ...traits,
    ...others,
    diagnoses: medical ? patient.diagnoses : null,
    ins:
      ins === null
        ? null
        : { matricule: shown(ins.matricule, reveal), oid: ins.oid, nature: matriculeNature(ins.oid), masked: !reveal },
    formerIns: insHistory.length,
  };
}

function shown(matricule: string, reveal: boolean): string {
  return reveal ? matricule : maskMatricule(matricule);
}

/** The same for a person: the traits that are always displayed first (insi.md §6.1). */
export function patientCard(patient: Patient, style: Style, { reveal, medical }: Shown): string {
  const { identity, contact } = patient;
  const { traits, ins, proof } = identity;
  const status = STATUS_WORDS[identity.status];
  const file = patient.fileNumber === null ? "" : ` · dossier ${patient.fileNumber}`;
  const birth = `${frenchDate(traits.birthDate)}${patient.birthDateInterpreted ? " (interprétée)" : ""}`;
  const given = traits.birthGivenNames.length > 1 ? ` (${traits.birthGivenNames.join(", ")})` : "";
  const rows: readonly (readonly [string, string | null])[] = [
    ["Nom de naissance", traits.birthName],
    ["1er prénom de naissance", `${traits.firstBirthGivenName}${given}`],
    ["DDN", birth],
    ["Sexe", traits.sex],
    ["Lieu de naissance", traits.birthPlace === "99999" ? "99999 (inconnu)" : traits.birthPlace],
    ["Nom utilisé", patient.usedName],
    ["Prénom utilisé", patient.usedGivenName],
    ["INS", ins === null ? "aucune" : `${shown(ins.matricule, reveal)} ${matriculeNature(ins.oid) ?? ""}`],
    ["Attributs", attributeWords(identity.attributes)],
    ["Pièce d'identité", proof === null ? "aucune" : `${proof.type}, le ${frenchDate(proof.checkedOn)}, par ${proof.checkedBy}`],
    ["Dernier appel INSi", lastCall(patient)],
    ["Naissance (facturation)", patient.billingBirthDate === null ? null : frenchDate(patient.billingBirthDate)],
    ["Adresse", [contact.address, [contact.postcode, contact.city].filter(Boolean).join(" ")].filter(Boolean).join(", ")],
    ["Téléphone", contact.phone],
    ["Courriel", contact.email],
    ["Médecin traitant", patient.medecinTraitant],
    ["ALD", patient.ald ? "oui" : null],
    ["Diagnostics", medical ? patient.diagnoses.join(" ") : "réservé au droit medical"],
    ["Dernière visite", patient.lastSeen === null ? null : frenchDate(patient.lastSeen)],
    ["Dernier VSM", patient.lastVsm === null ? null : frenchDate(patient.lastVsm)],
    ["RCP", patient.rcp.map(({ date, done }) => `${frenchDate(date)} (${done ? "faite" : "prévue"})`).join(", ")],
    ["Consentements", consents(patient, style)],
  ];
  const lines = rows.flatMap(([title, text]) =>
    text === null || text === "" ? [] : [`  ${style("muted", title.padEnd(24))}${text}`],
  );
  return [`${style("strong", patient.id)}${file} : identité ${style(status.tone, status.text)}`, ...lines].join("\n");
}

function lastCall({ lastInsi }: Patient): string {
  return lastInsi === null
    ? "jamais appelé"
    : `${OUTCOME_WORDS[lastInsi.outcome] ?? lastInsi.outcome}, le ${frenchInstant(lastInsi.at)}`;
}

function consents(patient: Patient, style: Style): string {
  const told: string[] = [];
  for (const use of CONSENT_USES) {
    const { text, tone } = CONSENT_WORDS[patient.consents[use]];
    if (patient.consents[use] !== "none") told.push(`${USE_WORDS[use]} : ${style(tone, text)}`);
  }
  return told.join(", ");
}
