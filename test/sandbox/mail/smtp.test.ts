import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sandboxMailToken } from "../../../src/sandbox/connection.js";
import { hashOfAddress } from "../../../src/sandbox/mail/delivery-log.js";
import type { MssFaultKind } from "../../../src/sandbox/mail/script.js";
import { DOCTOR, type MailBench, openMail, PRACTICE } from "./support.js";

const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const APP = "segur.app@bac-a-sable.mssante.fr";
let bench: MailBench;
beforeAll(async () => {
  bench = await openMail({ mail: { maxSize: 200_000 } });
});
afterEach(() => bench.sandbox.control.clearMssFaults());
afterAll(() => bench.end());

const deliveries = () => bench.sandbox.control.mailDeliveries();
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code?: string; responseCode?: number; response?: string }) => ({
      code: error.code,
      smtp: error.responseCode,
      text: error.response ?? "",
    }),
  );

describe("who may send", () => {
  it("nobody without STARTTLS", async () => {
    const { host, port } = bench.connection.smtp;
    const socket = connect(port, host);
    const lines: string[] = [];
    let wake = (): void => {};
    socket.on("data", (data) => {
      lines.push(data.toString());
      wake();
    });
    const said = async (text: string | null): Promise<string> => {
      const from = lines.length;
      if (text !== null) socket.write(`${text}\r\n`);
      while (lines.length === from || !/^\d{3} .*\r\n$/m.test(lines.slice(from).join(""))) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return lines.slice(from).join("");
    };
    if (lines.length === 0) await said(null);
    const greeting = await said("EHLO moi");
    expect(greeting).toMatch(/STARTTLS/);
    expect(await said(`AUTH PLAIN ${Buffer.from(`\0${APP}\0x`).toString("base64")}`)).toMatch(/^538|^530/);
    expect(await said(`MAIL FROM:<${DOCTOR}>`)).toMatch(/^530/);
    socket.destroy();
  });

  it("the token of one person does not open the mailbox of another", async () => {
    const token = await sandboxMailToken(bench.directory, "899700000002");
    expect(await refusal(bench.send({ to: COLLEAGUE }, { user: DOCTOR, token }))).toMatchObject({ code: "EAUTH", smtp: 535 });
  });

  it("a token that has expired, garbage, and the opaque value are refused", async () => {
    const expired = await sandboxMailToken(bench.directory, "899700000001", -10);
    const good = await sandboxMailToken(bench.directory);
    const [, payload = ""] = good.split(".");
    const { jti } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { jti: string };
    const forged = `${good.split(".").slice(0, 2).join(".")}.${Buffer.alloc(256).toString("base64url")}`;
    for (const token of [expired, "x", jti, forged]) {
      expect(await refusal(bench.send({ to: COLLEAGUE }, { user: DOCTOR, token })), token.slice(0, 5)).toMatchObject({
        smtp: 535,
      });
    }
  });

  it("the shared mailbox is open to those of the practice, and not to Dr VASSEUR", async () => {
    const from = { from: `Cabinet <${PRACTICE}>`, to: COLLEAGUE };
    const nurse = await sandboxMailToken(bench.directory, "899700000005");
    const secretary = await sandboxMailToken(bench.directory, "30B0152872/SEC00001");
    const other = await sandboxMailToken(bench.directory, "899700000003");
    for (const token of [nurse, secretary])
      expect((await bench.send(from, { user: PRACTICE, token })).accepted).toEqual([COLLEAGUE]);
    expect(await refusal(bench.send(from, { user: PRACTICE, token: other }))).toMatchObject({ smtp: 535 });
  });

  it("the applicative mailbox wants the certificate of the structure", async () => {
    const pki = bench.sandbox.pki.clients;
    const pem = async (name: keyof typeof pki) => ({
      user: APP,
      cert: await readFile(pki[name].cert, "utf8"),
      key: await readFile(pki[name].key, "utf8"),
    });
    const message = { from: `Segur <${APP}>`, to: COLLEAGUE };
    expect((await bench.send(message, await pem("mss-app"))).accepted).toEqual([COLLEAGUE]);
    for (const wrong of ["dmp", "dmp-foreign", "dmp-other-structure", "psc-revoked"] as const) {
      expect(await refusal(bench.send(message, await pem(wrong))), wrong).toMatchObject({ smtp: 535 });
    }
    expect(await refusal(bench.send(message, { user: APP }))).toMatchObject({ smtp: 535 });
    // Nor does a token open it, nor the certificate a personal mailbox.
    expect(await refusal(bench.send(message, { user: APP, token: await sandboxMailToken(bench.directory) }))).toMatchObject({
      smtp: 535,
    });
    expect(await refusal(bench.send({ to: COLLEAGUE }, { ...(await pem("mss-app")), user: DOCTOR }))).toMatchObject({
      smtp: 535,
    });
  });
});

