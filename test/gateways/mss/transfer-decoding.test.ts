import fc from "fast-check";
import { expect, test } from "vitest";
import { decodedAtLeast, decodeTransfer, encodedAtMost, transferDecoder } from "../../../src/gateways/mss/transfer-decoding.js";

/** A part cut anywhere, as windows of it arrive. */
function inPieces(encoding: string, text: string, cuts: readonly number[]): Buffer {
  const decoder = transferDecoder(encoding);
  const bytes = Buffer.from(text, "latin1");
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = places.slice(1).map((end, index) => decoder.push(bytes.subarray(places[index], end)));
  return Buffer.concat([...pieces, decoder.end()]);
}

const ANY_BYTES = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));
const CUTS = fc.array(fc.nat(), { maxLength: 8 });
const LINE = fc.integer({ min: 60, max: 76 });
const EOL = fc.constantFrom("\r\n", "\n");

test("base64 is the same bytes however it is cut and folded, within the sizes that are reckoned", () => {
  fc.assert(
    fc.property(ANY_BYTES, CUTS, LINE, EOL, (bytes, cuts, line, eol) => {
      const text = bytes.toString("base64").replace(new RegExp(`.{${line}}`, "g"), `$&${eol}`);
      expect(inPieces("base64", text, cuts).equals(bytes)).toBe(true);
      expect(decodeTransfer("base64", Buffer.from(text)).equals(bytes)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(encodedAtMost("base64", bytes.length));
      expect(decodedAtLeast("base64", text.length)).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

function quoted(bytes: Buffer, line: number): string {
  const codes = [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`);
  const most = Math.floor((line - 1) / 3);
  return codes.map((code, index) => (index > 0 && index % most === 0 ? `=\r\n${code}` : code)).join("");
}

test("quoted-printable is the same bytes however it is cut and folded, within the sizes that are reckoned", () => {
  fc.assert(
    fc.property(ANY_BYTES, CUTS, LINE, (bytes, cuts, line) => {
      const text = quoted(bytes, line);
      expect(inPieces("quoted-printable", text, cuts).equals(bytes)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(encodedAtMost("quoted-printable", bytes.length));
      expect(decodedAtLeast("quoted-printable", text.length)).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

test("what is no code is passed over, a line without end holds nothing up", () => {
  expect(decodeTransfer("base64", Buffer.from("Qm9u\r\n*am91\x00cg==")).toString()).toBe("Bonjour");
  expect(inPieces("base64", "Qm9u*\r\nam91cg==", [3, 5, 9]).toString()).toBe("Bonjour");
  expect(decodeTransfer("quoted-printable", Buffer.from("a=ZZ  \r\nb =\r\nc=")).toString()).toBe("a=ZZ\r\nb c");
  const endless = "=E9".repeat(100_000);
  expect(inPieces("quoted-printable", endless, [70_000, 70_001, 140_005]).equals(Buffer.alloc(100_000, 0xe9))).toBe(true);
  expect(decodeTransfer("8bit", Buffer.from("é")).toString()).toBe("é");
});
