import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DmpPractice, openDmpPractice } from "./support/dmp-practice.js";
import { logIn, openPractice, type Practice } from "./support/practice.js";

const TIMEOUT = { timeout: 90_000 };
const COLLEAGUE = "repondeur@bac-a-sable.mssante.fr";
const CLOSED = "fermee@bac-a-sable.mssante.fr";
const json = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout);
const write = (to: readonly string[], ...more: readonly string[]) => [
  ...["mss", "send", ...to.flatMap((each) => ["--to", each]), "--subject", "Réunion", "--body", "-", "--yes", ...more],
];
const BODY = { input: "Bonjour,\nà jeudi.\n" };
const deliveries = (practice: Practice) => practice.sandbox.control.mailDeliveries();

describe("a backup that is restored", () => {
  it("sends again nothing of what left since: each message that it believes to wait is looked for first", TIMEOUT, async () => {
    const practice: DmpPractice = await openDmpPractice({ people: 10 });
    const { control } = practice.sandbox;
    await control.addMssFault({ kind: "tempfail", rate: 1 });
    for (const _ of [1, 2]) expect((await practice.segur(write([COLLEAGUE]), BODY)).code).toBe(3);
    await control.clearMssFaults();
    const file = join(practice.home, "avant.segur");
    expect((await practice.segur(["cabinet", "backup", "--to", file])).code).toBe(0);
    expect((await practice.segur(["outbox", "retry", "O1"])).code).toBe(0);
    const restored = await practice.segur(["cabinet", "restore", file, "--yes"]);
    expect(restored.code, restored.stderr).toBe(0);
    await logIn(practice);
    const retried = await practice.segur(["outbox", "retry", "--all", "--json"]);
    expect(await deliveries(practice)).toHaveLength(1);
    expect(json(retried).items.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      ["O1", "done"],
      ["O2", "uncertain"],
    ]);
    // A person, who knows that it did not leave, decides.
    expect((await practice.segur(["outbox", "retry", "O2", "--force-resend"])).code).toBe(0);
    expect(await deliveries(practice)).toHaveLength(2);
  });
});

describe("a message whose answer was lost", () => {
  it("and that was taken is settled by mss status, which read the report", TIMEOUT, async () => {
    const practice = await openPractice({ people: 10 });
    await practice.sandbox.control.addMssFault({ kind: "cut-kept", count: 1 });
    await practice.segur(write([COLLEAGUE]), BODY);
    await practice.sandbox.mail.settle();
    const status = await practice.segur(["mss", "status", "--json"]);
    expect(json(status).items).toMatchObject([
      { state: "delivered", subject: "Réunion", from: expect.stringContaining("paul.marceau") },
    ]);
    expect(json(await practice.segur(["outbox", "list", "--all", "--json"])).items).toMatchObject([{ state: "done" }]);
    const shown = await practice.segur(["outbox", "show", "O1"]);
    expect(shown.stdout).toContain("remis à l'opérateur");
    expect(shown.stdout).toContain(`${COLLEAGUE} : distribué`);
  });
});

describe("after a message", () => {
  it(
    "a failure says what to do, and leaves the list once it is seen to; the answers that wait are counted",
    TIMEOUT,
    async () => {
      const practice = await openPractice({ people: 10 });
      const sent = await practice.segur(write([COLLEAGUE, CLOSED]), BODY);
      expect(sent.code, sent.stderr).toBe(3);
      // Told once, with its recipient.
      expect(`${sent.stdout}${sent.stderr}`.match(/La boîte du destinataire est fermée/g)).toHaveLength(1);
      await practice.sandbox.mail.settle();
      const failed = await practice.segur(["mss", "status", "--failed"]);
      expect(failed.stdout).not.toContain(COLLEAGUE);
      expect(failed.stderr).toContain(
        "O1 : Vérifiez l'adresse (segur mss directory search NOM), puis : segur mss send --to ADRESSE",
      );
      expect(failed.stderr).toContain("segur mss done O1");
      expect(failed.stderr).toMatch(/Une réponse à vos messages attend dans la boîte/);
      expect((await practice.segur(["mss", "status", "O1"])).stdout).toMatch(
        /Objet +Réunion[\s\S]*Que faire +Vérifiez l'adresse/,
      );
      expect((await practice.segur(["mss", "done", "O1"])).code).toBe(0);
      const after = await practice.segur(["mss", "status", "--failed"]);
      expect(`${after.stdout}${after.stderr}`).toContain("Aucun message n'a échoué.");
      expect((await practice.segur(["outbox", "show", "O1"])).stdout).toContain("échec pour 1 sur 2");
    },
  );
});

describe("a sandbox that is stopped", () => {
  it("keeps the message, and says how to start it; it leaves once it runs", TIMEOUT, async () => {
    const practice = await openPractice({ people: 10 });
    // As a stopped one leaves it: without its address.
    rmSync(join(practice.home, "state", "sandbox", "sandbox.json"));
    const sent = await practice.segur(write([COLLEAGUE], "--json"), BODY);
    expect(sent.code, sent.stderr).toBe(5);
    expect(JSON.parse(sent.stderr)).toMatchObject({ code: "mss.queued", why: expect.stringContaining("pas démarré") });
    expect(json(await practice.segur(["outbox", "list", "--json"])).items).toMatchObject([{ id: "O1", state: "queued" }]);
  });
});
