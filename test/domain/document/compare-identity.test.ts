import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareIdentity, type DocumentPatient, type FilePatient } from "../../../src/domain/document/compare-identity.js";

const NIR = "1.2.250.1.213.1.4.8";
const NIA = "1.2.250.1.213.1.4.9";
const INS = { matricule: "277076322082910", oid: NIR };
const FILE: FilePatient = {
  ins: INS,
  traits: {
    birthName: "D'ARTAGNAN-LEGRAND",
    birthGivenNames: ["ZOE", "MARIE-LOUISE"],
    firstBirthGivenName: "ZOE",
    birthDate: "1977-07-14",
    sex: "F",
    birthPlace: "63220",
  },
};
const DOCUMENT: DocumentPatient = {
  ins: INS,
  birthName: "d’Artagnan Legrand",
  birthGivenNames: "Zoé Marie Louise",
  firstBirthGivenName: "Zoé",
  sex: "F",
  birthDate: "1977-07-14",
  birthPlace: "63220",
};
const WITHOUT: DocumentPatient = { ...DOCUMENT, ins: null };
const NOTHING: DocumentPatient = {
  ins: null,
  birthName: null,
  birthGivenNames: null,
  firstBirthGivenName: null,
  sex: null,
  birthDate: null,
  birthPlace: null,
};

describe("whose document it is", () => {
  it("is somebody else's when the INS differs, even by its OID alone, whatever the traits say", () => {
    expect(compareIdentity({ ...DOCUMENT, ins: { ...INS, oid: NIA } }, FILE)).toEqual({
      verdict: "other",
      differing: ["ins"],
      missing: [],
    });
    expect(compareIdentity({ ...NOTHING, ins: { matricule: "279035121518989", oid: NIR } }, FILE).verdict).toBe("other");
  });

  it.each<[keyof DocumentPatient, string]>([
    ["birthName", "LEGRAND"],
    ["firstBirthGivenName", "LEA"],
    ["birthDate", "1977-07-15"],
    ["birthDate", "1978"],
    ["sex", "M"],
    ["birthPlace", "63221"],
  ])("is somebody else's without an INS when %s is %s", (field, value) => {
    const names = field === "firstBirthGivenName" ? { birthGivenNames: null } : {};
    expect(compareIdentity({ ...WITHOUT, ...names, [field]: value }, FILE)).toMatchObject({
      verdict: "other",
      differing: [field],
    });
  });

  it.each<keyof DocumentPatient>(["birthName", "birthDate", "sex"])("cannot be told without an INS nor %s", (field) => {
    expect(compareIdentity({ ...WITHOUT, [field]: null }, FILE)).toEqual({
      verdict: "unknown",
      differing: [],
      missing: ["ins", field],
    });
  });

  it("cannot be told by a year of birth alone, nor by a sex that is not known", () => {
    expect(compareIdentity({ ...WITHOUT, birthDate: "1977" }, FILE).verdict).toBe("unknown");
    expect(compareIdentity({ ...WITHOUT, sex: "UN" }, FILE).verdict).toBe("unknown");
    expect(compareIdentity(WITHOUT, { ...FILE, traits: { ...FILE.traits, sex: "I" } }).verdict).toBe("unknown");
  });

  it("is the patient's by equal traits, accents, case and hyphens aside, birth place known or not", () => {
    expect(compareIdentity(WITHOUT, FILE).verdict).toBe("traits");
    expect(compareIdentity({ ...WITHOUT, firstBirthGivenName: null }, FILE).verdict).toBe("traits");
    expect(compareIdentity({ ...WITHOUT, birthPlace: null }, FILE).verdict).toBe("traits");
    expect(compareIdentity(DOCUMENT, { ...FILE, ins: null, traits: { ...FILE.traits, birthPlace: "99999" } }).verdict).toBe(
      "traits",
    );
  });

  it("is the patient's by a former INS, and by no other", () => {
    const history = [{ number: "1770763220829", key: null, oid: NIA, from: null, to: null }];
    const former = { matricule: "177076322082915", oid: NIA };
    expect(compareIdentity({ ...DOCUMENT, ins: former }, { ...FILE, insHistory: history }).verdict).toBe("same");
    expect(compareIdentity({ ...DOCUMENT, ins: { ...former, oid: NIR } }, { ...FILE, insHistory: history }).verdict).toBe(
      "other",
    );
    const keyed = [{ number: "1770763220829", key: "16", oid: NIA, from: null, to: null }];
    expect(compareIdentity({ ...DOCUMENT, ins: former }, { ...FILE, insHistory: keyed }).verdict).toBe("other");
  });
});

