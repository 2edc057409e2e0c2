import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import type { MessageDraft } from "../../../src/domain/message/send.js";
import { createComposer } from "../../../src/gateways/mss/compose.js";
import type { ReceiptRequest } from "../../../src/gateways/mss/port.js";

const composer = createComposer("segur 0.1.0");

async function bytes(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const ZIP = Buffer.from([0x50, 0x4b, 3, 4, ...Array.from({ length: 5000 }, (_, index) => index % 251)]);

const draft = (changes: Partial<MessageDraft> = {}): MessageDraft => ({
  audience: "professional",
  from: { address: "marie.martin@medecin.mssante.fr", label: "Dr_Marie_MARTIN_Cabinet Médical" },
  to: [{ address: "paul.durand@cardio.mssante.fr", name: "Paul DURAND" }],
  replyTo: null,
  subject: "XDM/1.0/DDM+Compte rendu d'hospitalisation DÉSIRÉ Zoé 12/03/1979",
  text: "Cher confrère,\n\nVoici le compte rendu.\n.\nÀ bientôt",
  messageId: "<2f1c6a50-0000-4000-8000-000000000001@medecin.mssante.fr>",
  inReplyTo: null,
  references: [],
  date: new Date("2026-11-25T10:00:00Z"),
  readReceipt: true,
  nil: "TEST000000",
  documents: { cdaCodes: ["34112-3", "PRESC-BIO"], insQualified: true },
  endOfExchange: false,
  attachments: [
    { fileName: "IHE_XDM.zip", mediaType: "application/zip", open: () => inPieces(ZIP, 700) },
    {
      fileName: "20261125_CR hospitalisation_DÉSIRÉ_Zoé.pdf",
      mediaType: "application/pdf",
      open: () => inPieces(Buffer.from("%PDF-1.4"), 3),
    },
  ],
  ...changes,
});

async function* inPieces(content: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) {
    yield new Uint8Array();
    yield content.subarray(at, at + size);
  }
}

const headerLines = (message: Buffer) => message.toString("latin1").split("\r\n\r\n", 1)[0]?.split("\r\n") ?? [];
const names = (message: Buffer) => headerLines(message).flatMap((line) => /^([^\s:]+):/.exec(line)?.[1] ?? []);

describe("a message for a professional", () => {
  it("has each header that MSSanté asks for, once, with its exact name", async () => {
    const message = await bytes(composer.compose(draft({ inReplyTo: "<a@b.fr>", references: ["<a@b.fr>", "<c@d.fr>"] })));
    expect(names(message).sort()).toEqual(
      [
        "Content-Type",
        "Date",
        "Disposition-Notification-To",
        "From",
        "In-Reply-To",
        "MIME-Version",
        "Message-ID",
        "References",
        "Return-Receipt-To",
        "Subject",
        "To",
        "X-MSS-CODECDA",
        "X-MSS-INS",
        "X-MSS-NIL",
      ].sort(),
    );
    const lines = headerLines(message);
    expect(lines).toContain("X-MSS-CODECDA: 34112-3,PRESC-BIO");
    expect(lines).toContain("X-MSS-INS: O");
    expect(lines).toContain("X-MSS-NIL: TEST000000");
    expect(lines).toContain("Disposition-Notification-To: marie.martin@medecin.mssante.fr");
    expect(lines).toContain("Date: Wed, 25 Nov 2026 10:00:00 +0000");
  });

  it("is read back by another reader: text, names and bytes of the attachments", async () => {
    const read = await PostalMime.parse(await bytes(composer.compose(draft())));
    expect(read.subject).toBe(draft().subject);
    expect(read.from).toMatchObject({ name: "Dr_Marie_MARTIN_Cabinet Médical", address: "marie.martin@medecin.mssante.fr" });
    expect(read.to).toMatchObject([{ name: "Paul DURAND", address: "paul.durand@cardio.mssante.fr" }]);
    expect(read.messageId).toBe(draft().messageId);
    expect(read.text?.trimEnd()).toBe(draft().text);
    expect(read.attachments.map(({ filename }) => filename)).toEqual([
      "IHE_XDM.zip",
      "20261125_CR hospitalisation_DÉSIRÉ_Zoé.pdf",
    ]);
    expect(Buffer.from(read.attachments[0]?.content as ArrayBuffer).equals(ZIP)).toBe(true);
  });

  it("makes the same bytes each time, and other boundaries for another message", async () => {
    const first = await bytes(composer.compose(draft()));
    expect((await bytes(composer.compose(draft()))).equals(first)).toBe(true);
    const other = await bytes(composer.compose(draft({ messageId: "<other@medecin.mssante.fr>" })));
    const boundary = (message: Buffer) => /boundary="?([^"\r\n]+)/.exec(message.toString("latin1"))?.[1];
    expect(boundary(first)).toMatch(/^=_segur-[0-9a-f]{32}-Part_1$/);
    expect(boundary(other)).not.toBe(boundary(first));
  });

  it("has neither INS nor CODECDA without an archive, and no request of receipt that was not asked for", async () => {
    const message = await bytes(composer.compose(draft({ documents: null, attachments: [], readReceipt: false })));
    expect(names(message)).not.toContain("X-MSS-INS");
    expect(names(message)).not.toContain("X-MSS-CODECDA");
    expect(names(message)).not.toContain("Disposition-Notification-To");
    expect(names(message)).toContain("X-MSS-NIL");
    expect(headerLines(message)).toContain("Content-Type: text/plain; charset=utf-8");
  });

  it("says INS N for an identity that is not qualified, and FIN to a patient who may not answer", async () => {
    const message = await bytes(
      composer.compose(draft({ documents: { cdaCodes: ["11502-2"], insQualified: false }, endOfExchange: true })),
    );
    expect(headerLines(message)).toContain("X-MSS-INS: N");
    expect(headerLines(message)).toContain("X-MSS-MES: FIN");
  });

  it("fails when an attachment cannot be read, rather than sending it cut", async () => {
    const broken = {
      fileName: "a.pdf",
      mediaType: "application/pdf",
      async *open(): AsyncIterable<Uint8Array> {
        yield Buffer.from("begin");
        throw new Error("gone");
      },
    };
    await expect(bytes(composer.compose(draft({ attachments: [broken] })))).rejects.toThrow("gone");
  });
});

