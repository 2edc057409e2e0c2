import { describe, expect, it } from "vitest";
import { ALIASES } from "../../../src/documents/vocabularies/aliases.js";
import {
  confidentiality,
  facility,
  functionCode,
  practiceSetting,
  visibilityCodes,
  visibilityOf,
} from "../../../src/documents/vocabularies/codes.js";
import { contentType } from "../../../src/documents/vocabularies/content-type.js";
import { findType } from "../../../src/documents/vocabularies/find-type.js";
import { formatCode, formatOf } from "../../../src/documents/vocabularies/formats.js";
import { profession, skill, specialty, specialtyOf, subjectRole } from "../../../src/documents/vocabularies/people.js";
import { folded } from "../../../src/documents/vocabularies/table.js";
import { classes, classOf, documentTypes, typeOf } from "../../../src/documents/vocabularies/types.js";
import { SYSTEMS } from "../../../src/domain/document/code.js";

describe("types", () => {
  it("gives a type with its class and whether the DMP takes it", () => {
    expect(typeOf("11488-4")).toEqual({
      code: { code: "11488-4", system: SYSTEMS.loinc, label: "CR ou fiche de consultation ou de visite" },
      class: { code: "10", system: SYSTEMS.classCode, label: "Compte rendu" },
      dmp: true,
    });
    expect(typeOf("PRESC-BIO")?.code.system).toBe(SYSTEMS.typeCi);
    expect(typeOf("56446-8")?.dmp).toBe(false);
  });

  it.each(["27899-4", "29551-9", "52521-2", "E1762", "", "constructor", "toString"])("has no type %j", (code) => {
    expect(typeOf(code)).toBeNull();
  });

  it("still knows the class of a retired type", () => {
    expect(classOf("27899-4")?.code).toBe("10");
    expect(classOf("29551-9")?.label).toBe("Prescription");
    expect(classOf("nothing")).toBeNull();
    expect(classOf("")).toBeNull();
  });

  it("has the 107 types of the DMP, each in one of its eleven classes", () => {
    const known = new Set(classes().map(({ code }) => code));
    expect([...known]).toEqual(["10", "11", "31", "42", "43", "44", "45", "52", "60", "90", "95"]);
    const taken = documentTypes().filter(({ dmp }) => dmp);
    expect(taken).toHaveLength(107);
    expect(taken.filter((type) => !known.has(type.class.code))).toEqual([]);
  });
});

describe("the words of --type", () => {
  it("finds every type by its code and, unless two share it, by its label whatever the accents", () => {
    for (const type of documentTypes()) {
      expect(findType(` ${type.code.code.toLowerCase()}`)).toEqual({ kind: "one", type });
      const found = findType(folded(type.code.label).toUpperCase());
      if (!Object.hasOwn(ALIASES, folded(type.code.label))) expect(found).toEqual({ kind: "one", type });
    }
  });

  it("has no alias that is not folded or names no type", () => {
    for (const [alias, code] of Object.entries(ALIASES)) {
      expect(folded(alias)).toBe(alias);
      expect(typeOf(code)?.dmp, alias).toBe(true);
    }
  });

  it.each([
    ["consultation", "11488-4"],
    ["Ordonnance", "57833-6"],
    ["lettre", "96349-6"],
    ["VSM", "60591-5"],
    ["arrêt de travail", "PRESC-AAT"],
    ["lettre d'adr", "96349-6"],
    ["ordo", "57833-6"],
  ])("%s is %s", (text, code) => {
    const found = findType(text);
    expect(found.kind === "one" && found.type.code.code).toBe(code);
  });

  it("gives the choice when a text may mean several", () => {
    const found = findType("prescription d'actes");
    expect(found.kind === "several" && found.types.map(({ code }) => code.code)).toContain("PRESC-KINE");
  });

  it.each([
    ["consult ophtalmo", ["78513-9"]],
    ["pharmacien ordonnance", ["75468-9"]],
  ])("only proposes what %j is within", (text, codes) => {
    const found = findType(text);
    expect(found.kind === "several" && found.types.map(({ code }) => code.code)).toEqual(codes);
  });

  it.each(["", " ", "!!", "zzz", "constructor", "hasOwnProperty", "27899-4"])("knows nothing of %j", (text) => {
    expect(findType(text)).toEqual({ kind: "none" });
  });
});

describe("other vocabularies", () => {
  it("gives the official codes of people and places", () => {
    expect(specialty("G15_10/SM26")?.label).toBe("Médecin - Qualifié en Médecine Générale (SM)");
    expect(specialtyOf("10", "SM26")?.code).toBe("G15_10/SM26");
    expect(specialtyOf("10", "SM99")?.code).toBe("G15_10");
    expect(specialtyOf("60", null)?.code).toBe("G15_60");
    expect(specialtyOf("00", null)).toBeNull();
    expect(profession("10")).toEqual({ code: "10", system: "1.2.250.1.71.1.2.7", label: "Médecin" });
    expect(skill("SM26")?.system).toBe("1.2.250.1.71.4.2.5");
    expect(subjectRole("SECRETARIAT_MEDICAL")?.label).toBe("Secrétariat médical");
    expect(facility("SA07")).toEqual({ code: "SA07", system: SYSTEMS.facility, label: "Cabinet individuel" });
    expect(practiceSetting("AMBULATOIRE")?.system).toBe(SYSTEMS.practiceSetting);
    expect(functionCode("PCP")?.label).toBe("Médecin traitant");
    expect(contentType("07")?.system).toBe(SYSTEMS.contentType);
    expect(confidentiality("N").label).toBe("Normal");
  });

  it("writes and reads the three visibility flags", () => {
    for (let bits = 0; bits < 8; bits++) {
      const visibility = {
        hiddenFromProfessionals: (bits & 1) > 0,
        hiddenFromPatient: (bits & 2) > 0,
        hiddenFromLegalRepresentatives: (bits & 4) > 0,
      };
      const codes = visibilityCodes(visibility);
      expect(codes.every(({ system }) => system === SYSTEMS.visibility)).toBe(true);
      expect(visibilityOf([confidentiality("R"), ...codes])).toEqual(visibility);
    }
  });

  it("derives the format of a document from its body or its model", () => {
    expect(formatOf("application/pdf", [])).toEqual(formatCode("urn:ihe:iti:xds-sd:pdf:2008"));
    expect(formatOf("text/plain; charset=utf-8", []).code).toBe("urn:ihe:iti:xds-sd:text:2008");
    expect(formatOf("video/mp4", []).code).toBe("urn:asipSante:modelesHorsProfils:2011");
    expect(formatOf(null, ["1.2.250.1.213.1.1.1.1", "1.2.250.1.213.1.1.1.13"]).label).toBe("Synthèse médicale");
    expect(formatOf(null, ["1.2.3"]).code).toBe("urn:asipSante:modelesHorsProfils:2011");
  });
});
