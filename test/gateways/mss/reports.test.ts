import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { type FetchedMessage, mayBeReport, readFields, readReport, readRequest } from "../../../src/gateways/mss/reports.js";

const message = (
  changes: Partial<Omit<FetchedMessage, "headers">> & { headers?: Readonly<Record<string, string>> } = {},
): FetchedMessage => ({
  uid: 1,
  type: "multipart/report",
  reportType: "delivery-status",
  subject: "Delivery",
  from: "MAILER-DAEMON@mssante.fr",
  messageId: "<d1@mssante.fr>",
  date: null,
  parts: [],
  ...changes,
  headers: new Map(Object.entries(changes.headers ?? {})),
});

const dsn = (text: string) => readReport(message({ parts: [{ type: "message/delivery-status", text }] }));
const mdn = (text: string) =>
  readReport(message({ reportType: "disposition-notification", parts: [{ type: "message/disposition-notification", text }] }));

describe("a report of delivery", () => {
  it("tells each recipient, by the address that we wrote to", () => {
    const report = dsn(
      [
        "Reporting-MTA: dns; a",
        "Original-Envelope-Id: O7-12",
        "",
        "Original-Recipient: rfc822;a+2Bb@x.mssante.fr",
        "Final-Recipient: rfc822; alias@y.mssante.fr",
        "Action: failed",
        "Status: 5.1.1 (unknown)",
        "Diagnostic-Code: smtp; 550 5.1.1 <199097514117471@patient.mssante.fr>",
        "    unknown user 199097514117471",
        "",
        "Final-Recipient: rfc822;c@z.mssante.fr",
        "ACTION: Delayed",
        "status: 4.4.1",
      ].join("\r\n"),
    );
    expect(report).toEqual({
      uid: 1,
      kind: "dsn",
      envelopeId: "O7-12",
      messageId: null,
      from: "MAILER-DAEMON@mssante.fr",
      returnPath: null,
      recipients: [
        { address: "a+b@x.mssante.fr", action: "failed", status: "5.1.1", diagnostic: "550 5.1.1 <…> unknown user …" },
        { address: "c@z.mssante.fr", action: "delayed", status: "4.4.1", diagnostic: null },
      ],
      text: null,
    });
  });

  it("finds our message by what comes back of it", () => {
    const status = {
      type: "message/delivery-status",
      text: "Reporting-MTA: x\n\nFinal-Recipient: rfc822;a@b.fr\nAction: delivered",
    };
    const headers = { type: "text/rfc822-headers", text: "Subject: x\r\nMessage-ID:\r\n <m1@a.fr>\r\n\r\nMessage-ID: <no@a.fr>" };
    expect(readReport(message({ parts: [status, headers] }))?.messageId).toBe("<m1@a.fr>");
    expect(
      readReport(message({ parts: [status, { type: "message/rfc822", text: "", messageId: "<m2@a.fr>" }] }))?.messageId,
    ).toBe("<m2@a.fr>");
    expect(readReport(message({ parts: [status], headers: { references: "<m0@a.fr> <m3@a.fr>" } }))?.messageId).toBe("<m3@a.fr>");
  });

  it("reads half a report as half of one", () => {
    expect(dsn("")).toMatchObject({ kind: "dsn", envelopeId: null, recipients: [] });
    expect(dsn("Final-Recipient: rfc822;a@b.fr\nAction: failed")?.recipients).toHaveLength(1);
    expect(dsn("X: y\n\nFinal-Recipient: garbage\nAction: \u0000!\nStatus: 9.9.9")?.recipients).toEqual([
      { address: null, action: "unknown", status: null, diagnostic: null },
    ]);
    expect(dsn("Original-Envelope-Id: O7 with spaces\r\n\r\n")?.envelopeId).toBeNull();
  });
});

describe("a report of reading", () => {
  it.each([
    ["manual-action/MDN-sent-manually; displayed", "displayed", null],
    ["automatic-action/MDN-sent-automatically;deleted", "deleted", null],
    ["automatic-action/MDN-sent-automatically; processed/Error: 902^patient inconnu", "processed", "Error: 902^patient inconnu"],
    ["nonsense", "unknown", null],
  ])("%s", (disposition, action, diagnostic) => {
    const report = mdn(`Final-Recipient: rfc822;a@b.fr\nOriginal-Message-ID: <m1@a.fr>\nDisposition: ${disposition}`);
    expect(report).toMatchObject({
      kind: "mdn",
      messageId: "<m1@a.fr>",
      recipients: [{ address: "a@b.fr", action, diagnostic }],
    });
  });
});

