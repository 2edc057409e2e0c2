import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RenderTextInput, renderText } from "../../../src/documents/cda/render-text.js";
import { columns } from "../../../src/documents/cda/screen-text.js";
import { cda, n1, narrative, readAll } from "./support.js";

async function draw(body: string, width = 60, reveal = false, pdf: RenderTextInput["pdf"] = null): Promise<string[]> {
  const read = await readAll(cda(body));
  const contents = read.contents.find(({ id }) => id === null)?.bytes ?? null;
  const options = { width, reveal, command: "segur doc show D12", zone: () => 60 };
  return renderText({ ...read, contents, pdf }, options).map(({ text }) => text);
}

/** The lines of a narrative, without the header and the title of its section. */
async function drawn(text: string, width = 60): Promise<string[]> {
  const lines = await draw(narrative(text), width);
  return lines.slice(lines.indexOf("Conclusion") + 1);
}

const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
const head = (...cells: string[]) => `<thead><tr>${cells.map((cell) => `<th>${cell}</th>`).join("")}</tr></thead>`;

describe("the header", () => {
  it("says who, what and when, the matricule masked unless it is asked for", async () => {
    expect(await draw(narrative("x"))).toEqual([
      "Lettre de liaison",
      "Patient         USAGE ZOÉ, nom de naissance TEST, née le",
      "                14/07/1977",
      "Matricule INS   277************ (NIR)",
      "Type            CR de sortie",
      "Rédigé le       12/03/2026 à 11:17",
      "Auteur          Alix MARTIN",
      "Version         2",
      "",
      "Conclusion",
      "x",
    ]);
    expect(await draw(narrative("x"), 60, true)).toContain("Matricule INS   277076322082910 (NIR)");
  });

  it("says the hours of the practice, and a time without offset as it was written", async () => {
    const read = await readAll(cda(narrative("x")));
    const at = (createdAt: string, offset: number) => {
      const document = { ...read, header: { ...read.header, createdAt }, contents: null, pdf: null };
      const lines = renderText(document, { width: 80, reveal: false, command: "c", zone: () => offset });
      return lines.map(({ text }) => text).find((text) => text.startsWith("Rédigé le"));
    };
    expect(at("2026-11-25T23:30:00Z", 60)).toBe("Rédigé le       26/11/2026 à 00:30");
    expect(at("2026-07-14T09:00:00-04:00", 120)).toBe("Rédigé le       14/07/2026 à 15:00");
    expect(at("2026-11-25T23:30:00", 60)).toBe("Rédigé le       25/11/2026 à 23:30");
    expect(at("2026-11-25", 60)).toBe("Rédigé le       25/11/2026");
  });

  it("gives each line its tone, for who colours it", async () => {
    const read = await readAll(cda(narrative("x"), { patient: "" }));
    const lines = renderText({ ...read, contents: null, pdf: null }, { width: 80, reveal: false, command: "segur doc show D12" });
    expect(new Set(lines.map(({ tone }) => tone))).toEqual(new Set(["title", "label", "body", "heading", "warn"]));
    expect(lines[lines.length - 1]).toEqual({ tone: "warn", text: "Attention : L'en-tête n'a pas de patient." });
  });
});

