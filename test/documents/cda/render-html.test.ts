import { createHash } from "node:crypto";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/documents/cda/render-html.js";
import { cda, HEADER, n1, narrative, readAll } from "./support.js";

async function page(body: string, options: Parameters<typeof cda>[1] = {}, reveal = false): Promise<string> {
  const read = await readAll(cda(body, options));
  const binaries = read.contents.map(({ bytes, ...each }) => ({ ...each, contents: bytes }));
  return renderHtml({ ...read, binaries }, { reveal });
}

async function main(text: string): Promise<string> {
  const html = await page(narrative(text));
  return html.slice(html.indexOf("<h2>Conclusion</h2>") + 20, html.indexOf("</section>")).trim();
}

/** Every element of a page with its attributes, read by a strict parser: what we write is well formed but for HTML's void elements. */
function elements(html: string): { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => found.push({ name, attributes: { ...(attributes as Record<string, string>) } }));
  parser.write(html.replace(/<!DOCTYPE html>/, "").replace(/<(meta|br|img)\b((?:"[^"]*"|[^>"])*)>/g, "<$1$2/>")).close();
  return found;
}

describe("the policy", () => {
  it("allows nothing but our own stylesheet and what the page holds", async () => {
    const html = await page(narrative("x"));
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "img-src data:",
      "object-src data:",
      "frame-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    // A policy that comes after what it must forbid forbids nothing of it.
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<style>"));
  });
});