describe("what is refused", () => {
  it("a sender that is not the authenticated mailbox, in the envelope or in the message", async () => {
    const envelope = { envelope: { from: PRACTICE, to: COLLEAGUE } };
    expect(await refusal(bench.send({ to: COLLEAGUE, ...envelope }))).toMatchObject({ smtp: 553 });
    const header = { from: `Un autre <${PRACTICE}>`, envelope: { from: DOCTOR, to: COLLEAGUE } };
    expect(await refusal(bench.send({ to: COLLEAGUE, ...header }))).toMatchObject({
      smtp: 553,
      text: expect.stringMatching(/5\.7\.1/),
    });
  });

  it("each recipient for its own reason, and the others get the message", async () => {
    const to = [
      COLLEAGUE,
      "personne@bac-a-sable.mssante.fr",
      "pleine@bac-a-sable.mssante.fr",
      "fermee@bac-a-sable.mssante.fr",
      "ami@exemple.fr",
    ];
    const sent = await bench.send({ to });
    expect(sent.accepted).toEqual([COLLEAGUE]);
    const errors = ((sent.rejectedErrors ?? []) as { response?: string }[]).map((one) => one.response ?? "");
    expect(errors.map((text) => text.slice(0, 9))).toEqual(["550 5.1.1", "452 4.2.2", "550 5.2.1", "550 5.7.1"]);
    expect((await deliveries()).at(-1)?.recipients).toEqual([hashOfAddress(COLLEAGUE)]);
  });

  it("more bytes than SIZE says, before and after they were sent", async () => {
    const before = (await deliveries()).length;
    const text = "x".repeat(300_000);
    expect(await refusal(bench.send({ to: COLLEAGUE, text }))).toMatchObject({ smtp: 552 });
    const announced = { envelope: { from: DOCTOR, to: COLLEAGUE, size: 300_000 } };
    expect(await refusal(bench.send({ to: COLLEAGUE, text, ...announced }))).toMatchObject({ code: "EMESSAGE" });
    expect(await deliveries()).toHaveLength(before);
  });
});

