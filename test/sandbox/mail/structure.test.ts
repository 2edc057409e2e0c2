import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { readAddresses } from "../../../src/sandbox/mail/mime/addresses.js";
import { readParameters } from "../../../src/sandbox/mail/mime/header.js";
import { type MimePart, parseMessage } from "../../../src/sandbox/mail/mime/structure.js";

const CONFORMANCE = join(process.env.SEGUR_CONFORMANCE ?? "../shared/conformance", "mss");
const samples = existsSync(CONFORMANCE) ? readdirSync(CONFORMANCE).filter((name) => name.endsWith(".eml")) : [];

const leaves = (part: MimePart): readonly MimePart[] => (part.parts.length === 0 ? [part] : part.parts.flatMap(leaves));
const shape = (part: MimePart): unknown =>
  part.parts.length === 0 ? `${part.type}/${part.subtype}` : [`${part.type}/${part.subtype}`, ...part.parts.map(shape)];

describe("structure of a message", () => {
  it("finds parts, nested messages and their place", () => {
    const text = [
      "Subject: a",
      'Content-Type: multipart/mixed; boundary="b(1)"',
      "",
      "prologue",
      "--b(1)",
      "",
      "sans en-tête",
      "--b(1)x",
      "suite",
      "--b(1)  ",
      "Content-Type: message/rfc822",
      "",
      "Subject: dedans",
      "Content-Type: multipart/alternative; boundary=c",
      "",
      "--c",
      "Content-Type: text/html",
      "",
      "<p>",
      "--c--",
      "--b(1)--",
      "épilogue",
      "",
    ].join("\r\n");
    const bytes = Buffer.from(text);
    const { root, envelope } = parseMessage(bytes);
    expect(envelope.subject).toBe("a");
    expect(shape(root)).toEqual(["multipart/mixed", "text/plain", ["message/rfc822", ["multipart/alternative", "text/html"]]]);
    const [first, second] = root.parts;
    expect(bytes.toString("utf8", first?.body.start, first?.body.end)).toBe("sans en-tête\r\n--b(1)x\r\nsuite");
    expect(second?.envelope?.subject).toBe("dedans");
    expect(leaves(root).map(({ body }) => bytes.toString("utf8", body.start, body.end))).toContain("<p>");
  });

  it("reads bare line feeds, and a last boundary that is missing", () => {
    const { root } = parseMessage(Buffer.from("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nun\n--b\n\ndeux"));
    expect(root.parts.map(({ body }) => body.end - body.start)).toEqual([2, 4]);
  });

  it("is not made slow nor deep by a hostile message", () => {
    const deep = `${"Content-Type: message/rfc822\r\n\r\n".repeat(5_000)}x`;
    const wide = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\n".repeat(50_000)}`;
    const count = (part: MimePart): number => part.parts.reduce((sum, one) => sum + count(one), 1);
    expect(count(parseMessage(Buffer.from(deep)).root)).toBeLessThan(40);
    expect(count(parseMessage(Buffer.from(wide)).root)).toBeLessThanOrEqual(501);
  });

  it("parts are inside their parent, in order, whatever the bytes", () => {
    const piece = fc.constantFrom(
      "--b",
      "--b--",
      "\r\n",
      "\n",
      "\r\n\r\n",
      "Content-Type: multipart/mixed; boundary=b",
      "a: b",
      "é",
      "--",
      ":",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(""));
        const check = (part: MimePart): void => {
          expect(part.header.start).toBeLessThanOrEqual(part.header.end);
          expect(part.header.end).toBe(part.body.start);
          expect(part.body.end).toBeLessThanOrEqual(bytes.length);
          let at = part.body.start;
          for (const child of part.parts) {
            expect(child.header.start).toBeGreaterThanOrEqual(at);
            expect(child.body.end).toBeLessThanOrEqual(part.body.end);
            at = child.body.end;
            check(child);
          }
        };
        check(parseMessage(bytes).root);
      }),
    );
  });

  it.skipIf(samples.length === 0)("official samples have the attachments that postal-mime finds", async () => {
    for (const name of samples) {
      const bytes = readFileSync(join(CONFORMANCE, name));
      const other = await PostalMime.parse(bytes);
      const { root, envelope } = parseMessage(bytes);
      const parts = leaves(root);
      expect(envelope.messageId, name).toBe(other.messageId ?? null);
      for (const attachment of other.attachments) {
        const part = parts.find(({ type, subtype }) => `${type}/${subtype}` === attachment.mimeType);
        expect(part, `${name} ${attachment.mimeType}`).toBeDefined();
        if (part?.encoding !== "base64" || typeof attachment.content === "string") continue;
        const content = Buffer.from(bytes.toString("latin1", part.body.start, part.body.end), "base64");
        const same = parts.some(
          ({ body }) =>
            Buffer.compare(
              Buffer.from(bytes.toString("latin1", body.start, body.end), "base64"),
              Buffer.from(attachment.content as ArrayBuffer),
            ) === 0,
        );
        expect(content.length, name).toBeGreaterThan(0);
        expect(same, `${name} ${attachment.filename}`).toBe(true);
      }
    }
  });
});

describe("addresses and parameters", () => {
  it("reads names, quotes, comments and groups", () => {
    expect(readAddresses('"Doe, J." <J@x.fr>, b@y.fr (b), équipe: c@z.fr, d@z.fr;, rien, <@>')).toEqual([
      { name: "Doe, J.", mailbox: "J", host: "x.fr" },
      { name: null, mailbox: "b", host: "y.fr" },
      { name: null, mailbox: "équipe", host: null },
      { name: null, mailbox: "c", host: "z.fr" },
      { name: null, mailbox: "d", host: "z.fr" },
      { name: null, mailbox: null, host: null },
    ]);
    expect(readParameters('text/plain (un commentaire); charset = "utf-8"; name="a;b\\"c"')).toEqual({
      value: "text/plain",
      parameters: [
        ["charset", "utf-8"],
        ["name", 'a;b"c'],
      ],
    });
  });
});
