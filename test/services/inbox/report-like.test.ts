import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { drawMessage } from "../../../src/commands/inbox/show-drawn.js";
import { addMessageFile } from "../../../src/services/inbox/add.js";
import { showReceived } from "../../../src/services/inbox/show.js";
import { xdmOf } from "../../documents/xdm/support/archive.js";
import { documentCabinet } from "../documents/support.js";
import type { TestCabinet } from "../support/cabinet.js";

/** What looks like a report (mss.md §1.7) and holds a result, or a person's words: an attacker hid a critical one so. */
const CDA = `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3.1"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/><title>CR</title><effectiveTime value="20210104160527+0100"/><recordTarget><patientRole><id root="1.2.250.1.213.1.4.8" extension="275126322074974"/><patient><name><family qualifier="BR">ADRUN</family><given qualifier="BR">ZOE</given></name><administrativeGenderCode code="F"/><birthTime value="19751231"/></patient></patientRole></recordTarget><component><nonXMLBody><text mediaType="text/plain" representation="B64">Ym9uam91cg==</text></nonXMLBody></component></ClinicalDocument>`;
const zip = xdmOf([
  {
    uri: "D.XML",
    bytes: CDA,
    patientId: "275126322074974^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH",
    uniqueId: "1.2.3.1",
    typeCode: "11502-2",
  },
]);
const WORDS = "RESULTAT CRITIQUE : potassium 7,2";
const archive = [
  'Content-Type: application/zip; name="IHE_XDM.ZIP"',
  "Content-Transfer-Encoding: base64",
  'Content-Disposition: attachment; filename="IHE_XDM.ZIP"',
  "",
  zip.toString("base64"),
].join("\r\n");
const words = ["Content-Type: text/plain; charset=utf-8", "", WORDS].join("\r\n");
const disposition = [
  "Content-Type: message/disposition-notification",
  "",
  "Final-Recipient: rfc822; x@y.fr",
  "Original-Message-ID: <a@b>",
  "Disposition: manual-action/MDN-sent-manually; displayed",
  "",
].join("\r\n");
const returned = ["Content-Type: message/rfc822", "", "From: a@b.fr", "Subject: x", `${archive}`].join("\r\n");

let rank = 0;
function eml(
  subject: string,
  parts: readonly string[],
  { type = "multipart/mixed", from = "labo@bio.mssante.fr", headers = [] as string[] } = {},
): Buffer {
  rank += 1;
  const head = [
    ...[`From: ${from}`, "To: dr@medecin.mssante.fr", `Subject: ${subject}`, `Message-ID: <r${rank}@bio.mssante.fr>`, ...headers],
    ...["Date: Sun, 22 Nov 2026 08:00:00 +0000", "MIME-Version: 1.0", `Content-Type: ${type}; boundary="=_b"`, "", ""],
  ];
  return Buffer.from([head.join("\r\n"), ...parts.map((part) => `--=_b\r\n${part}\r\n`), "--=_b--\r\n"].join(""));
}

const add = async (cabinet: TestCabinet, bytes: Buffer) => (await addMessageFile(cabinet, Readable.from([bytes]))).received;

/** A message of ours, `O1`. */
async function sent(cabinet: TestCabinet): Promise<void> {
  const { id: content } = await cabinet.contents.write([Buffer.from("message")]);
  const recipients = [{ address: "dr@cardio.mssante.fr", name: null }];
  const about = {
    version: 1,
    audience: "professional",
    from: "dr@medecin.mssante.fr",
    recipients,
    subject: "Avis",
    envelopeId: "ENV-1",
  };
  await cabinet.outbox.add({
    ...{ kind: "mss.send", key: "<ours@medecin.mssante.fr>", patientId: null, documents: [], contents: [content] },
    payload: { ...about, size: 7, readReceipt: false, types: [], replaces: null },
    ...{ createdAt: "2026-11-25T08:00:00.000Z", createdBy: "U1" },
  });
}

const plainStyle = (_tone: string, text: string) => text;
async function shown(cabinet: TestCabinet, id: string): Promise<string> {
  const message = await showReceived(cabinet, id, { reveal: false, keepUnread: true } as Parameters<typeof showReceived>[2]);
  return drawMessage(message, {
    style: plainStyle,
    output: { table: () => "" },
    marks: false,
    reveal: false,
  } as unknown as Parameters<typeof drawMessage>[1]);
}

