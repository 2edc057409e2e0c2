import { describe, expect, test } from "vitest";
import { readMessageFile } from "../../../src/gateways/mss/message-file.js";

const NOW = { now: "2026-11-25T10:00:00.000Z" };
const read = (text: string | Buffer) => readMessageFile(Buffer.from(text), NOW);
const eml = (...lines: readonly string[]) => lines.join("\r\n");

describe("a file that is no message, or that wants to hurt", () => {
  test.each([
    ["nothing", ""],
    ["a PDF", "%PDF-1.4\n1 0 obj"],
    ["bytes", Buffer.alloc(5_000, 0xff)],
    ["a text", "Bonjour,\nvoici le message."],
  ])("%s has a fault in French", async (_name, bytes) => {
    const { head, contents } = await read(bytes);
    expect(head.fault).toMatch(/message/);
    expect(contents.size).toBe(0);
  });

  test("a thousand parts within each other, or headers without end, are refused", async () => {
    const nested = Array.from({ length: 1_000 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}`);
    expect((await read(`From: a@b.fr\r\n${nested.join("\r\n")}`)).head.fault).toMatch(/imbriqu/);
    expect((await read(`From: a@b.fr\r\nX: ${"y".repeat(2_000_000)}\r\n\r\n`)).head.fault).toMatch(/en-têtes trop longs/);
  });
});

describe("a message", () => {
  test("tells its headers decoded, on one line, and its parts", async () => {
    const { head, contents } = await read(
      eml(
        "Received: from a by b; Wed, 25 Nov 2026 08:00:00 +0100",
        "Received: from c by d; Wed, 25 Nov 2026 07:00:00 +0100",
        "From: =?UTF-8?Q?Labo_=C3=A9t=C3=A9?= <labo@bio.mssante.fr>",
        "Reply-To: rep@bio.mssante.fr",
        "Subject: =?UTF-8?B?w6l0w6k=?=\u0007",
        "Date: Wed, 25 Nov 2026 06:59:00 +0100",
        "Message-ID: <1@b.fr>",
        "X-MSS-CODECDA: 11502-2",
        "Disposition-Notification-To: labo@bio.mssante.fr",
        "Content-Type: multipart/mixed; boundary=x",
        "",
        "--x",
        "Content-Type: text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "=E9t=E9",
        "--x",
        'Content-Type: application/zip; name="../IHE_XDM.ZIP"',
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment",
        "",
        "UEsD",
        "--x--",
      ),
    );
    expect(head).toMatchObject({
      ...{ uid: 1, receivedAt: "2026-11-25T07:00:00.000Z", sentAt: "2026-11-25T05:59:00.000Z", messageId: "<1@b.fr>" },
      ...{
        from: { address: "labo@bio.mssante.fr", name: "Labo été" },
        replyTo: "rep@bio.mssante.fr",
        subject: "été",
        fault: null,
      },
      request: { notifyTo: ["labo@bio.mssante.fr"], automatic: false },
      report: null,
    });
    expect(head.headers.get("x-mss-codecda")).toBe("11502-2");
    expect(head.parts).toMatchObject([
      { part: "1", mediaType: "text/plain", disposition: null },
      { part: "2", mediaType: "application/zip", fileName: "IHE_XDM.ZIP", disposition: "attachment", size: 3 },
    ]);
    expect([contents.get("1")?.toString().trim(), contents.get("2")?.toString()]).toEqual(["été", "PK\u0003"]);
  });

  test("of which half is missing says half", async () => {
    const { head } = await read("From: a@b.fr\r\nDate: hier\r\n\r\nBonjour");
    expect(head).toMatchObject({ fault: null, sentAt: null, receivedAt: NOW.now, messageId: null, subject: "" });
  });
});
