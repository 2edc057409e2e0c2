import { describe, expect, it } from "vitest";
import { hashOfAddress } from "../../src/sandbox/mail/delivery-log.js";
import { type DmpPractice, openDmpPractice } from "./support/dmp-practice.js";
import { receivedBy, sentIdsOf } from "./support/received.js";

const TIMEOUT = { timeout: 90_000 };
const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const FULL = "pleine@bac-a-sable.mssante.fr";
const CLOSED = "fermee@bac-a-sable.mssante.fr";
const GONE = "personne@bac-a-sable.mssante.fr";
const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);
const errorOf = ({ stderr }: { readonly stderr: string }) =>
  JSON.parse(
    stderr
      .trim()
      .split("\n")
      .findLast((line) => line.includes('"kind"')) ?? "{}",
  );

const write = (to: readonly string[]) => [
  ...["mss", "send", ...to.flatMap((each) => ["--to", each]), "--subject", "Réunion", "--body", "-", "--yes", "--json"],
];
const BODY = { input: "Bonjour,\nà jeudi.\n" };

async function recipients(practice: DmpPractice): Promise<readonly string[]> {
  return (await practice.sandbox.control.mailDeliveries()).flatMap((one) => one.recipients);
}

describe("a message that nobody is let have", () => {
  it(
    "says why for each, by which rule, in the table, in the detail and in JSON; a person may send it again",
    TIMEOUT,
    async () => {
      const practice = await openDmpPractice({ people: 10 });
      const sent = await practice.segur(write([CLOSED, GONE]), BODY);
      expect([sent.code, errorOf(sent)]).toMatchObject([6, { code: "mss.smtp.550", rule: expect.stringContaining("RFC 3463") }]);
      expect(await recipients(practice)).toEqual([]);
      const status = await practice.segur(["mss", "status", "O1", "--json"]);
      expect(json(status).items).toMatchObject([
        {
          address: CLOSED,
          state: "failed",
          code: "5.2.1",
          cause: expect.stringContaining("fermée"),
          rule: "RFC 3463 §3.3 (5.2.1)",
        },
        {
          address: GONE,
          state: "failed",
          code: "5.1.1",
          cause: expect.stringContaining("existe"),
          rule: "RFC 3463 §3.2 (5.1.1)",
        },
      ]);
      const table = (await practice.segur(["mss", "status", "--failed"])).stdout;
      const detail = (await practice.segur(["mss", "status", "O1"])).stdout;
      for (const shown of [table, detail]) {
        for (const word of [
          CLOSED,
          GONE,
          "La boîte du destinataire est fermée",
          "RFC 3463 §3.3 (5.2.1)",
          "RFC 3463 §3.2 (5.1.1)",
        ])
          expect(shown).toContain(word);
      }
      const again = await practice.segur(["outbox", "retry", "O1", "--json"]);
      expect(again.code).toBe(6);
      expect(json(await practice.segur(["mss", "status", "O1", "--offline", "--json"])).items).toHaveLength(2);
    },
  );
});