describe("what is told of a message that was taken", () => {
  it("its Message-ID, its ENVID, the bytes as they were sent, and nobody's address", async () => {
    const raw = `From: Dr_Paul_MARCEAU <${DOCTOR}>\r\nTo: ${COLLEAGUE}\r\nMessage-ID: <a@b>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nSubject: é\r\n\r\n.point\r\nfin\r\n`;
    await bench.send({
      raw,
      envelope: { from: DOCTOR, to: COLLEAGUE },
      dsn: { id: "seg-9", return: "headers", notify: "never", recipient: DOCTOR },
    });
    const taken = (await deliveries()).at(-1);
    expect(taken).toMatchObject({ messageId: "<a@b>", envelopeId: "seg-9", size: Buffer.byteLength(raw) });
    const kept = await readFile(join(bench.directory, "mail", "received", `${taken?.sha256}.eml`), "utf8");
    expect(kept).toBe(raw);
    expect(JSON.stringify(taken)).not.toContain("@bac");
    expect(taken?.anomalies).toEqual(["MSS/CONF.16 X-MSS-NIL", "MSS/va1.15 Return-Receipt-To"]);
  });

  it("every rule of MSSanté that it does not follow", async () => {
    const zip = { filename: "IHE_XDM.zip", content: "PK", contentType: "application/zip" };
    await bench.send({
      from: DOCTOR,
      to: [COLLEAGUE, "274075176079430@patient.mssante.fr", "146026322000196@patient.mssante.fr"],
      attachments: [zip],
    });
    expect((await deliveries()).at(-1)?.anomalies).toEqual([
      "MSS/CONF.16 X-MSS-NIL",
      "MSS/va1.16 libellé",
      "MSS/CONF.14 X-MSS-INS",
      "MSS/CONF.15 X-MSS-CODECDA",
      "MSS/CONF.23 PDF",
      "MSS/CONF.25 objet",
      "MSS/CONF.23 un seul usager",
      "MSS/va1.15 Return-Receipt-To",
    ]);
  });

  it("nothing when it follows them all", async () => {
    await bench.send({
      to: COLLEAGUE,
      subject: "XDM/1.0/DDM+Compte rendu d'hôpital PATIENT Émile 12/03/1979",
      headers: { "X-MSS-NIL": "DEVSEGUR01", "X-MSS-INS": "O", "X-MSS-CODECDA": "11502-2", "Return-Receipt-To": DOCTOR },
      attachments: [
        { filename: "IHE_XDM.zip", content: "PK", contentType: "application/zip" },
        { filename: "20261125_CR_PATIENT_Émile.pdf", content: "%PDF", contentType: "application/pdf" },
      ],
    });
    expect((await deliveries()).at(-1)?.anomalies).toEqual([]);
  });
});

describe("faults", () => {
  const fault = (kind: MssFaultKind) => bench.sandbox.control.addMssFault({ kind, count: 1 });
  it.each([
    ["refuse", { smtp: 550, text: expect.stringContaining("5.7.1") }],
    ["tempfail", { smtp: 451, text: expect.stringContaining("4.3.0") }],
    ["too-big", { smtp: 552, text: expect.stringContaining("5.3.4") }],
    ["revoked", { code: "ESOCKET" }],
  ] as const)("%s, once, then nothing", async (kind, expected) => {
    await fault(kind);
    const before = (await deliveries()).length;
    expect(await refusal(bench.send({ to: COLLEAGUE }))).toMatchObject(expected);
    expect(await deliveries()).toHaveLength(before);
    expect((await bench.send({ to: COLLEAGUE })).accepted).toEqual([COLLEAGUE]);
  });

  it("expired: that token for good, and another is taken", async () => {
    await fault("expired");
    for (const _try of [1, 2]) expect(await refusal(bench.send({ to: COLLEAGUE }))).toMatchObject({ code: "EAUTH", smtp: 535 });
    const fresh = { user: DOCTOR, token: await sandboxMailToken(bench.directory) };
    expect((await bench.send({ to: COLLEAGUE }, fresh)).accepted).toEqual([COLLEAGUE]);
  });

  it("revoked is told by the revocation list, not by the chain", async () => {
    await fault("revoked");
    const error = await bench.send({ to: COLLEAGUE }).catch((caught: Error) => caught);
    expect(String(error)).toMatch(/CERT_REVOKED|certificate revoked/i);
  });

  it("cut=kept: the message is there, cut=lost: it is not, and the sender cannot tell", async () => {
    for (const [kind, more] of [
      ["cut-kept", 1],
      ["cut-lost", 0],
    ] as const) {
      await fault(kind);
      const before = (await deliveries()).length;
      const told = await refusal(bench.send({ to: COLLEAGUE }));
      expect(told).not.toBeNull();
      expect(told?.smtp).toBeUndefined();
      expect(await deliveries()).toHaveLength(before + more);
    }
  });

  it("cut: a draw decides, the same for the same seed", async () => {
    const outcomes: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      await fault("cut");
      const before = (await deliveries()).length;
      await refusal(bench.send({ to: COLLEAGUE }));
      outcomes.push((await deliveries()).length - before);
    }
    expect(new Set(outcomes)).toEqual(new Set([0, 1]));
  });

  it("down: the connection ends before a word", async () => {
    await fault("down");
    const told = await refusal(bench.send({ to: COLLEAGUE }));
    expect(["ECONNECTION", "ESOCKET"]).toContain(told?.code);
  });
});
