import { deflateSync } from "node:zlib";
import PDFDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import { pdfText } from "../../../src/documents/pdf/text.js";

/** A PDF by the library that we write ours with. */
async function pdf(draw: (document: PDFKit.PDFDocument) => void, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const document = new PDFDocument(options);
  const pieces: Buffer[] = [];
  document.on("data", (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((done) => document.on("end", done));
  draw(document);
  document.end();
  await ended;
  return Buffer.concat(pieces);
}

/** One page whose content is these bytes. */
function page(content: Buffer, filter = ""): Buffer {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} ${filter} >>\nstream\n${content.toString("latin1")}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join("");
  return Buffer.from(`%PDF-1.4\n${body}trailer << /Root 1 0 R /Size 6 >>\n%%EOF`, "latin1");
}

describe("the text of a PDF", () => {
  it("is given page by page, line by line, accents kept", async () => {
    const bytes = await pdf((document) => {
      document.text("Cher confrère,\nJ'ai vu votre patiente ce jour.");
      document.addPage().text("Bien confraternellement");
    });
    expect(await pdfText(bytes)).toEqual({
      kind: "text",
      pages: ["Cher confrère,\nJ'ai vu votre patiente ce jour.", "Bien confraternellement"],
      total: 2,
      cut: false,
    });
  });

  it("stops at the limits of pages and of characters, and says so", async () => {
    const bytes = await pdf((document) => {
      document.text("première");
      for (let each = 0; each < 4; each += 1) document.addPage().text("suivante");
    });
    const limits = { pages: 2, characters: 1000, time: 8_000 };
    expect(await pdfText(bytes, limits)).toEqual({ kind: "text", pages: ["première", "suivante"], total: 5, cut: true });
    expect(await pdfText(bytes, { ...limits, characters: 10 })).toMatchObject({ pages: ["première", "su"], cut: true });
  });

  it("of a scan is none, and that is said", async () => {
    const bytes = await pdf((document) => document.rect(10, 10, 100, 100).fill("black").addPage());
    expect(await pdfText(bytes)).toEqual({ kind: "scanned", total: 2 });
  });

  it("of a file with a password, of one that is no PDF", async () => {
    const locked = await pdf((document) => document.text("secret"), { userPassword: "x", ownerPassword: "y" });
    expect(await pdfText(locked)).toEqual({ kind: "unreadable", reason: "protected" });
    expect(await pdfText(Buffer.from("%PDF-1.4 x"))).toEqual({ kind: "unreadable", reason: "damaged" });
    expect(await pdfText(Buffer.alloc(0))).toEqual({ kind: "unreadable", reason: "damaged" });
  });

  it("leaves the caller's bytes whole", async () => {
    const bytes = await pdf((document) => document.text("deux fois"));
    await pdfText(bytes);
    expect(await pdfText(bytes)).toMatchObject({ pages: ["deux fois"] });
  });

  it("of a bomb takes neither the process nor its time", { timeout: 20_000 }, async () => {
    const bomb = page(deflateSync(Buffer.alloc(400_000_000, "BT (a) Tj ET ")), "/Filter /FlateDecode");
    expect(bomb.length).toBeLessThan(2_000_000);
    const started = performance.now();
    let ticks = 0;
    const alive = setInterval(() => (ticks += 1), 20);
    expect(await pdfText(bomb, { pages: 50, characters: 200_000, time: 1_500 })).toEqual({
      kind: "unreadable",
      reason: "too_long",
    });
    clearInterval(alive);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(ticks).toBeGreaterThan(10);
  });
});
