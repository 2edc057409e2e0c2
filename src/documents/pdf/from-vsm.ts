import { rppsOf } from "../../domain/professional/professional.js";
import { checkDraft } from "../cda/check-draft.js";
import { contentOf, READING, type Table } from "../vsm/content.js";
import type { VsmDraft } from "../vsm/draft.js";
import { CONDITIONS, CONTAINERS, type Leaf, RISKS } from "../vsm/sections.js";
import type { ConvertedPdf } from "./convert.js";
import { pdfError } from "./errors.js";
import { BOTTOM, drawFoot, drawHead, PAGE, type Pen, symbolOf, TOP } from "./page.js";
import { newSheet } from "./sheet.js";
import { charactersWarning } from "./warnings.js";

const WIDTH = PAGE.width - 2 * PAGE.margin;
const MAX_PAGES = 2_000;
const TEXT = { font: "regular", size: 8.8 } as const;
const LEADING = 11.6;
const GAP = 8;

/** Something that stands on one page: never cut. */
interface Piece {
  readonly height: number;
  /** Room that it wants below, so that a title is not alone at the foot of a page. */
  readonly after: number;
  /** Drawn again at the top of the page that goes on with what follows. */
  readonly again?: Piece | undefined;
  draw(pen: Pen, y: number): void;
}

/** Weights of the width of columns, by their title: dates are short, what happened is long. */
const WEIGHTS: Readonly<Record<string, number>> = {
  ...{ Depuis: 13, "Jusqu'à": 13, Début: 13, Fin: 13, Date: 13, Type: 18, "Lien de parenté": 24 },
  ...{ "Pathologie en cours": 80, "Antécédent médical": 72, "Antécédent chirurgical": 80, Antécédent: 62 },
  ...{ "Type d'allergie": 18, "Agent responsable": 32, Réaction: 26, Observation: 38, Quantité: 20 },
  ...{ "Facteur de risque": 46, "Point de vigilance": 46, Précision: 38 },
  ...{ Médicament: 28, Posologie: 25, Voie: 13, Motif: 18 },
};

/**
 * The summary as PDF/A-1b (DOC/va1.01, va1.04): what its CDA says, in the same words and order, under the head of every document of ours
 * (structure, author, identity, matricule and INS datamatrix of a qualified identity). Same input, same bytes.
 * @throws SegurError `cda.*` for a draft that could not be written either, `pdf.too_long`
 */
export async function vsmPdf(draft: VsmDraft): Promise<ConvertedPdf> {
  const { header } = draft;
  checkDraft(header);
  const [{ person }] = header.authors;
  const author = person === null ? header.structure.name : [person.givenName, person.familyName].filter(Boolean).join(" ");
  const sheet = await newSheet({ title: header.title, author, createdAt: new Date(header.createdAt) });
  const { pen } = sheet;
  const symbol = await symbolOf(header.patient);
  sheet.addPage();
  const first = drawHead(pen, header, symbol);
  const pages = paginate(piecesOf(draft, pen), first);
  if (pages.length > MAX_PAGES) throw pdfError("too_long");
  for (const [index, page] of pages.entries()) {
    if (index > 0) sheet.addPage();
    let y = index === 0 ? first : TOP;
    for (const piece of page) {
      piece.draw(pen, y);
      y += piece.height;
    }
    drawFoot(pen, header, index + 1, pages.length);
  }
  const bytes = await sheet.end();
  const characters = charactersWarning(sheet.missing);
  return { bytes, pages: pages.length, warnings: characters === null ? [] : [characters] };
}

function piecesOf(draft: VsmDraft, pen: Pen): readonly Piece[] {
  const content = contentOf(draft);
  const pieces: Piece[] = [...paragraph(pen, doctorWords(draft), 0)];
  const groups: readonly (readonly [title: string, leaves: readonly Leaf[]])[] = [
    [CONTAINERS.conditions.title, CONDITIONS],
    [CONTAINERS.risks.title, RISKS],
    ["Points de vigilance", ["attention"]],
    [CONTAINERS.plan.title, ["treatment"]],
  ];
  for (const [title, leaves] of groups) {
    pieces.push(...heading(pen, title));
    for (const leaf of READING) {
      if (!leaves.includes(leaf)) continue;
      const table = content.tables.get(leaf);
      const sentence = content.sentences.get(leaf);
      if (table !== undefined) pieces.push(...tablePieces(pen, table, leaves.length > 1));
      else if (sentence !== undefined) pieces.push(...paragraph(pen, sentence, 6));
    }
  }
  return pieces;
}

