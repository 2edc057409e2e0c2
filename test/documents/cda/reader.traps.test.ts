import { describe, expect, it } from "vitest";
import { cda, chunks, HEADER, NAMES, n1, narrative, readAll, target } from "./support.js";

/** Each trap of the official corpus (cda.md §6), and what senders add to it, by a document made here. */
const PLAIN = cda(narrative("Évolution « favorable »"));

function utf16(text: string, mark: boolean, big: boolean): Buffer {
  const bytes = Buffer.from(`${mark ? "\uFEFF" : ""}${text}`, "utf16le");
  return big ? bytes.swap16() : bytes;
}

const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>`;

describe("encodings", () => {
  it.each([
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${declared("UTF-8")}${PLAIN}`)],
    ["UTF-8 without a declaration", Buffer.from(PLAIN)],
    ["UTF-16 little endian with a mark", utf16(declared("UTF-16") + PLAIN, true, false)],
    ["UTF-16 big endian with a mark", utf16(declared("UTF-16") + PLAIN, true, true)],
    ["UTF-16 little endian without a mark", utf16(declared("UTF-16LE") + PLAIN, false, false)],
    ["UTF-16 big endian without a mark", utf16(declared("UTF-16BE") + PLAIN, false, true)],
    ["ISO-8859-1", Buffer.from(declared("ISO-8859-1") + PLAIN, "latin1")],
    ["ISO-8859-15", Buffer.from(declared("ISO-8859-15") + PLAIN, "latin1")],
    ["Windows-1252", Buffer.from(declared("windows-1252") + PLAIN, "latin1")],
  ])("reads %s", async (_, document) => {
    for (const size of [1, 7, document.length]) {
      const cut = Array.from({ length: Math.ceil(document.length / size) }, (_each, at) =>
        document.subarray(at * size, (at + 1) * size),
      );
      const read = await readAll(cut);
      expect(read).toEqual(await readAll(PLAIN));
      expect(read.body).toMatchObject({ sections: [{ text: ["Évolution « favorable »"] }] });
    }
  });

  it("reads the typographic quotes that a document declared as ISO-8859-1 holds", async () => {
    const document = Buffer.concat([Buffer.from(declared("iso-8859-1")), Buffer.from(cda(narrative("l#insuline")), "latin1")]);
    document[document.indexOf("#insuline")] = 0x92;
    expect((await readAll(document)).body).toMatchObject({ sections: [{ text: ["l’insuline"] }] });
  });

  it("waits for the end of a long declaration, however it is cut, and not for one that never ends", async () => {
    const long = (blanks: number) =>
      Buffer.from(`<?xml version="1.0"${" ".repeat(blanks)}encoding="ISO-8859-1"?>${PLAIN}`, "latin1");
    for (const blanks of [230, 240, 3_900])
      for (const size of [1, 100, 256, 10_000]) expect(await readAll(chunks(long(blanks), size))).toEqual(await readAll(PLAIN));
    const endless = await readAll(chunks(long(5_000), 997));
    expect(endless).toMatchObject({ damaged: true, warnings: [expect.stringContaining("encodage déclaré")] });
  });

  it("tells bytes that are not of the declared encoding, and reads the rest", async () => {
    const { header, warnings } = await readAll(Buffer.from(cda(narrative("fièvre")), "latin1"));
    expect(header.title).toBe("Lettre de liaison");
    expect(warnings).toEqual([expect.stringContaining("encodage déclaré")]);
  });

  it("refuses an encoding it does not know", async () => {
    await expect(readAll(Buffer.from(declared("EBCDIC-CP-FR") + PLAIN))).rejects.toMatchObject({ code: "cda.encoding" });
    await expect(readAll(Buffer.from("fffe00003c000000", "hex"))).rejects.toMatchObject({ code: "cda.encoding" });
  });
});

