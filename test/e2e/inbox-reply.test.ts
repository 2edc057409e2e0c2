import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { matriculeKey } from "../../src/domain/identity/matricule.js";
import { weekPeople } from "../../src/sandbox/mail/week/people.js";
import type { RunResult } from "../support/cli.js";
import { openInboxPractice } from "./support/inbox-practice.js";
import { withStore, writeStore } from "./support/ledger.js";
import { receivedBy } from "./support/received.js";

const failed = ({ code, stderr }: RunResult) => [code, JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}").code];
const NUMBER = "2800363220997";
const STRANGER = `${NUMBER}${matriculeKey(NUMBER)}@patient.mssante.fr`;
const KNOWN = weekPeople(null).at(0);
const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";

/** Messages of people who want their answer to go elsewhere, or to do what it should not. */
const MESSAGES: readonly (readonly [from: string, headers: readonly string[], text?: string])[] = [
  [STRANGER, []],
  [COLLEAGUE, ["Reply-To: quelquun@exemple.fr"]],
  ["Labo <labo@exemple.fr>", []],
  [`${NUMBER}00@patient.mssante.fr`, []],
  [COLLEAGUE, ["Message-ID: <a@b>\u0000Bcc: x@y.fr", "References: <bon@exemple.fr> mauvais <autre>"]],
  [
    `${KNOWN.number}${KNOWN.key}@patient.mssante.fr`,
    ["References: <r1@exemple.fr> <r2@exemple.fr>"],
    "Ma question\u001b[2J\r\nBcc: a@b.fr",
  ],
  [COLLEAGUE, ["Subject: [FIN]"]],
];

function eml([from, headers, text = "Bonjour"]: (typeof MESSAGES)[number], index: number): string {
  const own = ["Subject", "Message-ID"].filter((name) => !headers.some((header) => header.startsWith(name)));
  const defaults = { Subject: `Subject: Question ${index}`, "Message-ID": `Message-ID: <m${index}@exemple.fr>` };
  return [
    ...[`From: ${from}`, "To: paul.marceau@bac-a-sable.mssante.fr", "Date: Wed, 25 Nov 2026 08:00:00 +0100"],
    ...own.map((name) => defaults[name as keyof typeof defaults]),
    ...headers,
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
  ].join("\r\n");
}

describe("an answer goes where it may, and nowhere else", { timeout: 180_000 }, () => {
  const added = async () => {
    const practice = await openInboxPractice({ count: 1 });
    for (const [index, message] of MESSAGES.entries()) {
      const path = join(practice.home, `m${index}.eml`);
      writeFileSync(path, eml(message, index));
      const { code, stderr } = await practice.segur(["inbox", "add", path]);
      if (code !== 0) throw new Error(stderr);
    }
    const reply = (id: string, ...more: string[]) =>
      practice.segur(["inbox", "reply", id, "--body", "-", "--json", ...more], { input: "Réponse\n", timeoutMs: 60_000 });
    return { practice, reply };
  };

  it("by the rules of its address, its thread and its words", async () => {
    const { practice, reply } = await added();
    // A patient whom no file has is answered at the address that they wrote from, in words alone.
    const stranger = await reply("M1", "--yes");
    expect(stranger.code, stranger.stderr).toBe(0);
    expect(stranger.stdout).not.toContain(NUMBER);
    // A Reply-To is said and not followed.
    const elsewhere = await reply("M2", "--yes");
    expect(elsewhere.code, elsewhere.stderr).toBe(0);
    expect(elsewhere.stderr).toContain("Reply-To");
    expect(failed(await reply("M3", "--yes"))).toEqual([6, "inbox.reply_outside"]);
    expect(failed(await reply("M4", "--yes"))).toEqual([6, "inbox.reply_outside"]);
    const hostile = await reply("M5", "--yes");
    expect(hostile.code, hostile.stderr).toBe(0);
    const known = await reply("M6", "--yes", "--quote");
    expect(known.code, known.stderr).toBe(0);
    expect(failed(await reply("M7", "--yes"))).toEqual([6, "inbox.reply_ended"]);

    const [first, second, third, fourth, more] = await receivedBy(practice);
    expect(more).toBeUndefined();
    expect(first?.to?.map(({ address }) => address)).toEqual([STRANGER]);
    expect([second, third].map((each) => each?.to?.map(({ address }) => address))).toEqual([[COLLEAGUE], [COLLEAGUE]]);
    for (const each of [first, second, third, fourth]) expect([each?.cc ?? [], each?.bcc ?? []]).toEqual([[], []]);
    expect(third?.references).toBe("<bon@exemple.fr>");
    expect(fourth?.inReplyTo).toBe("<m5@exemple.fr>");
    expect(fourth?.references).toBe("<r1@exemple.fr> <r2@exemple.fr> <m5@exemple.fr>");
    expect(fourth?.text).toMatch(/^Réponse\n\nLe 25\/11\/2026, vous avez écrit :\n> Ma question/);
    expect(fourth?.text).not.toMatch(/\u001b|patient\.mssante/);
  });

  it("with a document, only to a patient whose identity is qualified here, and who does not oppose it", async () => {
    const { practice, reply } = await added();
    const document = await withStore(
      practice.store,
      async ({ patients }) => (await patients.findByFileNumbers(["C1"])).get("C1")?.id ?? "",
    );
    const path = join(practice.home, "lettre.txt");
    writeFileSync(path, "Votre compte rendu.\n");
    const filed = await practice.segur(["doc", "add", document, path, "--type", "11488-4", "--title", "Lettre", "--json"]);
    expect(filed.code, filed.stderr).toBe(0);
    expect((await reply("M6", "--doc", "D1", "--dry-run")).code).toBe(0);
    expect(failed(await reply("M1", "--doc", "D1", "--dry-run"))).toEqual([6, "inbox.reply_other_patient"]);
    await writeStore(practice.store, async ({ patients }) => {
      const patient = await patients.get(document);
      if (patient === null) throw new Error("no patient");
      const identity = { ...patient.identity, status: "recuperee" as const };
      await patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
    });
    expect(failed(await reply("M6", "--doc", "D1", "--yes"))).toEqual([6, "inbox.reply_other_patient"]);
    expect((await reply("M6", "--dry-run")).code).toBe(0);
    const opposed = await practice.segur(["patient", "consent", "C1", "--mss-patient", "opposition"]);
    expect(opposed.code, opposed.stderr).toBe(0);
    expect(failed(await reply("M6", "--yes"))).toEqual([6, "mss.patient_opposed"]);
    expect(await practice.sandbox.control.mailDeliveries()).toHaveLength(0);
  });
});
