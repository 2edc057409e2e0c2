import type { ColumnSpec, TabularSchema } from "../../documents/tabular/schema.js";
import type { StrictTraits } from "../../domain/identity/types.js";

/** Columns of a patient file, in the order of an export, with the other headings practices use (in key form). */
const ALIASES = {
  id: [],
  dossier: ["numero_dossier", "num_dossier", "no_dossier", "n_dossier", "id_dossier", "dossier_patient", "numero_patient", "ipp"],
  nom_naissance: ["nom_de_naissance", "nom_naiss", "nom_de_jeune_fille", "nom_jeune_fille", "nom_patronymique", "birth_name"],
  prenoms_naissance: ["prenoms", "prenoms_de_naissance", "liste_prenoms", "liste_des_prenoms", "prenoms_etat_civil"],
  premier_prenom: [
    "premier_prenom_naissance",
    "premier_prenom_de_naissance",
    "1er_prenom",
    "1er_prenom_naissance",
    "1er_prenom_de_naissance",
    "prenom_naissance",
    "prenom_de_naissance",
    "prenom_1",
    "prenom1",
  ],
  nom_utilise: ["nom_usage", "nom_d_usage", "nom_usuel", "nom_marital", "nom_d_epouse", "nom_epouse"],
  prenom_utilise: ["prenom_usage", "prenom_d_usage", "prenom_usuel"],
  date_naissance: ["date_de_naissance", "date_naiss", "naissance", "ddn", "ne_e_le", "ne_le", "nee_le"],
  date_naissance_interpretee: [],
  sexe: ["sex", "genre"],
  lieu_naissance: [
    "lieu_de_naissance",
    "code_lieu_naissance",
    "code_insee_naissance",
    "insee_naissance",
    "code_commune_naissance",
    "cog",
    "cog_naissance",
  ],
  matricule: ["matricule_ins", "ins", "numero_ins"],
  oid: ["oid_ins", "ins_oid"],
  preuve_type: ["type_preuve", "justificatif", "type_justificatif", "piece_identite"],
  preuve_date: ["date_preuve", "date_justificatif"],
  preuve_par: ["justificatif_par", "verifie_par", "controle_par"],
  homonyme: ["identite_homonyme"],
  douteuse: ["identite_douteuse"],
  fictive: ["identite_fictive"],
  date_naissance_facturation: ["ddn_facturation", "date_naissance_vitale"],
  adresse: ["rue", "adresse_postale"],
  code_postal: ["cp"],
  ville: ["commune"],
  telephone: ["tel", "mobile", "portable", "telephone_mobile", "telephone_portable"],
  email: ["e_mail", "mail", "courriel", "adresse_mail", "adresse_electronique"],
  medecin_traitant: ["mt"],
  ald: ["affection_longue_duree"],
  diagnostics: ["diagnostic", "cim10", "cim_10", "codes_cim10"],
  derniere_visite: ["derniere_consultation", "date_derniere_visite", "date_derniere_consultation", "vu_le", "dernier_passage"],
  dernier_vsm: ["date_dernier_vsm", "vsm", "date_vsm"],
  rcp: ["rcps", "dates_rcp"],
  consentement_dmp_alimentation: ["dmp_alimentation"],
  consentement_dmp_consultation: ["dmp_consultation"],
  consentement_mss_professionnels: ["mss_professionnels"],
  consentement_mss_patient: ["mss_patient"],
} as const satisfies Record<string, readonly string[]>;

export type PatientColumn = keyof typeof ALIASES;

const COLUMNS: readonly ColumnSpec[] = Object.entries(ALIASES).map(([name, aliases]) => ({ name, aliases }));

export const PATIENT_COLUMNS: readonly PatientColumn[] = COLUMNS.flatMap(({ name }) => (isPatientColumn(name) ? [name] : []));

export function isPatientColumn(name: string): name is PatientColumn {
  return Object.hasOwn(ALIASES, name);
}

/** Place of a column in the values of a record. */
export function at(name: PatientColumn): number {
  return PATIENT_COLUMNS.indexOf(name);
}

const AMBIGUOUS_NAME =
  "La colonne « nom » n'est pas lue : nom de naissance ou nom utilisé ? Dites-le : --map nom=nom_naissance (ou nom=nom_utilise)";
const AMBIGUOUS_GIVEN_NAME =
  "La colonne « prenom » n'est pas lue : prénom de naissance ou prénom utilisé ? Dites-le : --map prenom=premier_prenom (ou prenom=prenom_utilise)";
const BILLING_NIR =
  "Le NIR de facturation n'est pas lu : il peut être celui d'un parent ; le matricule INS ne vient que d'INSi (INS/va1.56).";

/** How a patient file is read: known columns, and those that must not be guessed. */
export const PATIENT_SCHEMA: TabularSchema = {
  columns: COLUMNS,
  ignored: {
    schema: null,
    statut: null,
    // Written by `ins check --patch` for the person who reads the corrections.
    motif: null,
    nom: AMBIGUOUS_NAME,
    nom_famille: AMBIGUOUS_NAME,
    nom_de_famille: AMBIGUOUS_NAME,
    prenom: AMBIGUOUS_GIVEN_NAME,
    nir: BILLING_NIR,
    numero_securite_sociale: BILLING_NIR,
    numero_secu: BILLING_NIR,
    nss: BILLING_NIR,
  },
};

/** The column each strict trait is read from: problems of the domain are told by column. */
export const TRAIT_COLUMNS: Readonly<Record<keyof StrictTraits, PatientColumn>> = {
  birthName: "nom_naissance",
  birthGivenNames: "prenoms_naissance",
  firstBirthGivenName: "premier_prenom",
  birthDate: "date_naissance",
  sex: "sexe",
  birthPlace: "lieu_naissance",
};

/**
 * Columns without which no patient can be created (INS/va1.22). The birth place is not among them: an empty one is recorded as
 * unknown (99999), with a warning.
 */
export function missingForCreation(present: ReadonlySet<string>): readonly PatientColumn[] {
  const needed: readonly PatientColumn[] = ["nom_naissance", "date_naissance", "sexe"];
  const missing = needed.filter((name) => !present.has(name));
  if (!present.has("premier_prenom") && !present.has("prenoms_naissance")) missing.splice(1, 0, "premier_prenom");
  return missing;
}
