import { type MssClient, MssFault, type Report, type SentRecipient } from "../../../src/gateways/mss/port.js";
import { replyFault } from "../../../src/gateways/mss/smtp-faults.js";
import type { MessagePayload } from "../../../src/services/mss/payload.js";
import { sendHandler } from "../../../src/services/mss/send-handler.js";
import { listStatus } from "../../../src/services/mss/status.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

export const FROM = "m@x.mssante.fr";
export const TO = ["a@x.mssante.fr", "b@x.mssante.fr"];
export const NEVER = new AbortController().signal;

/** What the operator answers at each departure: per recipient, or a fault once the data has left or before. */
type Answer = Readonly<Record<string, string>> | { readonly fault: "uncertain" | "before" | "busy" };

/** The operator by its port: the protocol is tried for real by the e2e tests, here only what cannot be provoked there at will. */
export async function messageOf(answers: readonly Answer[]) {
  const departures: { readonly recipients: readonly string[]; readonly bytes: string; readonly envelopeId: string }[] = [];
  const sentFolder: string[] = [];
  const mailbox = { isDown: false, reports: [] as Report[] };
  const time = { now: new Date() };
  const fault = (uncertain: boolean) =>
    new MssFault({
      ...{ kind: "unreachable", code: "mss.network.reset", message: "Coupé.", retry: "later" },
      uncertain,
      serviceCode: "x",
    });
  const client: MssClient = {
    address: FROM,
    submission: async () => ({ maxSize: null, dsn: true }),
    async send({ recipients, open, envelopeId }, leaving): Promise<readonly SentRecipient[]> {
      const answer = answers[departures.length] ?? {};
      if ("fault" in answer && answer.fault !== "uncertain") {
        departures.push({ recipients, bytes: "", envelopeId });
        throw answer.fault === "busy" ? replyFault("421 4.3.2 closing") : fault(false);
      }
      const codes = recipients.map((address) => (answer as Readonly<Record<string, string>>)[address] ?? "250");
      const told = recipients.map((address, at) => {
        const code = codes[at] ?? "";
        return { address, accepted: code.startsWith("2"), code, response: "" };
      });
      // As the gateway does: without anybody to take it no data leaves, and each has its answer.
      if (told.every(({ accepted }) => !accepted)) {
        departures.push({ recipients, bytes: "", envelopeId });
        throw replyFault(codes.find((code) => code.startsWith("4")) ?? codes[0] ?? "", told);
      }
      leaving();
      const chunks: Uint8Array[] = [];
      for await (const chunk of open()) chunks.push(chunk);
      departures.push({ recipients, bytes: Buffer.concat(chunks).toString(), envelopeId });
      if ("fault" in answer) throw fault(true);
      return told;
    },
    async keepSent(id) {
      if (mailbox.isDown) throw fault(false);
      if (!sentFolder.includes(id)) sentFolder.push(id);
    },
    isInSent: async (id) => sentFolder.includes(id),
    async reports(after) {
      const reports = mailbox.reports.filter(({ uid }) => uid > (after?.lastUid ?? 0));
      return { reports, requests: [], position: { uidValidity: "1", lastUid: mailbox.reports.at(-1)?.uid ?? 0 } };
    },
    close: async () => {},
  };
  const base = await testCabinet();
  const settings = { kind: "PER" as const, nil: "TEST", domains: [], software: "segur test" };
  const clock = { ...base.clock, now: () => time.now };
  const cabinet: TestCabinet = { ...base, clock, mss: async () => client, mailbox: async () => settings };
  const { id: content, size } = await cabinet.contents.write([Buffer.from("bytes of the message")]);
  const payload: MessagePayload = {
    ...{ version: 1, audience: "professional", from: FROM, recipients: TO.map((address) => ({ address, name: null })), size },
    ...{ subject: "s", envelopeId: "e1", readReceipt: false, types: [], replaces: null },
  };
  await cabinet.outbox.add({
    ...{ kind: "mss.send", key: "<1@x>", patientId: null, documents: [], payload, contents: [content] },
    ...{ createdAt: new Date().toISOString(), createdBy: "U1" },
  });
  const go = (forceResend = false) => attempt(cabinet, { "mss.send": sendHandler(cabinet, { forceResend }) }, "O1", NEVER);
  const states = async () => (await cabinet.fates.of("O1")).map(({ state, code }) => [state, code]);
  const status = async () => (await listStatus(cabinet, { id: "O1", pending: false, failed: false, limit: 1 }))[0];
  const requeue = () => cabinet.outbox.requeue("O1", time.now.toISOString());
  /** The operator says what became of it for one of them. */
  const dsn = (address: string, action: string, status: string, envelopeId: string | null = "e1") => {
    const one = { address, action, status, diagnostic: null };
    const uid = mailbox.reports.length + 1;
    const sender = { from: "MAILER-DAEMON@x.mssante.fr", returnPath: "" };
    mailbox.reports.push({ uid, kind: "dsn", envelopeId, messageId: "<1@x>", ...sender, recipients: [one], text: null });
  };
  const days = (count: number) => {
    time.now = new Date(time.now.getTime() + count * 86_400_000);
  };
  return { cabinet, client, go, departures, sentFolder, states, status, mailbox, requeue, days, dsn };
}
