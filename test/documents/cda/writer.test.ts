import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { element, escapeText, UnwritableText } from "../../../src/documents/cda/canonical.js";
import type { CdaDraft } from "../../../src/documents/cda/draft.js";
import { readCda } from "../../../src/documents/cda/reader.js";
import { cdaSize, withoutBody, writeCda } from "../../../src/documents/cda/writer.js";
import { SegurError } from "../../../src/domain/errors.js";
import { collect, draft, MATRICULE, unqualified } from "./sample.js";

const hasXmllint = spawnSync("xmllint", ["--version"]).status === 0 || Boolean(process.env.CI);
const reason = hasXmllint ? "" : "(SKIPPED: no xmllint)";
/** Canonical XML 1.0 by libxml2. */
function canonical(xml: Buffer | string): Buffer {
  const { status, stdout, stderr } = spawnSync("xmllint", ["--c14n", "--nonet", "--huge", "-"], {
    input: xml,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`xmllint: ${stderr}`);
  return stdout;
}

const pdf = { mediaType: "application/pdf", open: () => [Buffer.from("%PDF-1.4 not a real one")] } as const;
const write = (given: CdaDraft, open: () => Iterable<Uint8Array> = pdf.open) =>
  collect(writeCda(given, { mediaType: "application/pdf", open }));

/** Any text that XML can hold, with more of what needs escaping than chance would give. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom("&", "<", ">", '"', "'", "\t", "\n", "\r", "]]>", "é", "𝒳", "&amp;", "\u0085", "\u2028"),
      fc.string(),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join("").replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ""));

describe("canonical writer", () => {
  it.skipIf(!hasXmllint)(`writes what libxml2 canonicalises to itself ${reason}`, () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 40 }), (rows) => {
        const xml = element(
          "r",
          { xmlns: "urn:hl7-org:v3" },
          ...rows.map(([a, b, c]) => element("e", { z: a, a: b, B: 1, none: null }, c)),
        ).text;
        expect(canonical(xml).toString()).toBe(xml);
      }),
      { numRuns: 20 },
    );
  });

  it("keeps every text as it was given", () => {
    const parser = new XMLParser({ ignoreAttributes: false, trimValues: false, parseTagValue: false, htmlEntities: true });
    fc.assert(
      fc.property(text, (value) => {
        // A text of blanks alone is no value for that parser.
        fc.pre(value.trim() !== "");
        expect(parser.parse(element("t", {}, value).text).t).toBe(value);
      }),
    );
  });

  it.each(["\u0000", "\u0001", "\u001b", "\u000b", "\ufffe", "\ud800", "a\udc00b"])(
    "refuses %j, which XML cannot hold",
    (value) => {
      expect(() => element("title", {}, value)).toThrow(UnwritableText);
      expect(() => element("title", { a: value }, "")).toThrow(UnwritableText);
    },
  );

  it("escapes as Canonical XML says", () => {
    expect(escapeText(`a & b < c > d " ' \t \n \r`)).toBe(`a &amp; b &lt; c &gt; d " ' \t \n &#xD;`);
    expect(element("e", { a: `& < > " ' \t \n \r` }).text).toBe(`<e a="&amp; &lt; > &quot; ' &#x9; &#xA; &#xD;"></e>`);
  });
});

describe("CDA writer", () => {
  it.skipIf(!hasXmllint)(`writes canonical documents ${reason}`, async () => {
    const xml = await write(draft());
    expect(canonical(xml).equals(xml)).toBe(true);
  });

  it("gives the body back whatever the pieces it came in, at the size it said", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 7 }), { maxLength: 20 }), async (pieces) => {
        const given = Buffer.concat(pieces);
        const xml = await write(draft(), () => pieces);
        const body = /representation="B64">([^<]*)</.exec(xml.toString())?.[1];
        expect(Buffer.from(body ?? "", "base64").equals(given)).toBe(true);
        expect(body).toBe(given.toString("base64"));
        expect(cdaSize(draft(), "application/pdf", given.length)).toBe(xml.length);
      }),
    );
  });

  it("does not keep a buffer that its owner uses again", async () => {
    const shared = Buffer.alloc(4);
    const xml = await write(draft(), function* () {
      for (const byte of [1, 2, 3]) yield shared.fill(byte);
    });
    expect(xml.toString()).toContain(Buffer.from([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]).toString("base64"));
  });

  it("writes the INS first, and only of a qualified identity", async () => {
    const qualified = (await write(draft())).toString();
    expect(qualified).toMatch(
      new RegExp(`<patientRole><id extension="${MATRICULE}" root="1.2.250.1.213.1.4.10"></id><id extension="D-0042"`),
    );
    const other = (await write(draft("11488-4", { patient: unqualified }))).toString();
    expect(other).not.toContain(MATRICULE);
    expect(other).not.toContain("1.2.250.1.213.1.4.10");
  });

  it("writes names and given names with their qualifiers", async () => {
    expect((await write(draft())).toString()).toContain(
      `<name><family qualifier="BR">D'ARC-EN CIEL</family><family qualifier="CL">EXEMPLE</family><given>JEANNE MARIE-LOU</given>` +
        `<given qualifier="BR">JEANNE</given><given qualifier="CL">LOU</given></name>`,
    );
  });

  it("writes a new version as a replacement, with the set kept", async () => {
    const first = draft();
    const second = draft("11488-4", {
      document: { ...docOf(first), uniqueId: "2.25.7", versionNumber: 2 },
      replaces: first.id.root,
    });
    const xml = (await write(second)).toString();
    expect(xml).toContain(`<setId root="${first.setId.root}"></setId><versionNumber value="2"></versionNumber>`);
    expect(xml).toContain(
      `<relatedDocument typeCode="RPLC"><parentDocument><id root="${first.id.root}"></id></parentDocument></relatedDocument>`,
    );
  });

  const wrong: readonly [string, (good: CdaDraft) => CdaDraft][] = [
    ["cda.draft_title", (good) => ({ ...good, title: " " })],
    ["cda.draft_character", (good) => ({ ...good, title: "a\u0007b" })],
    ["cda.draft_id", (good) => ({ ...good, id: { root: `2.25.${"9".repeat(70)}`, extension: null } })],
    ["cda.draft_id", (good) => ({ ...good, id: { root: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", extension: null } })],
    ["cda.draft_set", (good) => ({ ...good, setId: { root: "", extension: null } })],
    ["cda.draft_version", (good) => ({ ...good, versionNumber: 0 })],
    ["cda.draft_version", (good) => ({ ...good, versionNumber: 1.5 })],
    ["cda.draft_replaces", (good) => ({ ...good, versionNumber: 2 })],
    ["cda.draft_replaces", (good) => ({ ...good, replaces: { root: "2.25.5", extension: null } })],
    ["cda.draft_replaces", (good) => ({ ...good, versionNumber: 2, replaces: good.id })],
    ["cda.draft_type", (good) => ({ ...good, type: { ...good.type, code: "27899-4" } })],
    ["cda.draft_type", (good) => ({ ...good, type: { ...good.type, system: "1.2.3" } })],
    ["cda.draft_type", (good) => ({ ...good, type: { ...good.type, label: "CR de consultation" } })],
    ["cda.draft_author", (good) => ({ ...good, authors: [{ ...good.authors[0], person: null }, personless(good)] })],
    ["cda.draft_date", (good) => ({ ...good, act: { ...good.act, start: "2026-02-31" } })],
    ["cda.draft_date", (good) => ({ ...good, act: { ...good.act, stop: "hier" } })],
    ["cda.draft_matricule", (good) => patientOf(good, { ins: { matricule: "2800363220001", oid: "1.2.250.1.213.1.4.10" } })],
    ["cda.draft_matricule", (good) => patientOf(good, { ins: { matricule: MATRICULE, oid: "1.2.250.1.213.1.4.2" } })],
    ["cda.traits_incomplete", (good) => patientOf(good, { sex: "I" })],
    ["cda.traits_incomplete", (good) => patientOf(good, { birthPlace: "" })],
    ["cda.traits_incomplete", (good) => patientOf(good, { birthName: "" })],
    ["cda.traits_incomplete", (good) => patientOf(good, { birthDate: "1980-00-00" })],
  ];
  it.each(wrong)("refuses with %s before it writes a byte", async (code, change) => {
    const error = await writeCda(change(draft()), pdf)
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SegurError);
    expect((error as SegurError).code).toBe(code);
    expect(JSON.stringify(error)).not.toContain("ARC-EN");
  });

  it("asks for the settings that say which structure it comes from", () => {
    const structure = { id: null, name: " ", sector: "SA99", practiceSetting: "AMBULATOIRE" };
    expect(() => draft("11488-4", { structure })).toThrow(
      expect.objectContaining({
        code: "cda.structure_incomplete",
        details: { settings: ["structure.id", "structure.name", "structure.sector"] },
      }),
    );
  });
});

describe("a document without its body", () => {
  const whole = { mediaType: "application/pdf", open: () => [Buffer.alloc(600_000, 7)] } as const;

  it("says the same of itself, whatever the pieces, and the body is not read", async () => {
    const given = { ...draft("11488-4"), title: "<component><nonXMLBody><text> & suite" };
    const bytes = await collect(writeCda(given, whole));
    const expected = await readCda([bytes]);
    for (const size of [1, 7, 4_096, 300_000]) {
      let taken = 0;
      const pieces = async function* () {
        for (; taken < bytes.length; taken += size) yield bytes.subarray(taken, taken + size);
      };
      const short = await collect(withoutBody(pieces()));
      expect(taken).toBeLessThan(size === 300_000 ? 1 : 20_000);
      const read = await readCda([short]);
      expect(read.header).toEqual(expected.header);
      expect(read.body).toEqual(expected.body);
    }
  });

  it("a document of somebody else comes whole", async () => {
    const other = Buffer.from(`<x:ClinicalDocument xmlns:x="urn:hl7-org:v3">${"<x:id/>".repeat(700_000)}</x:ClinicalDocument>`);
    const pieces = async function* () {
      for (let at = 0; at < other.length; at += 65_536) yield other.subarray(at, at + 65_536);
    };
    expect((await collect(withoutBody(pieces()))).equals(other)).toBe(true);
    expect(await collect(withoutBody(one(Buffer.from("<a/>"))))).toEqual(Buffer.from("<a/>"));
  });

  async function* one(bytes: Buffer) {
    yield bytes;
  }
});

function docOf(given: CdaDraft) {
  const { type, title } = given;
  return {
    type,
    title,
    actDate: "2026-11-24",
    uniqueId: given.id.root,
    setId: given.setId.root,
    versionNumber: 1,
    confidentiality: "N",
    createdAt: "2026-11-25T09:15:00.000Z",
  } as const;
}
const patientOf = (good: CdaDraft, change: Partial<CdaDraft["patient"]>): CdaDraft => ({
  ...good,
  patient: { ...good.patient, ...change },
});
const personless = (good: CdaDraft) => {
  const [{ person, ...rest }] = good.authors;
  return { ...rest, person: person === null ? null : { ...person, familyName: "" } };
};