describe("a bounce", () => {
  const bounce = (subject: string, text: string, from = "no-reply@patient.mssante.fr") =>
    readReport(message({ type: "text/plain", reportType: null, subject, from, parts: [{ type: "text/plain", text }] }));

  it("is known by its subject, and names the patient's address beside its text", () => {
    expect(
      bounce("Message non distribué", "La boîte <199097514117471@patient.mssante.fr>. est fermée, écrivez à a@b.fr"),
    ).toMatchObject({
      kind: "bounce",
      recipients: [{ address: "199097514117471@patient.mssante.fr", action: "failed" }],
      text: expect.stringContaining("Message non distribué\nLa boîte"),
    });
    expect(bounce("Undelivered Mail Returned to Sender", "too big\nMessage-ID: <m1@a.fr>")).toMatchObject({
      messageId: "<m1@a.fr>",
    });
  });

  it("is not what a colleague writes about one", () => {
    // RFC 5322 §2.2.3: a long one is folded.
    expect(bounce("Undelivered Mail Returned to Sender", "too big\nMessage-ID:\r\n <m1@a.fr>\n")).toMatchObject({
      messageId: "<m1@a.fr>",
    });
    expect(bounce("Re: Message non distribué", "bonjour", "a@b.mssante.fr")).toBeNull();
    expect(bounce("Bonjour", "Message non distribué", "a@b.mssante.fr")).toBeNull();
    expect(bounce("Non remis en main propre : potassium", "Rappelez vite.", "labo@bio.mssante.fr")).toBeNull();
    expect(bounce("Undelivered Mail Returned to Sender : XDM", "Bonjour", "labo@bio.mssante.fr")).toBeNull();
  });
});

describe("a request of receipt", () => {
  const asked = (headers: Readonly<Record<string, string>>, changes: Partial<Omit<FetchedMessage, "headers">> = {}) =>
    readRequest(message({ type: "multipart/mixed", reportType: null, from: "a@b.fr", subject: "Bonjour", ...changes, headers }));
  const to = { "disposition-notification-to": '"Dr; A, <x@evil.fr>" <a@b.fr>', "return-path": "<a@b.fr>" };

  it("is read with whom to answer", () => {
    expect(asked(to)).toMatchObject({
      notifyTo: ["a@b.fr"],
      returnPath: "a@b.fr",
      automatic: false,
      messageId: "<d1@mssante.fr>",
    });
    expect(asked({ ...to, "return-path": "<>" })).toMatchObject({ returnPath: "", automatic: true });
  });

  it("is none without an address or an identifier", () => {
    expect(asked({})).toBeNull();
    expect(asked({ "disposition-notification-to": "nobody" })).toBeNull();
    expect(asked(to, { messageId: null })).toBeNull();
  });

  it.each([
    { "auto-submitted": "auto-replied" },
    { "auto-submitted": "Auto-Generated; x" },
    { precedence: "bulk" },
    { "list-id": "<x>" },
  ])("of a machine is marked as such: %j", (headers) => {
    expect(asked({ ...to, ...headers })?.automatic).toBe(true);
  });

  it("of a report too, but not of a person who says so", () => {
    expect(asked(to, { type: "multipart/report" })?.automatic).toBe(true);
    expect(asked({ ...to, "auto-submitted": "no" })?.automatic).toBe(false);
  });
});

