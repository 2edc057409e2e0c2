import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTabular } from "../../../src/documents/tabular/reader.js";
import { heldByBuffers } from "../../support/memory.js";
import { chunks, readAll, SCHEMA, told } from "./helpers.js";

const HEAD = "dossier;nom_naissance;date_naissance;adresse\n";

describe("a file that can not be understood as a whole", () => {
  const cases: readonly [what: string, data: string | Buffer, code: string][] = [
    ["empty", "", "tabular.empty"],
    ["blank lines only", "\n\r\n  \n", "tabular.empty"],
    ["a BOM only", "\uFEFF", "tabular.empty"],
    ["headings only", HEAD, "tabular.no_records"],
    ["headings and blank lines", `${HEAD}\n;;;\n`, "tabular.no_records"],
    ["a separator that is not one", "dossier|nom_naissance\n1|DUPONT\n", "tabular.separator"],
    ["no headings", "1;DUPONT;12/03/1980;Paris\n", "tabular.no_known_column"],
    ["two columns for one thing", "dossier;Numéro dossier\n1;2\n", "tabular.columns_duplicate"],
    ["a JSON array", '[{"dossier":"1"}]', "tabular.json_document"],
    ["a JSON listing", '{"schema":"segur.patient.export/1","items":[]}', "tabular.json_document"],
    ["a JSON object over several lines", '{\n  "dossier": "1"\n}\n', "tabular.json_document"],
    ["an Excel file", Buffer.from("504b0304140006000800", "hex"), "tabular.not_text"],
    ["a binary file", Buffer.from("646f7373696572003b0a", "hex"), "tabular.not_text"],
    ["a first line without end", "x".repeat(400_000), "tabular.headings"],
  ];
  it.each(cases)("%s", async (_, data, code) => {
    for (const size of [1, 7, 65_536]) {
      await expect(readAll(data, { size })).rejects.toMatchObject({ kind: "input", code });
    }
  });

  it("names what is missing, what was not recognised, and the option to give", async () => {
    const missing = (present: ReadonlySet<string>) => ["nom_naissance", "date_naissance"].filter((name) => !present.has(name));
    const read = readAll("dossier;Nom;ddn\n1;DUPONT;12/03/1980\n", { missing });
    await expect(read).rejects.toMatchObject({
      code: "tabular.columns_missing",
      message: "Il manque une colonne obligatoire : nom_naissance.",
      why: "Colonnes du fichier qui ne sont pas reconnues : « Nom ».",
      advice: "Corrigez les titres, ou donnez la correspondance : --map 'Nom=nom_naissance'",
    });
  });
});

describe("a faulty line is one record and never stops the others", () => {
  it("counts physical lines, blank ones included", async () => {
    const { records } = await readAll(`\n${HEAD}1;A;;\n\n2;B\n;;;\n3;C;;;;\n4;D;;;x\n5;E;;\n`);
    expect(told(records)).toEqual([
      "3: 1|A|·|·",
      "5! tabular.column_count (date_naissance)",
      "7: 3|C|·|·",
      "8! tabular.column_count (-)",
      "9: 5|E|·|·",
    ]);
  });

  it("gives up an unclosed quote at its own line, with its column", async () => {
    const { records } = await readAll(`${HEAD}1;A;;"Paris\n2;B;;Lyon\n3;"C";;"Nice"\n4;D";;x\n5;E;;"a ""b"" c"\n6;F;;"z\n`);
    expect(told(records)).toEqual([
      "2! tabular.quote (adresse)",
      "3: 2|B|·|Lyon",
      "4: 3|C|·|Nice",
      "5! tabular.quote (nom_naissance)",
      '6: 5|E|·|a "b" c',
      "7! tabular.quote (adresse)",
    ]);
  });

  it("reads a quoted field over several lines, and names the line where the record starts", async () => {
    const data = `${HEAD}1;A;;"12 rue;\r\nLyon"\n2;B;;"a\n""b""\nc"\n3;C;;\n`;
    for (const size of [1, 5, 65_536]) {
      const { records } = await readAll(data, { size });
      expect(told(records)).toEqual(["2: 1|A|·|12 rue;\nLyon", '4: 2|B|·|a\n"b"\nc', "7: 3|C|·|·"]);
    }
  });

  it("gives up a line of 10 MB, in one piece or in a quoted field, and holds none of it", async () => {
    const big = Buffer.alloc(10 * 1024 * 1024, "x");
    async function* source() {
      yield Buffer.from(`${HEAD}1;A;;\n2;`);
      for (let at = 0; at < big.length; at += 65_536) yield big.subarray(at, at + 65_536);
      yield Buffer.from(`;;\r\n3;C;;\n4;"`);
      yield big;
      yield Buffer.from(`";;\n5;E;;\n`);
    }
    const before = heldByBuffers();
    const file = await readTabular(source(), { schema: SCHEMA });
    const lines: string[] = [];
    for await (const batch of file.batches) lines.push(...told(batch));
    expect(lines).toEqual(["2: 1|A|·|·", "3! tabular.too_long (-)", "4: 3|C|·|·", "5! tabular.too_long (-)", "6: 5|E|·|·"]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * 1024 * 1024);
  });

  it("NDJSON: unreadable, not an object, an object as a value, two keys for one column", async () => {
    const { records, file } = await readAll(
      '{"dossier":1,"nom_naissance":"A","adresse":["x","y"]}\n{"dossier":\n[1]\n{"adresse":{"rue":1}}\n\n{"dossier":"1","Numéro dossier":"2"}\n{"dossier":" 7 ","statut":"qualifiee","couleur":null}\n',
    );
    expect(told(records)).toEqual([
      "1: 1|A|·|x, y",
      "2! tabular.json (-)",
      "3! tabular.json (-)",
      "4! tabular.json_value (adresse)",
      "6! tabular.duplicate_key (Numéro dossier)",
      "7: 7|·|·|·",
    ]);
    expect(file.format).toBe("ndjson");
    expect(file.warnings).toEqual(["Colonne inconnue, non lue : « couleur »."]);
  });
});

