import type { Code } from "../../domain/document/code.js";
import { ROLES } from "./roles.data.js";
import { PROFESSIONS, SKILLS } from "./skills.data.js";
import { PHYSICIANS } from "./specialties.data.js";
import { OTHERS } from "./specialties-others.data.js";
import { table } from "./table.js";

const specialties = table(OTHERS, PHYSICIANS);
const professions = table(PROFESSIONS);
const skills = table(SKILLS);
const roles = table(ROLES);

/** authorSpecialty (JDV_J01): `G15_10/SM26`. */
export function specialty(code: string): Code | null {
  return specialties.get(code);
}

/**
 * authorSpecialty of a professional (JDV_J01): the profession with its savoir-faire, else the profession alone.
 * @param profession table G15, `10`. @param skill table R01, `SM26`, or null.
 */
export function specialtyOf(profession: string, skill: string | null): Code | null {
  return (skill === null ? null : specialty(`G15_${profession}/${skill}`)) ?? specialty(`G15_${profession}`);
}

/** Profession (TRE_G15): `10` physician, `60` nurse. */
export function profession(code: string): Code | null {
  return professions.get(code);
}

/** Savoir-faire (TRE_R01): `SM26`. */
export function skill(code: string): Code | null {
  return skills.get(code);
}

/** subjectRole of the DMP (JDV_J65): a profession, a skill or another role. */
export function subjectRole(code: string): Code | null {
  return professions.get(code) ?? skills.get(code) ?? roles.get(code);
}
