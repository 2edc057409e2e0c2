import { describe, expect, it } from "vitest";
import type { DirectoryMailbox } from "../../../src/domain/professional/entry.js";
import { isNamedInFull } from "../../../src/domain/professional/named-in-full.js";

const mailbox = (change: Partial<DirectoryMailbox> = {}): DirectoryMailbox => ({
  ...{
    address: "a@b.mssante.fr",
    type: "PER",
    rpps: "10000000001",
    familyName: "LE GALL",
    givenName: "Anne-Marie",
    civility: null,
  },
  ...{ profession: { code: "10", label: "Médecin" }, speciality: { code: "SM04", label: "Cardiologie" }, service: null },
  ...{
    structure: { id: null, name: "CABINET MARTIN" },
    postcode: "29200",
    city: "Saint-Renan",
    department: "29",
    paperless: null,
  },
  ...change,
});

describe("a mailbox is named in full", () => {
  it.each(["le gall", "LEGALL anne-marie", "anne le gall", "le gall cardio", "le gall saint-renan 29200", "810000000001"])(
    "by %s",
    (text) => expect(isNamedInFull(mailbox(), text)).toBe(true),
  );

  it.each([
    ["the start of the name", "legal"],
    ["a part of the name", "gall"],
    ["a given name alone", "anne"],
    ["the start of the given name", "le gall ann"],
    ["a place alone", "saint-renan"],
    ["what it does", "cardiologie 29200"],
    ["where somebody else gave their name", "martin"],
    ["nothing", ""],
  ])("not by %s", (_, text) => expect(isNamedInFull(mailbox(), text)).toBe(false));

  it("by its structure when it is nobody's", () => {
    const team = mailbox({
      type: "ORG",
      rpps: null,
      familyName: null,
      givenName: null,
      structure: { id: null, name: "CHU de Brest" },
    });
    expect(isNamedInFull(team, "chu de brest")).toBe(true);
    expect(isNamedInFull(team, "chu")).toBe(false);
  });
});