describe("hostile reports", () => {
  it("never throw, and give back nothing that could be a header, an address list or an essay", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\n\n",
        "\r\n \r\n",
        "Action: failed",
        "Original-Envelope-Id: x\u0000y",
        "Final-Recipient: rfc822;a@b.fr,c@d.fr",
      ),
    );
    const type = fc.constantFrom(
      "message/delivery-status",
      "message/disposition-notification",
      "text/plain",
      "text/rfc822-headers",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), type, fc.string(), (lines, kind, subject) => {
        const report = readReport(message({ subject, parts: [{ type: kind, text: lines.join("\n") }] }));
        for (const { address, action, status, diagnostic } of report?.recipients ?? []) {
          expect(address ?? "a@b.fr").toMatch(/^[!-~]+@[!-~]+$/);
          expect(action).toMatch(/^[a-z-]+$/);
          expect(status ?? "2.0.0").toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
          expect((diagnostic ?? "").length).toBeLessThanOrEqual(301);
          expect(diagnostic ?? "").not.toMatch(/[\r\n]|@/);
        }
        expect(report?.envelopeId ?? "x").toMatch(/^[!-~]{1,200}$/);
      }),
    );
  });

  it("of any length are read in linear time: a quadratic expression takes minutes here", () => {
    const report = dsn(`Reporting-MTA: x\n\n${"Action: failed\nFinal-Recipient: rfc822;a@b.fr\n\n".repeat(50_000)}`);
    expect(report?.recipients.length).toBeLessThanOrEqual(1_000);
    dsn(" \n\t".repeat(100_000));
    dsn(`Diagnostic-Code: smtp; ${"1 ".repeat(60_000)}`);
    dsn(`Final-Recipient: rfc822;${"a.".repeat(60_000)}@b.fr\nAction: failed`);
    readReport(message({ subject: "Undelivered", parts: [{ type: "text/plain", text: "\n ".repeat(60_000) }] }));
    readRequest(message({ headers: { "disposition-notification-to": "a".repeat(200_000) } }));
    readReport(message({ subject: "Undelivered", parts: [{ type: "text/plain", text: "a@".repeat(60_000) }] }));
  });
});

const SAMPLES = join(process.env.SEGUR_CONFORMANCE ?? "../shared/conformance", "mss");
const known = existsSync(SAMPLES);

describe.skipIf(!known)(`real samples${known ? "" : ` (no ${SAMPLES})`}`, () => {
  const fetched = async (name: string): Promise<FetchedMessage> => {
    const raw = readFileSync(join(SAMPLES, name));
    const read = await PostalMime.parse(raw, { attachmentEncoding: "utf8", forceRfc822Attachments: true });
    const head = readFields(raw.toString("latin1").split(/\r?\n\r?\n/, 1)[0] ?? "");
    const type = head.get("content-type") ?? "text/plain";
    return {
      uid: 7,
      headers: head,
      type: type.split(";", 1)[0]?.trim().toLowerCase() ?? "",
      reportType: /report-type="?([\w-]+)/i.exec(type)?.[1] ?? null,
      subject: read.subject ?? "",
      from: read.from?.address ?? "",
      messageId: read.messageId ?? null,
      date: read.date ?? null,
      parts: [
        { type: "text/plain", text: read.text ?? "" },
        ...read.attachments.map(({ mimeType, content }) => ({ type: mimeType, text: String(content) })),
      ],
    };
  };

  it("a delivery as Postfix tells it", async () => {
    expect(readReport(await fetched("dsn-success.eml"))).toMatchObject({
      kind: "dsn",
      envelopeId: "seg-dsnsuccess",
      messageId: "<484783c7-4f38-0e0d-ec40-086025496bc1@medecin.mssante.test>",
      recipients: [{ address: "dr.test@medecin.mssante.test", action: "relayed", status: "2.0.0" }],
    });
  });

  it("a reading", async () => {
    expect(readReport(await fetched("mdn-displayed.eml"))).toMatchObject({
      kind: "mdn",
      messageId: "<m1@bio.mssante.test>",
      recipients: [{ address: "dr.test@medecin.mssante.test", action: "displayed" }],
    });
  });

  it("messages that are no report, one of which asks for a receipt", async () => {
    for (const name of readdirSync(SAMPLES).filter((each) => /^(?:xdm|to-patient).*\.eml$/.test(each))) {
      expect(mayBeReport(await fetched(name)), name).toBe(false);
      expect(readReport(await fetched(name)), name).toBeNull();
    }
    expect(readRequest(await fetched("xdm-bio-init.eml"))).toMatchObject({
      notifyTo: ["labo@bio.mssante.test"],
      messageId: "<init@bio.mssante.test>",
      automatic: false,
    });
  });
});
