import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { readUserInfo, unknownProfessional } from "../../../src/gateways/psc/user-info.js";
import { PROFESSIONALS } from "../../../src/sandbox/psc/professionals.js";

const read = (index: number) => readUserInfo(PROFESSIONALS[index]?.userInfo);

/** A sample of ANS's test data (psc.md §1.8), two activities in one exercise. */
const SAMPLE = {
  sub: "f:550dc1c8-d97b-4b1e-ac8c-8eb4471cf9dd:899700366240",
  SubjectNameID: "899700366240",
  given_name: "KIT",
  family_name: "DOC0036624",
  codeCivilite: "M",
  Secteur_Activite: "SA07^1.2.250.1.71.4.2.4",
  SubjectOrganization: "CABINET M DOC0036624",
  SubjectOrganizationID: "R95141",
  SubjectRole: ["10^1.2.250.1.213.1.1.5.5"],
  SubjectRefPro: {
    codeCivilite: "M",
    exercices: [
      {
        codeProfession: "10",
        codeCiviliteDexercice: "DR",
        nomDexercice: "DOC0036624",
        prenomDexercice: "KIT",
        codeTypeSavoirFaire: "S",
        codeSavoirFaire: "SM26",
        activities: [
          {
            codeModeExercice: "L",
            codeSecteurDactivite: "SA07",
            codeRole: "",
            codeGenreActivite: "GENR01",
            numeroSiretSite: "",
            numeroFinessSite: "",
            identifiantTechniqueDeLaStructure: "R95141",
            raisonSocialeSite: "CABINET M DOC0036624",
            ancienIdentifiantDeLaStructure: "499700366240007",
          },
          {
            codeModeExercice: "S",
            codeSecteurDactivite: "SA01",
            numeroFinessSite: "",
            numeroFinessetablissementJuridique: "1B0062023",
            identifiantTechniqueDeLaStructure: "",
            raisonSocialeSite: "HOPITAL GENERIQUE  FIN VARI",
            ancienIdentifiantDeLaStructure: "10B0172805",
          },
        ],
      },
    ],
  },
};

