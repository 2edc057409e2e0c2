import { describe, expect, test } from "vitest";
import type { User } from "../../../src/domain/users/user.js";
import { messageAuthor, requireOpener } from "../../../src/services/mss/author.js";
import type { OpenSession } from "../../../src/services/session/current.js";
import type { PscSession, SessionMode } from "../../../src/services/session/session.port.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

const AT = "2026-11-25T10:00:00.000Z";
const SECRETARY: User = {
  ...{ id: "U3", label: "Claire Petit", rpps: null, role: "secretaire", granted: [], revoked: [], settings: {} },
  ...{ hasPassword: true, pscSubject: null, nationalId: null, createdAt: AT, disabledAt: null },
};
const DOCTOR: User = { ...SECRETARY, id: "U1", label: "Dr Paul Marceau", role: "medecin", rpps: "99700000001" };
const PSC = {
  activityId: null,
  professional: { nationalId: "310B0152872/77", familyName: "PETIT", givenName: "Claire", profession: null, activities: [] },
} as unknown as PscSession;

function opened(user: User, mode: SessionMode, psc: PscSession | null = null): OpenSession {
  const session = { userId: user.id, mode, openedAt: AT, lastSeenAt: AT, lockedAt: null, psc };
  return { session, user, actor: { userId: user.id, rpps: user.rpps, authMode: mode }, rights: new Set(["mss.send"] as const) };
}

async function cabinetOf(session: OpenSession | null, settings: Readonly<Record<string, string>> = {}): Promise<TestCabinet> {
  const cabinet = await testCabinet({ environment: "bas" });
  for (const [key, value] of Object.entries(settings)) await cabinet.settings.set(key, value);
  return { ...cabinet, session };
}

describe("who may send from the mailbox of the cabinet", () => {
  test.each([
    ["PER", "password", null, "mss.psc_needed"],
    ["ORG", "password", null, "mss.psc_needed"],
    ["ORG", "psc", null, "mss.psc_needed"],
    ["PER", "psc", PSC, null],
    ["ORG", "psc", PSC, null],
    ["PER", "demo", null, null],
    ["APP", "password", null, null],
    ["APP", "psc", PSC, null],
  ] as const)("%s, by %s with the tokens %j", (kind, mode, psc, code) => {
    const check = () => requireOpener({ session: opened(SECRETARY, mode, psc) }, { kind });
    if (code === null) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code, rule: "MSS/CONF.07", kind: "auth" }));
  });

  test("nobody sends in the name of nobody", () => {
    expect(() => requireOpener({ session: null }, { kind: "APP" })).toThrow(
      expect.objectContaining({ code: "mss.sender_missing" }),
    );
  });
});

describe("the author of a message", () => {
  test("a secretary without national id is named as the structure knows them", async () => {
    const cabinet = await cabinetOf(opened(SECRETARY, "password"), {
      "structure.id": "110B0152872",
      "structure.name": "CABINET MARCEAU",
    });
    expect(await messageAuthor(cabinet)).toEqual({
      ...{ id: "310B0152872/U3", familyName: "Claire Petit", givenName: "", specialty: null, role: "Secrétariat" },
      institution: { id: "110B0152872", name: "CABINET MARCEAU" },
    });
  });

  test("without structure, by their name alone", async () => {
    const cabinet = await cabinetOf(opened(SECRETARY, "password"));
    expect(await messageAuthor(cabinet)).toMatchObject({ id: null, familyName: "Claire Petit", institution: null });
  });

  test("a doctor by their RPPS, with the speciality that is known", async () => {
    const doctor = { ...DOCTOR, settings: { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" } };
    expect(await messageAuthor(await cabinetOf(opened(doctor, "password")))).toMatchObject({
      ...{ id: "899700000001", familyName: "MARCEAU", givenName: "Paul", role: null },
      specialty: { code: "G15_10/SM26" },
    });
    expect(await messageAuthor(await cabinetOf(opened(DOCTOR, "password")))).toMatchObject({
      specialty: { code: "G15_10" },
    });
  });

  test("whom Pro Santé Connect named, by what it said", async () => {
    expect(await messageAuthor(await cabinetOf(opened(SECRETARY, "psc", PSC)))).toMatchObject({
      ...{ id: "310B0152872/77", familyName: "PETIT", givenName: "Claire", role: "Secrétariat" },
    });
  });
});
