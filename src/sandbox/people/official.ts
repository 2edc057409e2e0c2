import { matriculeKey, OIDS } from "../../domain/identity/matricule.js";
import type { InsHistoryEntry } from "../../domain/identity/types.js";
import type { Person } from "./person.js";

function person(parts: Omit<Person, "key" | "oid" | "history"> & Partial<Pick<Person, "key" | "oid" | "history">>): Person {
  return { key: matriculeKey(parts.number), oid: OIDS.nir, history: [], ...parts };
}

function past(number: string, key: string, from: string | null = null, to: string | null = null): InsHistoryEntry {
  return { number, key, oid: OIDS.nir, from, to };
}

/**
 * The people of the INSi qualification base and of the CNDA tests, as insi.md §4 records them. The wrong keys of HERMANN
 * (TEST 2.08, case 2) and the inverted dates of ECETINSI (TEST 2.04) are the official ones and must stay.
 */
export const OFFICIAL_PEOPLE: readonly Person[] = [
  person({
    birthName: "ADRUN",
    givenNames: ["ZOE"],
    sex: "F",
    birthDate: "1975-12-31",
    birthPlace: "63220",
    number: "2751263220749",
  }),
  person({
    birthName: "CORSE",
    givenNames: ["ANTHONY"],
    sex: "M",
    birthDate: "1980-03-02",
    birthPlace: "2B020",
    number: "180032B020401",
    history: [past("180032B020401", "23")],
  }),
  person({
    birthName: "HERMANN",
    givenNames: ["GATIEN"],
    sex: "M",
    birthDate: "1981-03-24",
    birthPlace: "63220",
    number: "1810363220456",
    key: "60",
    history: [past("1810363220456", "60"), past("2810363220456", "10")],
  }),
  person({
    birthName: "ECETINSI",
    givenNames: ["PIERRE-ALAIN", "MURIEL", "FLORIANT"],
    sex: "M",
    birthDate: "2009-07-14",
    birthPlace: "63220",
    number: "1090763220834",
    history: [past("2090763220834", "39", "2019-03-01", "2019-02-28")],
  }),
  person({
    birthName: "PROVISOIRE",
    givenNames: ["MATRICULE"],
    sex: "M",
    birthDate: "2009-07-01",
    birthPlace: "63220",
    number: "1090763220888",
    oid: OIDS.nia,
  }),
  person({
    birthName: "NESSI",
    givenNames: ["MICHELANGELO", "ANTHONY"],
    sex: "M",
    birthDate: "2010-08-07",
    birthPlace: "63220",
    number: "1100863220830",
  }),
  person({
    birthName: "NESSI",
    givenNames: ["RUTH"],
    sex: "F",
    birthDate: "1977-07-14",
    birthPlace: "63220",
    number: "2770763220829",
  }),
  person({
    birthName: "TCHITCHI",
    givenNames: ["CATARINA", "BELLA"],
    sex: "F",
    birthDate: "1936-06-21",
    birthPlace: "63220",
    number: "2360663220836",
  }),
  person({
    birthName: "ADRTROIS",
    givenNames: ["DOMINIQUE"],
    sex: "F",
    birthDate: "1997-02-26",
    birthPlace: "2A020",
    number: "297022A020778",
  }),
  person({
    birthName: "ADRTROIS",
    givenNames: ["TOUSSAINT"],
    sex: "M",
    birthDate: "1960-01-01",
    birthPlace: "2B020",
    number: "160012B020777",
  }),
  person({
    birthName: "ADRDEUX",
    givenNames: ["LAURENT"],
    sex: "M",
    birthDate: "1981-01-01",
    birthPlace: "63220",
    number: "1810163220751",
  }),
  // DE VINCI LEONARDO answers 02: two people whom no trait tells apart. Their matricules are ours, no answer shows them.
  person({
    birthName: "DE VINCI",
    givenNames: ["LEONARDO"],
    sex: "M",
    birthDate: "2014-02-01",
    birthPlace: "63220",
    number: "1140263220801",
  }),
  person({
    birthName: "DE VINCI",
    givenNames: ["LEONARDO"],
    sex: "M",
    birthDate: "2014-02-01",
    birthPlace: "63220",
    number: "1140263220802",
  }),
];

/** Traits to ask for, with what INSi answers at each call of the plan of insi.md §3.4. */
export interface OfficialCase {
  readonly birthName: string;
  readonly givenNames: readonly string[];
  readonly sex: "M" | "F";
  readonly birthDate: string;
  /** `<Prenom>` of each call, with its CodeCR. */
  readonly calls: readonly (readonly [givenName: string, code: "00" | "01" | "02"])[];
}

/** The identities that are not in the base but whose answer is recorded, and the one that is under other given names. */
const RECORDED_CASES: readonly OfficialCase[] = [
  {
    birthName: "TCHITCHI",
    givenNames: ["OLA", "CATARINA", "BELLA"],
    sex: "F",
    birthDate: "1936-06-21",
    calls: [
      ["OLA", "01"],
      ["CATARINA", "00"],
    ],
  },
  {
    birthName: "HOUILLES",
    givenNames: ["PIERRE", "PAUL", "JACQUES"],
    sex: "M",
    birthDate: "1993-01-27",
    calls: [
      ["PIERRE", "01"],
      ["PAUL", "01"],
      ["JACQUES", "01"],
      ["PIERRE PAUL JACQUES", "01"],
    ],
  },
  // Named by the GIE kit's demonstration without any recorded answer: nobody here.
  { birthName: "PATB-QUATRE", givenNames: ["LAURENCE"], sex: "F", birthDate: "1907-05-25", calls: [["LAURENCE", "01"]] },
];

/** Every official identity with its recorded outcome (insi.md §4). */
export function officialCases(): readonly OfficialCase[] {
  const cases: OfficialCase[] = [...RECORDED_CASES];
  const seen = new Set<string>(["TCHITCHI"]);
  for (const { birthName, givenNames, sex, birthDate } of OFFICIAL_PEOPLE) {
    const name = `${birthName} ${givenNames.join(" ")}`;
    if (seen.has(birthName) || seen.has(name)) continue;
    seen.add(name);
    cases.push({ birthName, givenNames, sex, birthDate, calls: [[givenNames[0] ?? "", birthName === "DE VINCI" ? "02" : "00"]] });
  }
  return cases;
}
