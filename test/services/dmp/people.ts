import type { Ins } from "../../../src/domain/identity/types.js";
import type { NewPatient, Patient } from "../../../src/domain/patient.js";
import type { Activity, Professional } from "../../../src/domain/professional/professional.js";
import { RIGHTS } from "../../../src/domain/users/rights.js";
import type { User, UserSettings } from "../../../src/domain/users/user.js";
import type { OpenSession } from "../../../src/services/session/current.js";
import type { SessionMode } from "../../../src/services/session/session.port.js";
import type { TestCabinet } from "../support/cabinet.js";
import { newPatient, OFFICIAL, type Record } from "../support/patients.js";

export const ACTIVITY: Activity = {
  id: "A1",
  label: "MAISON DE SANTE DES TILLEULS",
  sector: "SA52",
  structureId: null,
  structureIdNat: "10B0999999",
  finess: null,
  siret: null,
  role: null,
  mode: "L",
  genre: null,
};

export const PROFESSIONAL: Professional = {
  nationalId: "899700000001",
  rpps: "99700000001",
  subject: "f:1",
  familyName: "MARCEAU",
  givenName: "PAUL",
  civility: "M",
  profession: "10",
  speciality: "SM54",
  activities: [ACTIVITY],
};

/** The session of a doctor: as one logs in, or with other words. */
export function sessionOf(
  mode: SessionMode,
  options: {
    user?: Partial<User>;
    settings?: UserSettings;
    professional?: Partial<Professional>;
    activityId?: string | null;
  } = {},
): OpenSession {
  const settings = options.settings ?? { familyName: "MARCEAU", givenName: "Paul", sector: "SA07", speciality: "SM26" };
  const user: User = {
    id: "U1",
    label: "Dr Paul MARCEAU",
    rpps: "99700000001",
    role: "medecin",
    granted: [],
    revoked: [],
    settings,
    hasPassword: true,
    pscSubject: null,
    nationalId: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    disabledAt: null,
    ...options.user,
  };
  const at = "2026-11-25T08:00:00.000Z";
  const tokens = { transport: "direct", accessToken: "", refreshToken: "" } as never;
  const activityId = options.activityId === undefined ? ACTIVITY.id : options.activityId;
  const psc = mode === "psc" ? { tokens, professional: { ...PROFESSIONAL, ...options.professional }, activityId } : null;
  const session = { userId: user.id, mode, openedAt: at, lastSeenAt: at, lockedAt: null, psc };
  return { session, user, actor: { userId: user.id, rpps: user.rpps, authMode: mode }, rights: new Set(RIGHTS) };
}

/** The cabinet as that person opens it. */
export function asPerson(cabinet: TestCabinet, session: OpenSession | null): TestCabinet {
  return { ...cabinet, session, actor: session?.actor ?? { userId: "-", rpps: null, authMode: "none" } };
}

/** A patient whose identity is qualified, with this INS. */
export function qualifiedPatient(ins: Ins, record: Record = OFFICIAL.adrun): NewPatient {
  const patient = newPatient(record);
  const proof = { type: "CN", checkedOn: "2026-01-01", checkedBy: "Dr Paul MARCEAU" };
  return { ...patient, identity: { ...patient.identity, status: "qualifiee", ins, proof } };
}

/** The one patient that was added. */
export async function addOne(cabinet: TestCabinet, patient: NewPatient): Promise<Patient> {
  const [added] = await cabinet.add(patient);
  if (added === undefined) throw new Error("the patient was not added");
  return added;
}