describe("what a practice's software writes", () => {
  const rows = "1;LE GALL;12/03/1980;12 rue des Œillets – Bâtiment €\n2;N'DIAYE;;\n";
  const expected = ["2: 1|LE GALL|12/03/1980|12 rue des Œillets – Bâtiment €", "3: 2|N'DIAYE|·|·"];
  const windows = (text: string) => Buffer.from(text.replace("Œ", "\x8c").replace("–", "\x96").replace("€", "\x80"), "latin1");
  const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16();

  const forms: readonly [string, Buffer, string | null][] = [
    ["UTF-8", Buffer.from(HEAD + rows), "utf-8"],
    ["UTF-8 with a BOM", Buffer.from(`\uFEFF${HEAD}${rows}`), "utf-8"],
    ["Windows-1252", windows(HEAD + rows), "windows-1252"],
    ["UTF-16 LE", Buffer.from(`\uFEFF${HEAD}${rows}`, "utf16le"), "utf-8"],
    ["UTF-16 BE", utf16be(HEAD + rows), "utf-8"],
    ["CRLF", Buffer.from((HEAD + rows).replaceAll("\n", "\r\n")), "utf-8"],
    ["CR", Buffer.from((HEAD + rows).replaceAll("\n", "\r")), "utf-8"],
    ["no last line end", Buffer.from((HEAD + rows).trimEnd()), "utf-8"],
    ["comma", Buffer.from((HEAD + rows).replaceAll(";", ",")), "utf-8"],
    ["tab", Buffer.from((HEAD + rows).replaceAll(";", "\t")), "utf-8"],
    ["everything quoted", Buffer.from((HEAD + rows).replace(/[^;\n]+/g, '"$&"')), "utf-8"],
  ];
  it.each(forms)("%s, in chunks of any size", async (_, data, encoding) => {
    for (const size of [1, 2, 3, 64, 65_536]) {
      const { records, file } = await readAll(data, { size });
      expect(told(records)).toEqual(expected);
      expect(file.encoding()).toBe(encoding);
    }
  });

  it("decides the encoding where the first accent is, however far", async () => {
    const ascii = Array.from({ length: 20_000 }, (_, index) => `${index};A;;\n`).join("");
    const file = Buffer.concat([Buffer.from(HEAD + ascii), Buffer.from("x;L\xc9A;;\n", "latin1")]);
    const { records, file: read } = await readAll(file);
    expect(records).toHaveLength(20_001);
    expect(records[20_000]?.values[1]).toBe("LÉA");
    expect(read.encoding()).toBe("windows-1252");
  });

  it("reports the lines in another encoding than the rest, and obeys --encoding", async () => {
    const data = Buffer.concat([Buffer.from(`${HEAD}1;É;;\n`), Buffer.from("2;\xc9;;\n", "latin1"), Buffer.from("3;È;;\n")]);
    const { records } = await readAll(data, { size: 60 });
    expect(told(records)).toEqual(["2: 1|É|·|·", "3! tabular.encoding (-)", "4: 3|È|·|·"]);
    const forced = await readAll("dossier;nom_naissance\n1;Ã\n", { encoding: "windows-1252" });
    expect(forced.records[0]?.values[1]).toBe("Ãƒ");
  });

  it("recognises headings by name, alias, case and accents, or by --map, and suggests for the others", async () => {
    const data = "N° Fiche;Nom de Naissance;DDN;nir;Adrese;Couleur;\n1;A;;x;y;z;\n";
    const map = new Map([["n° fiche", "dossier"]]);
    const { records, file } = await readAll(data, { map });
    expect(told(records)).toEqual(["2: 1|A|·|·"]);
    expect(file.warnings).toEqual([
      "La colonne « nir » n'est pas lue.",
      "Colonne inconnue, non lue : « Adrese ». Vouliez-vous dire « adresse » ? Si oui : --map 'Adrese=adresse'",
      "Colonne inconnue, non lue : « Couleur ».",
    ]);
  });

  it("reads back whatever was quoted as RFC 4180 says", async () => {
    const quoted = (text: string, separator: string) =>
      text.includes(separator) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const csvLine = (cells: readonly string[], separator: string) =>
      `${cells.map((text) => quoted(text, separator)).join(separator)}\r\n`;
    const cell = fc.string({ unit: fc.constantFrom("a", "É", ";", ",", '"', "\n", " ", "\t", "'", "œ"), maxLength: 12 });
    const trimmed = cell.map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(trimmed, trimmed, trimmed), { minLength: 1, maxLength: 30 }),
        fc.constantFrom(";", ",", "\t"),
        fc.integer({ min: 1, max: 200 }),
        async (table, delimiter, size) => {
          const lines = table.map((cells) => csvLine(["k", ...cells], delimiter));
          const head = csvLine(["dossier", "nom_naissance", "date_naissance", "adresse"], delimiter);
          const { records } = await readAll(head + lines.join(""), { size });
          expect(records.map((record) => record.values)).toEqual(
            table.map((cells) => ["k", ...cells.map((text) => text || null)]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("closes its source when the reader stops early", async () => {
    let closed = false;
    async function* source() {
      try {
        yield* chunks(HEAD + "1;A;;\n".repeat(50_000), 1000);
      } finally {
        closed = true;
      }
    }
    const file = await readTabular(source(), { schema: SCHEMA });
    for await (const batch of file.batches) if (batch.length > 0) break;
    expect(closed).toBe(true);
  });
});
