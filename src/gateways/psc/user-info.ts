import { type Activity, type Professional, rppsOf } from "../../domain/professional/professional.js";
import { pscError } from "./errors.js";

type Fields = Readonly<Record<string, unknown>>;

/** Names are free texts of a service: no control character, no end of line, one space between words. */
function text(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const clean = value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ").trim();
  return clean === "" ? null : clean;
}

const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);

/** `SA07^1.2.250.1.71.4.2.4` → `SA07`. */
const codeOf = (value: unknown): string | null => text(text(value)?.split("^")[0]);

/**
 * Reads the UserInfo of PSC (psc.md §1.8). Everything but the national id may be absent, empty or of another type: what
 * cannot be read is null, never an error.
 * @throws {SegurError} `psc.user_info` without a national id
 */
export function readUserInfo(value: unknown): Professional {
  const info = fields(value);
  const subject = text(info.sub);
  const nationalId = text(info.SubjectNameID) ?? text(info.preferred_username) ?? lastPart(subject);
  if (nationalId === null) throw pscError("user_info");
  const reference = fields(info.SubjectRefPro);
  const exercises = list(reference.exercices);
  const first = exercises.find((one) => text(one.codeProfession) !== null) ?? exercises[0] ?? {};
  return {
    nationalId,
    rpps: rppsOf(nationalId),
    subject: subject ?? nationalId,
    familyName: text(first.nomDexercice) ?? text(info.family_name) ?? "",
    givenName: text(first.prenomDexercice) ?? text(info.given_name) ?? "",
    civility: text(first.codeCiviliteDexercice) ?? text(info.codeCivilite) ?? text(reference.codeCivilite),
    profession: text(first.codeProfession) ?? roleOf(info),
    speciality: text(first.codeSavoirFaire),
    activities: activitiesOf(info, exercises),
  };
}

/** `f:<uuid>:<national id>`. */
function lastPart(subject: string | null): string | null {
  const [kind, , id, ...rest] = subject?.split(":") ?? [];
  return kind === "f" && rest.length === 0 ? text(id) : null;
}

/** `SubjectRole`: a list of `code^system`, or one. */
function roleOf({ SubjectRole: role }: Fields): string | null {
  const roles: readonly unknown[] = Array.isArray(role) ? role : [role];
  for (const one of roles) {
    const code = codeOf(one);
    if (code !== null) return code;
  }
  return null;
}

function activitiesOf(info: Fields, exercises: readonly Fields[]): readonly Activity[] {
  const lines = exercises.flatMap((exercise) => list(exercise.activities));
  // Someone without an RPPS activity, a secretary: PSC tells the structure beside SubjectRefPro.
  const isEmployed = text(info.SubjectOrganizationID) !== null || text(info.SubjectOrganization) !== null;
  const employed = lines.length === 0 && isEmployed ? [employment(info)] : [];
  const used = new Set<string>();
  return [...lines.map(activityOf), ...employed].map((activity, index) => {
    const wanted =
      activity.structureId ?? activity.structureIdNat ?? activity.finess ?? activity.siret ?? `activite-${index + 1}`;
    // Two activities in one structure (two functions of a hospital) are two choices.
    let id = wanted;
    for (let rank = 2; used.has(id); rank += 1) id = `${wanted}-${rank}`;
    used.add(id);
    return { id, ...activity, label: activity.label === "" ? `Activité ${index + 1}, sans structure` : activity.label };
  });
}

function activityOf(line: Fields): Omit<Activity, "id"> {
  return {
    label: text(line.raisonSocialeSite) ?? text(line.enseigneCommercialeSite) ?? "",
    sector: codeOf(line.codeSecteurDactivite),
    structureId: text(line.identifiantTechniqueDeLaStructure),
    structureIdNat: text(line.ancienIdentifiantDeLaStructure),
    // Lower-case e in PSC; the other spelling costs nothing.
    finess:
      text(line.numeroFinessSite) ??
      text(line.numeroFinessetablissementJuridique) ??
      text(line.numeroFinessEtablissementJuridique),
    siret: text(line.numeroSiretSite),
    role: text(line.codeRole),
    mode: text(line.codeModeExercice),
    genre: text(line.codeGenreActivite),
  };
}

function employment(info: Fields): Omit<Activity, "id"> {
  return {
    label: text(info.SubjectOrganization) ?? "",
    sector: codeOf(info.Secteur_Activite),
    structureId: text(info.SubjectOrganizationID),
    structureIdNat: null,
    finess: null,
    siret: null,
    role: roleOf(info),
    mode: null,
    genre: text(info.codeGenreActivite),
  };
}

/** Someone of whom a proxy says nothing: the national id that was typed. */
export function unknownProfessional(nationalId: string): Professional {
  return {
    nationalId,
    rpps: rppsOf(nationalId),
    subject: nationalId,
    familyName: "",
    givenName: "",
    civility: null,
    profession: null,
    speciality: null,
    activities: [],
  };
}
