import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { readCda } from "../../../../src/documents/cda/reader.js";
import { renderHtml } from "../../../../src/documents/cda/render-html.js";
import { cda, chunks, n1 } from "../support.js";
import { chapter, comment, entry, flag, HEADER, pq, range, related, report, result, results, section } from "./sample.js";

async function page(document: string): Promise<string> {
  const read = await readCda(chunks(document), { biology: true });
  const html = renderHtml({ ...read, binaries: [] }, { reveal: false });
  // What is written is well formed but for the void elements of HTML: a text of the document closed nothing.
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(html.replace(/<!DOCTYPE html>/, "").replace(/<(meta|br|img)\b((?:"[^"]*"|[^>"])*)>/g, "<$1$2/>")).close();
  return html;
}

describe("a biology report in the browser", () => {
  it("shows its results with the flags of the terminal before its text", async () => {
    const html = await page(
      report(
        chapter(entry(related(result(pq("9") + flag("HH") + range("1", "2") + comment("Appelé"), { name: "Potassium" }))), {
          text: "Le texte",
        }) + section("55112-7", "Conclusion", "À revoir"),
      ),
    );
    expect(html).toContain('<tr class="urgent"><td>Potassium</td><td>9 g/L</td><td>1 – 2</td><td>‼ ↑ critique haut</td></tr>');
    expect(html).toContain('<p class="note">✎ Potassium : Appelé</p>');
    expect(html).toContain('<p class="note">✎ Conclusion : À revoir</p>');
    expect(html.indexOf("Potassium")).toBeLessThan(html.indexOf("Le texte"));
  });

  it("writes nothing of the document as markup", async () => {
    const evil = "&lt;script>alert(1)&lt;/script>";
    const html = await page(results(result(`<value xsi:type="ST">${evil}</value>${flag(evil)}${comment(evil)}`, { name: evil })));
    expect(html).not.toContain("<script");
    expect(html).toContain("&#60;script&#62;");
  });

  it("says that a report without structure has no alert that can be known", async () => {
    const html = await page(cda(n1("JVBERi0xLjQ="), { header: HEADER }));
    expect(html).toContain("ne peuvent pas être déterminées");
    expect(html).not.toContain("<h2>Résultats</h2>");
  });
});
