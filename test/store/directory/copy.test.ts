import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { directoryMatch, directoryTerms } from "../../../src/domain/professional/directory-terms.js";
import type { DirectoryMailbox, DirectoryQuery } from "../../../src/domain/professional/entry.js";
import { openDirectoryCopy } from "../../../src/store/directory/copy.js";
import { encodePostings, RowSet } from "../../../src/store/directory/postings.js";
import { mailbox } from "../../support/mailbox.js";
import { tempFolder } from "../support.js";

const FROM = { extractedAt: "2026-11-24T08:15:00.000Z", importedAt: "2026-11-25T09:00:00.000Z", sha256: () => "ab" };

async function* from(items: readonly DirectoryMailbox[]): AsyncGenerator<DirectoryMailbox> {
  yield* items;
}

function tempCopy(path = join(tempFolder(), "annuaire.db")) {
  const copy = openDirectoryCopy(path);
  onTestFinished(() => copy.close());
  return { path, copy };
}

describe("the offline copy", () => {
  it("is nothing, and finds nothing, before the first import", async () => {
    const { copy } = tempCopy();
    expect(await copy.info()).toBeNull();
    expect(await copy.search({ text: "dupont", limit: 5 })).toEqual({ items: [], truncated: false });
  });

  it("gives back what was imported, whole, to another process too", async () => {
    const whole = mailbox({
      address: "a@b.mssante.fr",
      type: "ORG",
      structure: { id: "1770816478", name: "CENTRE" },
      service: "Accueil",
      profession: { code: "10", label: "Médecin" },
      paperless: false,
      department: "2A",
    });
    const { copy, path } = tempCopy();
    expect(await copy.import(from([whole]), FROM)).toEqual({ mailboxes: 1, duplicates: 0 });
    const { copy: other } = tempCopy(path);
    expect((await other.search({ department: "2a", limit: 5 })).items).toEqual([whole]);
    expect(await other.info()).toEqual({
      mailboxes: 1,
      extractedAt: FROM.extractedAt,
      importedAt: FROM.importedAt,
      sha256: "ab",
    });
  });

  it("merges the lines of one address, and finds it by what each said", async () => {
    const { copy } = tempCopy();
    const lines = [
      mailbox({ address: "a@b.mssante.fr", familyName: "DUPONT" }),
      mailbox({ address: "z@b.mssante.fr", familyName: "DUPONT" }),
      mailbox({ address: "a@b.mssante.fr", familyName: "AUTRE", city: "BREST" }),
    ];
    expect(await copy.import(from(lines), FROM)).toEqual({ mailboxes: 2, duplicates: 1 });
    expect((await copy.search({ city: "brest", limit: 5 })).items).toEqual([{ ...lines[0], city: "BREST" }]);
    expect((await copy.search({ familyName: "autre", limit: 5 })).items).toEqual([]);
    expect(await copy.search({ familyName: "dupont", limit: 2 })).toMatchObject({ truncated: false });
    expect(await copy.search({ familyName: "dupont", limit: 1 })).toMatchObject({ truncated: true });
  });

  it("stays as it was when an import fails half-way, and leaves no file behind", async () => {
    const { copy, path } = tempCopy();
    await copy.import(from([mailbox({ address: "a@b.mssante.fr", familyName: "AVANT" })]), FROM);
    const failing = async function* () {
      yield mailbox({ address: "c@d.mssante.fr", familyName: "APRES" });
      throw new Error("cut");
    };
    await expect(copy.import(failing(), FROM)).rejects.toThrow("cut");
    expect((await copy.search({ familyName: "avant", limit: 5 })).items).toHaveLength(1);
    expect(readdirSync(join(path, ".."))).toEqual(["annuaire.db"]);
  });

  it("serves searches while it is replaced; the last of two imports at once stays", async () => {
    const { copy, path } = tempCopy();
    const { copy: other } = tempCopy(path);
    await copy.import(from([mailbox({ address: "a@b.mssante.fr", familyName: "UN" })]), FROM);
    expect((await other.search({ familyName: "un", limit: 5 })).items).toHaveLength(1);
    const both = ["DEUX", "TROIS"].map((familyName) => mailbox({ address: "a@b.mssante.fr", familyName }));
    await Promise.all([copy.import(from(both.slice(0, 1)), FROM), other.import(from(both.slice(1)), FROM)]);
    const { copy: fresh } = tempCopy(path);
    const [left] = (await fresh.search({ text: "a@b.mssante.fr", limit: 5 })).items;
    expect(both).toContainEqual(left);
    expect(readdirSync(join(path, ".."))).toEqual(["annuaire.db"]);
  });

  it("removes the draft of a process that was killed, not one under way", async () => {
    const { copy, path } = tempCopy();
    const [dead, alive] = [`${path}.0123456789ab.tmp`, `${path}.ba9876543210.tmp`];
    for (const draft of [dead, alive]) writeFileSync(draft, "half");
    utimesSync(dead, new Date(0), new Date(0));
    await copy.import(from([mailbox({ address: "a@b.mssante.fr" })]), FROM);
    expect(readdirSync(join(path, "..")).sort()).toEqual(["annuaire.db", "annuaire.db.ba9876543210.tmp"]);
  });

  it("says of a file that is no copy that it must be imported again, and replaces it", async () => {
    const { copy, path } = tempCopy();
    writeFileSync(path, "this is no database, and long enough to be read as one ".repeat(40));
    await expect(copy.search({ text: "x", limit: 1 })).rejects.toMatchObject({ code: "directory.copy_damaged", kind: "storage" });
    await copy.import(from([mailbox({ address: "a@b.mssante.fr" })]), FROM);
    expect(await copy.info()).toMatchObject({ mailboxes: 1 });
  });

  it("says that its folder cannot be written", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "");
    const { copy } = tempCopy(join(folder, "file", "annuaire.db"));
    await expect(copy.import(from([]), FROM)).rejects.toMatchObject({ kind: "storage" });
  });
});

