import fc from "fast-check";
import type { DocumentAuthor, NewEntry } from "../../../../src/domain/document/entry.js";
import { sampleEntry } from "./samples.js";

const UNITS = [
  "a",
  "É",
  "ß",
  "&",
  "<",
  ">",
  '"',
  "'",
  "^",
  "~",
  "|",
  "\\",
  "\\T\\",
  "&amp;",
  "]]>",
  "-",
  "é",
  "😀",
  " ",
  "\u00a0x",
  "%",
  "$&",
];

/** Texts that break what is glued together: delimiters of XML, of HL7 v2 and of stored queries; never blank at an end. */
export const hostile = (max = 12): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...UNITS), { minLength: 1, maxLength: max })
    .map((units) => units.join("").trim())
    .filter((text) => text !== "");

const code = () =>
  fc.record({ code: hostile(4), system: fc.constantFrom("1.2.250.1.213.1.1.4.5", "2.16.840.1.113883.6.1"), label: hostile() });

export const hostileAuthor = (): fc.Arbitrary<DocumentAuthor> =>
  fc.record({
    id: fc.constantFrom("899900063480", "10B0127189/42", "0751234567"),
    familyName: hostile(),
    givenName: fc.option(hostile()),
    specialty: fc.option(code()),
    role: fc.option(hostile()),
    institution: fc.option(fc.record({ id: fc.option(fc.constant("499900063480001")), name: hostile() })),
  });

const instant = () => fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000).toISOString());

export const hostileEntry = (): fc.Arbitrary<NewEntry> =>
  fc
    .record({
      uniqueId: fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map((value) => `2.25.${value}`),
      title: hostile(40),
      comment: fc.option(hostile(40)),
      typeCode: code(),
      classCode: code(),
      formatCode: code(),
      eventCodes: fc.array(code(), { maxLength: 3 }),
      authors: fc.array(hostileAuthor(), { minLength: 1, maxLength: 3 }),
      legalAuthenticator: hostileAuthor().map((author) => ({ ...author, specialty: null, role: null, institution: null })),
      creationTime: instant(),
      serviceStart: instant(),
      serviceStop: fc.option(instant()),
      visibility: fc.record({
        hiddenFromProfessionals: fc.boolean(),
        hiddenFromPatient: fc.boolean(),
        hiddenFromLegalRepresentatives: fc.boolean(),
      }),
      hash: fc.option(fc.constantFrom("ab".repeat(20), "0123456789".repeat(4))),
      size: fc.option(fc.nat()),
      sourcePatientInfo: fc.array(hostile(), { maxLength: 3 }),
      referenceIds: fc.array(hostile(), { maxLength: 2 }),
    })
    .map((changes) => sampleEntry(changes));
