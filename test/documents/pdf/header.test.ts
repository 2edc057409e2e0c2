import fc from "fast-check";
import { expect, it } from "vitest";
import { fromHeader } from "../../../src/documents/pdf/header.js";

async function cut(text: string, size: number): Promise<string> {
  async function* pieces() {
    const all = Buffer.from(text, "latin1");
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
  }
  const found: Uint8Array[] = [];
  for await (const piece of fromHeader(pieces())) found.push(piece);
  return Buffer.concat(found).toString("latin1");
}

it.each([
  ["%PDF-1.4 a", "%PDF-1.4 a"],
  ["garbage\n%PDF-2.0 a", "%PDF-2.0 a"],
  [`${" ".repeat(1016)}%PDF-1.4 a`, "%PDF-1.4 a"],
  [`${" ".repeat(1017)}%PDF-1.4 a`, ""],
  ["%!PS\n%PDF-1.4 a", ""],
  ["\r\n%!PS\n%PDF-1.4 a", ""],
  ["x", ""],
  ["", ""],
])("%j gives %j", async (text, expected) => {
  for (const size of [1, 7, 5000]) expect(await cut(text, size)).toBe(expected);
});

it("gives every byte from the header on, whatever the pieces", async () => {
  const any = fc.string({ maxLength: 5000, unit: "binary-ascii" });
  await fc.assert(
    fc.asyncProperty(any, fc.integer({ min: 1, max: 3000 }), async (text, size) => {
      expect(await cut(`ab%PDF-1.4${text}`, size)).toBe(`%PDF-1.4${text}`);
    }),
  );
});
