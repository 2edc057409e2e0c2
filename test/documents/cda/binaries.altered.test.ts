import fc from "fast-check";
import { SaxesParser } from "saxes";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readCda } from "../../../src/documents/cda/reader.js";
import { cda, chunks, n1, narrative } from "./support.js";

const LONG = "QUJD".repeat(3_000);

async function faultOf(contents: string, attributes?: string) {
  const { binaries } = await readCda(chunks(cda(n1(contents, attributes))));
  return binaries[0]?.fault;
}

describe("a binary that was altered", () => {
  it.each([
    ["whose middle is in an element", "QUJD<x>QUJD</x>QUJD"],
    ["whose middle, long, is in an element", `${LONG}<x>${LONG}</x>${LONG}`],
    ["whose middle is in what an ED may have", `QUJD<thumbnail representation="B64">QUJD</thumbnail>QUJD`],
    ["whose middle is deep in what an ED may have", "QUJD<reference><x>QUJD</x></reference>QUJD"],
    ["with an element that has nothing in it", "QUJD<x/>QUJD"],
    ["with a reference written twice", "QUJD&amp;#65;UJD"],
    ["long, with a reference written twice", `${LONG}&amp;#65;UJD`],
    ["with a reference to what begins one", "QUJD&#38;#65;UJD"],
    ["long, with a reference to what begins one", `${LONG}&#38;#65;UJD`],
    ["with a reference where there are none", "<![CDATA[QUJD&#65;UJD]]>"],
    ["with a reference in CDATA inside it", `${LONG}<![CDATA[&#65;UJD]]>`],
    ["of padding alone", "===="],
    ["with too much padding", "QQ=========="],
    ["with padding after what needs none", `${LONG}=`],
    ["with blanks that XML does not have", "QUJD\ufeff\u2028\u00a0QUJD"],
    ["long, with a blank that XML does not have", `${LONG}\ufeffQUJD`],
    ["that is empty", ""],
    ["that is blank", " \r\n"],
    ["that is elsewhere", '<reference value="x.pdf"/>'],
  ])("is damaged: %s", async (_, contents) => {
    expect(await faultOf(contents)).toEqual(expect.any(String));
  });

  it("is damaged when it is a text, and a part of it is in an element", async () => {
    expect(await faultOf("Vu <b>ce jour</b>", 'mediaType="text/plain"')).toEqual(expect.any(String));
    expect(await faultOf("Vu <!-- x -->ce jour", 'mediaType="text/plain"')).toBeNull();
  });

  it.each(["QUJD<!-- x -->QUJD", "QUJD<?x y?>QUJD", "QUJD<![CDATA[QUJD]]>", "QUJD&#65;UJ&#x44;", `${LONG}&#00000000065;UJD`])(
    "is whole when what stands in it takes nothing away: %#",
    async (contents) => {
      expect(await faultOf(contents)).toBeNull();
    },
  );
});

const WHOLE = 100_000_000;
const letters = (most: number) => fc.integer({ max: most, min: 0 }).map((size) => "QUJD".repeat(size / 4));
const PIECES =
  "A|AA==|=| |\r\n|\r|\n|é|😀|&#65;|&#x41;|&#13;|&amp;#65;|&#38;#65;|&#00000065;|&#x00000000041;|&#0;|&#x110000;|&nbsp;|\u00a0|&foo;|&|&#65|&#|;|<!-- > -->|<!---->|<!-- <a ' -->|<![CDATA[QUJD]]>|<![CDATA[&#65;AAA]]>|<![CDATA[>]]>|<x>QUJD</x>|<x a='>'/>|<?pi > ?>|!|-|_|>|]]>|]|\u2028|\ufeff|\0".split(
    "|",
  );
const contents = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...PIECES) }, letters(60), { weight: 2, arbitrary: letters(9_000) }),
  { maxLength: 6 },
);
const attributes = fc.constantFrom("", ' language=">"', " charset='a>b'", ' a="😀"', ' b="\r\n>"', ` c="${"'> ".repeat(6_000)}"`);
const around = fc.constantFrom(
  "",
  "\r\n",
  "<!-- x > -->",
  "é".repeat(5_000),
  `<!--${"y>".repeat(3_000)}-->`,
  `<!-- <a "${"y".repeat(20_000)}-->`,
  "<content>a>b</content>",
);
const documents = fc
  .tuple(
    fc.constantFrom("", '<?xml version="1.0"?>', '<?xml version="1.1"?>'),
    fc.array(fc.tuple(around, attributes, contents), { maxLength: 3 }),
  )
  .map(([declaration, binaries]) => {
    const of = ([before, more, parts]: (typeof binaries)[number]) =>
      `<text>${before}</text><entry><observationMedia ID="m"><value mediaType="application/pdf" representation="B64"${more}>${parts.join("")}</value></observationMedia></entry>`;
    return `${declaration}${cda(`<structuredBody><component><section>${binaries.map(of).join("")}</section></component></structuredBody>`)}`;
  });

