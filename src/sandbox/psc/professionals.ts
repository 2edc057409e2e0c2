import { STRUCTURE_ID, STRUCTURE_NAME } from "../pki/names.js";

/** A UserInfo of Pro Santé Connect, in its own words (psc.md §1.8). */
export type UserInfo = Readonly<Record<string, unknown>>;

/** The id of the realm in every `sub`, that of the real samples. */
const REALM_UUID = "550dc1c8-d97b-4b1e-ac8c-8eb4471cf9dd";

/** `f:<uuid>:<national id>`. */
export const subjectOf = (nationalId: string): string => `f:${REALM_UUID}:${nationalId}`;

type Fields = Readonly<Record<string, string>>;

/** Every field of an activity, empty: PSC sends them all, and any of them may be empty. */
const EMPTY_ACTIVITY: Fields = Object.fromEntries(
  (
    "codeModeExercice codeSecteurDactivite codeSectionPharmacien codeRole codeGenreActivite numeroSiretSite numeroSirenSite " +
    "numeroFinessSite numeroFinessetablissementJuridique identifiantTechniqueDeLaStructure raisonSocialeSite " +
    "enseigneCommercialeSite complementDestinataire complementPointGeographique numeroVoie indiceRepetitionVoie codeTypeDeVoie " +
    "libelleVoie mentionDistribution bureauCedex codePostal codeCommune codePays telephone telephone2 telecopie adresseEMail " +
    "codeDepartement ancienIdentifiantDeLaStructure autoriteDenregistrement"
  )
    .split(" ")
    .map((name) => [name, ""]),
);

const activity = (fields: Fields): Fields => ({ ...EMPTY_ACTIVITY, ...fields });

/** The practice of the sandbox, whose FINESS is in its national id. */
const practice = (mode: string, genre = "GENR01"): Fields =>
  activity({
    codeModeExercice: mode,
    codeSecteurDactivite: "SA07",
    codeGenreActivite: genre,
    numeroFinessSite: STRUCTURE_ID.slice(1),
    identifiantTechniqueDeLaStructure: `F${STRUCTURE_ID.slice(1)}`,
    raisonSocialeSite: STRUCTURE_NAME,
    bureauCedex: "75009 PARIS",
    codePostal: "75009",
    codePays: "99000",
    ancienIdentifiantDeLaStructure: STRUCTURE_ID,
    autoriteDenregistrement: "CNOM/CNOM/CNOM",
  });

const HOSPITAL = activity({
  codeModeExercice: "S",
  codeSecteurDactivite: "SA01",
  codeGenreActivite: "GENR01",
  numeroFinessSite: "0B0172805",
  numeroFinessetablissementJuridique: "1B0062023",
  identifiantTechniqueDeLaStructure: "F0B0172805",
  raisonSocialeSite: "HOPITAL GENERIQUE  FIN VARI",
  ancienIdentifiantDeLaStructure: "10B0172805",
  autoriteDenregistrement: "CNOM/CNOM/ARS",
});

const HEALTH_CENTRE = activity({
  codeModeExercice: "S",
  codeSecteurDactivite: "SA05",
  codeGenreActivite: "GENR01",
  numeroSiretSite: "39172288100052",
  identifiantTechniqueDeLaStructure: "C339172288100052",
  raisonSocialeSite: "CENTRE DE SANTE DE DEMONSTRATION",
  ancienIdentifiantDeLaStructure: "339172288100052",
});

interface Person {
  readonly nationalId: string;
  readonly family: string;
  readonly given: string;
  readonly civility: "M" | "MME";
}

const base = ({ nationalId, family, given, civility }: Person): UserInfo => ({
  sub: subjectOf(nationalId),
  SubjectNameID: nationalId,
  preferred_username: nationalId,
  given_name: given,
  family_name: family,
  email_verified: false,
  codeCivilite: civility,
  UITVersion: "1.0",
  Palier_Authentification: "APPPRIP3^1.2.250.1.213.1.5.1.1.1",
  PSI_Locale: "1.2.250.1.213.1.3.1.1",
  Acces_Regulation_Medicale: "FAUX",
  Mode_Acces_Raison: "",
});

interface Practising extends Person {
  readonly title: string;
  /** Code of the profession, table G15. */
  readonly profession: string;
  /** Savoir-faire of type S, table R01; empty when the profession has none. */
  readonly speciality: string;
  readonly activities: readonly Fields[];
  /** Where the identity comes from: the RPPS, or EDIT, ANS's tool for test identities. */
  readonly origin?: string;
}