const WORD = fc.constantFrom(
  "DUPONT",
  "Dupond",
  "LE ROY",
  "d'Artagnan",
  "Saint-Louis",
  "ÉLODIE",
  "Élie",
  "Œuvre",
  "MA",
  "Martin",
  "Мария",
  "L'HAY",
);
const CITY = fc.constantFrom("PARIS", "SAINT DENIS", "LES SABLES D'OLONNE", "Pau");
const SKILL = fc.constantFrom(
  { code: "SM04", label: "Cardiologie et maladies vasculaires" },
  { code: "SM54", label: "Médecine générale" },
  { code: "10", label: "Médecin" },
);
const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const MAILBOX = fc.record({
  familyName: nullable(WORD),
  givenName: nullable(WORD),
  city: nullable(CITY),
  profession: nullable(SKILL),
  speciality: nullable(SKILL),
  structure: nullable(fc.record({ id: fc.constant(null), name: nullable(WORD) })),
  service: nullable(WORD),
  postcode: nullable(fc.constantFrom("75011", "97400", "20000")),
  department: nullable(fc.constantFrom("75", "974", "2A")),
  rpps: nullable(fc.constantFrom("10003456789", "10003456780")),
});
const START = fc.tuple(fc.oneof(WORD, CITY), fc.integer({ min: 1, max: 9 })).map(([word, length]) => word.slice(0, length));
const TYPED = fc.oneof(START, START, fc.constantFrom("cardio", "sm0", "méd", "10", "75", "-", "10003456789"));
const QUERY = fc.record(
  {
    text: fc.array(TYPED, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
    familyName: START,
    givenName: START,
    city: START,
    department: fc.constantFrom("75", "974", "2a"),
    speciality: fc.constantFrom("cardio", "médecin", "SM54", "vasc"),
    structure: START,
    rpps: fc.constantFrom("10003456789", "810003456780"),
  },
  { requiredKeys: [] },
);

describe("a search of the copy", () => {
  it("finds what a plain filter of every mailbox finds", async () => {
    const { copy } = tempCopy();
    await fc.assert(
      fc.asyncProperty(
        fc.array(MAILBOX, { maxLength: 30 }),
        fc.array(QUERY, { minLength: 1, maxLength: 8 }),
        async (parts, queries) => {
          const all = parts.map((each, index) => mailbox({ ...each, address: `b${index}@c.mssante.fr` }));
          await copy.import(from(all), FROM);
          for (const criteria of queries) {
            const query: DirectoryQuery = { ...criteria, limit: 100 };
            const terms = directoryTerms(query);
            const expected = terms.length === 0 ? [] : all.filter((each) => directoryMatch(each, terms));
            const found = (await copy.search(query)).items;
            expect(found.map(({ address }) => address).sort()).toEqual(expected.map(({ address }) => address).sort());
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("lists of mailboxes", () => {
  it("are read as they were written", () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const sorted = [...one].sort((a, b) => a - b);
        const rows = new RowSet(3_000_000);
        rows.addPostings(encodePostings(sorted));
        expect([...rows.numbers()]).toEqual(sorted);
        const others = new RowSet(3_000_000);
        for (const id of other) others.add(id);
        rows.keep(others);
        expect([...rows.numbers()]).toEqual(sorted.filter((id) => other.includes(id)));
      }),
      { numRuns: 30 },
    );
  });
});
