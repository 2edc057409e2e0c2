import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameKey, searchTokens } from "../../src/domain/identity/search-tokens.js";
import type { NewPatient, Patient } from "../../src/domain/patient.js";
import type { Store } from "../../src/store/open.js";
import type { NameField, PatientQuery } from "../../src/store/patients.port.js";
import { failure, patient, tempStore } from "./support.js";

const names = (...tokens: string[]): PatientQuery => ({ names: tokens.map((token) => ({ field: "any", token })) });
const field = (name: NameField, token: string): PatientQuery => ({ names: [{ field: name, token }] });

async function found(store: Store, query: PatientQuery): Promise<string[]> {
  return (await store.patients.search(query, { limit: 200 })).items.map(({ id }) => id);
}

/** Every page, checking on the way that none is cut and none repeated. */
async function everyPage(store: Store, query: PatientQuery, limit: number): Promise<{ ids: string[]; orders: Set<string> }> {
  const ids: string[] = [];
  const orders = new Set<string>();
  let after: string | undefined;
  do {
    const page = await store.patients.search(query, { limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    orders.add(page.order);
    if (page.next !== null) expect(page.items).toHaveLength(limit);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return { ids, orders };
}

describe("names", () => {
  test("are found whatever their accents, hyphens, apostrophes and ligatures", async () => {
    const store = tempStore();
    const people = ["CŒUR", "N'DIAYE", "LE GALL", "ŁUKASZ", "SAINT-JEAN"].map((birthName) => patient({ birthName }));
    await store.patients.save({ inserts: people });
    for (const [token, id] of [
      ["coeur", "P1"],
      ["ndiaye", "P2"],
      ["legall", "P3"],
      ["gall", "P3"],
      ["lukasz", "P4"],
      ["saintj", "P5"],
    ]) {
      expect(await found(store, names(token ?? "")), token).toEqual([id]);
    }
  });

  test("all terms must hold, each as the start of a name", async () => {
    const store = tempStore();
    await store.patients.save({
      inserts: [
        patient({ birthName: "MARTIN", birthGivenNames: ["JEANNE", "MARIE"] }),
        patient({ birthName: "MARTINEZ", birthGivenNames: ["JEAN"] }),
        patient({ birthName: "JEAN", birthGivenNames: ["MARTIN"] }),
        patient({ birthName: "SMARTIN", birthGivenNames: ["JEANNE"] }),
      ],
    });
    expect(await found(store, names("martin", "jean"))).toEqual(["P3", "P1", "P2"]);
    expect(await found(store, names("martine"))).toEqual(["P2"]);
    expect(await found(store, names("martin", "marie"))).toEqual(["P1"]);
    expect(await found(store, names("martin", "zoe"))).toEqual([]);
  });

  test("each field looks where it says", async () => {
    const store = tempStore();
    const birth = { birthName: "NAISSANCE", birthGivenNames: ["PRENOM", "SECOND"], firstBirthGivenName: "PRENOM" };
    await store.patients.save({ inserts: [patient(birth, { usedName: "Usage", usedGivenName: "Habituel" })] });
    const where: Record<NameField, readonly string[]> = {
      any: ["naissance", "prenom", "second", "usage", "habituel"],
      name: ["naissance", "usage"],
      givenName: ["prenom", "second", "habituel"],
      usedName: ["usage"],
      usedGivenName: ["habituel"],
      birthName: ["naissance"],
      birthGivenName: ["prenom", "second"],
    };
    for (const [name, tokens] of Object.entries(where) as [NameField, readonly string[]][]) {
      for (const token of where.any) {
        expect(await found(store, field(name, token)), `${name} ${token}`).toEqual(tokens.includes(token) ? ["P1"] : []);
      }
    }
  });

  test("characters of the query language are only characters", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient()] });
    for (const token of ['"', "*", "a OR b", "used:", "n'", "(", "^martin", "-", 'martin" OR "x', "MARTIN"]) {
      expect(await found(store, names(token))).toEqual([]);
    }
    expect(await found(store, names(""))).toEqual(["P1"]);
  });
});

describe("exact parts", () => {
  test("birth date, matricule, file number, alone and with names", async () => {
    const store = tempStore();
    const ins = { matricule: "280036322000123", oid: "1.2.250.1.213.1.4.10" };
    const known = patient({ birthName: "DURAND" });
    await store.patients.save({
      inserts: [
        patient({}, { fileNumber: "D1" }),
        { ...known, identity: { ...known.identity, ins } },
        patient({ birthDate: "1950-01-01" }),
      ],
    });
    const birthDate = "1980-03-12";
    expect(await found(store, { names: [], birthDate })).toEqual(["P2", "P1"]);
    expect(await found(store, { ...names("mart"), birthDate })).toEqual(["P1"]);
    expect(await found(store, { ...names("mart"), birthDate: "1950-01-01" })).toEqual(["P3"]);
    expect(await found(store, { names: [], matricule: ins.matricule })).toEqual(["P2"]);
    expect(await found(store, { ...names("martin"), matricule: ins.matricule })).toEqual([]);
    expect(await found(store, { names: [], fileNumber: "D1" })).toEqual(["P1"]);
    expect(await found(store, { names: [], fileNumber: "D1", matricule: ins.matricule })).toEqual([]);
  });
});