describe("hostile documents", () => {
  it.each([
    ["a script", "<script>alert(1)</script>"],
    ["an event", '<content onclick="alert(1)" onmouseover="x">a</content>'],
    ["an image of elsewhere", '<img src="http://x/y.png" onerror="alert(1)"/>'],
    ["a style", '<content style="background:url(http://x)">a</content><style>body{display:none}</style>'],
    ["a class and an identifier of ours", '<content class="warn" ID="x&quot; onload=&quot;y">a</content>'],
    ["a style code that closes its attribute", '<content styleCode="Bold&quot; onclick=&quot;alert(1)">a</content>'],
    ["a frame", '<iframe src="http://x/"/><object data="http://x/"/><embed src="http://x"/>'],
    ["a form", '<form action="http://x/"><input name="a"/></form>'],
    ["another base or policy", '<base href="http://x/"/><meta http-equiv="refresh" content="0;url=http://x/"/>'],
    ["escaped markup", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"],
    ["a link to a script", '<linkHtml href="javascript:alert(1)">a</linkHtml>'],
    ["a link to a script, its scheme cut", '<linkHtml href=" java&#10;scr&#9;ipt:alert(1)">a</linkHtml>'],
    ["a link to a script in capitals", '<linkHtml href="JAVASCRIPT:alert(1)">a</linkHtml>'],
    ["a link to a page in the link", '<linkHtml href="data:text/html,x">a</linkHtml>'],
    ["a link to a file", '<linkHtml href="file:///etc/passwd">a</linkHtml>'],
    ["a link that closes its attribute", '<linkHtml href="https://x/&quot; onclick=&quot;alert(1)">a</linkHtml>'],
    ["a span that closes its attribute", '<table><tr><td colspan="2&quot; onclick=&quot;x">a</td></tr></table>'],
  ])("neutralises %s", async (_, text) => {
    const found = elements(await page(narrative(text)));
    const allowed = new Set([
      "charset",
      "http-equiv",
      "content",
      "name",
      "lang",
      "class",
      "id",
      "href",
      "rel",
      "target",
      "scope",
      "colspan",
      "rowspan",
    ]);
    for (const { name, attributes } of found) {
      expect(["script", "iframe", "object", "embed", "form", "input", "base", "link", "img", "svg"]).not.toContain(name);
      expect(Object.keys(attributes).filter((each) => !allowed.has(each))).toEqual([]);
      if (attributes.href !== undefined) expect(attributes.href).toMatch(/^(https?:\/\/|mailto:|#n-)/);
      if (attributes.id !== undefined) expect(attributes.id).toMatch(/^n-[\w.-]+$/);
    }
    expect(found.filter(({ name }) => name === "style")).toHaveLength(1);
    expect(found.filter(({ name }) => name === "meta")).toHaveLength(4);
  });

  it("escapes the title, the header and the language", async () => {
    const header = HEADER.replace("Lettre de liaison", "&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;").replace(
      "fr-FR",
      "fr&quot; onload=&quot;x",
    );
    const html = await page(narrative("x"), { header });
    expect(html).not.toContain("<script>");
    expect(elements(html)[0]).toEqual({ name: "html", attributes: { lang: "fr" } });
  });

  it("never lets the type of a binary be more than a name of ours", async () => {
    for (const type of [
      "text/html",
      "image/svg+xml",
      "application/xhtml+xml",
      "image/png&quot; onerror=&quot;x",
      "application/pdf;x",
    ]) {
      const html = await page(n1("QQ==", `mediaType="${type}" representation="B64"`));
      expect(html).toContain('href="data:application/octet-stream;base64,QQ=="');
      expect(html).not.toMatch(/data:(text|image)|onerror/);
    }
  });

  it("writes a well-formed page for any text and any nesting", async () => {
    const names = [
      "content",
      "table",
      "tr",
      "td",
      "th",
      "thead",
      "list",
      "item",
      "paragraph",
      "caption",
      "linkHtml",
      "sub",
      "footnote",
      "script",
    ];
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.string({ maxLength: 12 }).map((text) =>
          text
            .replace(/[^\u0020-\uD7FF]/g, "")
            .replace(/&/g, "&amp;")
            .replace(/</g, "&lt;")
            .replace(/>/g, "&gt;"),
        ),
        fc
          .tuple(fc.constantFrom(...names), fc.array(tie("node"), { maxLength: 4 }))
          .map(([name, each]) => `<${name}>${each.join("")}</${name}>`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(node, async (text) => {
        expect(elements(await page(narrative(text))).some(({ name }) => name === "script")).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe("what is shown", () => {
  it("masks the matricule unless it is asked for", async () => {
    expect(await page(narrative("x"))).not.toContain("277076322082910");
    expect(await page(narrative("x"), {}, true)).toContain("277076322082910 (NIR)");
  });

  it("keeps the narrative's own structure", async () => {
    expect(
      await main(
        '<table ID="t1"><thead><tr><th colspan="2">Examen</th></tr></thead><tbody><tr><td>a</td><td><content styleCode="Bold Italics" ID="r1">b</content></td></tr></tbody></table>',
      ),
    ).toBe(
      '<div class="wide"><table id="n-t1"><thead><tr><th scope="col" colspan="2">Examen</th></tr></thead><tbody><tr><td>a</td><td><span class="bold italic" id="n-r1">b</span></td></tr></tbody></table></div>',
    );
    expect(await main('<list listType="ordered"><caption>Suite</caption><item>a<br/>b</item></list>')).toBe(
      '<div class="caption">Suite</div><ol><li>a<br>b</li></ol>',
    );
    expect(
      await main('<linkHtml href="https://exemple.test/?a=1&amp;b=2">notice</linkHtml> <linkHtml href="#r1">là</linkHtml>'),
    ).toBe(
      '<a href="https://exemple.test/?a=1&#38;b=2" rel="noopener noreferrer" target="_blank">notice</a> <a href="#n-r1">là</a>',
    );
  });

  it("shows images in the page, PDF in it with a link to save them, other files by a link", async () => {
    expect(await page(n1("/9j/", 'mediaType="image/jpeg" representation="B64"'))).toContain(
      '<img class="joined" alt="image JPEG" src="data:image/jpeg;base64,/9j/">',
    );
    const pdf = await page(n1("JVBERg=="));
    expect(pdf).toContain('<a class="joined" download="document.pdf" href="data:application/pdf;base64,JVBERg==">');
    expect(pdf).toContain('<object type="application/pdf" data="data:application/pdf;base64,JVBERg=="');
    expect(await page(n1("SUkq", 'mediaType="image/tiff" representation="B64"'))).toContain('download="document.tif"');
  });

  it("holds a large PDF once", async () => {
    const html = await page(n1(Buffer.alloc(5_100_000).toString("base64")));
    expect(html.length).toBeLessThan(7_000_000);
    expect(html).not.toContain("<object");
  });

  it("shows texts as texts, and tells what is missing", async () => {
    expect(await page(n1("a &lt; b\nc", ""))).toContain("<pre>a &#60; b\nc</pre>");
    const read = await readAll(cda(n1("QQ==")));
    expect(renderHtml({ ...read, binaries: [], warnings: ["<b>"] }, { reveal: false })).toMatch(
      /&#60;b&#62;[\s\S]*n'a pas pu être lu/,
    );
  });
});
