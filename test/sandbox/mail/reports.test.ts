import PostalMime from "postal-mime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { directoryEntry } from "../../../src/sandbox/directory/people.js";
import { habitsOf } from "../../../src/sandbox/mail/correspondents.js";
import { DOCTOR, type MailBench, openMail, PRACTICE, sources } from "./support.js";

/** Official people of the DMP: open and attached, not attached, closed; the last is nobody. */
const ATTACHED = "146026322000196@patient.mssante.fr";
const DETACHED = "174062622110739@patient.mssante.fr";
const CLOSED = "260093022011258@patient.mssante.fr";
const NOBODY = "180017512300130@patient.mssante.fr";
const DSN = { id: "seg-42", return: "headers", notify: ["success", "failure", "delay"], recipient: DOCTOR } as const;

let bench: MailBench;
beforeAll(async () => {
  bench = await openMail({ mail: { patientMaxSize: 50_000 } });
});
afterEach(() => bench.sandbox.control.clearMssFaults());
afterAll(() => bench.end());

/** What came to the doctor after the work: everything is taken out of INBOX first. */
async function arrivals(
  work: () => Promise<unknown>,
): Promise<{ source: string; parsed: Awaited<ReturnType<typeof PostalMime.parse>> }[]> {
  const client = await bench.imap();
  const lock = await client.getMailboxLock("INBOX");
  try {
    await client.messageDelete("1:*");
  } finally {
    lock.release();
  }
  await work();
  await bench.settle();
  const all = await sources(client);
  await client.logout();
  return Promise.all(all.map(async (source) => ({ source, parsed: await PostalMime.parse(source) })));
}

const colleague = (local: string) => `${local}@bac-a-sable.mssante.fr`;
const deliveryStatus = (source: string) => /message\/delivery-status[^\n]*\r\n\r\n([\s\S]*?)\r\n--/.exec(source)?.[1] ?? "";

describe("delivery status", () => {
  it("one report for the recipients that were delivered, by ENVID and ORCPT", async () => {
    const [report, ...others] = await arrivals(() => bench.send({ to: [colleague("muette"), PRACTICE], dsn: DSN }));
    expect(others).toEqual([]);
    expect(report?.parsed.headers.find(({ key }) => key === "return-path")?.value).toBe("<>");
    const status = deliveryStatus(report?.source ?? "");
    expect(status).toMatch(/^Original-Envelope-Id: seg-42\r$/m);
    expect(status.match(/^Final-Recipient: rfc822; (.*)\r$/gm)).toHaveLength(2);
    expect(status.match(/^Action: delivered\r$/gm)).toHaveLength(2);
    expect(report?.source).toMatch(/report-type=delivery-status/);
    expect(report?.parsed.attachments.map(({ mimeType }) => mimeType)).toContain("message/delivery-status");
  });

  it("none when the sender wants none, or only failures", async () => {
    for (const notify of ["never", "failure"] as const) {
      expect(await arrivals(() => bench.send({ to: colleague("muette"), dsn: { ...DSN, notify } }))).toEqual([]);
    }
    expect(await arrivals(() => bench.send({ to: colleague("muette") }))).toEqual([]);
  });

  it("Return-Receipt-To asks for one too", async () => {
    const [report] = await arrivals(() => bench.send({ to: colleague("muette"), headers: { "Return-Receipt-To": DOCTOR } }));
    expect(deliveryStatus(report?.source ?? "")).toMatch(/Action: delivered/);
  });

  it("failed, with its status and what the next server said", async () => {
    const [report, ...others] = await arrivals(() => bench.send({ to: colleague("rejet"), dsn: DSN }));
    expect(others).toEqual([]);
    expect(report?.parsed.subject).toBe("Undelivered Mail Returned to Sender");
    expect(deliveryStatus(report?.source ?? "")).toMatch(
      /Action: failed\r\nStatus: 5\.1\.1\r\nDiagnostic-Code: smtp; 550 5\.1\.1/,
    );
  });

  it("delayed, then delivered, then read", async () => {
    const all = await arrivals(() =>
      bench.send({ to: colleague("retard"), dsn: DSN, headers: { "Disposition-Notification-To": DOCTOR } }),
    );
    expect(all.map(({ source }) => /^(?:Action|Disposition): (.*)\r$/m.exec(source)?.[1])).toEqual([
      "delayed",
      "delivered",
      "manual-action/MDN-sent-manually; displayed",
    ]);
  });

  it("the fault bounce sends back what was accepted", async () => {
    await bench.sandbox.control.addMssFault({ kind: "bounce", count: 1 });
    const all = await arrivals(() => bench.send({ to: colleague("repondeur"), dsn: DSN }));
    expect(all.map(({ source }) => /^Action: (.*)\r$/m.exec(source)?.[1])).toEqual(["failed"]);
  });
});

