import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reflow } from "../../../src/commands/program-wrap.js";
import { wrapFrench } from "../../../src/terminal/wrap.js";

describe("wrapFrench", () => {
  it("breaks between words, and keeps the line ends of the text", () => {
    expect(wrapFrench("un deux trois\nquatre", 8)).toBe("un deux\ntrois\nquatre");
  });

  it("leaves a longer word whole", () => {
    expect(wrapFrench("a https://exemple.fr/chemin b", 10)).toBe("a\nhttps://exemple.fr/chemin\nb");
  });

  it("never leaves « alone at the end of a line, nor » ; : ? ! at the beginning of one", () => {
    expect(wrapFrench("aaa « bb » cc", 5)).toBe("aaa\n« bb »\ncc");
    expect(wrapFrench("aaa bb ; cc", 6)).toBe("aaa\nbb ;\ncc");
  });

  it("takes nothing away and adds nothing but line ends", () => {
    const words = fc.array(fc.constantFrom("a", "bcd", "« e »", "fgh :", "i ;", "jklmno", "P42"), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (typed, width) => {
        const text = typed.join(" ");
        const wrapped = wrapFrench(text, width);
        expect(wrapped.replaceAll("\n", " ")).toBe(text);
        expect(wrapped).not.toMatch(/«$|^[»:;]/m);
      }),
    );
  });
});

describe("reflow", () => {
  it("joins a sentence cut by the source, and leaves paragraphs and sentences where they are", () => {
    expect(reflow("Une phrase\ncoupée. Une autre.\nUne ligne.\n\nUn paragraphe")).toBe(
      "Une phrase coupée. Une autre.\nUne ligne.\n\nUn paragraphe",
    );
  });
});
