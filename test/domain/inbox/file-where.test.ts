import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentPatient } from "../../../src/domain/document/compare-identity.js";
import { OIDS } from "../../../src/domain/identity/matricule.js";
import { decideFiling, type LocalFile } from "../../../src/domain/inbox/file-where.js";
import { documentOf, fileOf, MISS_NAMES, nearMiss, type Person, person } from "./near-misses.js";

const SANDBOX = { environment: "sandbox", sender: "professional" } as const;

/** As a clerk with a pen would compare, written without the code under test: letters only, capitals, no accent. */
function letters(text: string | null): string {
  return (text ?? "")
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toUpperCase();
}

/** Nothing but this may be filed by itself. */
function isWithoutDoubt(document: DocumentPatient, file: LocalFile, files: readonly LocalFile[]): boolean {
  // A list that does not say which is the first must be the whole list of the file.
  const given = document.firstBirthGivenName ?? document.birthGivenNames;
  const own = document.firstBirthGivenName === null ? file.traits.birthGivenNames.join(" ") : file.traits.firstBirthGivenName;
  return (
    document.ins !== null &&
    file.ins !== null &&
    `${document.ins.oid}/${document.ins.matricule}` === `${file.ins.oid}/${file.ins.matricule}` &&
    /^\d{15}$/.test(document.ins.matricule) &&
    97 - (Number(document.ins.matricule.slice(0, 13)) % 97) === Number(document.ins.matricule.slice(13)) &&
    (document.otherIns ?? []).length === 0 &&
    file.status === "qualifiee" &&
    !file.attributes.douteuse &&
    !file.attributes.fictive &&
    files.filter((each) => each.ins?.matricule === document.ins?.matricule).length === 1 &&
    !files.some((each) => (each.insHistory ?? []).some(({ number }) => document.ins?.matricule.startsWith(number))) &&
    letters(document.birthName) === letters(file.traits.birthName) &&
    letters(given) === letters(own) &&
    (document.birthGivenNames === null ||
      letters(document.birthGivenNames).startsWith(letters(file.traits.firstBirthGivenName))) &&
    document.birthDate === file.traits.birthDate &&
    document.sex === file.traits.sex &&
    (document.birthPlace === null || file.traits.birthPlace === "99999" || document.birthPlace === file.traits.birthPlace)
  );
}

const JEANNE: Person = {
  ...{ name: "MARTIN", givens: ["JEANNE", "MARIE"], date: "1980-03-12", sex: "F", place: "63220" },
  ...{ matricule: "280036322012350", oid: OIDS.nir },
};

describe("a document is filed by itself", () => {
  it("when the INS is that of a qualified identity and every strict trait is said and equal", () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        fc.pre(one.matricule !== other.matricule);
        const files = [fileOf("P2", other), fileOf("P1", one)];
        const filing = decideFiling({ vouched: true, patient: documentOf(one) }, files, SANDBOX);
        expect(filing).toMatchObject({ certain: true, rule: "ins_qualified", candidate: { patientId: "P1", score: 100 } });
      }),
      { numRuns: 500 },
    );
  });

  it("accents, case, hyphens, an unknown birth place and a shorter list of given names aside", () => {
    const one = { ...JEANNE, name: "DUPONT-MOREL", givens: ["ZOE", "LEA"] };
    const matricule = "280036322012359";
    const key = String(97 - (Number(matricule.slice(0, 13)) % 97)).padStart(2, "0");
    const sure = { ...one, matricule: matricule.slice(0, 13) + key };
    const file = fileOf("P1", sure);
    const variants: Partial<DocumentPatient>[] = [
      { birthName: "Dupont Morel", firstBirthGivenName: "Zoé" },
      { birthPlace: null },
      { birthPlace: "99999" },
      { birthGivenNames: "Zoé" },
      { birthGivenNames: null },
      { firstBirthGivenName: null, birthGivenNames: "Zoé Léa" },
      { birthGivenNames: "ZOE LEA ANNE" },
    ];
    for (const change of variants) {
      const filing = decideFiling({ vouched: true, patient: { ...documentOf(sure), ...change } }, [file], SANDBOX);
      expect([filing.certain, filing.rule], JSON.stringify(change)).toEqual([true, "ins_qualified"]);
    }
  });
});

