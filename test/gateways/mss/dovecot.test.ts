import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { ImapFlow } from "imapflow";
import { createTransport, type Transporter } from "nodemailer";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { MessageDraft } from "../../../src/domain/message/send.js";
import { createComposer } from "../../../src/gateways/mss/compose.js";
import type { MssClient } from "../../../src/gateways/mss/port.js";
import { type Dovecot, hasDovecot, startDovecot } from "../../support/dovecot.js";
import { MAILBOX, outgoing, testClient } from "./support/client.js";
import { startLine } from "./support/line.js";
import { mailPki } from "./support/pki.js";

const REASON = "dovecot-imapd and dovecot-lmtpd are not installed";
if (process.env.CI && !hasDovecot) throw new Error(`${REASON}: the integration suite runs in CI always`);

const COLLEAGUE = "paul.durand@cardio.mssante.fr";
const composer = createComposer("segur 0.1.0");

const couriers = new Map<number, Transporter>();

/** Into a mailbox by LMTP, as an operator does. */
async function deliver({ lmtpPort: port }: Dovecot, to: string, message: string | Buffer, from = ""): Promise<void> {
  const options = { host: "127.0.0.1", port, lmtp: true, ignoreTLS: true, pool: true, maxConnections: 1, maxMessages: 1e6 };
  const courier = couriers.get(port) ?? createTransport(options as never);
  couriers.set(port, courier);
  await courier.sendMail({ envelope: { from, to: [to] }, raw: message });
}

afterAll(() => {
  for (const courier of couriers.values()) courier.close();
});

