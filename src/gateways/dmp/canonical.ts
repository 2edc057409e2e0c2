import { XmlError } from "../xml.js";

const ILLEGAL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Content of an element as canonical XML writes it (C14N §2.3). @throws {XmlError} for what XML cannot carry */
export function canonicalText(value: string): string {
  check(value);
  return value.replace(/[&<>\r]/g, (character) => TEXT[character] ?? character);
}

/** Value of an attribute as canonical XML writes it. @throws {XmlError} */
export function canonicalAttribute(value: string): string {
  check(value);
  return value.replace(/[&<"\t\n\r]/g, (character) => ATTRIBUTE[character] ?? character);
}

function check(value: string): void {
  if (ILLEGAL.test(value)) throw new XmlError("malformed", "caractère interdit en XML");
}

const TEXT: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};