/** What is read, or why nothing is; the contents of binaries that are whole. */
async function answer(bytes: Buffer, size: number, asked: boolean) {
  const taken: (string | null)[] = [];
  const onBinary = async (_: unknown, body: AsyncIterable<Buffer>) => {
    const parts: Buffer[] = [];
    try {
      for await (const part of body) parts.push(part);
      taken.push(Buffer.concat(parts).toString("hex"));
    } catch {
      taken.push(null);
    }
  };
  try {
    const read = await readCda(chunks(bytes, size), asked ? { onBinary } : {});
    return asked ? { ...read, taken } : read;
  } catch (error) {
    return (error as Error & { why: string }).why;
  }
}

describe("a document", () => {
  it.each([
    ["UTF-8", (text: string) => Buffer.from(text)],
    ["UTF-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16, big end first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["Latin-9", (text: string) => latin9(text)],
  ])(
    "in %s is read the same whatever the pieces it comes in, its binaries asked for or not",
    async (_, encoded) => {
      await fc.assert(
        fc.asyncProperty(documents, async (text) => {
          const bytes = encoded(text);
          const whole = await answer(bytes, WHOLE, true);
          for (const size of [...(bytes.length < 12_000 ? [1, 7] : []), 61, 997, 4_097, 262_144])
            expect(await answer(bytes, size, true)).toEqual(whole);
          const unasked = await answer(bytes, WHOLE, false);
          expect(await answer(bytes, 997, false)).toEqual(unasked);
          const { taken: __, ...same } = typeof whole === "string" ? { taken: null } : (whole as { taken?: unknown });
          expect(typeof unasked === "string" ? {} : unasked).toEqual(same);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );
});

function latin9(text: string): Buffer {
  const body = text.replace(/^<\?xml[^>]*\?>/, "").replace(/[^\0-\xff]/gu, "?");
  return Buffer.from(`<?xml version="1.0" encoding="ISO-8859-15"?>${body}`, "latin1");
}

describe("what a hostile document costs", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is given in few parts, though comments cut it in many", async () => {
    let parts = 0;
    for (const [body, attributes] of [
      ["QUJD<!---->", undefined],
      ["abcd<!---->", 'mediaType="text/plain"'],
    ] as const)
      await readCda([Buffer.from(cda(n1(body.repeat(50_000), attributes)))], {
        onBinary: async (_, given) => {
          for await (const _part of given) parts += 1;
        },
      });
    expect(parts).toBeLessThan(120);
  });

  it("has none of its long binaries go through the parser, however it is cut, nor waits for its end", async () => {
    const value = `<entry><observationMedia><value mediaType="application/pdf" representation="B64">${LONG}&#13;${LONG}</value></observationMedia></entry>`;
    const document = Buffer.from(
      cda(`<structuredBody><component><section>${value.repeat(20)}</section></component></structuredBody>`),
    );
    const write = vi.spyOn(SaxesParser.prototype, "write");
    for (const size of [997, 65_536, WHOLE]) {
      write.mockClear();
      await readCda(chunks(document, size));
      const given = write.mock.calls.map(([text]) => String(text ?? "").length);
      expect(given.reduce((sum, each) => sum + each, 0)).toBeLessThan(10_000);
      expect(Math.max(...given)).toBeLessThan(5_000);
    }
  });

  it.each([
    ["a text full of >", narrative("a>".repeat(200_000))],
    ["an attribute full of >", narrative(`<content ID="${">".repeat(200_000)}"/>`)],
    ["comments full of >", narrative(`<!--${"> ".repeat(200_000)}-->`)],
    ["base64 full of >", n1(">".repeat(200_000))],
    ["base64 full of > after a comment", n1(`<!---->${">".repeat(200_000)}`)],
  ])("is read in stretches of some KB: %s", async (_, body) => {
    const document = Buffer.from(cda(body));
    const write = vi.spyOn(SaxesParser.prototype, "write");
    await readCda(chunks(document, 65_536));
    expect(write.mock.calls.length).toBeLessThan(50);
  });
});