function doctorWords({ medecinTraitant: doctor }: VsmDraft): string {
  if (doctor === null) return "Médecin traitant : non renseigné.";
  const name = [doctor.givenName, doctor.familyName].filter(Boolean).join(" ");
  const rpps = doctor.id === null ? null : rppsOf(doctor.id);
  return `Médecin traitant : ${name}${rpps === null ? "" : ` (RPPS ${rpps})`}.`;
}

/** Title of a part, over a line. */
function heading(pen: Pen, title: string): Piece[] {
  const style = { font: "bold", size: 11.5 } as const;
  const lines = pen.wrap(title, WIDTH, style.font, style.size);
  return lines.map((line, index): Piece => {
    const top = index === 0 ? 14 : 0;
    const isLast = index === lines.length - 1;
    return {
      height: top + 15 + (isLast ? 6 : 0),
      after: 60,
      draw(on, y) {
        on.text(line, PAGE.margin, y + top, style);
        if (isLast) on.rule(PAGE.margin, PAGE.width - PAGE.margin, y + top + 15.5);
      },
    };
  });
}

function paragraph(pen: Pen, text: string, below: number): Piece[] {
  const lines = pen.wrap(text, WIDTH, TEXT.font, TEXT.size);
  return lines.map((line, index) => ({
    height: LEADING + (index === lines.length - 1 ? below : 0),
    after: 0,
    draw: (on, y) => on.text(line, PAGE.margin, y, TEXT),
  }));
}

function tablePieces(pen: Pen, table: Table, titled: boolean): Piece[] {
  const weights = table.columns.map((column) => WEIGHTS[column] ?? 30);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const widthOf = (column: number) => (WIDTH * (weights[column] ?? 0)) / all - GAP;
  const starts = weights.map((_, column) =>
    weights.slice(0, column).reduce((x, weight) => x + (WIDTH * weight) / all, PAGE.margin as number),
  );
  const lay = (texts: readonly string[], font: "regular" | "bold", size: number): readonly (readonly string[])[] =>
    texts.map((text, column) =>
      text === "" ? [] : text.split("\n").flatMap((line) => pen.wrap(line, widthOf(column), font, size)),
    );
  const lines = (cells: readonly (readonly string[])[], style: { font: "regular" | "bold"; size: number }): Piece[] =>
    Array.from({ length: Math.max(1, ...cells.map(({ length }) => length)) }, (_, line) => ({
      height: LEADING,
      after: 0,
      draw(on, y) {
        for (const [column, texts] of cells.entries()) {
          const text = texts[line];
          if (text !== undefined && text !== "") on.text(text, starts[column] ?? PAGE.margin, y, style);
        }
      },
    }));
  const columns = stacked(lines(lay(table.columns, "bold", 7.8), { font: "bold", size: 7.8 }), 2, 24);
  const pieces: Piece[] = [];
  if (titled) pieces.push(...paragraph(pen, table.title, 1).map((each) => bold(pen, each, table.title)));
  pieces.push(columns);
  for (const { cells } of table.rows) {
    for (const piece of lines(
      lay(
        cells.map(({ text }) => text),
        TEXT.font,
        TEXT.size,
      ),
      TEXT,
    )) {
      pieces.push({ ...piece, again: columns });
    }
    pieces.push({ height: 2.4, after: 0, draw: () => {} });
  }
  pieces.push({ height: 7, after: 0, draw: () => {} });
  return pieces;
}

/** Titles of tables are short: one line. */
function bold(pen: Pen, piece: Piece, title: string): Piece {
  const style = { font: "bold", size: 9.4 } as const;
  const [line = title] = pen.wrap(title, WIDTH, style.font, style.size);
  return { height: piece.height + 2, after: 40, draw: (on, y) => on.text(line, PAGE.margin, y, style) };
}

/** Several lines as one piece. */
function stacked(pieces: readonly Piece[], below: number, after: number): Piece {
  return {
    height: pieces.reduce((sum, { height }) => sum + height, below),
    after,
    draw(on, y) {
      let at = y;
      for (const piece of pieces) {
        piece.draw(on, at);
        at += piece.height;
      }
    },
  };
}

function paginate(pieces: readonly Piece[], first: number): Piece[][] {
  let page: Piece[] = [];
  const pages = [page];
  let y = first;
  for (const piece of pieces) {
    if (y + piece.height + piece.after > BOTTOM && page.length > 0) {
      page = [];
      pages.push(page);
      y = TOP;
      if (piece.again !== undefined) {
        page.push(piece.again);
        y += piece.again.height;
      }
    }
    page.push(piece);
    y += piece.height;
  }
  return pages;
}