describe("header injection", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string().map((text) => `${text}\r\nBcc: eve@evil.example\r\n\r\n`),
    fc.string().map((text) => `=?utf-8?q?${text}?=\nX-MSS-MES: FIN`),
    fc.constantFrom('"><', "a, eve@evil.example", "(comment", "\u2028Bcc: x", "a\u202etxt.pdf", ":;<>@,"),
  );

  it("is impossible through subjects, names, labels, file names and texts", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, hostile, hostile, async (subject, name, label, file, text) => {
        const message = await bytes(
          composer.compose(
            draft({
              subject: `XDM/1.0/DDM+${subject}`,
              to: [{ address: "paul.durand@cardio.mssante.fr", name }],
              from: { address: "marie.martin@medecin.mssante.fr", label },
              text,
              attachments: [{ fileName: file, mediaType: "application/pdf", open: () => inPieces(Buffer.from("x"), 1) }],
            }),
          ),
        );
        const read = await PostalMime.parse(message);
        expect(new Set(names(message))).toEqual(
          new Set([
            "From",
            "To",
            "Subject",
            "Message-ID",
            "Date",
            "Return-Receipt-To",
            "Disposition-Notification-To",
            "X-MSS-NIL",
            "X-MSS-INS",
            "X-MSS-CODECDA",
            "MIME-Version",
            "Content-Type",
          ]),
        );
        expect(read.to?.map((to) => to.address)).toEqual(["paul.durand@cardio.mssante.fr"]);
        expect(read.from?.address).toBe("marie.martin@medecin.mssante.fr");
        expect(read.bcc).toBeUndefined();
        expect(read.attachments).toHaveLength(1);
        expect(read.attachments[0]?.filename).not.toMatch(/[\x00-\x1f/\\\u2028\u202e]/);
      }),
      { numRuns: 150 },
    );
  });

  it("leaves the exact fields, each once, in ASCII lines that every server takes, whatever is in them", async () => {
    const nasty = fc.oneof(
      hostile,
      fc.constantFrom(
        "\r\n.\r\n",
        "\n.\nQUIT\r\n",
        "a\u0000b",
        "x\u0085Bcc: e@e.fr",
        "\u2029Bcc: e@e.fr",
        "\u061c\u200f\u202eabc",
        "\ud800x",
      ),
      // What a reader would decode back into what was taken out.
      fc.constantFrom("=?utf-8?q?=0D=0ABcc:=20e@e.fr?=", "=?utf-8?b?4oCuYWJj?=", "=?utf-8?q?a/b=00?="),
      fc.constantFrom(
        "A".repeat(3_000),
        "é".repeat(3_000),
        "a b ".repeat(900),
        '"'.repeat(400),
        "; name=x.exe; ".repeat(20),
        "../../etc/passwd",
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, nasty, nasty, async (subject, name, label, file, text) => {
        const message = await bytes(
          composer.compose(
            draft({
              subject: `CR ${subject}`,
              to: [{ address: "paul.durand@cardio.mssante.fr", name }],
              from: { address: "marie.martin@medecin.mssante.fr", label },
              text,
              attachments: [{ fileName: file, mediaType: "application/pdf", open: () => inPieces(Buffer.from("x"), 1) }],
            }),
          ),
        );
        expect(names(message)).toEqual([...new Set(names(message))]);
        expect(names(message)).toHaveLength(12);
        const lines = message.toString("latin1").split("\r\n");
        // RFC 5322 §2.1.1; a CR or an LF alone would be a line end for some server and none for another (SMTP smuggling).
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
        expect(lines.join("")).toMatch(/^[\t\x20-\x7e]*$/);
        const read = await PostalMime.parse(message);
        expect([read.from?.address, read.to?.map((to) => to.address)]).toEqual([
          "marie.martin@medecin.mssante.fr",
          ["paul.durand@cardio.mssante.fr"],
        ]);
        expect(`${read.subject}${read.to?.[0]?.name}${read.from?.name}`).not.toMatch(
          /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e]/,
        );
        expect(read.attachments.map(({ filename }) => /[/\\\x00-\x1f\u202e]|^\.+$|^$/.test(filename ?? ""))).toEqual([false]);
      }),
      { numRuns: 150 },
    );
  });

  it("is refused through addresses, identifiers and codes, without quoting them", async () => {
    const wrong = [
      "a@b.fr\r\nBcc: x@y.fr",
      "a@b.fr, c@d.fr",
      "<a@b.fr>",
      "a b@c.fr",
      "a@",
      "@b.fr",
      "a@[127.0.0.1]",
      "é@b.fr",
      "",
    ];
    for (const address of wrong) {
      expect(() => composer.compose(draft({ to: [{ address, name: null }] }))).toThrow(
        expect.objectContaining({ code: "mss.message_invalid", message: expect.not.stringContaining("Bcc") }),
      );
      expect(() => composer.compose(draft({ replyTo: address }))).toThrow("Reply-To");
    }
    expect(() => composer.compose(draft({ to: [] }))).toThrow("To");
    expect(() => composer.compose(draft({ messageId: "<a@b>\r\nX: y" }))).toThrow("Message-ID");
    expect(() => composer.compose(draft({ references: ["<a@b> <c@d>"] }))).toThrow("References");
    expect(() => composer.compose(draft({ nil: "A\r\nB" }))).toThrow("X-MSS-NIL");
    expect(() => composer.compose(draft({ documents: { cdaCodes: ["1,2"], insQualified: true } }))).toThrow("CODECDA");
  });
});

