import { expect, test } from "vitest";
import { SegurError } from "../../../src/domain/errors.js";
import { authenticationFault } from "../../../src/gateways/mss/faults.js";
import { MssFault } from "../../../src/gateways/mss/port.js";
import { answerReceipt, listReceipts } from "../../../src/services/mss/receipts.js";
import { refusal } from "../documents/support.js";
import { COLLEAGUE, FROM, messageCabinet, NEVER } from "./support.js";

const request = (messageId: string) => ({
  ...{ uid: 1, messageId, from: COLLEAGUE, notifyTo: [COLLEAGUE], subject: "s", date: null },
  ...{ returnPath: COLLEAGUE, automatic: false },
});

test("receipts are those of the mailbox of the session, and of no colleague's", async () => {
  const { cabinet } = await messageCabinet();
  const at = "2026-11-25T10:00:00.000Z";
  await cabinet.receipts.add({ mailbox: "nadia@x.mssante.fr", messageId: "<1@x>", data: request("<1@x>"), at });
  await cabinet.receipts.add({ mailbox: FROM, messageId: "<2@x>", data: request("<2@x>"), at });
  expect((await listReceipts(cabinet, true)).map(({ id }) => id)).toEqual(["A2"]);
  for (const answer of ["sent", "declined"] as const) {
    expect(await refusal(answerReceipt(cabinet, "A1", answer, NEVER))).toMatchObject({ code: "mss.receipt_other_mailbox" });
  }
});

test("a receipt that the operator refuses is asked for again, and the journal says that it did not leave (MSS/CONF.17)", async () => {
  const { cabinet, operator } = await messageCabinet();
  const at = "2026-11-25T10:00:00.000Z";
  await cabinet.receipts.add({ mailbox: FROM, messageId: "<2@x>", data: request("<2@x>"), at });
  operator.fault = authenticationFault("token", "535");
  expect(await refusal(answerReceipt(cabinet, "A1", "sent", NEVER))).toMatchObject({ code: "mss.auth.refused" });
  expect(await listReceipts(cabinet, false)).toHaveLength(1);
  operator.fault = null;
  await answerReceipt(cabinet, "A1", "sent", NEVER);
  const traces = await cabinet.traces.list({ kinds: ["mss.receipt"], limit: 9 });
  expect(traces.map(({ code }) => code).sort()).toEqual(["not_sent", "sent", "sent"]);
});

test("a receipt that never reached the operator is asked for again; one whose fate is not known is not", async () => {
  const { cabinet, operator } = await messageCabinet();
  const at = "2026-11-25T10:00:00.000Z";
  await cabinet.receipts.add({ mailbox: FROM, messageId: "<2@x>", data: request("<2@x>"), at });
  for (const [kind, code] of [
    ["auth", "mss.psc_needed"],
    ["unreachable", "sandbox.not_running"],
  ] as const) {
    operator.fault = new SegurError({ kind, code, message: "Non." });
    expect(await refusal(answerReceipt(cabinet, "A1", "sent", NEVER))).toMatchObject({ code });
    expect((await listReceipts(cabinet, false)).map(({ answer }) => answer)).toEqual([null]);
  }
  operator.fault = new MssFault({
    ...{ kind: "unreachable", code: "mss.network.cut", message: "Coupé.", retry: "later" },
    ...{ uncertain: true, serviceCode: "network.cut" },
  });
  expect(await refusal(answerReceipt(cabinet, "A1", "sent", NEVER))).toMatchObject({ code: "mss.network.cut" });
  expect(await listReceipts(cabinet, false)).toEqual([]);
});
