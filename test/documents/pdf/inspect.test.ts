import { describe, expect, it } from "vitest";
import { inspectPdf, isPdfA1 } from "../../../src/documents/pdf/inspect.js";

const pdf = (middle: string) => Buffer.from(`%PDF-1.7\n${middle}\ntrailer <</Root 1 0 R>>\n%%EOF\n`, "latin1");
const xmp = (part: string, conformance: string) =>
  `<pdfaid:part>${part}</pdfaid:part>\n <pdfaid:conformance>${conformance}</pdfaid:conformance>`;

describe("inspection of a PDF", () => {
  it.each([
    [pdf(""), { isPdf: true, encrypted: false, declares: null, complete: true }],
    [pdf(xmp("1", "B")), { isPdf: true, encrypted: false, declares: "PDF/A-1b", complete: true }],
    [
      pdf(`<rdf:Description pdfaid:part="3" pdfaid:conformance='U'/>`),
      { isPdf: true, encrypted: false, declares: "PDF/A-3u", complete: true },
    ],
    [pdf("<</Encrypt 12 0 R>>"), { isPdf: true, encrypted: true, declares: null, complete: true }],
    [pdf(xmp("1", "A")).subarray(0, -8), { isPdf: true, encrypted: false, declares: "PDF/A-1a", complete: false }],
    [Buffer.from("PK\u0003\u0004"), { isPdf: false, encrypted: false, declares: null, complete: false }],
    [Buffer.alloc(0), { isPdf: false, encrypted: false, declares: null, complete: false }],
  ])("%#", async (bytes, expected) => {
    expect(await inspectPdf(bytes)).toEqual(expected);
    // Whatever the pieces.
    for (const size of [1, 7, 100]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      expect(await inspectPdf(pieces)).toEqual(expected);
    }
  });

  it("takes PDF/A-1 only, without password", async () => {
    expect(isPdfA1(await inspectPdf(pdf(xmp("1", "B"))))).toBe(true);
    expect(isPdfA1(await inspectPdf(pdf(xmp("2", "B"))))).toBe(false);
    expect(isPdfA1(await inspectPdf(pdf(`${xmp("1", "B")}/Encrypt 3 0 R`)))).toBe(false);
  });
});