describe("readUserInfo (psc.md §1.8)", () => {
  it("reads the sample of ANS", () => {
    const { activities, ...person } = readUserInfo(SAMPLE);
    expect(person).toEqual({
      nationalId: "899700366240",
      rpps: "99700366240",
      subject: SAMPLE.sub,
      familyName: "DOC0036624",
      givenName: "KIT",
      civility: "DR",
      profession: "10",
      speciality: "SM26",
    });
    expect(activities).toMatchObject([
      { id: "R95141", label: "CABINET M DOC0036624", structureIdNat: "499700366240007", finess: null, siret: null, role: null },
      { id: "10B0172805", label: "HOPITAL GENERIQUE FIN VARI", structureId: null, finess: "1B0062023", mode: "S", genre: null },
    ]);
  });

  it("several activities", () => {
    expect(read(1).activities.map(({ id, sector, mode, siret }) => ({ id, sector, mode, siret }))).toEqual([
      { id: "F0B0152872", sector: "SA07", mode: "L", siret: null },
      { id: "F0B0172805", sector: "SA01", mode: "S", siret: null },
      { id: "C339172288100052", sector: "SA05", mode: "S", siret: "39172288100052" },
    ]);
  });

  it("structure without any identifier (EDIT)", () => {
    expect(read(2).activities).toMatchObject([
      { id: "activite-1", label: "Activité 1, sans structure", structureId: null, structureIdNat: null, finess: null },
    ]);
  });

  it("locum", () => {
    expect(read(3).activities).toMatchObject([{ genre: "GENR02", structureIdNat: "10B0152872" }]);
  });

  it("nurse: a profession without savoir-faire", () => {
    expect(read(4)).toMatchObject({ profession: "60", speciality: null, civility: "M" });
  });

  it("secretary: no RPPS, no SubjectRefPro, the structure beside it", () => {
    expect(read(5)).toMatchObject({
      nationalId: "30B0152872/SEC00001",
      rpps: null,
      familyName: "LEROY",
      civility: "MME",
      profession: "SECRETARIAT_MEDICAL",
      activities: [{ id: "10B0152872", label: "CABINET MEDICAL DE DEMONSTRATION", sector: "SA07", role: "SECRETARIAT_MEDICAL" }],
    });
  });

  it("two activities in one structure are two choices, with the same ids each time", () => {
    const activity = { identifiantTechniqueDeLaStructure: "F1", raisonSocialeSite: "HOPITAL" };
    const info = {
      SubjectNameID: "899700000001",
      SubjectRefPro: { exercices: [{ activities: [activity, activity] }, { activities: [activity] }] },
    };
    expect(readUserInfo(info).activities.map(({ id }) => id)).toEqual(["F1", "F1-2", "F1-3"]);
  });

  it("national id: SubjectNameID, else preferred_username, else the end of sub, else an error", () => {
    expect(readUserInfo({ SubjectNameID: "", preferred_username: "899700000001" }).nationalId).toBe("899700000001");
    expect(readUserInfo({ sub: "f:uuid:899700000001" }).nationalId).toBe("899700000001");
    for (const info of [null, [], "x", {}, { sub: "autre" }, { SubjectNameID: " ", sub: "f:a:b:c" }]) {
      expect(() => readUserInfo(info)).toThrow(expect.objectContaining({ code: "psc.user_info", kind: "unreachable" }));
    }
  });

  it("civility at the top or under SubjectRefPro", () => {
    expect(readUserInfo({ SubjectNameID: "1", SubjectRefPro: { codeCivilite: "MME" } }).civility).toBe("MME");
  });

  it("takes control characters out of names", () => {
    const info = { SubjectNameID: "1", family_name: "DU\u001b[31mPONT\r\n", SubjectOrganization: "CABINET\u0007\tX" };
    expect(readUserInfo(info)).toMatchObject({ familyName: "DU [31mPONT", activities: [{ label: "CABINET X" }] });
  });

  it("never fails on a shape, and gives texts that are not empty and ids that differ", () => {
    // Any field of the sample, at any depth, becomes anything: absent, empty, of another type.
    const anything = fc.oneof(
      fc.constantFrom("", " ", null, undefined, 0, false),
      fc.string(),
      fc.array(fc.object({ maxDepth: 1 })),
    );
    const spoil = (value: unknown, pick: () => { keep: boolean; other: unknown }): unknown => {
      const { keep, other } = pick();
      if (!keep) return other;
      if (Array.isArray(value)) return value.map((one) => spoil(one, pick));
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoil(one, pick)]));
    };
    const picks = fc.array(fc.record({ keep: fc.integer({ min: 0, max: 9 }).map((n) => n > 1), other: anything }), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(picks, (drawn) => {
        let next = 0;
        const spoiled = spoil(SAMPLE, () => drawn[next++ % drawn.length] ?? { keep: true, other: null });
        let professional: ReturnType<typeof readUserInfo>;
        try {
          professional = readUserInfo(spoiled);
        } catch (error) {
          return error instanceof SegurError && error.code === "psc.user_info";
        }
        const { activities, nationalId, subject, familyName: _f, givenName: _g, ...optional } = professional;
        const texts = [nationalId, subject, ...Object.values(optional), ...activities.flatMap((one) => Object.values(one))];
        const ids = activities.map(({ id }) => id);
        return new Set(ids).size === ids.length && texts.every((text) => text === null || (text !== "" && text === text.trim()));
      }),
      { numRuns: 500 },
    );
  });

  it("someone of whom nothing is said", () => {
    expect(unknownProfessional("899700000001")).toMatchObject({ rpps: "99700000001", familyName: "", activities: [] });
  });
});