describe("a receipt", () => {
  const request = (changes: Partial<ReceiptRequest> = {}): ReceiptRequest => ({
    uid: 4,
    messageId: "<m1@bio.mssante.fr>",
    from: "labo@bio.mssante.fr",
    notifyTo: ["labo@bio.mssante.fr"],
    returnPath: "labo@bio.mssante.fr",
    subject: "XDM/1.0/DDM+Compte rendu",
    date: null,
    automatic: false,
    ...changes,
  });
  const by = {
    address: "marie.martin@medecin.mssante.fr",
    label: "Dr_Marie_MARTIN",
    nil: "TEST000000",
    messageId: "<r1@medecin.mssante.fr>",
    date: new Date("2026-11-25T10:00:00Z"),
  };

  it("follows RFC 8098", async () => {
    const message = (await bytes(composer.receipt(request(), by))).toString("latin1");
    expect(message).toMatch(/Content-Type: multipart\/report; report-type=disposition-notification;/);
    expect(message).toContain("\r\nAuto-Submitted: auto-replied\r\n");
    expect(message).toContain("\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n");
    expect(message).toContain("\r\nOriginal-Message-ID: <m1@bio.mssante.fr>\r\n");
    expect(message).toContain("\r\nFinal-Recipient: rfc822;marie.martin@medecin.mssante.fr\r\n");
    expect(message).toContain("\r\nX-MSS-NIL: TEST000000\r\n");
    expect(message).not.toMatch(/Disposition-Notification-To|Return-Receipt-To/);
    const read = await PostalMime.parse(message);
    expect(read.inReplyTo).toBe("<m1@bio.mssante.fr>");
  });

  it("repeats nothing of a hostile request but what has the right form", async () => {
    const hostile = request({
      messageId: "<a@b>\r\nDisposition: automatic-action/MDN-sent-automatically; deleted",
      subject: "x\r\nBcc: eve@evil.example",
      notifyTo: ["labo@bio.mssante.fr", "a@b.fr\r\nBcc: eve@evil.example"],
    });
    const message = (await bytes(composer.receipt(hostile, by))).toString("latin1");
    expect(message).not.toMatch(/^Bcc:/m);
    expect(message.match(/^Disposition:/gm)).toHaveLength(1);
    expect(message).not.toContain("Original-Message-ID");
    expect(() => composer.receipt(request({ notifyTo: ["nobody"] }), by)).toThrow("Disposition-Notification-To");
  });
});
