import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CdaDraft } from "../../../src/documents/cda/draft.js";
import { writeCda } from "../../../src/documents/cda/writer.js";
import { toPdfA } from "../../../src/documents/pdf/convert.js";
import { ccitt, JPEG_COLOUR, JPEG_GREY, tiff } from "../pdf/images.js";
import { official, tool } from "../support/conformance.js";
import { collect, draft, unqualified } from "./sample.js";

/** Every document type that a general practitioner writes (dmp.md §3.6), each around one kind of file. */
const TEXT = ["text/plain", Buffer.from("Examen normal. Tension ≥ 14/8 – « œdème » & 漢\n\tsuite\fpage 2")] as const;
const RTF = ["text/rtf", Buffer.from("{\\rtf1\\ansi\\ansicpg1252 Cher confr\\'e8re,\\par \\u8805? 14 <&>}")] as const;
const COLOUR = ["image/jpeg", JPEG_COLOUR] as const;
const GREY = ["image/jpeg", JPEG_GREY] as const;
const page = { width: 16, height: 4, compression: 4, data: ccitt(4) };
const FAX = ["image/tiff", tiff(page, page)] as const;

const CASES: readonly (readonly [code: string, file: readonly [string, Buffer]])[] = [
  ["11488-4", TEXT],
  ["96349-6", RTF],
  ["60591-5", RTF],
  ["57833-6", COLOUR],
  ["57832-8", TEXT],
  ["57828-6", TEXT],
  ["PRESC-BIO", GREY],
  ["PRESC-INF", TEXT],
  ["PRESC-KINE", FAX],
  ["PRESC-AAT", TEXT],
  ["55115-0", RTF],
  ["85208-7", TEXT],
  ["89601-9", TEXT],
  ["CERT_DECL", TEXT],
  ["87273-9", TEXT],
  ["59283-2", TEXT],
  ["29274-8", TEXT],
  ["PROT_ALD", FAX],
  ["18776-5", RTF],
];

/** Headers that differ in shape, around the same file. */
function variants(): readonly (readonly [name: string, draft: CdaDraft])[] {
  const base = draft();
  const [author] = base.authors;
  const empty = { address: null, postcode: null, city: null, phone: null };
  const bare = { ...unqualified, usedName: null, usedGivenName: null, contact: { ...empty, email: "a.b@exemple.fr" } };
  return [
    ["unqualified", draft("11488-4", { patient: bare })],
    ["no-given-list", { ...base, patient: { ...base.patient, birthGivenNames: [], birthPlace: "99999", sex: "M" } }],
    ["version-2", { ...base, versionNumber: 2, replaces: { root: "2.25.9", extension: null } }],
    ["structure-author", { ...base, authors: [author, { person: null, specialty: null, role: null }] }],
    ["structure-bare", { ...base, structure: { ...base.structure, ...empty } }],
    [
      "acts",
      {
        ...base,
        act: {
          start: "2026-11-24T10:00:00+01:00",
          stop: "2026-11-24T10:20:00+01:00",
          codes: [
            { code: "DEQP003", system: "1.2.250.1.213.2.5", label: "Électrocardiographie sur au moins 12 dérivations" },
            { code: "I10", system: "2.16.840.1.113883.6.3", label: "Hypertension essentielle (primitive)" },
          ],
        },
      },
    ],
    [
      "letter",
      {
        ...base,
        recipients: [
          { id: "899700000027", familyName: "DURAND", givenName: "Paul" },
          { id: null, familyName: "X", givenName: null },
        ],
      },
    ],
  ];
}

