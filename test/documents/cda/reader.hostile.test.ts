import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { cda, chunks, n1, narrative, readAll } from "./support.js";

const code = (expected: string) => expect.objectContaining({ name: "SegurError", kind: "input", code: expected });

describe("documents refused", () => {
  it.each([
    ["an external entity", '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    [
      "entities that expand without end",
      '<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY d "&b;&b;&b;&b;">]>',
    ],
    ["a plain DOCTYPE", "<!DOCTYPE html>"],
    ["an external subset", '<!DOCTYPE c SYSTEM "http://127.0.0.1/x.dtd">'],
  ])("refuses %s", async (_, doctype) => {
    const document = doctype + cda(narrative("&x;"));
    await expect(readAll(document)).rejects.toEqual(code("cda.doctype"));
    await expect(readAll(chunks(document, 1))).rejects.toEqual(code("cda.doctype"));
  });

  it("refuses a DOCTYPE inside the document", async () => {
    await expect(readAll(cda("<!DOCTYPE c>"))).rejects.toEqual(code("cda.doctype"));
  });

  it("refuses what is nested without end, in the narrative or elsewhere", async () => {
    const deep = "<content>".repeat(100_000);
    await expect(readAll(cda(narrative(deep)))).rejects.toEqual(code("cda.too_deep"));
    await expect(readAll(deep)).rejects.toEqual(code("cda.too_deep"));
  });

  it("refuses what is too long, as soon as it is", async () => {
    let given = 0;
    const endless = function* () {
      yield Buffer.from("<ClinicalDocument>");
      for (;;) {
        given += 1;
        yield Buffer.from("<id/>".repeat(100));
      }
    };
    await expect(readAll(endless(), { maxBytes: 10_000 })).rejects.toEqual(code("cda.too_large"));
    expect(given).toBeLessThan(25);
    await expect(readAll(cda(narrative("<br/>".repeat(400_001))))).rejects.toEqual(code("cda.too_large"));
  });

  it.each([
    ["", "vide"],
    ["%PDF-1.4 …", "PDF"],
    ["PK\u0003\u0004…", "ZIP"],
    ["{\\rtf1 }", "RTF"],
    ["<ClinicalDocument>", "coupé"],
    ["<ClinicalDocument><id></ClinicalDocument></id>", "croisent"],
    ['<ClinicalDocument id="1" id="2"/>', "deux fois"],
    ["bonjour", "hors du document"],
    ["<ClinicalDocument/><b/>", "mal écrite"],
  ])("tells why %j is not a document", async (document, why) => {
    await expect(readAll(document)).rejects.toMatchObject({ code: "cda.not_xml", why: expect.stringContaining(why) });
  });

  it("tells the line of a fault, those of a binary included", async () => {
    const document = `<ClinicalDocument xmlns="urn:hl7-org:v3">\n<component>${n1("AAAA\n".repeat(10))}\n</wrong>`;
    await expect(readAll(document)).rejects.toMatchObject({ details: { line: 13 } });
  });

  it("refuses XML that is no CDA", async () => {
    await expect(readAll("<html><body/></html>")).rejects.toEqual(code("cda.not_cda"));
  });

  it("quotes nothing of the document in an error", async () => {
    const error = await readAll(cda("<SECRET277076322082910>").replace("</component>", "")).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(SegurError);
    const { message, why, advice, details, cause } = error as SegurError;
    expect(JSON.stringify([message, why, advice, details, String(cause)])).not.toContain("SECRET");
  });
});

describe("properties", () => {
  const isReadOrRefused = async (bytes: Buffer): Promise<void> => {
    try {
      await readAll([bytes]);
    } catch (error) {
      expect(error).toBeInstanceOf(SegurError);
    }
  };

  it("reads or refuses any bytes, with no other error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) => isReadOrRefused(Buffer.from(bytes))),
      { numRuns: 200 },
    );
  });

  it("reads or refuses any soup of markup", async () => {
    const pieces = [
      "<",
      ">",
      "</",
      "/>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?",
      "?>",
      "&",
      ";",
      '"',
      "=",
      " ",
      "ClinicalDocument",
      "component",
      "nonXMLBody",
      "text",
      "structuredBody",
      "section",
      "representation",
      "B64",
      "compression",
      "DF",
      "AAAA",
      "<a>",
      "</a>",
      "\u0000",
      "é",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) =>
        isReadOrRefused(Buffer.from(parts.join(""))),
      ),
      { numRuns: 300 },
    );
  });

  it("reads or refuses a document with bytes changed", async () => {
    const whole = Buffer.from(cda(n1("JVBERi0xLjQ=")));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        return isReadOrRefused(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it("gives on what the source throws", async () => {
    const broken = function* () {
      yield Buffer.from(cda(n1("AAAA")).slice(0, 400));
      throw new SegurError({ kind: "unreachable", code: "test.cut", message: "coupé" });
    };
    await expect(readAll(broken())).rejects.toMatchObject({ code: "test.cut" });
  });
});
