import fc from "fast-check";
import type { DocumentPatient } from "../../../src/domain/document/compare-identity.js";
import { matriculeKey, OIDS } from "../../../src/domain/identity/matricule.js";
import type { LocalFile } from "../../../src/domain/inbox/file-where.js";
import type { SenderKind } from "../../../src/domain/inbox/received.js";

/** A person, as the civil registry knows them. */
export interface Person {
  readonly name: string;
  readonly givens: readonly string[];
  readonly date: string;
  readonly sex: "M" | "F";
  readonly place: string;
  readonly matricule: string;
  readonly oid: string;
}

const NAMES = ["MARTIN", "LE GALL", "N'DIAYE", "DUPONT-MOREL", "DE LA TOUR", "LEROY", "LEROI", "MARTINEZ"];
const GIVENS = ["JEAN", "JEAN-PIERRE", "PIERRE", "MARIE", "MARIE CLAIRE", "ZOE", "PAUL", "PAULE", "LEA"];

export const person: fc.Arbitrary<Person> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    givens: fc.uniqueArray(fc.constantFrom(...GIVENS), { minLength: 1, maxLength: 3 }),
    year: fc.integer({ min: 1930, max: 2024 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 2, max: 27 }),
    sex: fc.constantFrom("M" as const, "F" as const),
    commune: fc.integer({ min: 1, max: 990 }),
    order: fc.integer({ min: 1, max: 999 }),
  })
  .map(({ name, givens, year, month, day, sex, commune, order }) => {
    const two = (n: number) => String(n).padStart(2, "0");
    const three = (n: number) => String(n).padStart(3, "0");
    const number = `${sex === "M" ? 1 : 2}${two(year % 100)}${two(month)}63${three(commune)}${three(order)}`;
    return {
      ...{ name, givens, date: `${year}-${two(month)}-${two(day)}`, sex, place: `63${three(commune)}` },
      ...{ matricule: number + matriculeKey(number), oid: OIDS.nir },
    };
  });

/** Another matricule of the same shape, its key right. */
export function otherMatricule(matricule: string, step = 1): string {
  const order = ((Number(matricule.slice(10, 13)) + step) % 999) + 1;
  const number = matricule.slice(0, 10) + String(order).padStart(3, "0");
  return number + matriculeKey(number);
}

export function fileOf(id: string, person: Person, rest: Partial<LocalFile> = {}): LocalFile {
  return {
    patientId: id,
    ins: { matricule: person.matricule, oid: person.oid },
    insHistory: [],
    traits: {
      birthName: person.name,
      birthGivenNames: person.givens,
      firstBirthGivenName: person.givens[0] ?? "",
      birthDate: person.date,
      sex: person.sex,
      birthPlace: person.place,
    },
    usedName: null,
    usedGivenName: null,
    status: "qualifiee",
    attributes: { homonyme: false, douteuse: false, fictive: false },
    ...rest,
  };
}

export function documentOf(person: Person): DocumentPatient {
  return {
    ins: { matricule: person.matricule, oid: person.oid },
    otherIns: [],
    birthName: person.name,
    birthGivenNames: person.givens.join(" "),
    firstBirthGivenName: person.givens[0] ?? null,
    sex: person.sex,
    birthDate: person.date,
    birthPlace: person.place,
  };
}

function dayAfter(date: string): string {
  return `${date.slice(0, 8)}${String(Number(date.slice(8)) + 1).padStart(2, "0")}`;
}

/** What is wrong, the document, the files of the practice: none of them may be filed into by itself. */
export interface NearMiss {
  readonly name: string;
  readonly document: DocumentPatient;
  readonly files: readonly LocalFile[];
  readonly environment?: "production";
  /** A professional unless told. */
  readonly sender?: SenderKind | null;
  /** Whether its archive vouches for it: yes unless told. */
  readonly vouched?: boolean;
}

type Make = (one: Person, other: Person) => Omit<NearMiss, "name">;

const withDocument = (change: (one: Person, other: Person) => Partial<DocumentPatient>): Make => {
  return (one, other) => ({ document: { ...documentOf(one), ...change(one, other) }, files: [fileOf("P1", one)] });
};
const withFile = (change: (one: Person, other: Person) => Partial<LocalFile>): Make => {
  return (one, other) => ({ document: documentOf(one), files: [fileOf("P1", one, change(one, other))] });
};

