import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCda } from "../../../src/documents/cda/reader.js";
import { cda, chunks, n1, readAll } from "./support.js";

const PDF = Buffer.from(`%PDF-1.4\n${"du contenu ".repeat(500)}%%EOF`);
const BASE64 = PDF.toString("base64");
const B64 = 'mediaType="application/pdf" representation="B64"';

describe("contents", () => {
  it.each([
    ["on one line", BASE64, B64],
    ["in lines with carriage returns", BASE64.replace(/.{76}/g, "$&\r\n"), B64],
    ["in lines whose ends are references", BASE64.replace(/.{76}/g, "$&&#13;&#xA;"), B64],
    ["around a comment", `${BASE64.slice(0, 100)}<!-- > --> ${BASE64.slice(100)}`, B64],
    ["in a CDATA section", `<![CDATA[${BASE64}]]>`, B64],
    ["of several stretches", `<!--> <a>-->${BASE64.replace(/.{100}/g, "$&<!--\n-->")}`, B64],
    ["whose tag has a > in it", BASE64, `charset="a>b" ${B64} language=">"`],
    ["without padding", BASE64.replace(/=+$/, ""), B64],
    ["with letters of the URL form", BASE64.replaceAll("+", "-").replaceAll("/", "_"), B64],
    ["without a representation", BASE64, 'mediaType="application/pdf"'],
    ["with its representation in small letters", BASE64, 'mediaType="APPLICATION/PDF" representation="b64"'],
    ["deflated", deflateRawSync(PDF).toString("base64"), `${B64} compression="DF"`],
    ["deflated with a header it does not declare", deflateSync(PDF).toString("base64"), `${B64} compression="DF"`],
    ["in zlib", deflateSync(PDF).toString("base64"), `${B64} compression="ZL"`],
    ["in gzip", gzipSync(PDF).toString("base64"), `${B64} compression="GZ"`],
    ["in gzip declared as deflated", gzipSync(PDF).toString("base64"), `${B64} compression="df"`],
  ])("reads a body %s, however it is cut", async (_, contents, attributes) => {
    const document = cda(n1(contents, attributes));
    for (const size of [13, 4_100, 1_000_000]) {
      const read = await readAll(chunks(document, size));
      expect(read.contents).toEqual([{ id: null, mediaType: "application/pdf", bytes: PDF }]);
      expect(read.binaries[0]?.fault).toBeNull();
    }
  });

  it("gives any bytes back, in base64 cut and spaced anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 400 }),
        async (bytes, line, cut) => {
          const text = Buffer.from(bytes)
            .toString("base64")
            .replace(new RegExp(`.{${line}}`, "g"), "$& \n");
          const { contents } = await readAll(chunks(cda(n1(text)), cut));
          expect(contents[0]?.bytes).toEqual(Buffer.from(bytes));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("gives a body that is text as it is written, in its own characters", async () => {
    const { contents, body } = await readAll(cda(n1("Vu ce jour,\r\nà 8 h &lt; 9 h", "")));
    expect(body).toEqual({ level: "n1", mediaType: "text/plain", compressed: false });
    expect(contents[0]?.bytes.toString()).toBe("Vu ce jour,\nà 8 h < 9 h");
  });

  it("gives each binary of a document with the name its narrative knows, in order", async () => {
    const media = (id: string, type: string, text: string) =>
      `<entry><organizer><component><observationMedia${id}><value mediaType="${type}" representation="B64">${text}</value></observationMedia></component></organizer></entry>`;
    const document = cda(
      `<structuredBody><component><section><text/>${media(' ID="a"', "application/pdf", "QQ==")}${media("", "image/png", "Qg==")}</section></component></structuredBody>`,
    );
    for (const size of [5, 100_000]) {
      const { contents } = await readAll(chunks(document, size));
      expect(contents.map(({ id, bytes }) => [id, bytes.toString()])).toEqual([
        ["a", "A"],
        ["binaire-1", "B"],
      ]);
    }
  });

  it("tells contents that are elsewhere", async () => {
    const { body, warnings } = await readAll(cda(n1('<reference value="http://127.0.0.1/x.pdf"/>', 'mediaType="text/html"')));
    expect(body).toMatchObject({ level: "n1", mediaType: "text/html" });
    expect(warnings).toEqual([expect.stringContaining("hors de lui")]);
  });

  it("does not wait for a binary that would be inside another, and gives neither as whole", async () => {
    const document = cda(n1(`QQ==<thumbnail representation="B64">Qg==</thumbnail>`));
    const { binaries, header } = await readCda(chunks(document), {
      onBinary: async (_, body) => {
        const taking = async () => {
          for await (const _part of body);
        };
        await expect(taking()).rejects.toMatchObject({ code: "cda.binary" });
      },
    });
    expect(binaries).toMatchObject([{ fault: expect.stringContaining("n'en font pas partie") }]);
    expect(header.title).toBe("Lettre de liaison");
  });
});

describe("damaged contents", () => {
  it.each([
    ["letters that are not base64", `${BASE64.slice(0, 99)}é${BASE64.slice(99)}`, B64],
    ["something after the padding", "QQ==QUJD", B64],
    ["one letter too many", "QUJDR", B64],
    ["a reference that ends nowhere", "QUJD&#1", B64],
    ["a reference to something else", "QUJD&lt;", B64],
    ["a compression that is cut", deflateRawSync(PDF).subarray(0, -9).toString("base64"), `${B64} compression="DF"`],
    ["bytes that are not compressed", "/////w==", `${B64} compression="DF"`],
    ["a compression nobody reads", BASE64, `${B64} compression="Z"`],
  ])("never gives as whole a body with %s", async (_, contents, attributes) => {
    await expect(readAll(cda(n1(contents, attributes)))).rejects.toMatchObject({
      code: expect.stringMatching(/^cda\.(binary|not_xml)$/),
    });
  });

  it("reads the rest of a document whose binary is not asked for, and tells it is damaged", async () => {
    const { header, warnings, binaries } = await readCda(chunks(cda(n1("QQ==!"))));
    expect(header.title).toBe("Lettre de liaison");
    expect(warnings).toEqual([expect.stringContaining("abîmée")]);
    expect(binaries[0]?.fault).not.toBeNull();
  });

  it("stops a bomb at its limit", async () => {
    const bomb = deflateRawSync(Buffer.alloc(5_000_000)).toString("base64");
    const document = cda(n1(bomb, `${B64} compression="DF"`));
    await expect(readAll(document, { maxBinaryBytes: 1_000_000 })).rejects.toMatchObject({ code: "cda.too_large" });
  });
});

describe("whoever takes the contents", () => {
  const LONG = cda(n1(Buffer.alloc(300_000, 1).toString("base64")));

  it("may stop before the end", async () => {
    let seen = 0;
    const { header } = await readCda(chunks(LONG, 10_000), {
      onBinary: async (_, body) => {
        for await (const part of body) {
          seen += part.length;
          break;
        }
      },
    });
    expect(header.title).toBe("Lettre de liaison");
    expect(seen).toBeLessThan(20_000);
  });

  it("may take nothing", async () => {
    const { binaries } = await readCda(chunks(LONG, 10_000), { onBinary: () => Promise.resolve() });
    expect(binaries[0]?.size).toBe(300_000);
  });

  it("has its own error given on at once", async () => {
    let given = 0;
    const counted = function* () {
      for (const part of chunks(LONG, 10_000)) {
        given += 1;
        yield part;
      }
    };
    const onBinary = async (_: unknown, body: AsyncIterable<Buffer>) => {
      for await (const _part of body) throw new RangeError("plein");
    };
    await expect(readCda(counted(), { onBinary })).rejects.toThrow("plein");
    expect(given).toBeLessThan(5);
  });

  it("is waited for: a slow one never has more than one chunk before it", async () => {
    let given = 0;
    let taken = 0;
    let most = 0;
    const counted = function* () {
      for (const part of chunks(LONG, 10_000)) {
        given += part.length;
        yield part;
      }
    };
    await readCda(counted(), {
      onBinary: async (_, body) => {
        for await (const part of body) {
          taken += (part.length * 4) / 3;
          most = Math.max(most, given - taken);
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    });
    expect(taken).toBeGreaterThan(390_000);
    expect(most).toBeLessThan(25_000);
  });
});
