import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hashOfAddress } from "../../src/sandbox/mail/delivery-log.js";
import { type DmpPractice, openDmpPractice } from "./support/dmp-practice.js";

const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);

async function recipients(practice: DmpPractice): Promise<readonly string[]> {
  return (await practice.sandbox.control.mailDeliveries()).flatMap((one) => one.recipients);
}

describe("a message to professionals", () => {
  it("leaves in the form of MSSanté, is followed to its reading, and tells who refused it and why", {
    timeout: 90_000,
  }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const document = filed?.document ?? "";
    const preview = await practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", document, "--dry-run", "--json"]);
    expect(preview.code, preview.stderr).toBe(0);
    expect(json(preview)).toMatchObject({ audience: "professional", to: [COLLEAGUE], documents: [document] });
    expect(await recipients(practice)).toEqual([]);
    const args = ["mss", "send", "--to", COLLEAGUE, "--to", "fermee@bac-a-sable.mssante.fr", "--doc", document, "--read-receipt"];
    // Nobody can be asked, and nobody said yes.
    expect((await practice.segur([...args, "--json"])).code).not.toBe(0);
    const sent = await practice.segur([...args, "--yes", "--json"]);
    expect([0, 3], sent.stderr).toContain(sent.code);
    const [delivery, another] = await practice.sandbox.control.mailDeliveries();
    expect(another).toBeUndefined();
    expect(delivery?.anomalies).toEqual([]);
    expect(delivery?.recipients).toContain(hashOfAddress(COLLEAGUE));
    await practice.sandbox.mail.settle();
    const status = await practice.segur(["mss", "status", json(sent).id, "--json"]);
    expect(status.code, status.stderr).toBe(0);
    const { items } = json(status);
    expect(items).toMatchObject([
      { address: COLLEAGUE, state: "read" },
      {
        address: "fermee@bac-a-sable.mssante.fr",
        state: "failed",
        code: expect.stringMatching(/^5\./),
        cause: expect.any(String),
      },
    ]);
    const kinds = await practice.read((store) =>
      store.traces.list({ kinds: ["mss.sent", "mss.failed", "mss.report"], limit: 99 }),
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["mss.sent", "mss.report"]));
    expect(JSON.stringify(kinds)).not.toContain("@");
    expect((await practice.segur(["mss", "status", "--failed"])).stdout).toContain("fermee@");
  });
});

describe("a message to the patient", () => {
  it("leaves for a qualified identity alone, comes back with its cause, and never shows the matricule", {
    timeout: 90_000,
  }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const { patient, document } = filed ?? { patient: "", document: "" };
    const matricule = (await practice.read((store) => store.patients.get(patient)))?.identity.ins?.matricule ?? "?";
    const body = join(practice.home, "texte.txt");
    writeFileSync(body, "Bonjour,\nvoici votre compte rendu.\n");
    const args = ["mss", "send", "--to-patient", patient, "--doc", document, "--body", body, "--no-reply", "--yes", "--json"];
    await practice.segur(["patient", "consent", patient, "--mss-patient", "opposition"]);
    const opposed = await practice.segur(args);
    expect([opposed.code, JSON.parse(opposed.stderr)]).toMatchObject([6, { code: "mss.patient_opposed", rule: "MSS/va1.20" }]);
    await practice.segur(["patient", "consent", patient, "--mss-patient", "accord"]);
    await practice.sandbox.control.addMssFault({ kind: "mes-closed", rate: 1 });
    const sent = await practice.segur(args);
    expect(sent.code, sent.stderr).toBe(0);
    await practice.sandbox.mail.settle();
    const status = await practice.segur(["mss", "status", "--json"]);
    expect(json(status).items).toMatchObject([{ state: "failed", code: "mes.closed", cause: expect.stringContaining("fermé") }]);
    for (const { stdout, stderr } of [opposed, sent, status]) expect(stdout + stderr).not.toContain(matricule);
    const journal = await practice.segur(["journal", "list", "--json"]);
    expect(journal.stdout).toContain("mss.report");
    expect(journal.stdout).not.toContain(matricule);
  });
});

