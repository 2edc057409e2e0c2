import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { barChart, shareBar, swatch } from "../../../src/documents/html/chart.js";
import { html } from "../../../src/documents/html/markup.js";
import { page } from "../../../src/documents/html/page.js";
import { figure, table } from "../../../src/documents/html/table.js";

/** Names of the elements of a page, read by a strict parser, and its text. */
function parsed(source: string): { elements: string[]; ids: string[]; text: string } {
  const [elements, ids, texts]: [string[], string[], string[]] = [[], [], []];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    elements.push(name);
    if (typeof attributes.id === "string") ids.push(attributes.id);
  });
  parser.on("text", (text) => texts.push(text));
  parser.write(source.replace(/^<!DOCTYPE html>/, "").replace(/<(meta|input)\b((?:"[^"]*"|[^>"])*)>/g, "<$1$2/>")).close();
  return { elements, ids, text: texts.join("") };
}

const drawn = (text: string, value: number): string =>
  page({
    title: text,
    facts: [{ label: text, value: text }],
    banner: text,
    body: html`<p title="${text}">${text}</p>${figure(text, value)}${shareBar("s", [{ tone: "b", label: text, value }])}${swatch("k", "b")}
${barChart({ id: "c", title: text, description: text, apart: text, rows: [{ label: text, sentence: text, parts: [{ tone: "a", label: text, value }], apart: value, data: { month: text } }] })}
${table({ caption: text, columns: [{ label: text, name: "n", cell: () => text }], rows: [0], foot: [text], data: () => ({ of: text }), empty: text })}`,
    footer: html`${text}`,
  });

describe("a page", () => {
  it("has the same elements whatever text is put in it", () => {
    const usual = parsed(drawn("texte", 3)).elements;
    // Controls are replaced; what XML cannot hold cannot be told to this parser.
    const anyText = fc.string({ unit: "binary" }).map((text) => text.replace(/[\ufffe\uffff\ud800-\udfff]/gu, ""));
    const hostile = fc
      .array(fc.constantFrom("</script>", "<img src=x>", "]]>", "<!--", '"', "'", "&amp;", "&#60;", "`", "\u202e", "\0"))
      .map((all) => all.join(""));
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), fc.nat(1000), (text, value) => {
        expect(parsed(drawn(text, value + 1)).elements).toEqual(usual);
      }),
    );
  });

  it("shows a text as it is", () => {
    const text = `<b>& "guillemets" '`;
    expect(parsed(html`<p>${text}</p>`.source).text).toBe(text);
    expect(html`${null}${undefined}${false}${["a", html`<br>`, 0]}`.source).toBe("a<br>0");
  });

  it("names nothing twice", () => {
    const { ids } = parsed(drawn("x", 1));
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("without a script allows none", () => {
    expect(drawn("x", 1)).not.toContain("script-src");
  });
});

describe("bars", () => {
  it("are in proportion, whatever the numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10 ** 9), { minLength: 1, maxLength: 36 }), (values) => {
        const rows = values.map((value, index) => ({
          label: `${index}`,
          sentence: "",
          parts: [{ tone: "a" as const, label: "", value }],
        }));
        const { source } = barChart({ id: "c", title: "", description: "", rows });
        const widths = [...source.matchAll(/class="tone-a"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
        const shown = values.filter((value) => value > 0);
        expect(widths).toHaveLength(shown.length);
        const most = Math.max(...shown);
        const longest = Math.max(...widths);
        for (const [index, value] of shown.entries()) {
          expect(Math.abs((widths[index] ?? 0) - Math.max(1.5, (value / most) * longest))).toBeLessThan(0.02);
        }
        // Bar and number stay in the drawing.
        for (const [, x, text = ""] of source.matchAll(/class="value[^"]*" x="([\d.]+)"[^>]*>([^<]*)</g)) {
          expect(Number(x) + text.length * 7.1).toBeLessThanOrEqual(340);
        }
      }),
    );
  });
});
