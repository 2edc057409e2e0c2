import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { addMessageFile, isFilePlace, partOfFile } from "../../../src/services/inbox/add.js";
import { official } from "../../documents/support/conformance.js";
import { testCabinet } from "../support/cabinet.js";

const from = (text: string | Buffer) => Readable.from([Buffer.from(text)]);
const EML =
  "From: labo@bio.mssante.fr\r\nSubject: Bonjour\r\nDate: Wed, 25 Nov 2026 08:00:00 +0100\r\nMessage-ID: <1@b.fr>\r\n\r\nBonjour\r\n";

describe("a file", () => {
  test("that has too many parts, or parts without end in each other, is refused for that reason", async () => {
    const cabinet = await testCabinet();
    const part = `--b\r\nContent-Type: text/xml; name="${"a".repeat(120)}.xml"\r\n\r\n<a/>\r\n`;
    const many = `From: a@b.fr\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(10_000)}--b--\r\n`;
    await expect(addMessageFile(cabinet, from(many))).rejects.toMatchObject({ why: expect.stringContaining("trop de pièces") });
    const nested = Array.from(
      { length: 40 },
      (_each, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    );
    const deep = `From: a@b.fr\r\nSubject: x\r\n${nested.join("")}`;
    await expect(addMessageFile(cabinet, from(deep))).rejects.toMatchObject({ why: expect.stringContaining("imbriquées") });
  });

  test("that is no message is refused, and nothing is kept", async () => {
    const cabinet = await testCabinet();
    await expect(addMessageFile(cabinet, from("%PDF-1.4"))).rejects.toMatchObject({ code: "inbox.not_message", kind: "input" });
    expect((await cabinet.inbox.list({ limit: 10 })).items).toEqual([]);
  });

  test("of 500 MB is left as soon as it passes the limit, memory bounded", async () => {
    const cabinet = await testCabinet();
    const block = Buffer.alloc(1_000_000, "x");
    let given = 0;
    async function* endless() {
      yield Buffer.from("From: a@b.fr\r\n\r\n");
      for (; given < 500; given += 1) yield block;
    }
    await expect(addMessageFile(cabinet, endless())).rejects.toMatchObject({ code: "inbox.file_too_large" });
    expect(given).toBeLessThan(62);
  });

  test("is one message, however many times it is added; its line in the journal names nobody", async () => {
    const cabinet = await testCabinet();
    const first = await addMessageFile(cabinet, from(EML));
    const again = await addMessageFile(cabinet, from(EML));
    expect([first.added, again.added]).toEqual([true, false]);
    expect(again.received.id).toBe(first.received.id);
    expect(first.received).toMatchObject({ kind: "text", subject: "Bonjour", text: "Bonjour", sender: "professional" });
    expect(isFilePlace(first.received.place)).toBe(true);
    // Kept whole: neither the sweep nor the years take it away.
    await cabinet.contents.sweep("2030-01-01T00:00:00.000Z");
    expect((await partOfFile(cabinet, first.received.place, "1")).toString().trim()).toBe("Bonjour");
    await expect(partOfFile(cabinet, first.received.place, "9")).rejects.toMatchObject({ code: "inbox.part_missing" });
  });
});

const messages = official("mss");
describe.skipIf(messages.missing)(`every official message ${messages.reason}`, () => {
  const names = messages.missing
    ? []
    : readdirSync(messages.path, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith(".eml"));
  test.each(names)("%s is read", async (name) => {
    const cabinet = await testCabinet();
    const { received } = await addMessageFile(cabinet, createReadStream(join(messages.path, name)));
    expect(received.problem).toBeNull();
    const text = readFileSync(join(messages.path, name), "latin1");
    if (/^content-type: multipart\/report/im.test(text)) expect(received.kind).toBe("report");
    else {
      expect(received.kind).toBe("documents");
      expect(received.mss).toMatchObject({ ins: "O", codeCda: "11502-2", end: /X-Mss-Mes: FIN/.test(text) });
      // The PDF of these samples is named after « PATIENT Test », which their CDA is not about: it stays apart, and says so.
      expect(received.documents).toMatchObject([
        { mediaType: "text/xml", quarantine: null, type: { code: "11502-2" }, attachment: null },
        { mediaType: "application/pdf", quarantine: null, patient: null, warnings: [expect.stringMatching(/autre personne/)] },
      ]);
      const pdf = await partOfFile(cabinet, received.place, received.documents[1]?.attachment?.part ?? "");
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    }
  });
});