describe("a recipient that the operator defers", () => {
  it("waits with an end, alone; the others have it once", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 10 });
    const sent = await practice.segur(write([COLLEAGUE, FULL]), BODY);
    expect(sent.code, sent.stderr).toBe(3);
    const status = json(await practice.segur(["mss", "status", "O1", "--offline", "--json"]));
    expect(status.items).toMatchObject([
      { address: COLLEAGUE, state: "accepted" },
      { address: FULL, state: "queued", rule: "MSS/CONF.05", giveUpAt: expect.any(String), nextTryAt: expect.any(String) },
    ]);
    const { giveUpAt, sentAt } = status.items[1];
    expect((Date.parse(giveUpAt) - Date.parse(sentAt)) / 86_400_000).toBeCloseTo(5, 1);
    expect((await practice.segur(["outbox", "retry", "O1", "--json"])).code).toBe(3);
    expect(await recipients(practice)).toEqual([hashOfAddress(COLLEAGUE)]);
    expect((await practice.segur(["mss", "status", "O1", "--offline"])).stdout).toContain("Essayé jusqu'au");
  });

  it("is sent once it is taken, with the same bytes and the same ENVID", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 10 });
    await practice.sandbox.control.addMssFault({ kind: "tempfail", count: 2 });
    const sent = await practice.segur(write([COLLEAGUE]), BODY);
    expect([sent.code, await recipients(practice)]).toEqual([3, []]);
    const envelope = (await practice.read((store) => store.outbox.get("O1")))?.payload as { readonly envelopeId: string };
    expect((await practice.segur(["outbox", "retry", "O1", "--json"])).code).toBe(3);
    const retried = await practice.segur(["outbox", "retry", "O1", "--json"]);
    expect(retried.code, retried.stderr).toBe(0);
    const deliveries = await practice.sandbox.control.mailDeliveries();
    expect(deliveries).toMatchObject([{ envelopeId: envelope.envelopeId, recipients: [hashOfAddress(COLLEAGUE)] }]);
    await practice.sandbox.mail.settle();
    const { items } = json(await practice.segur(["mss", "status", "O1", "--json"]));
    expect(items).toMatchObject([{ state: "delivered", sentCopy: true, cause: null, rule: null, giveUpAt: null }]);
  });
});

describe("the copy in « Envoyés »", () => {
  it("that found no room is told and put there later, once, by a status, a retry or the next message", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 10 });
    const { control } = practice.sandbox;
    const lacking = async () => {
      await control.addMssFault({ kind: "full", rate: 1 });
      const sent = await practice.segur(write([COLLEAGUE]), BODY);
      expect(sent.code, sent.stderr).toBe(0);
      expect(json(sent)).toMatchObject({ outcome: "done", sentCopy: false });
      expect(sent.stderr).toContain("Envoyés");
      return json(sent).id as string;
    };
    const copyOf = async (id: string) =>
      json(await practice.segur(["mss", "status", id, "--offline", "--json"])).items[0].sentCopy;

    const first = await lacking();
    expect((await practice.segur(["mss", "status", first, "--offline"])).stdout).toContain("manque dans « Envoyés »");
    const failed = await practice.segur(["outbox", "retry", first, "--json"]);
    expect([failed.code, errorOf(failed).code]).toEqual([3, "mss.sent_copy_missing"]);
    // It has left: nothing gives it up.
    expect((await practice.segur(["outbox", "cancel", first, "--yes", "--json"])).code).toBe(6);
    await control.clearMssFaults();
    expect((await practice.segur(["outbox", "retry", first, "--json"])).code).toBe(0);
    expect(await copyOf(first)).toBe(true);

    const second = await lacking();
    await control.clearMssFaults();
    expect((await practice.segur(["mss", "status"])).stderr).toContain(`« Envoyés » : ${second}`);
    expect(await copyOf(second)).toBe(true);

    const third = await lacking();
    await control.clearMssFaults();
    expect((await practice.segur(write([COLLEAGUE]), BODY)).code).toBe(0);
    expect(await copyOf(third)).toBe(true);
    const copies = sentIdsOf(practice);
    expect([copies.length, new Set(copies).size]).toEqual([4, 4]);
    expect(await recipients(practice)).toHaveLength(4);
  });
});

describe("a server whose certificate is revoked", () => {
  it("is trusted with nothing, and says so with what to do; the message leaves once it has another", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 10 });
    await practice.sandbox.control.addMssFault({ kind: "revoked", rate: 1 });
    const sent = await practice.segur(write([COLLEAGUE]), BODY);
    expect(errorOf(sent)).toMatchObject({
      code: "mss.tls.revoked",
      rule: "MSS/CONF.27",
      message: expect.stringContaining("révoqué"),
      advice: expect.stringContaining("segur outbox list"),
    });
    expect(await recipients(practice)).toEqual([]);
    await practice.sandbox.control.clearMssFaults();
    expect((await practice.segur(["outbox", "retry", "--all", "--json"])).code).toBe(0);
    expect(await receivedBy(practice)).toHaveLength(1);
  });
});
