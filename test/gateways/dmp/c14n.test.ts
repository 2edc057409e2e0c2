import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalize } from "../../../src/gateways/dmp/c14n.js";
import { conformance } from "../support/conformance.js";

const missing = spawnSync("xmllint", ["--version"]).status !== 0 && !process.env.CI;
const reason = missing ? "(SKIPPED: no xmllint, Debian package libxml2-utils)" : "";

/** Another implementation: libxml2, Canonical XML 1.0 with comments. Null when it refuses. */
function libxml2(xml: string | Buffer): string | null {
  const { status, stdout } = spawnSync("xmllint", ["--c14n", "--nonet", "--huge", "-"], { input: xml, maxBuffer: 1 << 28 });
  return status === 0 ? stdout.toString("utf8") : null;
}

async function ours(xml: string | Buffer, sizes: readonly number[] = []): Promise<string> {
  const bytes = Buffer.from(xml);
  async function* pieces() {
    let at = 0;
    for (const size of sizes) {
      yield bytes.subarray(at, at + size);
      at += size;
    }
    yield bytes.subarray(at);
  }
  let text = "";
  for await (const piece of canonicalize(pieces())) text += piece;
  return text;
}

/** A document of any shape: the values are what is hard to write, the names repeat so that declarations are redundant. */
function documents(): fc.Arbitrary<string> {
  const value = fc.string({
    unit: fc.constantFrom("a", "é", "𝒜", " ", "&amp;", "&lt;", "&#13;", "&#9;", "&#xA;", "\n", "\r\n", "\t", ">", "'"),
    maxLength: 6,
  });
  const declaration = fc.constantFrom(
    "",
    ' xmlns="urn:a"',
    ' xmlns="urn:b"',
    ' xmlns:p="urn:a"',
    ' xmlns:p="urn:b"',
    ' xmlns:q="urn:a" xmlns="urn:c"',
  );
  const { node } = fc.letrec<{ node: string; inner: string }>((tie) => ({
    inner: fc.oneof(
      { depthSize: "small" },
      value,
      fc.constantFrom("<!-- é -->", "<!---->", "<?go  on ?>", "<?stop?>", "<![CDATA[<a> & ]]>"),
      tie("node"),
    ),
    node: fc
      .tuple(
        fc.constantFrom("b", "p:c", "q:d"),
        declaration,
        fc.option(value),
        fc.option(value),
        fc.array(tie("inner"), { maxLength: 4 }),
      )
      .map(([name, declared, one, other, children]) => {
        const first = one === null ? "" : ` z="${one}" y = '${one.replaceAll("'", "")}'`;
        const second = other === null ? "" : ` p:m="${other}" q:a="" xml:lang="fr"`;
        const content = children.join("");
        return content === ""
          ? `<${name}${second}${declared}${first}/>`
          : `<${name}${second}${declared}${first} >${content}</${name}>`;
      }),
  }));
  const aside = fc.constantFrom("", "<!-- before -->", "<?pi x?>\n", "\n\n<!--a--><?b?>");
  return fc
    .tuple(fc.constantFrom("", '<?xml version="1.0" encoding="utf-8"?>', "\ufeff<?xml version='1.0'?>\r\n"), aside, node, aside)
    .map(([head, before, root, after]) => `${head}${before}<r xmlns:p="urn:p" xmlns:q="urn:q">${root}</r>${after}`);
}

describe.skipIf(missing)(`canonical XML with comments ${reason}`, () => {
  it("is that of libxml2, however the bytes come", async () => {
    await fc.assert(
      fc.asyncProperty(documents(), fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }), async (xml, sizes) => {
        const expected = libxml2(xml);
        fc.pre(expected !== null);
        expect(await ours(xml, sizes)).toBe(expected);
      }),
      { numRuns: 120 },
    );
  });

  it("knows the encodings that a declaration names", async () => {
    const latin = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?><a b="é">à</a>`, "latin1");
    expect(await ours(latin)).toBe('<a b="é">à</a>');
    const wide = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?><a>à${"b".repeat(300)}</a>`, "utf16le");
    expect(await ours(wide)).toBe(`<a>à${"b".repeat(300)}</a>`);
  });

  it.each([
    ["bytes that are not UTF-8", Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])],
    ["a DOCTYPE", Buffer.from("<!DOCTYPE a><a/>")],
    ["a prefix without declaration", Buffer.from("<p:a/>")],
    ["nothing", Buffer.alloc(0)],
    ["half of it", Buffer.from("<a><b></b>")],
    ["an encoding of nowhere", Buffer.from('<?xml version="1.0" encoding="klingon"?><a/>')],
  ])("refuses %s", async (_name, bytes) => {
    await expect(ours(bytes)).rejects.toMatchObject({ name: "XmlError" });
  });

  it.skipIf(conformance.missing)(`of the official examples ${conformance.reason}`, async () => {
    const folder = conformance.path("cda");
    const examples = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /(examples|reference)\b.*\.xml$/i.test(name),
    );
    expect(examples.length).toBeGreaterThan(3);
    for (const name of examples) {
      const xml = readFileSync(conformance.path("cda", name));
      expect(await ours(xml, [1000, 70_000]), name).toBe(libxml2(xml));
    }
  });
});