function practising(person: Practising): UserInfo {
  const [first = EMPTY_ACTIVITY] = person.activities;
  const { profession, speciality } = person;
  return {
    ...base(person),
    codeGenreActivite: first.codeGenreActivite,
    Secteur_Activite: `${first.codeSecteurDactivite}^1.2.250.1.71.4.2.4`,
    SubjectOrganization: first.raisonSocialeSite,
    SubjectOrganizationID: first.identifiantTechniqueDeLaStructure,
    SubjectRole: [`${profession}^1.2.250.1.213.1.1.5.5`],
    otherIds: [{ identifiant: person.nationalId, origine: person.origin ?? "RPPS", qualite: 1 }],
    SubjectRefPro: {
      codeCivilite: person.civility,
      exercices: [
        {
          codeProfession: profession,
          codeCategorieProfessionnelle: "C",
          codeCiviliteDexercice: person.title,
          nomDexercice: person.family,
          prenomDexercice: person.given,
          codeTypeSavoirFaire: speciality === "" ? "" : "S",
          codeSavoirFaire: speciality,
          activities: person.activities,
        },
      ],
    },
  };
}

const physician = (nationalId: string, given: string, family: string, civility: "M" | "MME", activities: readonly Fields[]) =>
  practising({ nationalId, family, given, civility, title: "DR", profession: "10", speciality: "SM26", activities });

/** One of the six people that the sandbox's Pro Santé Connect knows. */
export interface SandboxProfessional {
  readonly nationalId: string;
  readonly subject: string;
  /** For the page where a person chooses: `Dr Paul MARCEAU, médecin généraliste`. */
  readonly label: string;
  readonly userInfo: UserInfo;
}

const known = (nationalId: string, label: string, userInfo: UserInfo): SandboxProfessional => ({
  nationalId,
  subject: subjectOf(nationalId),
  label,
  userInfo,
});

const SECRETARY = {
  nationalId: `3${STRUCTURE_ID.slice(1)}/SEC00001`,
  family: "LEROY",
  given: "SANDRINE",
  civility: "MME",
} as const;

/** All fictitious. The first is the doctor of every example; the others are the shapes that surprise (psc.md §1.8, §6). */
export const PROFESSIONALS: readonly SandboxProfessional[] = [
  known(
    "899700000001",
    "Dr Paul MARCEAU, médecin généraliste",
    physician("899700000001", "PAUL", "MARCEAU", "M", [practice("L")]),
  ),
  known(
    "899700000002",
    "Dr Nadia BELKACEM, médecin généraliste, trois activités",
    physician("899700000002", "NADIA", "BELKACEM", "MME", [practice("L"), HOSPITAL, HEALTH_CENTRE]),
  ),
  known(
    "899700000003",
    "Dr Hugo VASSEUR, structure sans identifiant",
    practising({
      nationalId: "899700000003",
      family: "VASSEUR",
      given: "HUGO",
      civility: "M",
      title: "DR",
      profession: "10",
      speciality: "SM26",
      activities: [activity({ codeModeExercice: "L", codeSecteurDactivite: "SA07", codeGenreActivite: "GENR01" })],
      origin: "EDIT",
    }),
  ),
  known(
    "899700000004",
    "Dr Claire RENAUD, remplaçante",
    physician("899700000004", "CLAIRE", "RENAUD", "MME", [practice("L", "GENR02")]),
  ),
  known(
    "899700000005",
    "Karim HADDAD, infirmier",
    practising({
      nationalId: "899700000005",
      family: "HADDAD",
      given: "KARIM",
      civility: "M",
      title: "M",
      profession: "60",
      speciality: "",
      activities: [practice("L")],
    }),
  ),
  known(SECRETARY.nationalId, "Sandrine LEROY, secrétaire médicale", {
    // No RPPS activity: no SubjectRefPro.
    ...base(SECRETARY),
    Secteur_Activite: "SA07^1.2.250.1.71.4.2.4",
    SubjectOrganization: STRUCTURE_NAME,
    SubjectOrganizationID: STRUCTURE_ID,
    SubjectRole: ["SECRETARIAT_MEDICAL^1.2.250.1.213.1.1.4.6"],
    otherIds: [],
  }),
];

/** Names of all claims of a UserInfo: what the scope `scope_all` gives. */
export const USER_INFO_CLAIMS: readonly string[] = [
  ...new Set(["authMode", ...PROFESSIONALS.flatMap(({ userInfo }) => Object.keys(userInfo))]),
].filter((name) => name !== "sub");
