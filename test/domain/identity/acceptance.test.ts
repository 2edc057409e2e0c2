import { describe, expect, it } from "vitest";
import { checkAnswer } from "../../../src/domain/identity/acceptance.js";
import { ANSWER_RULES } from "../../../src/domain/identity/errors.js";
import { OIDS } from "../../../src/domain/identity/matricule.js";
import { answered, RUTH_INS } from "./people.js";

describe("checkAnswer refuses", () => {
  it.each([
    ["a day 00", answered({ birthDate: "1977-07-00" }), "answer.birth_date", "INS/va1.28"],
    ["a month 00", answered({ birthDate: "1977-00-14" }), "answer.birth_date", "INS/va1.28"],
    ["both 00", answered({ birthDate: "1977-00-00" }), "answer.birth_date", "INS/va1.28"],
    ["a day that does not exist", answered({ birthDate: "1977-02-30" }), "answer.birth_date", "INS/va1.28"],
    ["no date", answered({ birthDate: "" }), "answer.birth_date", "INS/va1.28"],
    ["an empty name", answered({ birthName: " " }), "answer.birth_name", "INS/va1.31"],
    ["an empty list", answered({ givenNames: "" }), "answer.birth_given_names", "INS/va1.31"],
    ["an empty sex", answered({ sex: "" }), "answer.sex", "INS/va1.31"],
    ["a sex I", answered({ sex: "I" }), "answer.sex", "INS/va1.31"],
    ["a name with a digit", answered({ birthName: "NE5SI" }), "answer.birth_name", "INS/va1.31"],
    ["an OID that is no INS", answered({}, { oid: "1.2.250.1.213.1.4.2" }), "answer.oid", "INS/va1.52"],
    ["a broken number", answered({}, { number: "27707632208" }), "answer.number", "INS/va1.52"],
  ])("%s", (_, individual, code, rule) => {
    expect(checkAnswer(individual)).toMatchObject({ ok: false, code });
    expect(ANSWER_RULES[code]).toBe(rule);
  });

  it("a test identity in production only", () => {
    for (const oid of [OIDS.nirTest, OIDS.nirDemo]) {
      expect(checkAnswer(answered({}, { oid }), "production")).toMatchObject({ ok: false, code: "answer.test_oid" });
      expect(checkAnswer(answered({}, { oid }), "bas").ok).toBe(true);
      expect(checkAnswer(answered({}, { oid })).ok).toBe(true);
    }
    expect(checkAnswer(answered(), "production").ok).toBe(true);
  });
});

describe("checkAnswer accepts", () => {
  function value(individual: Parameters<typeof checkAnswer>[0]) {
    const check = checkAnswer(individual);
    if (!check.ok) throw new Error(check.code);
    return check.value;
  }

  it("a plain answer without warning", () => {
    expect(value(answered({ givenNames: "PIERRE-ALAIN MURIEL FLORIANT" }))).toEqual({
      ins: RUTH_INS,
      traits: {
        birthName: "NESSI",
        birthGivenNames: ["PIERRE-ALAIN", "MURIEL", "FLORIANT"],
        sex: "F",
        birthDate: "1977-07-14",
        birthPlace: "63220",
      },
      warnings: [],
    });
  });

  it("a wrong key, kept as returned with a warning (CNDA stub HERMANN)", () => {
    const hermann = value(answered({ sex: "M" }, { number: "1810363220456", key: "60" }));
    expect(hermann.ins.matricule).toBe("181036322045660");
    expect(hermann.warnings).toHaveLength(1);
  });

  it.each([null, "", "1"])("a key %j, computed with a warning", (key) => {
    const { ins, warnings } = value(answered({}, { key }));
    expect(ins.matricule).toBe("277076322082910");
    expect(warnings).toHaveLength(1);
  });

  it("an empty or unreadable birth place", () => {
    expect(value(answered({ birthPlace: "" }))).toMatchObject({ traits: { birthPlace: null }, warnings: [] });
    expect(value(answered({ birthPlace: "PARIS" })).traits.birthPlace).toBeNull();
    expect(value(answered({ birthPlace: "PARIS" })).warnings).toHaveLength(1);
  });

  it("names out of the rules, normalised with a warning", () => {
    const { traits, warnings } = value(answered({ birthName: "Nessì" }));
    expect(traits.birthName).toBe("NESSI");
    expect(warnings).toHaveLength(1);
  });
});
