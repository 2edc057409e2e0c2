import { describe, expect, it } from "vitest";
import { callSubject } from "../../../src/services/dmp/subject.js";
import { testCabinet } from "../support/cabinet.js";
import { asPerson, sessionOf } from "./people.js";

describe("callSubject", () => {
  it("is what Pro Santé Connect said of the person, under the activity chosen at login", async () => {
    const cabinet = asPerson(await testCabinet(), sessionOf("psc"));
    expect(await callSubject(cabinet)).toEqual({
      nationalId: "899700000001",
      name: "MARCEAU PAUL",
      profession: { code: "10", system: "1.2.250.1.71.1.2.7", label: "Médecin" },
      speciality: { code: "SM54", system: "1.2.250.1.71.4.2.5", label: "Médecine générale (SM)" },
      sector: "SA52",
      structureId: "10B0999999",
      login: "psc",
    });
  });

  it("is completed by the settings of the user and of the cabinet", async () => {
    const bare = await testCabinet();
    await bare.settings.set("structure.id", "3123456789");
    const cabinet = asPerson(bare, sessionOf("demo"));
    expect(await callSubject(cabinet)).toMatchObject({
      nationalId: "899700000001",
      name: "MARCEAU Paul",
      profession: { code: "10" },
      speciality: { code: "SM26", label: "Qualifié en Médecine générale (SM)" },
      sector: "SA07",
      structureId: "3123456789",
      login: "demo",
    });
  });

  it("leaves the structure to the certificate when nobody says it", async () => {
    const cabinet = asPerson(await testCabinet({ environment: "production" }), sessionOf("psc", { activityId: null }));
    expect(await callSubject(cabinet)).toMatchObject({ structureId: null, sector: "SA07" });
  });

  it.each([
    ["nobody", null, "dmp.session_none"],
    ["no RPPS", sessionOf("password", { user: { rpps: null } }), "dmp.subject_unknown"],
    ["no name", sessionOf("password", { settings: { speciality: "SM26" } }), "dmp.subject_incomplete"],
    ["no profession", sessionOf("password", { user: { role: "secretaire" } }), "dmp.subject_incomplete"],
    ["no speciality", sessionOf("password", { settings: { familyName: "MARCEAU" } }), "dmp.subject_incomplete"],
    [
      "a doctor of PSC without speciality",
      sessionOf("psc", { professional: { speciality: null }, settings: {} }),
      "dmp.subject_incomplete",
    ],
  ])("is refused with what is missing: %s", async (_, session, code) => {
    const cabinet = asPerson(await testCabinet(), session);
    await expect(callSubject(cabinet)).rejects.toMatchObject({ code, advice: expect.stringContaining("segur ") });
  });
});
