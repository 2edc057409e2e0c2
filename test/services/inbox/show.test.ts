import PDFDocument from "pdfkit";
import { describe, expect, test } from "vitest";
import { rightsOf } from "../../../src/domain/users/rights.js";
import { addMessageFile } from "../../../src/services/inbox/add.js";
import { classifyByHand } from "../../../src/services/inbox/classify.js";
import { receivedPage, showReceived } from "../../../src/services/inbox/show.js";
import { receivedDocument } from "../../support/inbox.js";
import { documentCabinet, refusal, sourceOf } from "../documents/support.js";
import { arrives, report } from "./filing-support.js";

const OPTIONS = { width: 100, marks: false, reveal: false, keepUnread: true };

async function letter(words: string): Promise<string> {
  const document = new PDFDocument();
  const pieces: Buffer[] = [];
  const ended = new Promise((done) => document.on("data", (piece: Buffer) => pieces.push(piece)).on("end", done));
  document.text(words).end();
  await ended;
  const part = ["Content-Type: application/pdf; name=courrier.pdf", "Content-Transfer-Encoding: base64", ""];
  return [
    ...["From: Dr Martin <martin@cabinet.mssante.fr>", "Subject: Courrier", "Date: Wed, 25 Nov 2026 08:00:00 +0100"],
    ...["Content-Type: multipart/mixed; boundary=x", "", "--x", ...part, Buffer.concat(pieces).toString("base64"), "--x--", ""],
  ].join("\r\n");
}

describe("a PDF without CDA", () => {
  test("is read before it is filed, on the terminal and in a page, without the right to export", async () => {
    const { cabinet: whole } = await documentCabinet();
    const cabinet = { ...whole, rights: rightsOf({ role: "secretaire", granted: [], revoked: [] }) };
    const { received } = await addMessageFile(cabinet, sourceOf(await letter("Cher confrère, tout va bien.")));
    const { documents } = await showReceived(cabinet, received.id, OPTIONS);
    const text = documents[0]?.lines?.map((line) => line.text).join("\n");
    expect(text).toContain("Cher confrère, tout va bien.");
    expect(text).toContain("Texte extrait du PDF");
    expect(documents[0]?.fault).toBeNull();
    const { html } = await receivedPage(cabinet, received.id, OPTIONS);
    expect(html).toContain("data:application/pdf;base64,");
    const read = await cabinet.traces.list({ kinds: ["document.read"], limit: 9 });
    expect(read.map(({ data }) => data?.document)).toEqual(["M1.1", "M1.1"]);
  });

  test("that cannot be brought is told, and the message is shown all the same", async () => {
    const { cabinet } = await documentCabinet();
    const attachment = { part: "2", fileName: "a.pdf", mediaType: "application/pdf", size: 10 };
    const id = await arrives(cabinet, [receivedDocument({ content: null, attachment, mediaType: "application/pdf" })]);
    const { documents } = await showReceived({ ...cabinet, inboxes: async () => [] }, id, OPTIONS);
    expect(documents[0]).toMatchObject({ lines: null, fault: expect.stringContaining("n'est pas celle qui est ouverte") });
  });
});

test("a page of a document in quarantine begins by saying so", async () => {
  const { cabinet, patient } = await documentCabinet();
  const quarantine = { code: "hash_mismatch", message: "Altéré.", technical: false };
  const id = await arrives(cabinet, [await report(cabinet, patient, {}, { quarantine })]);
  const { html } = await receivedPage(cabinet, id, OPTIONS);
  expect(html.indexOf("EN QUARANTAINE : Altéré. (hash_mismatch)")).toBeGreaterThan(0);
  const [, main = ""] = html.split("<main>");
  expect(main.trimStart()).toMatch(/^<p class="warn">Attention : EN QUARANTAINE/);
});

test("the text of a message that was filed is no broken CDA", async () => {
  const { cabinet } = await documentCabinet();
  const id = await arrives(cabinet, [], { kind: "text", text: "Merci docteur.", subject: "Re: x" });
  // Refused: nothing of it stays.
  expect(await refusal(classifyByHand(cabinet, id, "P1", {}))).toMatchObject({ code: "document.type_missing" });
  expect((await cabinet.inbox.get(id))?.documents).toEqual([]);
  expect(await refusal(classifyByHand(cabinet, id, "P1", { type: "inconnu au bataillon" }))).toMatchObject({ kind: "usage" });
  expect((await cabinet.inbox.get(id))?.documents).toEqual([]);
  await classifyByHand(cabinet, id, "P1", { type: "11488-4" });
  const { documents } = await showReceived(cabinet, id, OPTIONS);
  expect(documents.map(({ fault, lines }) => [fault, lines])).toEqual([[null, null]]);
});