describe("what stands around the document", () => {
  it("reads a document that presents itself: other prefixes, inside a stylesheet that is never executed", async () => {
    const inside = PLAIN.replace(/<(\/?)(\w)/g, "<$1c:$2").replace('xmlns="urn:hl7-org:v3"', 'xmlns:c="urn:hl7-org:v3"');
    const sheet = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#feuille"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><title>PIÈGE</title>
<script>alert(1)</script></xsl:template><xsl:variable name="doc"><data>${inside}</data></xsl:variable></xsl:stylesheet>`;
    const read = await readAll(sheet);
    expect(read).toEqual(await readAll(PLAIN));
  });

  it("reads past instructions, comments and blank lines before and after the root", async () => {
    const read = await readAll(
      `\uFEFF<?xml version="1.0"?>\r\n<?oxygen x="<ClinicalDocument>"?>\r\n<!-- FR-Commentaire <id/> -->${PLAIN}\r\n<!-- fin -->\n`,
    );
    expect(read).toEqual(await readAll(PLAIN));
  });

  it("tells a declaration that a blank line precedes, and reads on", async () => {
    const { header, warnings } = await readAll(`\n${declared("UTF-8")}${PLAIN}`);
    expect(header.title).toBe("Lettre de liaison");
    expect(warnings).toEqual(["La déclaration XML n'est pas au début du fichier."]);
  });

  it("reads the first of two documents, and says so", async () => {
    const { header, warnings } = await readAll(`<lot>${PLAIN}${PLAIN.replace("Lettre de liaison", "Autre")}</lot>`);
    expect(header.title).toBe("Lettre de liaison");
    expect(warnings).toEqual([expect.stringContaining("plusieurs documents")]);
  });

  it("tells a document that is not in the namespace of the CDA", async () => {
    const { header, warnings } = await readAll(PLAIN.replace('xmlns="urn:hl7-org:v3"', ""));
    expect(header.title).toBe("Lettre de liaison");
    expect(warnings).toEqual([expect.stringContaining("espace de noms")]);
  });
});

describe("text", () => {
  it("reads carriage returns, comments in the middle of a text, references and the no-break space by name", async () => {
    const { body, warnings } = await readAll(cda(narrative("a&#160;b<!-- x > y -->c&nbsp;d&#233;\r\ne")));
    expect(body).toMatchObject({ sections: [{ text: ["a\u00a0bc\u00a0dé\ne"] }] });
    expect(warnings).toEqual([]);
  });

  it("leaves an entity that nobody defined as it is, and says so; the names of objects are none", async () => {
    const { body, warnings } = await readAll(cda(narrative("&euro; &constructor; &__proto__;")));
    expect(body).toMatchObject({ sections: [{ text: ["&euro; &constructor; &__proto__;"] }] });
    expect(warnings).toEqual([expect.stringContaining("entité inconnue")]);
  });

  it("leaves a reference to a control as it is, and says so", async () => {
    const { body, warnings } = await readAll(cda(narrative("a&#27;b")));
    expect(body).toMatchObject({ sections: [{ text: ["a&#27;b"] }] });
    expect(warnings).toEqual([expect.stringContaining("référence de caractère")]);
  });

  it("tells a prefix that is not declared and a control that XML forbids, and reads on", async () => {
    const { header, warnings } = await readAll(cda(narrative("a\u0001b"), { header: HEADER.replace("<id ", "<sdtc:x/><id ") }));
    expect(header.id).toEqual({ root: "1.2.3.4", extension: "5" });
    expect(warnings).toHaveLength(2);
  });

  it("is not misled by an attribute named after the insides of the language", async () => {
    const { body } = await readAll(cda(narrative('<content __proto__="x" constructor="y">texte</content>')));
    expect(body).toMatchObject({ sections: [{ text: [{ name: "content", children: ["texte"] }] }] });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("keeps the order of mixed contents", async () => {
    const { body } = await readAll(cda(narrative("Conclusion : <content>grave</content> suite")));
    expect(body).toMatchObject({ sections: [{ text: ["Conclusion : ", { name: "content", children: ["grave"] }, " suite"] }] });
  });
});

describe("header", () => {
  const patientOf = async (names: string, ids?: string) =>
    (await readAll(cda(narrative("x"), { patient: target(names, ids) }))).header.patient;

  it("reads names by their qualifier, over several names, and the former SP", async () => {
    expect(await patientOf(NAMES)).toMatchObject({
      birthName: "TEST",
      usedName: "USAGE",
      birthGivenNames: "ZOÉ MARIE",
      firstBirthGivenName: "ZOÉ",
      usedGivenName: null,
    });
    expect(
      await patientOf(`<name use="L"><family qualifier="SP">USAGE</family><given qualifier="SP">LILI</given></name>
<name><family qualifier="BR">TEST</family><given>ZOÉ</given><given>MARIE</given></name>`),
    ).toMatchObject({
      birthName: "TEST",
      usedName: "USAGE",
      birthGivenNames: "ZOÉ MARIE",
      firstBirthGivenName: null,
      usedGivenName: "LILI",
    });
    expect(await patientOf('<name><family qualifier="BR CL">TEST</family></name>')).toMatchObject({
      birthName: "TEST",
      usedName: "TEST",
    });
  });

  it("takes a family name without qualifier for the birth name only when there is no other, and says so", async () => {
    expect(await patientOf("<name><family>TEST</family></name>")).toMatchObject({ birthName: "TEST", usedName: null });
    expect(await patientOf('<name><family>USAGE</family><family qualifier="BR">TEST</family></name>')).toMatchObject({
      birthName: "TEST",
      usedName: "USAGE",
    });
    const { warnings } = await readAll(cda(narrative("x"), { patient: target("<name><family>TEST</family></name>") }));
    expect(warnings).toEqual([expect.stringContaining("nom de naissance")]);
  });

  it("finds the INS wherever it stands, an official one before a test one, and never takes an INS-C for one", async () => {
    const ins = '<id root="1.2.250.1.213.1.4.9" extension=" 2 77 07 63 220 829 10 "/>';
    const local = '<id root="1.2.3" extension="4"/>';
    const test = '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>';
    expect((await patientOf(NAMES, local + test + ins)).ins).toEqual({
      matricule: "277076322082910",
      oid: "1.2.250.1.213.1.4.9",
    });
    expect((await patientOf(NAMES, local + test)).ins).toEqual({ matricule: "279035121518989", oid: "1.2.250.1.213.1.4.10" });
    const insC = await readAll(
      cda(narrative("x"), { patient: target(NAMES, '<id root="1.2.250.1.213.1.4.2" extension="0523456789012345678901"/>') }),
    );
    expect(insC.header.patient.ins).toBeNull();
    expect(insC.header.patient.ids).toHaveLength(1);
    expect(insC.warnings).toEqual([expect.stringContaining("INS-C")]);
  });

  it.each([
    ['<id root="1.2.250.1.213.1.4.8" extension="2770763220829"/>', "277076322082910", "sans sa clé"],
    ['<id root="1.2.250.1.213.1.4.8" extension="277076322082911"/>', "277076322082911", "mal formé"],
    [
      '<id root="1.2.250.1.213.1.4.8" extension="277076322082910"/><id root="1.2.250.1.213.1.4.9" extension="277076322082910"/>',
      "277076322082910",
      "Plusieurs matricules",
    ],
  ])("tells an odd INS: %s", async (ids, matricule, warning) => {
    const { header, warnings } = await readAll(cda(narrative("x"), { patient: target(NAMES, ids) }));
    expect(header.patient.ins?.matricule).toBe(matricule);
    expect(warnings).toEqual([expect.stringContaining(warning)]);
    expect(warnings.join()).not.toContain(matricule);
  });

  it("reads a header that has nothing, and tells each lack once", async () => {
    const { header, body, warnings } = await readAll('<ClinicalDocument xmlns="urn:hl7-org:v3"/>');
    expect(header).toMatchObject({
      id: { root: "" },
      code: { code: "" },
      title: "",
      createdAt: null,
      authors: [],
      events: [],
      encounter: null,
    });
    expect(body).toEqual({ level: "none" });
    expect(warnings).toHaveLength(8);
    expect(new Set(warnings).size).toBe(8);
  });

  it("takes the label of a type as the sender writes it, or what stands for a code that is not there", async () => {
    const codeOf = async (code: string) =>
      (await readAll(cda(narrative("x"), { header: HEADER.replace(/<code [^>]*>/, code) }))).header.code;
    expect(
      await codeOf('<code code="11369-6" codeSystem="2.16.840.1.113883.6.1" displayName=" Historique  de vaccinations "/>'),
    ).toEqual({
      code: "11369-6",
      system: "2.16.840.1.113883.6.1",
      label: "Historique de vaccinations",
    });
    expect((await codeOf('<code code="1" codeSystem="2"><originalText>Vaccins</originalText></code>')).label).toBe("Vaccins");
    expect(await codeOf('<code nullFlavor="OTH"><translation code="1" codeSystem="2" displayName="Trois"/></code>')).toEqual({
      code: "1",
      system: "2",
      label: "Trois",
    });
  });

  it("reads a state in any namespace, a replaced document, and a device as an author", async () => {
    const extra = `<author><time nullFlavor="UNK"/><assignedAuthor><id nullFlavor="NI"/><assignedAuthoringDevice><softwareName>Logiciel</softwareName></assignedAuthoringDevice></assignedAuthor></author>
<documentationOf><serviceEvent><lab:statusCode xmlns:lab="urn:hl7-org:lab" code="active"/><effectiveTime value="20260311"/></serviceEvent></documentationOf>
<relatedDocument typeCode="APND"><parentDocument><id root="9"/></parentDocument></relatedDocument>
<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3.3"/></parentDocument></relatedDocument>`;
    const { header } = await readAll(cda(narrative("x"), { patient: target() + extra }));
    expect(header.events[0]).toMatchObject({ status: "active", start: "2026-03-11", stop: null, performer: null });
    expect(header.replaces).toEqual({ root: "1.2.3.3", extension: null });
    expect(header.authors[0]).toMatchObject({ id: null, familyName: "Logiciel", time: null });
  });

  it("gives values without what would act on a screen", async () => {
    const { header } = await readAll(
      cda(narrative("x"), { header: HEADER.replace("Lettre de liaison", "A\u202e&#x9b;31m\u200f B") }),
    );
    expect(header.title).toBe("A31m B");
  });
});

describe("body", () => {
  it("reads a level 1 whose type is that of a structured document", async () => {
    const header = HEADER.replace(/<code [^>]*>/, '<code code="11502-2" codeSystem="2.16.840.1.113883.6.1" displayName="CR"/>');
    const { body } = await readAll(cda(n1("JVBERg=="), { header }));
    expect(body).toEqual({ level: "n1", mediaType: "application/pdf", compressed: false });
  });

  it("reads sections within sections, and leaves the entries out", async () => {
    const inner = "<component><section><title>Dedans</title><text>b</text></section></component>";
    const entry =
      "<entry><act><text>codé</text><entryRelationship><section><title>non</title></section></entryRelationship></act></entry>";
    const { body } = await readAll(
      cda(
        `<structuredBody><component><section><templateId root="1.2"/><code code="1" codeSystem="2"/><text>a</text>${entry}${inner}</section></component></structuredBody>`,
      ),
    );
    expect(body).toEqual({
      level: "n3",
      sections: [
        {
          title: null,
          code: { code: "1", system: "2", label: "" },
          templateIds: ["1.2"],
          text: ["a"],
          sections: [{ title: "Dedans", code: null, templateIds: [], text: ["b"], sections: [] }],
        },
      ],
    });
  });
});