describe("order and pages", () => {
  test("a small answer is sorted whole by birth name, given name, then id, over its pages", async () => {
    const store = tempStore();
    const traits = [
      ["MARTINEZ", "ALINE"],
      ["MARTIN", "ZOE"],
      ["MARTIN", "ALINE"],
      ["MARTIN-DUPONT", "ALINE"],
      ["MARTIN", "ALINE"],
    ];
    await store.patients.save({
      inserts: traits.map(([birthName = "", given = ""]) => patient({ birthName, birthGivenNames: [given] })),
    });
    expect(await everyPage(store, names("martin"), 2)).toEqual({
      ids: ["P3", "P5", "P2", "P4", "P1"],
      orders: new Set(["name"]),
    });
  });

  test("200 answers are still sorted, 201 come in file order, none lost or repeated", async () => {
    const store = tempStore();
    const people = Array.from({ length: 200 }, (_, index) => patient({ birthName: `M${"ZYXWV"[index % 5]}` }));
    await store.patients.save({ inserts: people });
    const sorted = await everyPage(store, names("m"), 30);
    expect(sorted.orders).toEqual(new Set(["name"]));
    expect(new Set(sorted.ids).size).toBe(200);
    await store.patients.save({ inserts: [patient({ birthName: "MA" })] });
    const inFile = await everyPage(store, names("m"), 30);
    expect(inFile.orders).toEqual(new Set(["file"]));
    expect(inFile.ids).toEqual(Array.from({ length: 201 }, (_, index) => `P${index + 1}`));
    expect((await everyPage(store, names(), 201)).ids).toHaveLength(201);
  });

  test("a sorted answer goes on sorted when patients are added between two pages", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: ["B", "D", "F"].map((birthName) => patient({ birthName })) });
    const first = await store.patients.search(names(), { limit: 2 });
    expect(first.next).not.toBeNull();
    await store.patients.save({
      inserts: Array.from({ length: 300 }, () => patient({ birthName: "E" })).concat(patient({ birthName: "A" })),
    });
    const second = await store.patients.search(names(), { limit: 400, after: first.next ?? "" });
    expect(second.order).toBe("name");
    expect(second.items.map(({ birthName }) => birthName)).toEqual([...Array.from({ length: 300 }, () => "E"), "F"]);
  });

  test("a cursor that we did not write is a usage error", async () => {
    const store = tempStore();
    for (const after of ["", "x1", "f", "n0", "f1 OR 1", "f-1"]) {
      expect(await failure(store.patients.search(names(), { limit: 5, after }))).toMatchObject({
        kind: "usage",
        code: "search.cursor",
      });
    }
  });
});

describe("against a search by hand", () => {
  const WORDS = ["MA", "MARIE", "MARTIN", "LE GALL", "N'DIAYE", "LEGAL", "MARTINE", "JEAN-MARIE"];
  const word = fc.constantFrom(...WORDS);
  const person = fc.record({
    birthName: word,
    given: fc.array(word, { minLength: 1, maxLength: 3 }),
    used: fc.option(word),
    usedGiven: fc.option(word),
    day: fc.constantFrom("1980-01-01", "1980-01-02"),
  });
  const people = fc
    .array(person, { maxLength: 12 })
    .map((list) =>
      list.map(({ birthName, given, used, usedGiven, day }) =>
        patient({ birthName, birthGivenNames: given, birthDate: day }, { usedName: used, usedGivenName: usedGiven }),
      ),
    );
  const token = fc.tuple(
    fc.constantFrom("m", "ma", "mart", "martine", "le", "leg", "legall", "gall", "nd", "jeanmarie", "x"),
    fc.constantFrom<NameField>("any", "usedName", "usedGivenName", "birthName", "birthGivenName", "name", "givenName"),
  );
  const query = fc.record({
    terms: fc.array(token, { maxLength: 3 }),
    birthDate: fc.option(fc.constantFrom("1980-01-01", "1980-01-03"), { nil: undefined }),
  });

  const inFields: Record<NameField, (p: NewPatient) => (string | null)[]> = {
    usedName: (p) => [p.usedName],
    usedGivenName: (p) => [p.usedGivenName],
    birthName: (p) => [p.identity.traits.birthName],
    birthGivenName: (p) => [...p.identity.traits.birthGivenNames, p.identity.traits.firstBirthGivenName],
    name: (p) => [...inFields.usedName(p), ...inFields.birthName(p)],
    givenName: (p) => [...inFields.usedGivenName(p), ...inFields.birthGivenName(p)],
    any: (p) => [...inFields.name(p), ...inFields.givenName(p)],
  };

  test("gives the same patients in the same order", async () => {
    await fc.assert(
      fc.asyncProperty(people, fc.array(query, { minLength: 1, maxLength: 6 }), async (inserts, queries) => {
        const store = tempStore();
        const saved = (await store.patients.save({ inserts })).inserted.filter((entry): entry is Patient => entry !== null);
        for (const { terms, birthDate } of queries) {
          const expected = saved
            .filter((p) => birthDate === undefined || p.identity.traits.birthDate === birthDate)
            .filter((p) =>
              terms.every(([start, where]) =>
                inFields[where](p).some((name) => name !== null && searchTokens(name).some((t) => t.startsWith(start))),
              ),
            )
            .sort((a, b) =>
              sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : Number(a.id.slice(1)) - Number(b.id.slice(1)),
            );
          const asked = { names: terms.map(([start, where]) => ({ token: start, field: where })), birthDate };
          expect(await found(store, asked)).toEqual(expected.map(({ id }) => id));
        }
        await store.close();
      }),
      { numRuns: 25 },
    );
  });

  const sortKey = (p: Patient) => `${nameKey(p.identity.traits.birthName)} ${nameKey(p.identity.traits.firstBirthGivenName)}`;
});
