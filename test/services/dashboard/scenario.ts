import type { Document } from "../../../src/domain/document/document.js";
import type { Patient } from "../../../src/domain/patient.js";
import type { MssClient, SentRecipient } from "../../../src/gateways/mss/port.js";
import { replyFault } from "../../../src/gateways/mss/smtp-faults.js";
import { planSend } from "../../../src/services/mss/plan.js";
import { type Sent, sendMessage } from "../../../src/services/mss/send.js";
import { push, withDoctor, written } from "../dmp/feeding.js";
import { AUTHORISED, dmpPractice } from "../dmp/sandbox.js";
import type { TestCabinet } from "../support/cabinet.js";

export const COLLEAGUE = "anne@x.mssante.fr";
export const OWN = "cabinet@x.mssante.fr";
const NEVER = new AbortController().signal;

/** A practice whose days are those of the test: the DMP is the sandbox, through the real gateway; the operator answers by its port. */
export interface Scenario {
  readonly cabinet: TestCabinet;
  readonly patient: Patient;
  readonly time: { now: Date };
  /** What the operator says of an address; it takes all by default. */
  readonly codes: Record<string, string>;
  write(change?: Parameters<typeof written>[2]): Promise<Document>;
  feed(...documents: readonly Document[]): ReturnType<typeof push>;
  /** Without a document: a few words. */
  toColleague(documents: readonly Document[], to?: readonly string[]): Promise<Sent>;
  toPatient(...documents: readonly Document[]): Promise<Sent>;
}

export async function scenario(start: string): Promise<Scenario> {
  const time = { now: new Date(start) };
  const practice = await dmpPractice({ now: () => time.now });
  const codes: Record<string, string> = {};
  const cabinet: TestCabinet = {
    ...practice.cabinet,
    mss: async () => operator(codes),
    mailbox: async () => ({ kind: "PER" as const, nil: "TEST", domains: [], software: "segur test" }),
  };
  await withDoctor(cabinet);
  const patient = await practice.patient(...AUTHORISED);
  const request = {
    to: [],
    toPatient: null,
    documents: [],
    subject: null,
    body: null,
    readReceipt: false,
    noReply: false,
    replaces: null,
  };
  const send = async (change: object) => sendMessage(cabinet, await planSend(cabinet, { ...request, ...change }), NEVER);
  return {
    cabinet,
    patient,
    time,
    codes,
    write: (change) => written(cabinet, patient, change),
    feed: (...documents) => push(cabinet, ids(documents)),
    toColleague: (documents, to = [COLLEAGUE]) =>
      send(documents.length === 0 ? { to, subject: "Bonjour", body: "Un mot." } : { to, documents: ids(documents) }),
    toPatient: (...documents) => send({ toPatient: patient.id, documents: ids(documents) }),
  };
}

const ids = (documents: readonly Document[]) => documents.map(({ id }) => id);

/** As the gateway does: what nobody is let have leaves no byte. */
function operator(codes: Readonly<Record<string, string>>): MssClient {
  const sent = new Set<string>();
  return {
    address: OWN,
    submission: async () => ({ maxSize: null, dsn: true }),
    async send({ recipients, open }, leaving): Promise<readonly SentRecipient[]> {
      const told = recipients.map((address) => {
        const code = codes[address] ?? "250";
        return { address, accepted: code.startsWith("2"), code, response: "" };
      });
      if (told.every(({ accepted }) => !accepted)) throw replyFault(told[0]?.code ?? "", told);
      leaving();
      for await (const chunk of open()) void chunk;
      return told;
    },
    keepSent: async (id) => void sent.add(id),
    isInSent: async (id) => sent.has(id),
    reports: async (after) => ({ reports: [], requests: [], position: after ?? { uidValidity: "1", lastUid: 0 } }),
    close: async () => {},
  };
}