/** The submission server of an operator: checks the token by nothing but its form, hands the message to Dovecot by LMTP. */
async function startSubmission(dovecot: Dovecot): Promise<number> {
  const { server: credential } = mailPki();
  const server = new SMTPServer({
    key: credential.key,
    cert: credential.chain,
    authMethods: ["XOAUTH2", "PLAIN"],
    hideDSN: false,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "" }),
    onData(stream, session, done) {
      buffer(stream)
        .then(async (bytes) => {
          for (const { address } of session.envelope.rcptTo) await deliver(dovecot, address, bytes, MAILBOX);
          done(null, "2.0.0 delivered");
        })
        .catch((error: Error) => done(error));
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
  return (server.server.address() as AddressInfo).port;
}

const client = (dovecot: Dovecot, address = MAILBOX, smtpPort = 1): MssClient =>
  testClient({
    address,
    smtp: { port: smtpPort },
    imap: { port: dovecot.imapPort },
    authentication: { kind: "token", token: async () => dovecot.token(address) },
  });

/** Folders of a mailbox with the number of their messages, as another client sees them. */
async function foldersOf(dovecot: Dovecot, user: string): Promise<string[]> {
  const { ca, crl } = mailPki();
  const imap = new ImapFlow({
    ...{ host: "localhost", port: dovecot.imapPort, secure: false, doSTARTTLS: true, logger: false },
    tls: { ca, crl: crl.split(/(?<=-----END X509 CRL-----\n)/).filter(Boolean) },
    auth: { user, accessToken: dovecot.token(user) },
  });
  await imap.connect();
  const folders = await imap.list({ statusQuery: { messages: true } });
  await imap.logout();
  return folders.map(({ path, status }) => `${path} ${status?.messages}`).sort();
}

/** A mailbox that no other test uses. */
let boxes = 0;
const newBox = () => `boite${++boxes}.${process.pid}@medecin.mssante.fr`;

const bytesOf = (source: AsyncIterable<Uint8Array>) => buffer(source);

const dsn = (text: string) => text.replaceAll("\n", "\r\n");
const DELIVERED = (envelopeId: string, messageId: string) =>
  dsn(`From: Mail Delivery System <MAILER-DAEMON@mssante.fr>
To: ${MAILBOX}
Subject: Successful Mail Delivery Report
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

Delivered.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; smtp.mssante.fr
Original-Envelope-Id: ${envelopeId}

Original-Recipient: rfc822;${COLLEAGUE}
Final-Recipient: rfc822; autre@cardio.mssante.fr
Action: delivered
Status: 2.0.0

--b1
Content-Type: message/rfc822

Message-ID: ${messageId}
Subject: XDM/1.0/DDM+Compte rendu

${"x".repeat(300_000)}
--b1--
`);

describe.skipIf(!hasDovecot)(`a mailbox of Dovecot${hasDovecot ? "" : ` (${REASON})`}`, () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    const { server } = mailPki();
    dovecot = await startDovecot({ certificate: server.chain, key: server.key });
  });
  afterAll(() => dovecot?.stop());

  it("sends, keeps one copy, is received, and finds the receipt that comes back", async () => {
    const smtpPort = await startSubmission(dovecot);
    const [me, colleague] = [newBox(), newBox()];
    const draft: MessageDraft = {
      audience: "professional",
      from: { address: me, label: "Dr_Marie_MARTIN" },
      to: [{ address: colleague, name: "Paul DURAND" }],
      replyTo: null,
      subject: "XDM/1.0/DDM+Compte rendu DÉSIRÉ Zoé 12/03/1979",
      text: "Cher confrère,\n.\nà bientôt",
      messageId: `<${me.split("@")[0]}@medecin.mssante.fr>`,
      inReplyTo: null,
      references: [],
      date: new Date("2026-11-25T10:00:00Z"),
      readReceipt: true,
      nil: "TEST000000",
      documents: null,
      endOfExchange: false,
      attachments: [],
    };
    const bytes = await bytesOf(composer.compose(draft));
    const [mine, theirs] = [client(dovecot, me, smtpPort), client(dovecot, colleague, smtpPort)];
    expect(await mine.isInSent(draft.messageId)).toBe(false);
    const message = { ...outgoing(bytes, [colleague]), envelopeFrom: me };
    expect(await mine.send(message, () => {})).toMatchObject([{ address: colleague, accepted: true }]);
    await mine.keepSent(draft.messageId, message);
    await mine.keepSent(draft.messageId, message);
    expect(await mine.isInSent(draft.messageId)).toBe(true);
    expect(await mine.isInSent("<other@medecin.mssante.fr>")).toBe(false);

    expect(await foldersOf(dovecot, me)).toEqual(["INBOX 0", "Messages envoyes 1"]);

    const received = await theirs.reports(null);
    expect(received.reports).toEqual([]);
    expect(received.requests).toMatchObject([
      { messageId: draft.messageId, from: me, notifyTo: [me], subject: draft.subject, automatic: false },
    ]);
    const [request] = received.requests;
    if (request === undefined) expect.fail("no request");
    const receipt = composer.receipt(request, {
      address: colleague,
      label: "Dr_Paul_DURAND",
      nil: "TEST000000",
      messageId: "<r1@cardio.mssante.fr>",
      date: new Date(),
    });
    await theirs.send({ ...outgoing(await bytesOf(receipt), [me]), envelopeFrom: "" }, () => {});
    const answered = await mine.reports(null);
    expect(answered.reports).toMatchObject([
      { kind: "mdn", messageId: draft.messageId, recipients: [{ address: colleague, action: "displayed" }] },
    ]);
    expect(answered.requests).toEqual([]);
    expect(await mine.reports(answered.position)).toEqual({ reports: [], requests: [], position: answered.position });
  });

  it("reads reports and bounces part by part, after a position, and marks nothing", async () => {
    const box = newBox();
    const mailbox = client(dovecot, box);
    await deliver(dovecot, box, DELIVERED("O7-42", "<m42@medecin.mssante.fr>"));
    const first = await mailbox.reports(null);
    expect(first.reports).toEqual([
      {
        uid: 1,
        kind: "dsn",
        envelopeId: "O7-42",
        messageId: "<m42@medecin.mssante.fr>",
        recipients: [{ address: COLLEAGUE, action: "delivered", status: "2.0.0", diagnostic: null }],
        text: null,
        from: "MAILER-DAEMON@mssante.fr",
        returnPath: "",
      },
    ]);
    const bounce =
      "From: no-reply@patient.mssante.fr\r\nSubject: =?utf-8?Q?Message_non_distribu=C3=A9?=\r\nIn-Reply-To: <p1@medecin.mssante.fr>\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nLa messagerie de 199097514117471@patient.mssante.fr est ferm=E9e.\r\n";
    await deliver(dovecot, box, bounce);
    const second = await mailbox.reports(first.position);
    expect(second.reports).toMatchObject([
      {
        uid: 2,
        kind: "bounce",
        messageId: "<p1@medecin.mssante.fr>",
        recipients: [{ address: "199097514117471@patient.mssante.fr", action: "failed" }],
        text: expect.stringMatching(/^Message non distribué\n.*est fermée/),
      },
    ]);
    expect(second.position).toEqual({ ...first.position, lastUid: 2 });
    // Another UIDVALIDITY: everything is looked at again.
    expect((await mailbox.reports({ uidValidity: "1", lastUid: 99 })).reports).toHaveLength(2);
  });

  it("goes through many messages by batches", async () => {
    const box = newBox();
    for (let at = 0; at < 240; at += 1) {
      const report = at % 80 === 79;
      await deliver(dovecot, box, report ? DELIVERED(`O7-${at}`, `<m${at}@x.mssante.fr>`) : `Subject: n${at}\r\n\r\nbonjour\r\n`);
    }
    const { reports, position } = await client(dovecot, box).reports(null);
    expect(reports.map(({ envelopeId }) => envelopeId)).toEqual(["O7-79", "O7-159", "O7-239"]);
    expect(position.lastUid).toBe(240);
  });

  it("takes an expired token, one of another box or garbage for what they are", async () => {
    for (const token of [dovecot.token(MAILBOX, { exp: 1 }), dovecot.token("autre@medecin.mssante.fr"), "garbage"]) {
      const mailbox = testClient({
        imap: { port: dovecot.imapPort },
        authentication: { kind: "token", token: async () => token },
      });
      const fault = await mailbox.isInSent("<a@b.fr>").catch((error: unknown) => error);
      expect(fault).toMatchObject({ code: "mss.auth.refused", kind: "auth", retry: "stop", rule: "MSS/CONF.07" });
      expect(JSON.stringify([(fault as Error).message, (fault as { why: string }).why])).not.toContain(token);
    }
  });

  it("opens the session again, with a fresh token, once it is old", async () => {
    let asked = 0;
    const token = async () => {
      asked += 1;
      return dovecot.token(MAILBOX);
    };
    const options = { imap: { port: dovecot.imapPort }, authentication: { kind: "token", token } as const };
    const lasting = testClient(options);
    await lasting.isInSent("<a@b.fr>");
    await lasting.isInSent("<a@b.fr>");
    expect(asked).toBe(1);
    const brief = testClient({ ...options, sessionMs: 0 });
    await brief.isInSent("<a@b.fr>");
    await brief.isInSent("<a@b.fr>");
    expect(asked).toBe(3);
  });

  it("opens the session again when the connection died, even in the middle of an answer", async () => {
    const box = newBox();
    await deliver(dovecot, box, DELIVERED("O7-1", "<m1@x.mssante.fr>"));
    const line = await startLine(dovecot.imapPort);
    const options = { kind: "token", token: async () => dovecot.token(box) } as const;
    const mailbox = testClient({ address: box, imap: { port: line.port }, authentication: options });
    await mailbox.isInSent("<a@b.fr>");
    line.cut();
    expect((await mailbox.reports(null)).reports).toHaveLength(1);
    line.cutAfter(200);
    expect((await mailbox.reports(null)).reports).toHaveLength(1);
    expect(line.opened()).toBe(3);
    // A first connection that dies is told: whoever waits decides.
    line.cutAfter(2_000);
    const other = testClient({ address: box, imap: { port: line.port }, authentication: options });
    await expect(other.isInSent("<a@b.fr>")).rejects.toMatchObject({ kind: "unreachable", retry: "later", uncertain: false });
  });

  it("trusts neither a revoked list nor another authority", async () => {
    const old = testClient({ imap: { port: dovecot.imapPort }, crl: mailPki().oldCrl });
    await expect(old.isInSent("<a@b.fr>")).rejects.toMatchObject({ serviceCode: "tls.crl_expired", retry: "stop" });
    expect(dovecot.log()).not.toContain("eyJ");
  });
});

describe.skipIf(!hasDovecot)(`an applicative mailbox of Dovecot${hasDovecot ? "" : ` (${REASON})`}`, () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    const { server, ca, crl } = mailPki();
    dovecot = await startDovecot({ certificate: server.chain, key: server.key, clientCa: ca + crl });
  });
  afterAll(() => dovecot?.stop());
  const pair = (one: { chain: string; key: string }) => ({ certPem: one.chain, keyPem: one.key });
  const byCertificate = (certificate: { chain: string; key: string } | null) =>
    testClient({
      imap: { port: dovecot.imapPort },
      authentication: { kind: "certificate" },
      certificate: certificate === null ? undefined : pair(certificate),
    });

  it("is opened by its certificate alone", async () => {
    expect(await byCertificate(mailPki().client).isInSent("<a@b.fr>")).toBe(false);
  });

  it("is closed to a revoked certificate, to another authority's, and to nobody's", async () => {
    for (const certificate of [mailPki().revokedClient, mailPki().foreignClient, null]) {
      const fault = await byCertificate(certificate)
        .isInSent("<a@b.fr>")
        .catch((error: unknown) => error);
      expect(fault).toMatchObject({ retry: "stop", uncertain: false, rule: "MSS/CONF.12" });
    }
  });
});
