import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { child, childrenOf, escapeXml, find, optionalElement, XmlError } from "../../src/gateways/xml.js";
import { loadXmlReader, type XmlReader } from "../../src/gateways/xml-reader.js";

let read: XmlReader;
beforeAll(async () => {
  read = await loadXmlReader();
});

function reasonOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof XmlError) return error.reason;
    throw error;
  }
  return "accepted";
}

describe("documents refusés", () => {
  const malformed: [string, string][] = [
    ["vide", ""],
    ["texte", "bonjour"],
    ["balise ouverte", "<a><b>"],
    ["balises croisées", "<a><b>x</a></b>"],
    ["balise non fermée au milieu", "<a><b>x</a>"],
    ["deux racines", "<a/><b/>"],
    ["attribut répété", "<a b='1' b='2'/>"],
    ["attribut sans guillemets", "<a b=1/>"],
    ["préfixe d'élément non déclaré", "<p:a/>"],
    ["préfixe d'attribut non déclaré", "<a p:b='1'/>"],
    ["préfixe déclaré plus bas seulement", "<p:a><b xmlns:p='urn:p'/></p:a>"],
    ["entité inconnue", "<a>&nbsp;</a>"],
    ["entité inconnue en attribut", "<a b='&nbsp;'/>"],
    ["référence hors d'Unicode", "<a>&#x110000;</a>"],
    ["référence nulle", "<a>&#0;</a>"],
    ["esperluette seule", "<a>A & B</a>"],
    ["déclaration XML au milieu", "<a/><?xml version='1.0'?>"],
    ["caractère de contrôle", "<a>\u0001</a>"],
    ["préfixe xmlns détourné", "<a xmlns:xml='urn:x'/>"],
    ["100 niveaux", "<a>".repeat(100) + "</a>".repeat(100)],
  ];
  for (const [label, text] of malformed) it(label, () => expect(reasonOf(text)).toBe("malformed"));

  const doctypes = [
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><lolz>&b;</lolz>',
  ];
  for (const text of doctypes) it(text.slice(0, 40), () => expect(reasonOf(text)).toBe("doctype"));

  it("le message ne cite jamais le texte reçu", () => {
    for (const text of ["<a>NESSI", "<a>&NESSI;</a>", "<NESSI:a/>", "<NESSI/><b/>"]) {
      expect(() => read(text)).toThrow(XmlError);
      try {
        read(text);
      } catch (error) {
        expect(String(error)).not.toContain("NESSI");
        expect(error instanceof Error && error.cause).toBeFalsy();
      }
    }
  });
});

describe("noms", () => {
  it("le préfixe ne compte pas, l'URI compte", () => {
    const first = read('<s:E xmlns:s="urn:s"><b xmlns="urn:b" x="1" s:y="2"/></s:E>');
    const second = read('<E xmlns="urn:s" xmlns:q="urn:b" xmlns:s2="urn:s"><q:b x="1" s2:y="2"/></E>');
    expect(second).toEqual(first);
    expect(first.children[0]?.attributes).toEqual(
      new Map([
        ["x", "1"],
        ["{urn:s}y", "2"],
      ]),
    );
  });

  it("un espace de noms par défaut se masque et s'annule", () => {
    const root = read('<a xmlns="urn:1"><b xmlns="urn:2"><c/></b><d xmlns=""/><e/></a>');
    const [b, d, e] = root.children;
    expect([b?.ns, b?.children[0]?.ns, d?.ns, e?.ns]).toEqual(["urn:2", "urn:2", "", "urn:1"]);
  });

  it("un nom piégé n'est qu'un nom", () => {
    const root = read("<__proto__ xmlns:__proto__='urn:p' __proto__='1'><__proto__:constructor/></__proto__>");
    expect([root.name, root.attributes.get("__proto__"), root.children[0]?.ns]).toEqual(["__proto__", "1", "urn:p"]);
  });

  it("child, childrenOf, find", () => {
    const root = read('<a xmlns:n="urn:n"><n:b>1</n:b><b>2</b><n:b>3</n:b><c><n:d/></c></a>');
    expect(child(root, "urn:n", "b")?.text).toBe("1");
    expect(child(root, "", "b")?.text).toBe("2");
    expect(childrenOf(root, "urn:n", "b").map((one) => one.text)).toEqual(["1", "3"]);
    expect(find(root, "urn:n", "d")?.name).toBe("d");
    expect(child(undefined, "", "x")).toBeUndefined();
    expect(childrenOf(undefined, "", "x")).toEqual([]);
  });
});

describe("texte", () => {
  it("un nombre reste du texte, les entités sont décodées, le CDATA garde ses espaces", () => {
    expect(read("<a>01</a>").text).toBe("01");
    expect(read("<a b='007'/>").attributes.get("b")).toBe("007");
    expect(read("<a> L&apos;&#201;T&#xC9; &lt;&amp;lt; </a>").text).toBe("L'ÉTÉ <&lt;");
    expect(read("<a>A<![CDATA[ <B> &amp; ]]>C<!-- rien --> D</a>").text).toBe("A <B> &amp; C D");
    expect(read("<a b='&quot;&#x41;'/>").attributes.get("b")).toBe('"A');
  });

  it("ce qui est échappé se relit à l'identique, en contenu et en attribut", () => {
    const values = fc
      .string({ unit: "grapheme" })
      .filter((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value));
    fc.assert(
      fc.property(values, (value) => {
        const root = read(`<a b="${escapeXml(value)}">|${escapeXml(value)}|</a>`);
        expect(root.text).toBe(`|${value}|`);
        expect(root.attributes.get("b")).toBe(value);
      }),
    );
  });

  it("un caractère que XML ne peut pas porter est refusé, jamais retiré", () => {
    for (const value of ["A\u0000B", "A\u001bB", "\ud800", "A\uffff"]) expect(() => escapeXml(value)).toThrow(XmlError);
    expect(escapeXml("😀")).toBe("😀");
  });

  it("absent et vide ne s'écrivent pas", () => {
    expect([undefined, null, ""].map((value) => optionalElement("a", value))).toEqual(["", "", ""]);
    expect(optionalElement("a", "<")).toBe("<a>&#60;</a>");
  });
});
