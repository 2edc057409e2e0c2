import type { SegurError } from "../../../src/domain/errors.js";
import { type MssClient, MssFault, type SentRecipient } from "../../../src/gateways/mss/port.js";
import type { SendRequest } from "../../../src/services/mss/plan.js";
import { planSend, type SendPlan } from "../../../src/services/mss/plan.js";
import { type Sent, sendMessage } from "../../../src/services/mss/send.js";
import { asPerson, sessionOf } from "../dmp/people.js";
import { type DocumentCabinet, documentCabinet } from "../documents/support.js";
import type { TestCabinet } from "../support/cabinet.js";

export const FROM = "paul.marceau@x.mssante.fr";
export const COLLEAGUE = "anne@x.mssante.fr";
export const NEVER = new AbortController().signal;

/** What the operator of a test does at the next departures: takes all by default. */
export interface Operator {
  maxSize: number | null;
  /** Thrown in place of any answer: an {@link MssFault}, or what stops before the operator is reached. */
  fault: SegurError | null;
  /** SMTP code for a recipient; `250` when it is not told. */
  readonly codes: Record<string, string>;
  readonly taken: (readonly string[])[];
}

export interface MessageCabinet extends Omit<DocumentCabinet, "cabinet"> {
  readonly cabinet: TestCabinet;
  readonly operator: Operator;
  plan(request: Partial<SendRequest>): Promise<SendPlan>;
  send(request: Partial<SendRequest>): Promise<Sent>;
}

/** The cabinet of a doctor before an operator by its port: the protocol is tried for real by the e2e tests. */
export async function messageCabinet(options: Parameters<typeof documentCabinet>[0] = {}): Promise<MessageCabinet> {
  const files = await documentCabinet(options);
  const operator: Operator = { maxSize: null, fault: null, codes: {}, taken: [] };
  const sentFolder: string[] = [];
  const client: MssClient = {
    address: FROM,
    submission: async () => ({ maxSize: operator.maxSize, dsn: true }),
    async send({ recipients, open }, leaving): Promise<readonly SentRecipient[]> {
      if (operator.fault !== null) throw operator.fault;
      leaving();
      for await (const chunk of open()) void chunk;
      operator.taken.push(recipients);
      return recipients.map((address) => {
        const code = operator.codes[address] ?? "250";
        return { address, accepted: code.startsWith("2"), code, response: "" };
      });
    },
    keepSent: async (id) => void sentFolder.push(id),
    isInSent: async (id) => sentFolder.includes(id),
    reports: async (after) => ({ reports: [], requests: [], position: after ?? { uidValidity: "1", lastUid: 0 } }),
    close: async () => {},
  };
  const mailbox = { kind: "PER" as const, nil: "TEST", domains: [], software: "segur test" };
  const cabinet: TestCabinet = {
    ...asPerson(files.cabinet, sessionOf("psc")),
    mss: async () => client,
    mailbox: async () => mailbox,
  };
  const plan = (request: Partial<SendRequest>) =>
    planSend(cabinet, {
      ...{
        to: [],
        toPatient: null,
        documents: [],
        subject: null,
        body: null,
        readReceipt: false,
        noReply: false,
        replaces: null,
      },
      ...request,
    });
  return { ...files, cabinet, operator, plan, send: async (request) => sendMessage(cabinet, await plan(request), NEVER) };
}

/** The operator does not answer: nothing left. */
export function down(): MssFault {
  return new MssFault({
    ...{ kind: "unreachable", code: "mss.network.refused", message: "Coupé.", retry: "later" },
    ...{ uncertain: false, serviceCode: "network.refused" },
  });
}