describe("an INS that is the patient's", () => {
  it.each<[keyof DocumentPatient, string]>([
    ["birthName", "LEGRAND"],
    ["firstBirthGivenName", "LEA"],
    ["birthDate", "1977-07-15"],
    ["birthDate", "1978"],
    ["sex", "M"],
  ])("is contradicted when %s is %s", (field, value) => {
    const names = field === "firstBirthGivenName" ? { birthGivenNames: null } : {};
    expect(compareIdentity({ ...DOCUMENT, ...names, [field]: value }, FILE)).toMatchObject({
      verdict: "contradicts",
      differing: [field],
    });
  });

  it("is contradicted by no birth place, nothing that is not said, and no used name in place of the birth name", () => {
    expect(compareIdentity({ ...DOCUMENT, birthPlace: "75056" }, FILE).verdict).toBe("same");
    expect(compareIdentity({ ...NOTHING, ins: INS, birthDate: "1977" }, FILE).verdict).toBe("same");
    const used = { ...DOCUMENT, birthName: "Épouse", birthGivenNames: "LILI", firstBirthGivenName: null };
    expect(compareIdentity(used, FILE).verdict).toBe("contradicts");
    expect(compareIdentity(used, { ...FILE, usedName: "EPOUSE", usedGivenName: "Lili" }).verdict).toBe("same");
  });

  it("with another INS is nobody's, unless the patient was known under it, or it has the same number", () => {
    const former = { matricule: "177076322082915", oid: NIA };
    const history = [{ number: "1770763220829", key: null, oid: NIA, from: null, to: null }];
    const both = { ...DOCUMENT, otherIns: [former] };
    expect(compareIdentity(both, FILE).verdict).toBe("several");
    expect(compareIdentity({ ...both, ins: former, otherIns: [INS] }, FILE).verdict).toBe("several");
    expect(compareIdentity(both, { ...FILE, ins: null }).verdict).toBe("several");
    expect(compareIdentity(both, { ...FILE, insHistory: history }).verdict).toBe("same");
    expect(compareIdentity({ ...both, ins: former, otherIns: [INS] }, { ...FILE, insHistory: history }).verdict).toBe("same");
    expect(compareIdentity({ ...DOCUMENT, otherIns: [{ ...INS, oid: "1.2.250.1.213.1.4.10" }] }, FILE).verdict).toBe("same");
  });
});

describe("properties", () => {
  const text = fc.option(fc.constantFrom("ZOE", "Zoé", "LEA", "D'ARTAGNAN-LEGRAND", "", "MARTIN"), { nil: null });
  const ins = fc.option(
    fc.record({ matricule: fc.constantFrom(INS.matricule, "279035121518989"), oid: fc.constantFrom(NIR, NIA) }),
    {
      nil: null,
    },
  );
  const document: fc.Arbitrary<DocumentPatient> = fc.record({
    ins,
    birthName: text,
    birthGivenNames: text,
    firstBirthGivenName: text,
    sex: fc.constantFrom("M", "F", "UN", null),
    birthDate: fc.constantFrom("1977-07-14", "1977-07", "1977", "1980-01-01", null),
    birthPlace: fc.constantFrom("63220", "99999", "75056", null),
  });
  const file = fc.record({ ins, traits: fc.constant(FILE.traits) });

  it("two INS alone tell whether it may be the same person, whatever the traits", () => {
    fc.assert(
      fc.property(document, file, (ours, theirs) => {
        const { verdict } = compareIdentity(ours, theirs);
        if (ours.ins === null || theirs.ins === null) expect(verdict).not.toBe("same");
        else {
          const one = ours.ins.matricule === theirs.ins.matricule && ours.ins.oid === theirs.ins.oid;
          expect(one ? ["same", "contradicts"] : ["other"]).toContain(verdict);
        }
      }),
    );
  });

  it("a difference is never hidden, and nothing is both different and missing", () => {
    fc.assert(
      fc.property(document, file, (ours, theirs) => {
        const { verdict, differing, missing } = compareIdentity(ours, theirs);
        if (verdict === "other") expect(differing.length).toBeGreaterThan(0);
        if (verdict === "traits" || verdict === "unknown") expect(differing).toEqual([]);
        expect(differing.filter((field) => missing.includes(field))).toEqual([]);
      }),
    );
  });

  it("saying less never turns a stranger into the patient", () => {
    const fields = ["birthName", "sex", "birthDate"] as const;
    fc.assert(
      fc.property(document, file, fc.constantFrom(...fields), (ours, theirs, field) => {
        fc.pre(ours.ins === null || theirs.ins === null);
        if (compareIdentity({ ...ours, [field]: null }, theirs).verdict === "traits") throw new Error(`traits without ${field}`);
      }),
    );
  });
});