describe("the same message asked for again", () => {
  it("leaves once: it is named while it waits, and asked for with --again once it was taken", { timeout: 90_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const send = (...more: readonly string[]) =>
      practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", filed?.document ?? "", ...more, "--json"]);
    const errorOf = ({ stderr }: { readonly stderr: string }) => JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}");
    await practice.sandbox.control.addMssFault({ kind: "tempfail", rate: 1 });
    const deferred = await send("--yes");
    // Nothing is left in the queue without being said.
    expect(deferred.stdout + deferred.stderr).toMatch(/O1/);
    const twice = await send("--yes");
    expect([twice.code, errorOf(twice)]).toMatchObject([6, { code: "mss.already_queued", details: { outbox: ["O1"] } }]);
    await practice.sandbox.control.clearMssFaults();
    expect((await practice.segur(["outbox", "retry", "--all", "--json"])).code).toBe(0);
    for (const flag of ["--yes", "--dry-run"]) {
      const done = await send(flag);
      expect([done.code, errorOf(done)]).toMatchObject([
        7,
        { code: "mss.already_sent", advice: expect.stringContaining("--again") },
      ]);
    }
    expect(await recipients(practice)).toEqual([hashOfAddress(COLLEAGUE)]);
    expect(json(await send("--dry-run", "--again"))).toMatchObject({ alreadySent: [{ id: "O1", to: COLLEAGUE }] });
    expect((await send("--yes", "--again")).code).toBe(0);
    expect(await recipients(practice)).toHaveLength(2);
    const all = await practice.segur(["outbox", "retry", "--all", "--force-resend", "--json"]);
    expect([all.code, errorOf(all)]).toMatchObject([2, { code: "outbox.force_unnamed" }]);
  });
});

describe("the outbox", () => {
  it("keeps a message that could not leave, and sends it once", { timeout: 90_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    await practice.sandbox.control.addMssFault({ kind: "tempfail", rate: 1 });
    const sent = await practice.segur(["mss", "send", "--to", COLLEAGUE, "--doc", filed?.document ?? "", "--yes", "--json"]);
    expect(sent.code, sent.stdout).not.toBe(0);
    expect(await recipients(practice)).toEqual([]);
    expect((await practice.segur(["mss", "status", "--pending", "--offline"])).stdout).toContain("queued");
    await practice.sandbox.control.clearMssFaults();
    const retried = await practice.segur(["outbox", "retry", "--all", "--json"]);
    expect(retried.code, retried.stderr).toBe(0);
    expect((await practice.segur(["outbox", "retry", "--all", "--json"])).code).toBe(0);
    expect(await recipients(practice)).toEqual([hashOfAddress(COLLEAGUE)]);
  });
});

describe("the share of a document", () => {
  it("does each part by its own rules, and says which one a rule refused", { timeout: 90_000 }, async () => {
    const practice = await openDmpPractice({ people: 60 });
    const [filed] = await practice.file(1);
    const document = filed?.document ?? "";
    const args = ["doc", "share", document, "--dmp", "--hide-from", "patient", "--patient", "--to", COLLEAGUE, "--read-receipt"];
    const preview = await practice.segur([...args, "--dry-run", "--json"]);
    expect([preview.code, await recipients(practice), await practice.deposited()], preview.stderr).toEqual([3, [], []]);
    const shared = await practice.segur([...args, "--yes", "--json"]);
    expect(shared.code, shared.stderr).toBe(3);
    expect(json(shared).items).toMatchObject([
      { part: "dmp", outcome: "done" },
      { part: "professionals", outcome: "done" },
      { part: "patient", outcome: "refused", code: "mss.hidden_from_patient", rule: "DMP/va1.18" },
    ]);
    expect(await recipients(practice)).toEqual([hashOfAddress(COLLEAGUE)]);
    expect(await practice.deposited()).toEqual([{ id: document, status: "approved" }]);
    // Run again: what is done is not done twice, and is no failure.
    const again = await practice.segur(["doc", "share", document, "--dmp", "--to", COLLEAGUE, "--yes", "--json"]);
    expect(again.code, again.stderr).toBe(0);
    expect(json(again).items).toMatchObject([
      { part: "dmp", outcome: "already", outbox: null },
      { part: "professionals", outcome: "already", outbox: "O2" },
    ]);
    expect(await recipients(practice)).toEqual([hashOfAddress(COLLEAGUE)]);
  });
});