describe("the narrative", () => {
  it("draws tables in columns, cells wrapped between words", async () => {
    const table = `<table><caption>Résultats</caption>${head("Examen", "Valeur")}<tbody>${row("Sodium", "140 mmol/L")}${row("Créatinine du sang veineux prélevé à jeun", "80 µmol/L")}</tbody></table>`;
    expect(await drawn(table, 40)).toEqual(
      [
        "Résultats",
        "Examen                    │ Valeur",
        "──────────────────────────┼───────────",
        "Sodium                    │ 140 mmol/L",
        "┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄".slice(0, 40),
        "Créatinine du sang veineux  │ 80 µmol/L",
        "prélevé à jeun              │",
      ].map((line) => expect.stringMatching(pattern(line))),
    );
  });

  it("keeps cells under the column they belong to when others span rows and columns", async () => {
    const table = `<table>${head("A", "B", "C")}<tbody><tr><td rowspan="2">a</td><td colspan="2">large</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>`;
    expect(await drawn(table)).toEqual(
      ["A │ B │ C", "──┼───┼──", "a │ large", "  │ b │ c"].map((line) => expect.stringMatching(pattern(line))),
    );
  });

  it("tells a table row by row when the width cannot hold its columns", async () => {
    const names = ["Un", "Deux", "Trois", "Quatre", "Cinq"];
    const table = `<table>${head(...names)}<tbody>${row(...names.map((name) => `valeur longue de ${name}`))}</tbody></table>`;
    expect(await drawn(table, 30)).toEqual([
      "– Un : valeur longue de Un",
      "  Deux : valeur longue de Deux",
      "  Trois : valeur longue de",
      "  Trois",
      "  Quatre : valeur longue de",
      "  Quatre",
      "  Cinq : valeur longue de Cinq",
    ]);
  });

  it("draws lists, paragraphs and line ends", async () => {
    expect(
      await drawn(`<paragraph>Un<br/>deux</paragraph><list listType="ordered"><caption>Suite</caption><item>a
        <list><item>dedans</item></list></item><item>b</item></list>fin`),
    ).toEqual(["Un", "deux", "Suite", "1. a", "   • dedans", "2. b", "fin"]);
  });

  it("never lets a power be read as digits", async () => {
    expect(await drawn("10<sup>9</sup>/L, CO<sub>2</sub>, 1<sup>er</sup>, x<sup>2n</sup>, A<sub>1c</sub>")).toEqual([
      "10⁹/L, CO₂, 1er, x^(2n), A_(1c)",
    ]);
  });

  it("tells what was deleted, notes, links with their address and attached documents", async () => {
    const media =
      '<entry><observationMedia ID="p1"><value mediaType="application/pdf" representation="B64">QQ==</value></observationMedia></entry>';
    const text = `<content revised="delete">faux</content> vrai<footnote>à revoir</footnote>
<linkHtml href="https://exemple.test/a">notice</linkHtml> <linkHtml href="java&#10;script:alert(1)">piège</linkHtml> <linkHtml href="#x">ici</linkHtml>
<renderMultiMedia referencedObject="p1"/><renderMultiMedia referencedObject="p9"/>`;
    const body = `<structuredBody><component><section><title>Conclusion</title><text>${text}</text>${media}</section></component></structuredBody>`;
    const lines = (await draw(body, 300)).slice(-3);
    expect(lines).toEqual([
      "[supprimé : faux] vrai [note : à revoir] notice (https://exemple.test/a) piège [lien refusé] ici [document PDF joint (1 Ko)] [pièce jointe absente]",
      "",
      "Document PDF joint (1 Ko) : segur doc show D12 --pdf FICHIER",
    ]);
  });

  it("gives the text of elements it does not know", async () => {
    expect(await drawn("<b>gras</b> <section><i>et</i></section> suite")).toEqual(["gras et suite"]);
  });

  it("lets nothing of a document act on the terminal", async () => {
    const [line = ""] = await drawn(
      "a&#27;[31mrouge&#7;&#155;2J&#x202e;envers<linkHtml href='http://x/&#27;]0;titre&#7;'>l</linkHtml>",
    );
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(line).toContain("rouge");
  });

  it("ends quickly on tables within tables and spans without measure", async () => {
    const nested = `${"<table><tr><td>".repeat(60)}fond${"</td></tr></table>".repeat(60)}`;
    expect((await drawn(nested)).join("\n")).toContain("fond");
    expect(await drawn('<table><tr><td colspan="999999" rowspan="999999">large</td></tr></table>', 400)).toEqual(["large"]);
    const long = `<table>${row("mot ".repeat(50_000), "b", "c")}</table>`;
    expect((await drawn(long, 80)).length).toBeGreaterThan(1_000);
  });

  it("holds any narrative in the width, whatever it is", async () => {
    const word = fc.constantFrom("a", "un", "mot", "anticonstitutionnellement", "é̀", "血液", "10", "\u001b[1m");
    const leaf = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("node"), { maxLength: 3 }).map((each) => `<paragraph>${each.join("<br/>")}</paragraph>`),
        fc
          .array(tie("node"), { maxLength: 3 })
          .map((each) => `<list>${each.map((item) => `<item>${item}</item>`).join("")}</list>`),
        fc
          .array(fc.array(tie("node"), { maxLength: 4 }), { maxLength: 4 })
          .map((rows) => `<table>${rows.map((cells) => row(...cells)).join("")}</table>`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(node, fc.integer({ min: 30, max: 90 }), async (text, width) => {
        const lines = await drawn(text, width);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(lines.join("")).not.toContain("\u001b");
      }),
      { numRuns: 60 },
    );
  });
});

