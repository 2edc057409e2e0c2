import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rtfToText } from "../../../src/documents/cda/rtf.js";

describe("rtfToText", () => {
  it.each([
    [
      "paragraphs and styles",
      "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}\\f0\\fs24 Bonjour \\b Madame\\b0\\par\\par Suite}",
      "Bonjour Madame\n\nSuite",
    ],
    ["accents of Windows", "{\\rtf1 \\'e9t\\'e9 \\'80 \\'9cuvre l\\'92eau}", "été € œuvre l’eau"],
    ["Unicode with what stands for it", "{\\rtf1\\uc1 \\u8805?3 \\u-4064?\\uc0\\u233 t}", "≥3 \uF020ét"],
    ["a character in two halves", "{\\rtf1 \\u-10179?\\u-8704?}", "😀"],
    ["tables and tabs", "{\\rtf1\\trowd a\\cell b\\cell\\row c\\tab d}", "a\tb\t\nc\td"],
    ["escapes", "{\\rtf1 a\\{b\\}c\\\\d\\~e\\_f}", "a{b}c\\d\u00a0e-f"],
    ["line ends of the file", "{\\rtf1 un\r\ndeux\\line\r\ntrois}", "undeux\ntrois"],
    ["destinations that are not text", "{\\rtf1{\\*\\generator Word;}{\\info{\\author X}}{\\pict\\bin4 }}}}}vu}", "vu"],
    ["a field: its result", '{\\rtf1{\\field{\\*\\fldinst HYPERLINK "http://x"}{\\fldrslt lien}}}', "lien"],
    ["a document cut short", "{\\rtf1 début {\\b gras", "début gras"],
  ])("reads %s", (_, rtf, text) => {
    expect(rtfToText(rtf)).toBe(text);
  });

  it("ends on anything", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "\\",
      "\\u9999999999",
      "\\bin99999999 ",
      "\\'zz",
      "\\'",
      "\\uc9",
      "\\u1",
      "a",
      "\n",
      "\\*",
      "é",
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (parts) => typeof rtfToText(parts.join("")) === "string"));
  });
});
