import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentIdOf, parseMediaType } from "../../../src/gateways/dmp/media-type.js";
import { MultipartError, readMultipart } from "../../../src/gateways/dmp/multipart.js";

interface Part {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A stream of these bytes, cut where it is told. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) return;
    yield bytes.subarray(at, at + size);
    at += size;
  }
  if (at < bytes.length) yield bytes.subarray(at);
}

async function parts(bytes: Buffer, boundary: string, sizes: readonly number[] = []): Promise<Part[]> {
  const found: Part[] = [];
  for await (const part of readMultipart(cut(bytes, sizes), boundary)) {
    const chunks: Buffer[] = [];
    for await (const chunk of part.body) chunks.push(chunk);
    found.push({ id: part.contentId, type: part.contentType, bytes: Buffer.concat(chunks) });
  }
  return found;
}

const BOUNDARY = "uuid:a=b'(_)+,./?";

function message(contents: readonly Buffer[], newline = "\r\n", preamble = "", epilogue = ""): Buffer {
  const pieces: Buffer[] = [Buffer.from(preamble)];
  for (const [index, content] of contents.entries()) {
    pieces.push(
      Buffer.from(
        `--${BOUNDARY}${newline}Content-Id: <p${index}%40x>${newline}content-TYPE: a/b;${newline} c=d${newline}${newline}`,
      ),
    );
    pieces.push(content, Buffer.from(newline));
  }
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--${newline}${epilogue}`)]);
}

/** Bytes made of what a delimiter is made of. */
const content = fc
  .array(fc.constantFrom("\r", "\n", "\r\n", "-", "--", `--${BOUNDARY}`, `\r\n--${BOUNDARY}x`, BOUNDARY, "a", "\u0000", "é"), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(""))
  // What is a delimiter is one: a sender chooses another boundary.
  .filter((text) => !/(?:^|\n)--uuid:a=b'\(_\)\+,\.\/\?(?:--|[ \t]*\r?\n|[ \t\r]*$)/.test(text))
  .map((text) => Buffer.from(text));

describe("multipart bodies", () => {
  it("give each part back, byte for byte, however they come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
        fc.constantFrom("", "a preamble\r\n", "\r\n"),
        fc.constantFrom("", "an epilogue", `\r\n--${BOUNDARY}\r\n\r\nnot a part`),
        async (contents, sizes, preamble, epilogue) => {
          const found = await parts(message(contents, "\r\n", preamble, epilogue), BOUNDARY, sizes);
          expect(found.map((part) => part.bytes.toString())).toEqual(contents.map((each) => each.toString()));
          expect(found.map((part) => part.id)).toEqual(contents.map((_, index) => `p${index}@x`));
          for (const part of found) expect(part.type).toBe("a/b; c=d");
        },
      ),
      { numRuns: 400 },
    );
  });

  it("cut anywhere before the closing delimiter, are truncated: never fewer parts, never a shorter one", async () => {
    const whole = message([Buffer.from("one"), Buffer.from("two\r\n"), Buffer.alloc(0)]);
    const end = whole.lastIndexOf(`--${BOUNDARY}--`) + BOUNDARY.length + 4;
    for (let size = 0; size < end; size++) {
      await expect(parts(whole.subarray(0, size), BOUNDARY), String(size)).rejects.toThrow(MultipartError);
    }
    expect(await parts(whole.subarray(0, end), BOUNDARY)).toHaveLength(3);
  });

  it("take bare line feeds, padding after a delimiter, parts without headers", async () => {
    expect((await parts(message([Buffer.from("a\nb")], "\n"), BOUNDARY)).map((part) => part.bytes.toString())).toEqual(["a\nb"]);
    const padded = Buffer.from("--b \t \r\n\r\nx\r\n--b--");
    expect(await parts(padded, "b")).toEqual([{ id: "", type: "", bytes: Buffer.from("x") }]);
    // The line end before the delimiter may be the one that ends the headers.
    expect(await parts(Buffer.from("--b\r\nContent-ID: <e>\r\n\r\n--b--"), "b")).toEqual([
      { id: "e", type: "", bytes: Buffer.alloc(0) },
    ]);
  });

  it("undo base64, and refuse what is not some", async () => {
    const encoded = (text: string, encoding = "BASE64") =>
      Buffer.from(`--b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${text}\r\n--b--`);
    const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));
    const lines = bytes.toString("base64").replace(/.{76}/g, "$&\r\n");
    for (const sizes of [[], [1, 2, 3, 70, 71], Array.from({ length: 200 }, () => 7)]) {
      expect((await parts(encoded(lines), "b", sizes))[0]?.bytes.equals(bytes)).toBe(true);
    }
    await expect(parts(encoded("AA*A"), "b")).rejects.toMatchObject({ problem: "encoding" });
    await expect(parts(encoded("AAA"), "b")).rejects.toMatchObject({ problem: "encoding" });
    await expect(parts(encoded("a=3D", "quoted-printable"), "b")).rejects.toMatchObject({ problem: "encoding" });
  });

  it("skip what nobody reads, wholly or in part, and close their source", async () => {
    let closed = false;
    async function* source() {
      try {
        yield* cut(
          message([Buffer.alloc(5000, 1), Buffer.alloc(5000, 2), Buffer.from("last")]),
          Array.from({ length: 50 }, () => 400),
        );
      } finally {
        closed = true;
      }
    }
    const seen: string[] = [];
    for await (const part of readMultipart(source(), BOUNDARY)) {
      seen.push(part.contentId);
      if (part.contentId === "p1@x") for await (const _chunk of part.body) break;
    }
    expect(seen).toEqual(["p0@x", "p1@x", "p2@x"]);
    expect(closed).toBe(true);
    closed = false;
    for await (const _part of readMultipart(source(), BOUNDARY)) break;
    expect(closed).toBe(true);
  });

  it("refuse headers without end", async () => {
    const endless = Buffer.from(`--b\r\n${"X: y\r\n".repeat(10_000)}`);
    await expect(parts(endless, "b")).rejects.toMatchObject({ problem: "headers" });
    await expect(parts(Buffer.from(`--b\r\n${"x".repeat(40_000)}`), "b")).rejects.toMatchObject({ problem: "headers" });
  });
});

describe("media types and content ids", () => {
  it("are read as they come", () => {
    const { type, parameters } = parseMediaType(
      `Multipart/Related; Boundary="uuid:1;2\\"3" ;start=<a@b>;type="application/xop+xml"; action = urn:x ;boundary=other`,
    );
    expect(type).toBe("multipart/related");
    expect([...parameters]).toEqual([
      ["boundary", 'uuid:1;2"3'],
      ["start", "<a@b>"],
      ["type", "application/xop+xml"],
      ["action", "urn:x"],
    ]);
    expect(parseMediaType("").type).toBe("");
  });

  it("compare decoded: one side may be encoded", () => {
    for (const text of ["<a%40b>", "cid:a%40b", "a@b", " <a@b> ", "CID:a@b"]) expect(contentIdOf(text)).toBe("a@b");
    expect(contentIdOf("<100%@b>")).toBe("100%@b");
  });
});
