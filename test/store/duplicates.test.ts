import { describe, expect, test } from "vitest";
import { patient, tempStore } from "./support.js";

describe("duplicates", () => {
  async function groups(...people: ReturnType<typeof patient>[]): Promise<string[][]> {
    const store = tempStore();
    await store.patients.save({ inserts: people });
    const found: string[][] = [];
    for await (const group of store.patients.duplicateGroups()) found.push(group.map(({ id }) => id));
    return found;
  }
  const birthName = (name: string, rest: Parameters<typeof patient>[0] = {}) => patient({ birthName: name, ...rest });

  test("same date, sex, given name and a name that sounds alike", async () => {
    expect(await groups(birthName("LEFEVRE"), birthName("LEFEBVRE"), birthName("DURAND"), birthName("LE FEVRE"))).toEqual([
      ["P1", "P2", "P4"],
    ]);
    const given = (name: string) => patient({ birthGivenNames: [name] });
    expect(await groups(given("SOPHIE"), given("SOFIE"), given("SYLVIE"))).toEqual([["P1", "P2"]]);
  });

  test("a woman filed under each of her names, linked by a third file", async () => {
    const [maiden, married] = [birthName("MARTIN"), birthName("DURAND")];
    const both = { ...birthName("MARTIN"), usedName: "Durand" };
    expect(await groups(maiden, birthName("PETIT"), married, both)).toEqual([["P1", "P3", "P4"]]);
  });

  test("twins, other dates and other sexes are not duplicates", async () => {
    expect(
      await groups(
        patient({ birthGivenNames: ["JEANNE"] }),
        patient({ birthGivenNames: ["LOUISE"] }),
        patient({ birthDate: "1980-03-13" }),
        patient({ sex: "M" }),
      ),
    ).toEqual([]);
  });

  test("one matricule in two files of one date, whatever the names", async () => {
    const ins = { matricule: "280036322000123", oid: "1.2.250.1.213.1.4.10" };
    const withIns = (name: string) => {
      const base = birthName(name, { birthGivenNames: [name] });
      return { ...base, identity: { ...base.identity, ins } };
    };
    expect(await groups(withIns("MARTIN"), withIns("DURAND"), birthName("PETIT"))).toEqual([["P1", "P2"]]);
  });

  test("groups come date by date over more dates than one reading", async () => {
    const day = (index: number) => new Date(Date.UTC(1950, 0, 1 + index)).toISOString().slice(0, 10);
    const people = Array.from({ length: 250 }, (_, index) => [
      patient({ birthDate: day(index) }),
      patient({ birthDate: day(index) }),
    ]);
    const found = await groups(...people.flat());
    expect(found).toEqual(Array.from({ length: 250 }, (_, index) => [`P${2 * index + 1}`, `P${2 * index + 2}`]));
  });
});
