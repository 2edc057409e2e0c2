import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { exportDocument } from "../../../src/services/documents/export.js";
import { prepareCda } from "../../../src/services/documents/prepare.js";
import { cdaOf, documentCabinet, refusal } from "./support.js";

/** The same document around another body. */
async function around(text: string): Promise<string> {
  const { patient } = await documentCabinet();
  const whole = (await cdaOf(patient)).toString();
  const before = whole.replace(/<text [^>]*>[^<]*<\/text>/, () => text);
  if (before === whole) throw new Error("no body");
  return before;
}

const b64 = (bytes: Buffer | string, more = "") =>
  `<text mediaType="application/pdf" representation="B64"${more}>${Buffer.from(bytes).toString("base64")}</text>`;
const packed = deflateSync(Buffer.from("%PDF-1.4 x".repeat(500)));

describe("a CDA whose contents cannot be read", () => {
  test.each([
    ["bad base64", '<text mediaType="application/pdf" representation="B64">JVBERi0xLjQ*****</text>', "Son corps est abîmé."],
    ["an empty PDF", '<text mediaType="application/pdf" representation="B64"> </text>', "Son corps est vide."],
    ["a PDF that is none", b64("PK\u0003\u0004"), "Son corps se dit un PDF, et n'en est pas un."],
    ["a compression cut short", b64(packed.subarray(0, 20), ' compression="ZL"'), "Son corps est abîmé."],
    ["a body elsewhere", '<text><reference value="http://example.org/a.pdf"/></text>', "Son corps est vide."],
    ["no body", "", "Son corps est vide, ou hors de lui."],
  ])("is filed with a warning and never leaves: %s", async (_name, text, why) => {
    const { cabinet, file } = await documentCabinet();
    const { filed, warnings } = await file(await around(text), { type: undefined });
    if (filed === null) throw new Error("not filed");
    expect(warnings.join("\n")).toMatch(/ne se lit pas|n'a pas de corps/);
    const error = await refusal(prepareCda(cabinet, filed));
    expect(error).toMatchObject({ kind: "refused", code: "document.body_unreadable", details: { document: "D1" } });
    expect([why, "Il n'a pas de corps."]).toContain((error as { why: string }).why);
    // It is still given as it was received.
    expect(await exportDocument(cabinet, "D1", "original")).toMatchObject({ extension: "xml" });
  });

  test("is no CDA that says it otherwise: compressed, or text", async () => {
    const { cabinet, file } = await documentCabinet();
    for (const [at, text] of [b64(packed, ' compression="ZL"'), "<text>Bonjour</text>"].entries()) {
      const bytes = (await around(text)).replaceAll("1.2.3.4", `1.2.3.4${at}`);
      const { filed, warnings } = await file(bytes, { type: undefined });
      expect(warnings).toEqual([]);
      if (filed !== null) expect(await prepareCda(cabinet, filed)).toMatchObject({ canonical: false });
    }
  });
});