describe("nobody is filed into the wrong patient", () => {
  it("10 000 near misses: nothing is filed by itself, and every kind of them was met", () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(nearMiss, ({ name, document, files, environment, vouched, sender = "professional" }) => {
        met.set(name, (met.get(name) ?? 0) + 1);
        const filing = decideFiling({ patient: document, vouched: vouched ?? true }, files, {
          environment: environment ?? "sandbox",
          sender,
        });
        expect(filing.certain, name).toBe(false);
      }),
      { numRuns: 10_000 },
    );
    expect([...met.keys()].sort()).toEqual([...MISS_NAMES].sort());
  });

  it("whatever is filed by itself, a clerk who compares everything would file there too", () => {
    const field = <T>(value: T, others: readonly T[]) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, fc.constantFrom(...others));
    const mixed = fc.tuple(person, person).chain(([one, other]) =>
      fc.record({
        files: fc.constantFrom(
          [fileOf("P1", one)],
          [fileOf("P1", one), fileOf("P2", other)],
          [fileOf("P1", one), fileOf("P2", { ...other, matricule: one.matricule })],
          [fileOf("P1", one, { status: "recuperee" }), fileOf("P2", other)],
        ),
        document: fc.record<DocumentPatient>({
          ins: field(documentOf(one).ins, [documentOf(other).ins, null]),
          otherIns: field([], [[{ matricule: other.matricule, oid: other.oid }]]),
          birthName: field<string | null>(one.name, [other.name, null, one.name.toLowerCase(), `${one.name}S`]),
          birthGivenNames: field<string | null>(one.givens.join(" "), [other.givens.join(" "), null, one.givens[0] ?? ""]),
          firstBirthGivenName: field<string | null>(one.givens[0] ?? null, [
            other.givens[0] ?? null,
            null,
            one.givens.at(-1) ?? null,
          ]),
          sex: field<string | null>(one.sex, [other.sex, null, "UN"]),
          birthDate: field<string | null>(one.date, [other.date, null, one.date.slice(0, 7)]),
          birthPlace: field<string | null>(one.place, [other.place, null, "99999"]),
        }),
      }),
    );
    const wrong: string[] = [];
    let filed = 0;
    fc.assert(
      fc.property(mixed, ({ document, files }) => {
        const filing = decideFiling({ patient: document, vouched: true }, files, SANDBOX);
        if (!filing.certain) return;
        filed += 1;
        const file = files.find(({ patientId }) => patientId === filing.candidate.patientId);
        const place = document.birthPlace === "99999" ? { ...document, birthPlace: null } : document;
        if (file === undefined || !isWithoutDoubt(place, file, files)) wrong.push(JSON.stringify({ document, file }));
      }),
      { numRuns: 10_000 },
    );
    expect(wrong).toEqual([]);
    // The property says something only if things are filed.
    expect(filed).toBeGreaterThan(500);
  });
});

describe("what is not certain says why", () => {
  const sure = (() => {
    const number = JEANNE.matricule.slice(0, 13);
    return { ...JEANNE, matricule: number + String(97 - (Number(number) % 97)).padStart(2, "0") };
  })();
  const cases: readonly [string, Partial<DocumentPatient>, readonly LocalFile[]][] = [
    ["ins_traits_differ", { birthDate: "1980-03-13" }, [fileOf("P1", sure)]],
    ["ins_not_qualified", {}, [fileOf("P1", sure, { status: "recuperee" })]],
    ["ins_not_qualified", {}, [fileOf("P1", sure, { status: "validee", ins: null })]],
    ["ins_unknown", {}, []],
    ["ins_absent", { ins: null }, [fileOf("P1", sure)]],
    ["ins_incomplete", { sex: null }, [fileOf("P1", sure)]],
    ["several_patients", {}, [fileOf("P1", sure), fileOf("P2", sure)]],
  ];
  it.each(cases)("%s", (rule, change, files) => {
    const filing = decideFiling({ vouched: true, patient: { ...documentOf(sure), ...change } }, files, SANDBOX);
    expect([filing.certain, filing.rule]).toEqual([false, rule]);
  });

  it("who sent it, or that nothing vouches for it: the candidates are given all the same", () => {
    const files = [fileOf("P1", sure)];
    const patient = documentOf(sure);
    const rules = [
      decideFiling({ patient, vouched: true }, files, { ...SANDBOX, sender: "other" }),
      decideFiling({ patient, vouched: true }, files, { ...SANDBOX, sender: "patient" }),
      decideFiling({ patient, vouched: false }, files, SANDBOX),
      decideFiling({ patient }, files, SANDBOX),
    ];
    const expected = ["sender_not_professional", "sender_not_professional", "not_verified", "not_verified"];
    expect(rules.map(({ rule }) => rule)).toEqual(expected);
    for (const filing of rules) expect(filing).toMatchObject({ certain: false, candidates: [{ patientId: "P1", score: 100 }] });
  });

  it("a test INS in production proposes nobody", () => {
    const test = { ...sure, oid: OIDS.nirTest };
    const filing = decideFiling({ vouched: true, patient: documentOf(test) }, [fileOf("P1", test)], {
      ...SANDBOX,
      environment: "production",
    });
    expect(filing).toEqual({ certain: false, rule: "ins_test", candidates: [] });
    expect(decideFiling({ vouched: true, patient: documentOf(test) }, [fileOf("P1", test)], SANDBOX).certain).toBe(true);
  });

  it("the likeliest comes first, its matricule masked", () => {
    const near = fileOf("P1", { ...sure, matricule: "1".repeat(15) }, { ins: null, status: "provisoire" });
    const far = fileOf("P2", { ...sure, name: "AUTRE", date: "1990-01-01" }, { ins: null, status: "provisoire" });
    const filing = decideFiling({ vouched: true, patient: documentOf(sure) }, [far, near], SANDBOX);
    if (filing.certain) throw new Error("certain");
    expect(filing.candidates.map(({ patientId }) => patientId)).toEqual(["P1", "P2"]);
    expect(JSON.stringify(filing)).not.toContain(sure.matricule);
  });

  it("a message that names nobody has the patient of its clue as a proposal only", () => {
    const clue = { rule: "patient_address", ins: { matricule: sure.matricule, oid: sure.oid } } as const;
    const filing = decideFiling({ patient: null }, [fileOf("P1", sure)], { ...SANDBOX, clue });
    expect(filing).toMatchObject({ certain: false, rule: "patient_address", candidates: [{ patientId: "P1" }] });
    expect(decideFiling({ patient: null }, [], SANDBOX)).toMatchObject({ certain: false, rule: "none" });
  });
});