let folder = "";
const paths = (): string[] =>
  [...CASES.map(([code]) => code), ...variants().map(([name]) => name)].map((name) => join(folder, `${name}.xml`));
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "segur-cda-"));
  const write = async (name: string, given: CdaDraft, [mediaType, bytes]: readonly [string, Buffer]) => {
    const pdf = await toPdfA(bytes, mediaType, given);
    const xml = await collect(writeCda(given, { mediaType: "application/pdf", open: () => [pdf.bytes] }));
    writeFileSync(join(folder, `${name}.xml`), xml);
  };
  for (const [code, file] of CASES) await write(code, draft(code), file);
  for (const [name, given] of variants()) await write(name, given, TEXT);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cdaCheck = tool("cda-validate/validate.sh");
const pdfCheck = tool("pdfa-check.sh");
const vocabularies = official("vocab");

describe.skipIf(cdaCheck.missing)(`the official schema and schematrons ${cdaCheck.reason}`, () => {
  it("find no fault in any document, of 19 types and 7 shapes", { timeout: 120_000 }, (test) => {
    const { status, output } = cdaCheck.run(test, ["-d", ...paths()]);
    // Nor a warning, which says that something else stands in a closed part of the header.
    const clean = /^OK .*errors=0 (?!.*E\/[1-9])/;
    expect(output.split("\n").filter((line) => line !== "" && !clean.test(line))).toEqual([]);
    expect(status).toBe(0);
    expect(output.match(/^OK /gm)).toHaveLength(CASES.length + variants().length);
  });

  it("find a fault where there is one", { timeout: 60_000 }, async (test) => {
    const path = join(folder, "wrong.txt");
    const xml = await collect(writeCda(draft(), { mediaType: "application/pdf", open: () => [] }));
    writeFileSync(path, xml.toString().replace(/<setId[^>]*><\/setId>/, ""));
    expect(cdaCheck.run(test, [path]).status).toBe(1);
  });
});

describe.skipIf(pdfCheck.missing)(`the official PDF/A check ${pdfCheck.reason}`, () => {
  it("finds a PDF/A-1b in every document", { timeout: 120_000 }, (test) => {
    const { status, output } = pdfCheck.run(test, ["-x", ...paths()]);
    expect(output.split("\n").filter((line) => line !== "" && !/^OK .*PDF\/A-1b +errors=0$/.test(line))).toEqual([]);
    expect(status).toBe(0);
    expect(output.match(/^OK /gm)).toHaveLength(CASES.length + variants().length);
  });
});

describe.skipIf(vocabularies.missing)(`where the official rules are blind ${vocabularies.reason}`, () => {
  it("every label is the official one of its code", async () => {
    const { readFileSync, readdirSync } = await import("node:fs");
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" });
    const official = new Map<string, string>();
    for (const name of readdirSync(vocabularies.path).filter((each) => /^(JDV_J0[1248]|JDV_J07|JDV_J47)_.*\.xml$/.test(each))) {
      const { Concept } = parser.parse(readFileSync(join(vocabularies.path, name), "utf8")).RetrieveValueSetResponse.ValueSet
        .ConceptList;
      for (const { code, codeSystem, displayName } of Concept) official.set(`${codeSystem} ${code}`, displayName);
    }
    const gender = { "2.16.840.1.113883.5.1 F": "Féminin", "2.16.840.1.113883.5.1 M": "Masculin" };
    for (const [key, label] of Object.entries(gender)) official.set(key, label);
    const acts = /^(1\.2\.250\.1\.213\.2\.5|2\.16\.840\.1\.113883\.6\.3) /;
    let seen = 0;
    for (const path of paths()) {
      const xml = readFileSync(path, "utf8").replace(/<nonXMLBody>.*/s, "");
      for (const [, code, system, label] of xml.matchAll(/ code="([^"]*)" codeSystem="([^"]*)" displayName="([^"]*)"/g)) {
        if (acts.test(`${system} `)) continue;
        seen += 1;
        expect(label?.replaceAll("&amp;", "&"), `${system} ${code}`).toBe(official.get(`${system} ${code}`));
      }
    }
    expect(seen).toBeGreaterThan(8 * CASES.length);
  });
});
