import type { NewPatient } from "../../domain/patient.js";
import { type Cells, place } from "./cells.js";
import { parseBillingDate, parseConsent, parseDiagnoses, parsePastDay, parseRcp } from "./values.js";

/** All that a person may change whatever the identity status (INS/va1.48). */
export type Complement = Pick<
  NewPatient,
  | "fileNumber"
  | "usedName"
  | "usedGivenName"
  | "billingBirthDate"
  | "contact"
  | "medecinTraitant"
  | "ald"
  | "diagnoses"
  | "lastSeen"
  | "lastVsm"
  | "rcp"
  | "consents"
>;

export const NO_COMPLEMENT: Complement = {
  fileNumber: null,
  usedName: null,
  usedGivenName: null,
  billingBirthDate: null,
  contact: { address: null, postcode: null, city: null, phone: null, email: null },
  medecinTraitant: null,
  ald: false,
  diagnoses: [],
  lastSeen: null,
  lastVsm: null,
  rcp: [],
  consents: { dmpFeed: "none", dmpRead: "none", mssProfessionals: "none", mssPatient: "none" },
};

const P = {
  fileNumber: place("dossier"),
  usedName: place("nom_utilise"),
  usedGivenName: place("prenom_utilise"),
  billing: place("date_naissance_facturation"),
  address: place("adresse"),
  postcode: place("code_postal"),
  city: place("ville"),
  phone: place("telephone"),
  email: place("email"),
  medecinTraitant: place("medecin_traitant"),
  ald: place("ald"),
  diagnoses: place("diagnostics"),
  lastSeen: place("derniere_visite"),
  lastVsm: place("dernier_vsm"),
  rcp: place("rcp"),
  dmpFeed: place("consentement_dmp_alimentation"),
  dmpRead: place("consentement_dmp_consultation"),
  mssProfessionals: place("consentement_mss_professionnels"),
  mssPatient: place("consentement_mss_patient"),
};

/** What is stored, with what the record gives in its place. */
export function readComplement(cells: Cells, stored: Complement, today: string): Complement {
  const { contact, consents } = stored;
  const pastDay = (text: string) => parsePastDay(text, today);
  return {
    fileNumber: cells.text(P.fileNumber, stored.fileNumber),
    usedName: cells.text(P.usedName, stored.usedName),
    usedGivenName: cells.text(P.usedGivenName, stored.usedGivenName),
    billingBirthDate: cells.read(P.billing, stored.billingBirthDate, parseBillingDate),
    contact: {
      address: cells.text(P.address, contact.address),
      postcode: cells.text(P.postcode, contact.postcode),
      city: cells.text(P.city, contact.city),
      phone: cells.text(P.phone, contact.phone),
      email: cells.text(P.email, contact.email),
    },
    medecinTraitant: cells.text(P.medecinTraitant, stored.medecinTraitant),
    ald: cells.yesNo(P.ald, stored.ald),
    diagnoses: cells.read(P.diagnoses, stored.diagnoses, parseDiagnoses) ?? [],
    lastSeen: cells.read(P.lastSeen, stored.lastSeen, pastDay),
    lastVsm: cells.read(P.lastVsm, stored.lastVsm, pastDay),
    rcp: cells.read(P.rcp, stored.rcp, (text) => parseRcp(text, today)) ?? [],
    consents: {
      dmpFeed: cells.read(P.dmpFeed, consents.dmpFeed, parseConsent) ?? "none",
      dmpRead: cells.read(P.dmpRead, consents.dmpRead, parseConsent) ?? "none",
      mssProfessionals: cells.read(P.mssProfessionals, consents.mssProfessionals, parseConsent) ?? "none",
      mssPatient: cells.read(P.mssPatient, consents.mssPatient, parseConsent) ?? "none",
    },
  };
}

const KEYS = Object.keys(NO_COMPLEMENT).filter((key): key is keyof Complement => Object.hasOwn(NO_COMPLEMENT, key));

/** Names of what differs. */
export function changedComplement(before: Complement, after: Complement): (keyof Complement)[] {
  return KEYS.filter((key) => before[key] !== after[key] && JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
