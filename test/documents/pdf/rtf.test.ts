import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rtfText } from "../../../src/documents/pdf/rtf.js";

const read = (body: string) => rtfText(Buffer.from(`{\\rtf1\\ansi\\ansicpg1252\\deff0 ${body}}`, "latin1"));

describe("text of an RTF", () => {
  it.each([
    ["Cher confr\\'e8re, \\'80\\'9c\\par Suite", "Cher confrère, €œ\nSuite"],
    ["\\u8805? 14 \\uc2\\u233xx fin \\uc0\\u339 .", "≥ 14 é fin œ."],
    ["\\u-10179?\\u-8704?", "😀"],
    ["{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\*\\generator Riched20;}{\\info{\\title secret}}vu", "vu"],
    ["{\\*\\inconnu {a}b}c", "c"],
    ["\\trowd\\cellx1 HbA1c\\cell 6,5 %\\cell\\row Na\\cell 140\\cell\\row", "HbA1c | 6,5 %\nNa | 140\n"],
    ["a\\tab b\\line c\\page d", "a\tb\nc\fd"],
    ["\\{ \\} \\\\ \\~ \\_ \\-x", "{ } \\ \u00a0 \u2011 x"],
    ['{\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt le lien}}', "le lien"],
    ["visible{\\v cach\\'e9} encore", "visible encore"],
    ["ligne\r\ncoup\\'e9e", "lignecoupée"],
    ["\\b gras\\b0  maigre", "gras maigre"],
    ["a\\bin3 }}}b", "ab"],
    ["accolade ouverte {suite", "accolade ouverte suite"],
    ["\\rquote\\ldblquote x\\rdblquote\\emdash", "’“x”—"],
  ])("%s", (body, text) => {
    expect(read(body).text).toBe(text);
    expect(read(body).warnings).toEqual([]);
  });

  it("reads what another code page wrote", () => {
    expect(rtfText(Buffer.from("{\\rtf1\\ansi\\ansicpg1250 \\'e8}")).text).toBe("č");
    expect(rtfText(Buffer.from("{\\rtf1\\mac \\'8e}")).text).toBe("é");
    expect(rtfText(Buffer.from("{\\rtf1\\ansicpg9 \\'e9}")).text).toBe("é");
  });

  it("tells the pictures and margins that it leaves out", () => {
    const { text, warnings } = read(
      "{\\header Cabinet}a{\\pict\\pngblip 89504e47}{\\*\\shppict{\\pict 00}}{\\footer p. {\\field x}}",
    );
    expect(text).toBe("a");
    expect(warnings.map(({ code }) => code)).toEqual(["pictures", "margins"]);
  });

  it("keeps headers and footers when they are asked for", () => {
    const letter = Buffer.from("{\\rtf1\\ansi{\\header Cabinet\\par}Cher confr\\'e8re{\\footer p. 1}}", "latin1");
    expect(rtfText(letter, { margins: true })).toEqual({ text: "\nCabinet\nCher confrère\np. 1", warnings: [] });
  });

  it.each(["", "texte", "{\\html", "PK\u0003\u0004", "%PDF-1.4"])("refuses %j", (text) => {
    expect(() => rtfText(Buffer.from(text))).toThrow(expect.objectContaining({ code: "pdf.rtf_unreadable" }));
  });

  it("gives back any text that is written with escapes, and ends on anything", () => {
    const written = (text: string) =>
      [...text.split("")].map((unit) => (/[a-z ]/.test(unit) ? unit : `\\u${(unit.charCodeAt(0) << 16) >> 16}?`)).join("");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        // Words that follow an escape begin by a space of theirs only where one is written.
        expect(read(written(text)).text).toBe(text.replace(/ \| (?=\n|$)/g, ""));
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("{", "}", "\\", "\\u", "\\'", "\\*", "\\bin9 ", "\\pict", "x", "1", " ", "-")),
        (parts) => {
          expect(typeof read(parts.join("")).text).toBe("string");
        },
      ),
    );
  });
});
