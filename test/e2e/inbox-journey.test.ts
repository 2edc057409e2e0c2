import { describe, expect, it } from "vitest";
import type { RunResult } from "../support/cli.js";
import { openInboxPractice } from "./support/inbox-practice.js";
import { withStore } from "./support/ledger.js";
import { receivedBy } from "./support/received.js";

const json = ({ stdout }: RunResult) => JSON.parse(stdout) as Record<string, unknown>;
const lines = ({ stdout }: RunResult) =>
  stdout
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const failed = ({ code, stderr }: RunResult) => [code, JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}").code];

describe("a week of the inbox, by the real binary", () => {
  it("is synchronised, filed without a mistake, acknowledged, answered, and nothing comes twice", {
    timeout: 240_000,
  }, async () => {
    const practice = await openInboxPractice();
    const { segur, ids } = practice;
    const only = (kind: Parameters<typeof ids>[0]): string => ids(kind)[0] ?? "";

    const synchronised = await segur(["inbox", "sync", "--json"], { timeoutMs: 120_000 });
    expect(synchronised.code, synchronised.stderr).toBe(0);
    const all = await segur(["inbox", "list", "--limit", "200", "--reports", "--format", "ndjson"]);
    const messages = new Set(lines(all).flatMap(({ id }) => (typeof id === "string" ? [id.split(".")[0]] : [])));
    expect(messages.size).toBe(60);

    const dry = await segur(["inbox", "classify", "--all", "--auto", "--dry-run", "--json"]);
    expect([0, 7]).toContain(dry.code);
    const classified = await segur(["inbox", "classify", "--all", "--auto", "--json"], { timeoutMs: 120_000 });
    expect(classified.code).toBe(7);

    // Whatever lies, differs or names nobody of the practice is in no file; what is filed is in that of its own patient.
    const never = [
      "not_qualified",
      "unknown_ins",
      "traits_differ",
      "test_oid",
      "metadata_other",
      "hash_wrong",
      "size_wrong",
    ] as const;
    const uncertain = [...never, "traversal", "damaged", "pdf_alone", "bio_replacement", "bio_deletion"] as const;
    await withStore(practice.store, async (store) => {
      for (const kind of uncertain)
        for (const id of ids(kind)) {
          const message = await store.inbox.get(id);
          expect(
            message?.documents.map(({ state }) => state).filter((state) => state === "filed"),
            `${kind} ${id}`,
          ).toEqual([]);
        }
      let filed = 0;
      for (const name of messages) {
        for (const { state, patient, patientId } of (await store.inbox.get(name ?? ""))?.documents ?? []) {
          if (state !== "filed") continue;
          filed += 1;
          const file = patientId === null ? null : await store.patients.get(patientId);
          expect(file?.identity.ins).toEqual(patient?.ins);
          expect(file?.identity.traits).toMatchObject({ birthName: patient?.birthName, birthDate: patient?.birthDate });
        }
      }
      expect(filed).toBeGreaterThan(30);
    });

    const urgent = only("bio_urgent_high");
    const shown = json(await segur(["inbox", "show", urgent, "--json"]));
    expect((shown.documents as Record<string, unknown>[])[0]).toMatchObject({ alert: "waiting", state: "filed" });
    const todo = await segur(["todo", "--json"]);
    expect(todo.code).toBe(1);
    const acked = await segur(["inbox", "ack", urgent, "--resolved", "--yes", "--json"]);
    expect(json(acked)).toMatchObject({ ack: "resolved", alert: "resolved" });

    const replacement = only("bio_replacement");
    const accepted = await segur(["inbox", "classify", `${replacement}.1`, "--accept", "--yes", "--json"]);
    expect(accepted.code, accepted.stderr).toBe(0);
    const undone = await segur(["inbox", "undo", only("imaging"), "--json"]);
    expect(undone.code, undone.stderr).toBe(0);

    const again = await segur(["inbox", "sync", "--json"], { timeoutMs: 120_000 });
    expect(again.code, again.stderr).toBe(0);
    const after = await segur(["inbox", "list", "--limit", "200", "--reports", "--format", "ndjson"]);
    expect(lines(after).map(({ id }) => id)).toEqual(lines(all).map(({ id }) => id));
  });

  it("is answered: to who wrote and no other, once a person has said so", { timeout: 240_000 }, async () => {
    const practice = await openInboxPractice();
    const { segur, ids } = practice;
    const reply = (id: string, ...more: string[]) =>
      segur(["inbox", "reply", id, "--json", ...more], { input: "Bien reçu, merci.\n", timeoutMs: 60_000 });
    expect((await segur(["inbox", "sync"], { timeoutMs: 120_000 })).code).toBe(0);
    const [text = "", patient = "", report = ""] = [ids("text")[0], ids("patient_reply")[0], ids("bounce")[0]];

    // What has no answer says why, and nothing is written.
    expect(failed(await reply(ids("text_end")[0] ?? "", "--body", "-", "--yes"))).toEqual([6, "inbox.reply_ended"]);
    expect(failed(await reply(report, "--body", "-", "--yes"))).toEqual([6, "inbox.reply_kind"]);
    expect(failed(await reply(ids("broken")[0] ?? "", "--body", "-", "--yes"))).toEqual([
      6,
      expect.stringMatching(/^inbox\.reply_/),
    ]);
    expect(failed(await reply(text, "--yes"))).toEqual([2, "inbox.reply_empty"]);
    expect(failed(await reply("M777", "--body", "-", "--yes"))).toEqual([1, "inbox.not_found"]);
    const asked = await reply(text, "--body", "-");
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain("--yes");
    expect(json(await reply(text, "--body", "-", "--dry-run"))).toMatchObject({ answers: text, audience: "professional" });
    expect(await practice.sandbox.control.mailDeliveries()).toHaveLength(0);

    const toColleague = await reply(text, "--body", "-", "--quote", "--yes");
    expect(toColleague.code, toColleague.stderr).toBe(0);
    expect(json(toColleague)).toMatchObject({ outcome: "done", audience: "professional", answers: text });
    const toPatient = await reply(patient, "--body", "-", "--yes");
    expect(toPatient.code, toPatient.stderr).toBe(0);

    const [first, second] = await receivedBy(practice);
    await withStore(practice.store, async ({ inbox }) => {
      const [colleague, person] = [await inbox.get(text), await inbox.get(patient)];
      expect(first?.to?.map(({ address }) => address)).toEqual([colleague?.from.address]);
      expect(first?.inReplyTo).toBe(colleague?.messageId);
      expect(first?.references).toContain(colleague?.messageId);
      expect(first?.subject).toBe("Re: Avis sur un patient");
      expect(first?.text).toMatch(/^Bien reçu, merci\.\n[\s\S]*a écrit :\n> Cher confrère,/);
      expect(second?.to?.map(({ address }) => address)).toEqual([person?.from.address]);
      expect(second?.references?.split(/\s+/)).toEqual([person?.inReplyTo, person?.messageId]);
      expect(second?.subject).toBe("Re: Vos résultats");
    });
    await withStore(practice.store, async ({ traces }) => {
      const queued = await traces.list({ kinds: ["outbox.queued"], limit: 10 });
      expect(queued.map(({ data }) => data?.answers).sort()).toEqual([text, patient].sort());
    });
  });

  it("never sends a document of one patient to another who wrote", { timeout: 240_000 }, async () => {
    const practice = await openInboxPractice();
    const { segur, ids, store } = practice;
    expect((await segur(["inbox", "sync"], { timeoutMs: 120_000 })).code).toBe(0);
    await segur(["inbox", "classify", "--all", "--auto"], { timeoutMs: 120_000 });
    const patient = ids("patient_reply")[0] ?? "";
    const { theirs, others } = await withStore(store, async ({ inbox, patients, documents }) => {
      const matricule = (await inbox.get(patient))?.senderIns?.matricule ?? "";
      const own: string[] = [];
      const foreign: string[] = [];
      for await (const each of patients.walk()) {
        const { items } = await documents.list({ patientId: each.id, states: ["current"], limit: 50 });
        (each.identity.ins?.matricule === matricule ? own : foreign).push(...items.map(({ id }) => id));
      }
      return { theirs: own, others: foreign };
    });
    expect(others.length).toBeGreaterThan(10);
    const wrong = await segur(["inbox", "reply", patient, "--doc", others[0] ?? "", "--yes", "--json"]);
    expect(failed(wrong)).toEqual([6, "inbox.reply_other_patient"]);
    const [own = ""] = theirs;
    const mixed = await segur(["inbox", "reply", patient, "--doc", own, "--doc", others[0] ?? "", "--yes", "--json"]);
    expect(failed(mixed)).toEqual([6, "inbox.reply_other_patient"]);
    const right = await segur(["inbox", "reply", patient, "--doc", own, "--dry-run", "--json"]);
    expect(right.code, right.stderr).toBe(0);
    expect(json(right)).toMatchObject({ audience: "patient", documents: [own] });
    expect(await practice.sandbox.control.mailDeliveries()).toHaveLength(0);
  });

  it("offers the receipt that is asked, once", { timeout: 240_000 }, async () => {
    const practice = await openInboxPractice();
    const { segur, store } = practice;
    expect((await segur(["inbox", "sync"], { timeoutMs: 120_000 })).code).toBe(0);
    const asked = await withStore(store, async ({ receipts, inbox }) => {
      const [first] = await receipts.list({ mailbox: "paul.marceau@bac-a-sable.mssante.fr", waiting: true, limit: 100 });
      const { items } = await inbox.list({ limit: 100, reports: true });
      return { receipt: first?.id ?? "", message: items.find(({ messageId }) => messageId === first?.messageId)?.id ?? "" };
    });
    const shown = await segur(["inbox", "show", asked.message]);
    expect(shown.stderr).toContain(`segur mss receipts answer ${asked.receipt}`);
    expect(json(await segur(["inbox", "show", asked.message, "--json"])).receipt).toBe(asked.receipt);
    const answered = await segur(["mss", "receipts", "answer", asked.receipt, "--yes"]);
    expect(answered.code, answered.stderr).toBe(0);
    expect((await segur(["inbox", "show", asked.message])).stderr).not.toContain("receipts answer");
    expect(failed(await segur(["mss", "receipts", "answer", asked.receipt, "--yes", "--json"]))[0]).not.toBe(0);
  });
});