/** A twin of the other sex has another first digit; of the same sex, another order. */
function twinOf(one: Person): Person {
  const given = one.givens[0] === "ZOE" ? "LEA" : "ZOE";
  return { ...one, givens: [given], matricule: otherMatricule(one.matricule) };
}

/** All is right but who sent it, or what vouches for it. */
const withoutWarrant = (rest: Pick<NearMiss, "sender" | "vouched">): Make => {
  return (one) => ({ document: documentOf(one), files: [fileOf("P1", one)], ...rest });
};

const MISSES: Readonly<Record<string, Make>> = {
  "twin: his own INS, nobody here has it": (one) => ({ document: documentOf(twinOf(one)), files: [fileOf("P1", one)] }),
  "twin: the INS of the other, her own first name": withDocument((one) => {
    const [given = ""] = twinOf(one).givens;
    return { firstBirthGivenName: given, birthGivenNames: given };
  }),
  "namesake: same traits, another INS": withDocument((one) => ({
    ins: { matricule: otherMatricule(one.matricule), oid: one.oid },
  })),
  "namesake: same traits, no INS": withDocument(() => ({ ins: null })),
  "same matricule, another birth name": withDocument((one) => ({ birthName: one.name === "LEROY" ? "LEROI" : "LEROY" })),
  "same matricule, all of another person": (one, other) => ({
    document: { ...documentOf({ ...other, name: `${other.name}X` }), ins: { matricule: one.matricule, oid: one.oid } },
    files: [fileOf("P1", one)],
  }),
  "used name in place of the birth name": (one) => ({
    document: { ...documentOf(one), birthName: "EPOUSE" },
    files: [fileOf("P1", one, { usedName: "EPOUSE" })],
  }),
  "used first name in place of the first": (one) => ({
    document: { ...documentOf(one), firstBirthGivenName: "USUEL", birthGivenNames: null },
    files: [fileOf("P1", one, { usedGivenName: "USUEL" })],
  }),
  "birth date off by a day": withDocument((one) => ({ birthDate: dayAfter(one.date) })),
  "birth date: the year only": withDocument((one) => ({ birthDate: one.date.slice(0, 4) })),
  "sex swapped": withDocument((one) => ({ sex: one.sex === "M" ? "F" : "M" })),
  "sex not said": withDocument(() => ({ sex: "UN" })),
  "another birth place": withDocument((one) => ({ birthPlace: one.place === "75056" ? "69123" : "75056" })),
  "no birth name": withDocument(() => ({ birthName: null })),
  "no first name": withDocument(() => ({ firstBirthGivenName: null, birthGivenNames: null })),
  "no birth date": withDocument(() => ({ birthDate: null })),
  "the second given name as the first": (one) => {
    const two = { ...one, givens: [one.givens[0] ?? "", "AUTRE"] };
    return { document: { ...documentOf(two), firstBirthGivenName: "AUTRE" }, files: [fileOf("P1", two)] };
  },
  "a list that starts with another name": withDocument((one) => ({ birthGivenNames: `AUTRE ${one.givens.join(" ")}` })),
  "a second given name that is another": (one) => {
    const two = { ...one, givens: [one.givens[0] ?? "", "PAUL"] };
    return { document: { ...documentOf(two), birthGivenNames: `${two.givens[0]} PAULE` }, files: [fileOf("P1", two)] };
  },
  "a compound first name cut short": (one) => {
    const two = { ...one, givens: ["JEAN-PIERRE"] };
    return { document: { ...documentOf(two), firstBirthGivenName: "JEAN", birthGivenNames: null }, files: [fileOf("P1", two)] };
  },
  "a list that stops within the compound first name": (one) => {
    const two = { ...one, givens: ["JEAN-PIERRE", "PAUL"] };
    return { document: { ...documentOf(two), birthGivenNames: "JEAN" }, files: [fileOf("P1", two)] };
  },
  "test OID where it is not expected": (one) => {
    const test = { ...one, oid: OIDS.nirTest };
    return { document: documentOf(test), files: [fileOf("P1", test)], environment: "production" };
  },
  "test OID, the file has the real one": withDocument((one) => ({ ins: { matricule: one.matricule, oid: OIDS.nirTest } })),
  "NIA in the document, NIR in the file": withDocument((one) => ({ ins: { matricule: one.matricule, oid: OIDS.nia } })),
  "an OID that is no INS": withDocument((one) => ({ ins: { matricule: one.matricule, oid: "1.2.250.1.213.1.4.2" } })),
  "a wrong key": withDocument((one) => ({
    ins: {
      matricule: one.matricule.slice(0, 13) + String((Number(one.matricule.slice(13)) % 97) + 1).padStart(2, "0"),
      oid: one.oid,
    },
  })),
  "no key": withDocument((one) => ({ ins: { matricule: one.matricule.slice(0, 13), oid: one.oid } })),
  "two INS in the document": withDocument((one) => ({
    otherIns: [{ matricule: otherMatricule(one.matricule), oid: one.oid }],
  })),
  "the test INS beside the real one": withDocument((one) => ({ otherIns: [{ matricule: one.matricule, oid: OIDS.nirTest }] })),
  "former INS of the patient": (one) => ({
    document: documentOf(one),
    files: [
      fileOf("P1", one, {
        ins: { matricule: otherMatricule(one.matricule), oid: one.oid },
        insHistory: [{ number: one.matricule.slice(0, 13), key: one.matricule.slice(13), oid: one.oid, from: null, to: null }],
      }),
    ],
  }),
  "somebody else had this INS": (one, other) => ({
    document: documentOf(one),
    files: [
      fileOf("P1", one),
      fileOf(
        "P2",
        { ...other, matricule: otherMatricule(one.matricule, 7) },
        {
          insHistory: [{ number: one.matricule.slice(0, 13), key: null, oid: one.oid, from: null, to: null }],
        },
      ),
    ],
  }),
  "two files with the same INS": (one) => ({ document: documentOf(one), files: [fileOf("P1", one), fileOf("P2", one)] }),
  "two files with the same INS, one not qualified": (one) => ({
    document: documentOf(one),
    files: [fileOf("P1", one), fileOf("P2", one, { status: "recuperee" })],
  }),
  "one matricule, two OIDs, two files": (one) => ({
    document: documentOf(one),
    files: [fileOf("P1", one), fileOf("P2", { ...one, oid: OIDS.nia })],
  }),
  provisoire: withFile(() => ({ status: "provisoire", ins: null })),
  "provisoire that kept its INS": withFile(() => ({ status: "provisoire" })),
  recuperee: withFile(() => ({ status: "recuperee" })),
  validee: withFile(() => ({ status: "validee", ins: null })),
  douteuse: withFile(() => ({ attributes: { homonyme: false, douteuse: true, fictive: false } })),
  fictive: withFile(() => ({ attributes: { homonyme: false, douteuse: false, fictive: true } })),
  "sent from a mailbox of the street": withoutWarrant({ sender: "other" }),
  "sent from the mailbox of a patient": withoutWarrant({ sender: "patient" }),
  "sent by nobody knows whom": withoutWarrant({ sender: null }),
  "nothing vouches for it": withoutWarrant({ vouched: false }),
  "nothing vouches for it, from the street": withoutWarrant({ sender: "other", vouched: false }),
  "CDA and METADATA swapped: the traits of one, the INS of the other": (one, other) => {
    const two = { ...other, date: other.date === one.date ? dayAfter(one.date) : other.date };
    return {
      document: { ...documentOf(two), ins: { matricule: one.matricule, oid: one.oid } },
      files: [fileOf("P1", one), ...(two.matricule === one.matricule ? [] : [fileOf("P2", two)])],
    };
  },
};

export const MISS_NAMES = Object.keys(MISSES);

export const nearMiss: fc.Arbitrary<NearMiss> = fc
  .tuple(fc.constantFrom(...MISS_NAMES), person, person)
  .map(([name, one, other]) => {
    const make = MISSES[name];
    if (make === undefined) throw new Error(name);
    return { name, ...make(one, other) };
  });