describe("what looks like a report", () => {
  const MDN = { type: 'multipart/report; report-type="disposition-notification"', from: "mailer-daemon@medecin.mssante.fr" };

  test("and brings a document is a message with a document, and still a report that tells its words", async () => {
    const { cabinet } = await documentCabinet();
    const received = await add(cabinet, eml("lu", [words, disposition, archive], MDN));
    expect(received).toMatchObject({ kind: "documents", reportOf: { messageId: "<a@b>" }, text: WORDS });
    // Filed by nobody but a person.
    expect(received.documents).toMatchObject([{ mediaType: "text/xml", quarantine: null, vouched: false, state: "new" }]);
    const text = await shown(cabinet, received.id);
    expect(text).toContain("accusé ou l'échec d'un message qui n'est pas parti d'ici");
    expect(text).toContain("IHE_XDM.ZIP");
  });

  test("tells its words and its attachments", async () => {
    const { cabinet } = await documentCabinet();
    const sheet = [
      'Content-Type: application/msword; name="a.doc"',
      'Content-Disposition: attachment; filename="a.doc"',
      "",
      "x",
    ].join("\r\n");
    const received = await add(cabinet, eml("lu", [words, disposition, sheet], MDN));
    expect(received.kind).toBe("report");
    const text = await shown(cabinet, received.id);
    expect(text).toContain(WORDS);
    expect(text).toContain("a.doc");
    expect(text).not.toContain("disposition-notification");
  });

  test("leaves what it returns where it is", async () => {
    const { cabinet } = await documentCabinet();
    const received = await add(cabinet, eml("lu", [words, disposition, returned], MDN));
    expect(received).toMatchObject({ kind: "report", documents: [], problem: null });
  });
});

describe("the subject of a bounce", () => {
  test.each(["Undelivered Mail Returned to Sender : XDM/1.0/DDM+CR", "Non remis en main propre : CR"])(
    "makes no report of a message with a document: %s",
    async (subject) => {
      const { cabinet } = await documentCabinet();
      const received = await add(cabinet, eml(subject, [words, archive]));
      expect(received).toMatchObject({ kind: "documents", text: WORDS, documents: [{ vouched: true }] });
      expect(received.reportOf).toBeUndefined();
    },
  );

  test("nor of words that wait for somebody, whoever wrote, unless it sends back a message of ours", async () => {
    const { cabinet } = await documentCabinet();
    await sent(cabinet);
    const headers = ["Return-Path: <>"];
    for (const bytes of [
      eml("Non remis en main propre : potassium", [words]),
      eml("Message non distribué", [words], { from: "no-reply@labo.mssante.fr", headers }),
      eml("Message non distribué", [words], { headers: ["In-Reply-To: <unknown@x.fr>"] }),
    ]) {
      expect(await add(cabinet, bytes)).toMatchObject({ kind: "text", text: WORDS });
    }
    expect((await cabinet.inbox.list({ pending: true, limit: 9 })).items).toHaveLength(3);
  });

  test("is known of a message of ours: sure without a return path, otherwise it waits for a person and says so", async () => {
    const { cabinet } = await documentCabinet();
    await sent(cabinet);
    const answers = "In-Reply-To: <ours@medecin.mssante.fr>";
    const from = "ne-pas-repondre@patient.mssante.fr";
    const sure = await add(cabinet, eml("Message non distribué", [words], { from, headers: ["Return-Path: <>", answers] }));
    expect(sure).toMatchObject({ kind: "report", reportOf: { certain: true } });
    expect(await shown(cabinet, sure.id)).toMatch(/C'est l'accusé ou l'échec du message O1 : /);
    const forged = { from: "x@evil.example.com", headers: ["Return-Path: <x@evil.example.com>", answers] };
    const doubt = await add(cabinet, eml("Undelivered: votre message", [words], forged));
    expect(doubt).toMatchObject({ kind: "text", reportOf: { certain: false } });
    const text = await shown(cabinet, doubt.id);
    expect(text).toContain("son origine n'est pas certaine");
    expect(text).toContain(WORDS);
  });
});
