import type { Code } from "../../domain/document/code.js";
import type { DmpSubject } from "../../gateways/dmp/port.js";
import { resolveSetting } from "../cabinet/settings.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { nobodyCalls, subjectIncomplete, subjectUnknown } from "./errors.js";

/** TRE_G15, professions; TRE_R01, savoir-faire; G05, sections of pharmacists (psc.md §4.2). */
const PROFESSIONS = "1.2.250.1.71.1.2.7";
const SPECIALITIES = "1.2.250.1.71.4.2.5";
const SECTIONS = "1.2.250.1.71.4.2.6";

/** Doctors and pharmacists: the DMP refuses them without a speciality (« Spécialité obligatoire pour les Médecins… »). */
const SPECIALIST = new Set(["10", "21"]);
const DOCTOR = "10";

/** Settings of the cabinet for this process; the environment was read where the command line was. */
export type Settings = Pick<OpenCabinet, "settings" | "info">;

/** One text of the settings, or null: `structure.id`… (guarded settings, so no variable changes them in a real cabinet). */
export async function textSetting({ settings, info }: Settings, key: string): Promise<string | null> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  const { value } = await resolveSetting(key, from);
  return typeof value === "string" && value !== "" ? value : null;
}

/** One number of the settings. */
export async function numberSetting({ settings, info }: Settings, key: string): Promise<number> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  return Number((await resolveSetting(key, from)).value);
}

/**
 * Who makes the call, as the VIHF tells it (dmp.md §1.4, psc.md §4.2): what Pro Santé Connect said of the person and the activity
 * chosen at login, completed by their own settings and those of the cabinet.
 * @throws {SegurError} `dmp.session_none`, `dmp.subject_unknown`, `dmp.subject_incomplete`
 */
export async function callSubject(cabinet: OpenCabinet): Promise<DmpSubject> {
  const { session } = cabinet;
  if (session === null) throw nobodyCalls();
  const { user } = session;
  const psc = session.session.psc;
  const professional = psc?.professional ?? null;
  const activity = professional?.activities.find((each) => each.id === psc?.activityId) ?? null;
  const nationalId = professional?.nationalId ?? (user.rpps === null ? user.nationalId : `8${user.rpps}`);
  if (nationalId === null) throw subjectUnknown(user.id);
  const family = professional?.familyName ?? user.settings.familyName;
  if (family === undefined) throw subjectIncomplete("le nom d'exercice", `segur user set ${user.id} --family-name NOM`);
  const given = professional?.givenName ?? user.settings.givenName;
  const profession = professional?.profession ?? (user.role === "medecin" ? DOCTOR : null);
  if (profession === null) throw subjectIncomplete("la profession", "segur login --ciba");
  const speciality = professional?.speciality ?? user.settings.speciality ?? null;
  if (speciality === null && SPECIALIST.has(profession)) {
    throw subjectIncomplete("la spécialité", `segur user set ${user.id} --speciality SM26`);
  }
  const sector = activity?.sector ?? user.settings.sector ?? (await textSetting(cabinet, "structure.sector"));
  if (sector === null) throw subjectIncomplete("le secteur d'activité", `segur user set ${user.id} --sector SA07`);
  return {
    nationalId,
    name: given === undefined ? family : `${family} ${given}`,
    profession: await named(profession, PROFESSIONS),
    speciality: speciality === null ? null : await named(speciality, /^S[A-Z]/.test(speciality) ? SPECIALITIES : SECTIONS),
    sector,
    structureId: activity?.structureIdNat ?? (await textSetting(cabinet, "structure.id")),
    login: session.session.mode,
  };
}

/** With its official label; a code that the tables do not have (yet) is sent as it is, and the DMP says what it thinks of it. */
async function named(code: string, system: string): Promise<Code> {
  const { profession, skill } = await import("../../documents/vocabularies/people.js");
  const known = system === PROFESSIONS ? profession(code) : skill(code);
  return { code, system, label: known?.label ?? code };
}