describe("a level 1", () => {
  it("shows a text, an RTF and a text in base64, wrapped", async () => {
    expect((await draw(n1("Vu ce jour.\nRevoir dans un mois.", ""), 40)).slice(-2)).toEqual([
      "Vu ce jour.",
      "Revoir dans un mois.",
    ]);
    const base64 = Buffer.from("Déjà vu").toString("base64");
    expect((await draw(n1(base64, 'mediaType="text/plain" representation="B64"'))).at(-1)).toBe("Déjà vu");
    const latin = Buffer.from("Déjà vu", "latin1").toString("base64");
    expect((await draw(n1(latin, 'mediaType="text/plain" representation="B64"'))).at(-1)).toBe("Déjà vu");
    const rtf = Buffer.from("{\\rtf1\\ansi D\\'e9j\\'e0 {\\b vu}\\par le 12}").toString("base64");
    expect((await draw(n1(rtf, 'mediaType="text/rtf" representation="B64"'))).slice(-2)).toEqual(["Déjà vu", "le 12"]);
    const letter = Buffer.from("{\\rtf1{\\header Cabinet\\par}a\\page b\\cell c\\par\\par\\par\\par d {\\b gras").toString(
      "base64",
    );
    expect((await draw(n1(letter, 'mediaType="text/rtf" representation="B64"'))).slice(-5)).toEqual([
      "Cabinet",
      "a",
      "b | c",
      "",
      "d gras",
    ]);
    const named = Buffer.from("Texte nommé RTF").toString("base64");
    expect((await draw(n1(named, 'mediaType="text/rtf" representation="B64"'))).at(-1)).toBe("Texte nommé RTF");
  });

  it("says what a PDF or an image is and how to have it", async () => {
    const pdf = Buffer.alloc(13_530, 65).toString("base64");
    const how = ["Pour l'enregistrer : segur doc show D12 --pdf FICHIER", "Pour le voir : segur doc show D12 --open"];
    expect((await draw(n1(pdf))).slice(-3)).toEqual(["Le contenu de ce document est un document PDF (14 Ko).", ...how]);
    const told = async (read: RenderTextInput["pdf"]) => (await draw(n1(pdf), 120, false, read)).at(-3);
    const what = "Le contenu de ce document est un document PDF (14 Ko)";
    expect(await told({ kind: "scanned", total: 2 })).toBe(`${what} sans texte (numérisé), de 2 pages.`);
    expect(await told({ kind: "unreadable", reason: "protected" })).toContain("protégé par un mot de passe");
    expect(await told({ kind: "unreadable", reason: "damaged" })).toContain("abîmé");
    expect(await told({ kind: "unreadable", reason: "too_long" })).toContain("trop grand ou trop complexe");
    expect((await draw(n1("/9j/", 'mediaType="image/jpeg" representation="B64"'))).slice(-2)).toEqual([
      "Le contenu de ce document est une image JPEG (1 Ko).",
      "Pour le voir : segur doc show D12 --open",
    ]);
  });

  it("shows the text of a PDF, its pages set apart, nothing in it acting, the matricule masked unless it is asked for", async () => {
    const pages = ["Cher confrère\u001b[2J,\nINS 2 77 07 63 220 829 10", "Cordialement 277076322082910"];
    const read = { kind: "text", pages, total: 3, cut: true } as const;
    const lines = await draw(n1("JVBERg=="), 60, false, read);
    expect(lines.slice(lines.indexOf("") + 1)).toEqual([
      "Cher confrère\uFFFD[2J,",
      "INS 277************",
      "",
      "— page 2 sur 3 —",
      "",
      "Cordialement 277************",
      "",
      "La suite du PDF n'est pas montrée ici.",
      "Texte extrait du PDF, sans ses images ni sa mise en page.",
      "Pour l'enregistrer : segur doc show D12 --pdf FICHIER",
      "Pour le voir : segur doc show D12 --open",
    ]);
    expect((await draw(n1("JVBERg=="), 60, true, read)).join(" ")).toContain("277076322082910");
  });

  it("neutralises the controls of a text", async () => {
    const base64 = Buffer.from("a\u001b[2Jb\r\nc").toString("base64");
    expect((await draw(n1(base64, 'mediaType="text/plain" representation="B64"'))).slice(-2)).toEqual(["a\uFFFD[2Jb", "c"]);
  });
});

/** Spaces and rules of any length: the widths are the layout's choice, which column a cell is in is not. */
function pattern(line: string): RegExp {
  const escaped = line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/ {2,}/g, " +").replace(/─+/g, "─+").replace(/┄+/g, "┄+")}$`);
}
