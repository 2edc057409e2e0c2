import { describe, expect, it } from "vitest";
import { createComposer } from "../../src/gateways/mss/compose.js";
import { hashOfAddress } from "../../src/sandbox/mail/delivery-log.js";
import { SeededRandom } from "../../src/sandbox/random.js";
import type { MessagePayload } from "../../src/services/mss/payload.js";
import { exitOf, startSegur } from "../support/cli.js";
import { withStore, writeStore } from "./support/ledger.js";
import { openPractice, type Practice } from "./support/practice.js";

const MESSAGES = 100;
/** Rounds that end by SIGKILL, some in the middle of a message. */
const KILLS = 12;
const TO = "repondeur@bac-a-sable.mssante.fr";

async function waiting(practice: Practice): Promise<readonly { readonly id: string; readonly state: string }[]> {
  const lines = await withStore(practice.store, (store) => store.outbox.list({ kind: "mss.send", limit: 1_000 }));
  return lines.filter(({ state }) => state !== "done");
}

/** Messages as `mss send` writes them, without a process for each. */
async function written(practice: Practice, from: string): Promise<readonly string[]> {
  const composer = createComposer("segur test");
  return writeStore(practice.store, async (store) => {
    const keys: string[] = [];
    for (let index = 0; index < MESSAGES; index++) {
      const messageId = `<message-${index}@bac-a-sable.mssante.fr>`;
      const composed = composer.compose({
        ...{ audience: "professional", from: { address: from, label: "Dr_Paul_MARCEAU" }, to: [{ address: TO, name: null }] },
        ...{ replyTo: null, subject: `Message ${index}`, text: `Bonjour ${index}\n`, messageId, inReplyTo: null, references: [] },
        ...{ date: new Date(), readReceipt: false, nil: "TEST000000", documents: null, endOfExchange: false, attachments: [] },
      });
      const { id: content, size } = await store.contents.write(composed);
      const payload: MessagePayload = {
        ...{ version: 1, audience: "professional", from, recipients: [{ address: TO, name: null }], subject: `Message ${index}` },
        ...{ envelopeId: `envelope-${index}`, size, readReceipt: false, types: [], replaces: null },
      };
      const createdAt = new Date().toISOString();
      const item = { kind: "mss.send" as const, key: messageId, patientId: null, documents: [], payload, contents: [content] };
      await store.outbox.add({ ...item, createdAt, createdBy: "U1" });
      keys.push(messageId);
    }
    return keys;
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a hundred messages", () => {
  it("arrive once each, whatever was cut, deferred or killed on the way", { timeout: 240_000 }, async () => {
    const practice = await openPractice({ people: 10 });
    const { control, mail } = practice.sandbox;
    const preview = await practice.segur(
      ["mss", "send", "--to", TO, "--subject", "Essai", "--body", "-", "--dry-run", "--json"],
      {
        input: "Bonjour",
      },
    );
    const keys = await written(practice, JSON.parse(preview.stdout).from);
    const random = new SeededRandom(5, 0x11);
    await control.addMssFault({ kind: "cut", rate: 0.1 });
    await control.addMssFault({ kind: "tempfail", rate: 0.1 });
    for (let round = 0; round < KILLS; round++) {
      const received = async () => (await control.mailDeliveries()).length;
      const limit = (await received()) + random.between(1, 9);
      const child = startSegur(["outbox", "retry", "--all"], { home: practice.home });
      child.stdout?.resume();
      child.stderr?.resume();
      const exit = exitOf(child);
      while (child.exitCode === null && (await received()) < limit) await pause(2);
      await pause(random.between(0, 12));
      child.kill("SIGKILL");
      await exit;
    }
    await control.clearMssFaults();
    // Something was left, and something was left in doubt.
    expect((await waiting(practice)).length).toBeGreaterThan(0);
    expect((await waiting(practice)).filter(({ state }) => state !== "queued").length).toBeGreaterThan(0);
    await mail.settle();
    const retried = await practice.segur(["outbox", "retry", "--all", "--json"], { timeoutMs: 90_000 });
    expect(retried.stderr).not.toContain("internal");
    // What no report told of is in doubt still: nothing sends it again but a person, who has waited for the reports.
    const left = await waiting(practice);
    expect(new Set(left.map(({ state }) => state))).toEqual(new Set(left.length === 0 ? [] : ["uncertain"]));
    if (left.length > 0) {
      const decided = await practice.segur(["outbox", "retry", ...left.map(({ id }) => id), "--force-resend", "--json"]);
      expect(decided.code, decided.stderr).toBe(0);
    }
    expect(await waiting(practice)).toEqual([]);
    const deliveries = await control.mailDeliveries();
    expect(deliveries.map(({ messageId }) => messageId).sort()).toEqual([...keys].sort());
    expect(deliveries.every(({ recipients }) => recipients.join() === hashOfAddress(TO))).toBe(true);
    expect(new Set(deliveries.map(({ sha256 }) => sha256)).size).toBe(MESSAGES);
    expect((await practice.segur(["journal", "verify"])).code).toBe(0);
  });
});