describe("receipts and answers", () => {
  it("a receipt names the original, and never answers a report", async () => {
    const message = { to: colleague("repondeur"), subject: "Été", messageId: "<un@bac-a-sable.mssante.fr>" };
    const headers = { "Disposition-Notification-To": DOCTOR };
    const [receipt, answer] = await arrivals(() => bench.send({ ...message, headers }));
    expect(receipt?.parsed.subject).toBe("Lu : Été");
    expect(receipt?.source).toMatch(/^Original-Message-ID: <un@bac-a-sable\.mssante\.fr>\r$/m);
    expect(answer?.parsed).toMatchObject({ subject: "Re: Été", inReplyTo: "<un@bac-a-sable.mssante.fr>" });
    const report = { contentType: "multipart/report; report-type=disposition-notification; boundary=x" };
    const raw = `From: Dr <${DOCTOR}>\r\nTo: ${colleague("repondeur")}\r\nContent-Type: ${report.contentType}\r\nDisposition-Notification-To: ${DOCTOR}\r\n\r\n--x--\r\n`;
    expect(await arrivals(() => bench.send({ raw, envelope: { from: "", to: colleague("repondeur") } }))).toEqual([]);
  });

  it("an answer goes where the message says", async () => {
    const client = await bench.imap({ user: PRACTICE, token: (bench.doctor as { token: string }).token });
    const before = (await sources(client)).length;
    expect(await arrivals(() => bench.send({ to: colleague("repondeur"), replyTo: PRACTICE }))).toEqual([]);
    expect(await sources(client)).toHaveLength(before + 1);
  });

  it("colleagues of the directory exist by their address alone, and have habits", async () => {
    const people = Array.from({ length: 60 }, (_, index) => directoryEntry(1, index + 6)).flatMap(({ boxes }) =>
      boxes.slice(0, 1),
    );
    const to = people.map(({ address }) => address);
    const sent = await bench.send({ to });
    expect(sent.accepted).toEqual(to);
    const habits = to.map((address) => habitsOf({ kind: "colleague", address, script: null }));
    expect(habits.filter(({ reads }) => reads).length).toBeGreaterThan(30);
    expect(habits.some(({ answers }) => answers)).toBe(true);
    await expect(bench.send({ to: to[0]?.replace(/\.\d+@/, ".999@") })).rejects.toMatchObject({ responseCode: 550 });
  });
});

describe("patients", () => {
  it("attached to Mon espace santé: delivered and read; no answer after FIN", async () => {
    const headers = { "Disposition-Notification-To": DOCTOR };
    const open = await arrivals(() => bench.send({ to: ATTACHED, dsn: DSN, headers }));
    expect(open.map(({ source }) => /^(?:Action|Disposition): (\S*)/m.exec(source)?.[1]).slice(0, 2)).toEqual([
      "delivered",
      "manual-action/MDN-sent-manually;",
    ]);
    const answered = open.length === 3;
    const closed = await arrivals(() => bench.send({ to: ATTACHED, headers: { ...headers, "X-MSS-MES": "FIN" } }));
    expect(closed).toHaveLength(1);
    const byTitle = await arrivals(() => bench.send({ to: ATTACHED, subject: "[FIN]", headers }));
    expect(byTitle).toHaveLength(1);
    expect(answered).toBe(habitsOf({ kind: "patient", address: ATTACHED, state: "attached" }).answers);
  });

  it.each([
    ["closed: no attachment", DETACHED, "fermée"],
    ["closed DMP", CLOSED, "fermée"],
    ["unknown", NOBODY, "trouvé"],
    ["wrong key", "146026322000197@patient.mssante.fr", "invalide"],
    ["no matricule", "jean@patient.mssante.fr", "invalide"],
  ])("%s: accepted, then « Message non distribué »", async (_name, to, word) => {
    const [bounce, ...others] = await arrivals(() => bench.send({ to, dsn: DSN, messageId: "<deux@x>" }));
    expect(others).toEqual([]);
    expect(bounce?.parsed.subject).toBe("Message non distribué");
    expect(bounce?.parsed.text).toContain(word);
    expect(bounce?.parsed.inReplyTo).toBe("<deux@x>");
    expect(bounce?.source).not.toMatch(/multipart\/report/);
  });

  it("too big: « Undelivered Mail Returned to Sender »", async () => {
    const [bounce] = await arrivals(() => bench.send({ to: ATTACHED, text: "x".repeat(60_000) }));
    expect(bounce?.parsed.subject).toBe("Undelivered Mail Returned to Sender");
  });

  it("mes-closed and mes-unknown, once", async () => {
    for (const [kind, word] of [
      ["mes-closed", "fermée"],
      ["mes-unknown", "trouvé"],
    ] as const) {
      await bench.sandbox.control.addMssFault({ kind, count: 1 });
      const [bounce] = await arrivals(() => bench.send({ to: ATTACHED }));
      expect(bounce?.parsed.text).toContain(word);
    }
  });
});
