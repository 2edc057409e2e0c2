import fc from "fast-check";
import { expect, test } from "vitest";
import { sniffMediaType } from "../../src/documents/media-type.js";

const bytes = (text: string) => Buffer.from(text, "latin1");

test.each([
  ["%PDF-1.4\n", "application/pdf"],
  [`${"\0".repeat(900)}%PDF-1.4`, "application/pdf"],
  ["%!PS-Adobe-3.0\n%%Title: a\n", null],
  ["%!PS\n%PDF-1.4\n", null],
  ["%PDF-x.4\n", "text/plain"],
  ["{\\rtf1\\ansi Bonjour}", "text/rtf"],
  ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"],
  ["II*\0\x08\0\0\0", "image/tiff"],
  ["MM\0*\0\0\0\x08", "image/tiff"],
  ["Bonjour,\r\nTension 12/8\f", "text/plain"],
  ["\xc9volution", "text/plain"],
  ["\xff\xfeB\0o\0n\0", "text/plain"],
  ["\xfe\xff\0B\0o\0n", "text/plain"],
  ["< 3 mois", "text/plain"],
  ["<?xml version='1.0'?><a/>", "text/xml"],
  ["\xef\xbb\xbf\r\n<!-- a --><c:ClinicalDocument>", "text/xml"],
  ["<ClinicalDocument xmlns='urn:hl7-org:v3'>", "text/xml"],
  ["\xff\xfe<\0?\0x\0m\0l\0 \0", "text/xml"],
  ["<!DOCTYPE a [<!ENTITY b 'c'>]>", "text/xml"],
  ["<!DOCTYPE html><html>", null],
  ["<html>", null],
  ["PK\x03\x04\x14\0", null],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", null],
  ["GIF89a\x01\0", null],
  ["\x7fELF\x02\x01", null],
  ["", null],
] as const)("%j is %s", (text, expected) => {
  expect(sniffMediaType(bytes(text))).toBe(expected);
});

test("any bytes have an answer; any text without controls is a text or one of the kinds that begin as a text", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void sniffMediaType(any)));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      fc.pre(!/\p{Cc}/u.test(text) && !/^\s*(<|%!)/.test(text));
      expect(sniffMediaType(Buffer.from(text))).not.toBeNull();
    }),
  );
});
