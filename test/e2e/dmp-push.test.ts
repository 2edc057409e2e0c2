import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitOf, startSegur, textOf } from "../support/cli.js";
import { type DmpPractice, fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const TIMEOUT = { timeout: 90_000 };

/** The one line of JSON that an error is, when the format is JSON. */
const errorOf = ({ stderr }: { stderr: string }) => JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}");

async function only(practice: DmpPractice, state?: Parameters<DmpPractice["file"]>[1]) {
  const [one] = await practice.file(1, state);
  if (one === undefined) throw new Error("nothing was filed");
  return one;
}

describe("segur dmp push, against the sandbox DMP", () => {
  it("deposits a document once, then replaces, hides, reveals, archives and deletes it", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { patient, document } = await only(practice);
    const segur = async (...args: readonly string[]) => {
      const result = await practice.segur([...args, "--json"]);
      expect(result.code, `${args.join(" ")}: ${result.stderr}`).toBe(0);
      return JSON.parse(result.stdout);
    };
    const refused = async (...args: readonly string[]) => {
      const result = await practice.segur([...args, "--json"]);
      const { code } = errorOf(result);
      return [result.code, code];
    };
    // Nobody can be asked here: what leaves is named by --yes, or nothing leaves.
    expect(await refused("dmp", "push", document)).toEqual([2, "prompt.impossible"]);
    const pushed = await segur("dmp", "push", document, "--yes");
    expect(pushed.items).toMatchObject([{ id: document, patientId: patient, outcome: "done", outbox: "O1", confirmed: false }]);
    expect(await refused("dmp", "push", document, "--yes")).toEqual([6, "dmp.unchanged"]);
    expect(await practice.deposited()).toEqual([{ id: document, status: "approved" }]);

    const second = await writeStore(practice.store, async (store) => {
      const first = await store.documents.get(document);
      return fileText(store, patient, "corrigé\n", { setId: first?.setId ?? "", versionNumber: 2, replaces: document });
    });
    expect((await segur("dmp", "replace", second, "--yes")).items).toMatchObject([
      { id: second, outcome: "done", replaces: document },
    ]);
    expect(await practice.deposited()).toEqual([
      { id: document, status: "deprecated" },
      { id: second, status: "approved" },
    ]);

    // Feeding and replacing asked for no authorisation to read (DMP/CONF.05).
    expect(await refused("dmp", "hide", second)).toEqual([2, "prompt.impossible"]);
    await segur("dmp", "authorize", patient, "--consent");
    expect(await segur("dmp", "hide", second, "--yes")).toMatchObject({
      state: "hidden",
      hiddenFrom: ["ps"],
    });
    expect(await segur("dmp", "hide", second, "--yes")).toMatchObject({ state: "hidden", changed: false });
    expect(await segur("dmp", "reveal", second, "--to", "ps", "--yes")).toMatchObject({
      state: "revealed",
      hiddenFrom: [],
    });
    expect(await segur("dmp", "archive", second, "--yes")).toMatchObject({ state: "archived" });
    expect(await segur("dmp", "archive", second, "--yes")).toMatchObject({ state: "archived", changed: false });
    expect(await segur("dmp", "unarchive", second, "--yes")).toMatchObject({ state: "unarchived" });
    expect(await segur("dmp", "delete", second, "--yes")).toMatchObject({ state: "deleted" });
    expect(await refused("dmp", "push", second, "--yes")).toEqual([6, "dmp.withdrawn"]);
    expect(await refused("dmp", "delete", second, "--yes")).toEqual([6, "dmp.withdrawn"]);
    const [shown] = (await segur("doc", "list", patient)).items;
    expect(shown.dmp).toMatchObject({ direction: "pushed", withdrawnAt: expect.any(String) });
    expect((await practice.segur(["doc", "show", second])).stdout).toMatch(/retiré du DMP le \d\d\/\d\d\/\d{4}/);

    // Each call has its VIHF, its intention and its answer in the journal, and the deposit its outcome with the identity status.
    const traces = await practice.read((store) => store.traces.list({ patientId: patient, limit: 500 }));
    const count = (kind: string) => traces.filter((trace) => trace.kind === kind).length;
    expect(count("dmp.vihf")).toBe(count("dmp.intended"));
    expect(count("dmp.answered")).toBe(count("dmp.intended"));
    expect(traces.filter(({ kind }) => kind === "outbox.settled")).toMatchObject([
      { code: "accepted", data: { state: "done", identityStatus: "qualifiee", qualified: true, types: ["11488-4"] } },
      { code: "accepted", data: { state: "done", documents: [second] } },
    ]);
    expect((await practice.segur(["journal", "verify"])).code).toBe(0);
  });

  it("refuses an absent DMP, a closed one, and traits that differ until a person has confirmed", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 1_000 });
    for (const [state, code] of [
      ["absent", "dmp.absent"],
      ["closed", "dmp.closed"],
    ] as const) {
      const { document } = await only(practice, state);
      const result = await practice.segur(["dmp", "push", document, "--yes", "--json"]);
      expect([result.code, errorOf(result).code]).toEqual([6, code]);
      expect(errorOf(result).rule).toBe("DMP/CONF.01");
    }
    const { patient, document } = await only(practice);
    await writeStore(practice.store, async (store) => {
      const found = await store.patients.get(patient);
      if (found === null) throw new Error("no patient");
      const traits = { ...found.identity.traits, birthDate: "1901-01-01" };
      await store.patients.save({
        updates: [{ patient: { ...found, identity: { ...found.identity, traits } }, expectedVersion: found.version }],
      });
    });
    const stopped = await practice.segur(["dmp", "push", document, "--yes", "--json"]);
    expect([stopped.code, errorOf(stopped).code, errorOf(stopped).details.traits]).toEqual([
      7,
      "dmp.traits_differ",
      ["birthDate"],
    ]);
    expect(stopped.stderr).not.toContain("1901");
    // None of the three left anything behind.
    expect(await practice.read((store) => store.outbox.list({ limit: 10 }))).toEqual([]);
    const confirmed = await practice.segur(["dmp", "push", document, "--yes", "--confirm-traits", "--json"]);
    expect(confirmed.code, confirmed.stderr).toBe(0);
  });

  it("queues what finds no DMP, says so, and sends it later under the same identifiers", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { document } = await only(practice);
    await practice.sandbox.control.addDmpFault({ kind: "down" });
    const offline = await practice.segur(["dmp", "push", document, "--yes", "--json"]);
    expect(offline.code).toBe(5);
    expect(errorOf(offline)).toMatchObject({
      code: "dmp.queued",
      details: { outbox: "O1" },
      advice: expect.stringContaining("segur outbox retry O1"),
    });
    const listed = JSON.parse((await practice.segur(["outbox", "list", "--json"])).stdout);
    expect(listed.items).toMatchObject([{ id: "O1", documents: [document], error: { code: expect.any(String) } }]);
    expect((await practice.segur(["outbox", "retry", "O1", "--json"])).code).toBe(5);
    expect((await practice.segur(["dmp", "push", document, "--yes"])).code).toBe(6);
    expect(await practice.deposited()).toEqual([]);

    await practice.sandbox.control.clearDmpFaults();
    const retried = await practice.segur(["outbox", "retry", "--all", "--json"]);
    expect(retried.code, retried.stderr).toBe(0);
    expect(JSON.parse(retried.stdout).items).toMatchObject([{ id: "O1", state: "done" }]);
    expect(await practice.deposited()).toEqual([{ id: document, status: "approved" }]);
  });

  it("checks a lost answer before anything is sent again, and counts it as success", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { document } = await only(practice);
    const { addDmpFault, dmpCalls } = practice.sandbox.control;
    const made = async (operation: string) => (await dmpCalls()).filter((call) => call.operation === operation);
    await addDmpFault({ kind: "lost", count: 1 });

    const pushed = await practice.segur(["dmp", "push", document, "--yes", "--json"]);
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(JSON.parse(pushed.stdout).items).toMatchObject([{ outcome: "done", confirmed: true, outbox: "O1" }]);
    expect(await practice.deposited()).toEqual([{ id: document, status: "approved" }]);
    expect((await made("provide")).map(({ outcome }) => outcome)).toEqual(["lost"]);
    expect((await made("query")).map(({ mode }) => mode)).toEqual(["INDIRECTE"]);
    const settled = await practice.read((store) => store.traces.list({ kinds: ["outbox.settled"], limit: 5 }));
    expect(settled).toMatchObject([{ code: "confirmed", data: { outbox: "O1", state: "done" } }]);
  });

  it("goes on with the documents of others when one is refused, and tells each", TIMEOUT, async () => {
    const practice = await openDmpPractice({ people: 1_000 });
    const good = await only(practice);
    const absent = await only(practice, "absent");
    const result = await practice.segur(["dmp", "push", good.document, absent.document, "--yes", "--json"]);
    expect(result.code).toBe(3);
    expect(JSON.parse(result.stdout).items).toMatchObject([
      { id: good.document, outcome: "done" },
      { id: absent.document, outcome: "failed", code: "dmp.absent", outbox: null },
    ]);
  });

  it("hides from the patient when asked, and shows it later, one way only", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { patient, document } = await only(practice);
    expect((await practice.segur(["dmp", "authorize", patient, "--consent"])).code).toBe(0);
    const both = await practice.segur([
      "dmp",
      "push",
      document,
      "--yes",
      "--hide-from",
      "ps",
      "--hide-from",
      "patient",
      "--json",
    ]);
    expect([both.code, errorOf(both).code]).toEqual([6, "dmp.both_hidden"]);
    expect((await practice.segur(["dmp", "push", document, "--yes", "--hide-from", "patient"])).code).toBe(0);
    const hidden = await practice.segur(["dmp", "hide", document, "--yes", "--json"]);
    expect([hidden.code, errorOf(hidden).code]).toEqual([6, "dmp.both_hidden"]);
    const shown = await practice.segur(["dmp", "reveal", document, "--to", "patient", "--yes", "--json"]);
    expect(shown.code, shown.stderr).toBe(0);
    expect(JSON.parse(shown.stdout).hiddenFrom).toEqual([]);
  });

  it("feeds, replaces and deletes with a session that may not read a DMP (DMP/CONF.05)", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { patient, document } = await only(practice);
    const phrase = join(practice.home, "phrase.txt");
    writeFileSync(phrase, "quatre mots pour entrer\n", { mode: 0o600 });
    const segur = async (...args: readonly string[]) => {
      const result = await practice.segur([...args, "--json"]);
      expect(result.code, `${args.join(" ")}: ${result.stderr}`).toBe(0);
    };
    await segur("user", "set", "U1", "--password-file", phrase);
    await segur("logout");
    await segur("login", "--password", "--password-file", phrase);
    const listed = await practice.segur(["dmp", "list", patient, "--json"]);
    expect([listed.code, errorOf(listed).code]).toEqual([4, "dmp.login_too_weak"]);

    await segur("dmp", "push", document, "--yes");
    const second = await writeStore(practice.store, async (store) => {
      const first = await store.documents.get(document);
      return fileText(store, patient, "corrigé\n", { setId: first?.setId ?? "", versionNumber: 2, replaces: document });
    });
    await segur("dmp", "replace", second, "--yes");
    const hidden = await practice.segur(["dmp", "hide", second, "--yes", "--json"]);
    expect([hidden.code, errorOf(hidden).code]).toEqual([4, "dmp.login_too_weak"]);
    await segur("dmp", "delete", second, "--yes");
    expect((await practice.deposited()).map(({ status }) => status)).toEqual(["deprecated", "deleted"]);
    const calls = await practice.sandbox.control.dmpCalls();
    expect(new Set(calls.map(({ mode }) => mode))).toEqual(new Set(["INDIRECTE"]));
  });

  it("ends at Ctrl-C by saying which line goes on, and nothing is sent twice", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { document } = await only(practice);
    const { addDmpFault, clearDmpFaults, dmpCalls } = practice.sandbox.control;
    await addDmpFault({ kind: "slow", delayMs: 2_000 });
    const child = startSegur(["dmp", "push", document, "--yes", "--json"], { home: practice.home });
    const stderr = textOf(child.stderr);
    child.stdout?.resume();
    // The DMP has answered that it exists; the deposit is on its way, or about to be.
    while ((await dmpCalls()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    while ((await practice.read((store) => store.outbox.list({ limit: 1 }))).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill("SIGINT");
    expect(await exitOf(child)).toBe(130);
    expect(errorOf({ stderr: await stderr })).toMatchObject({ kind: "interrupted", details: { outbox: "O1" } });
    await clearDmpFaults();
    const retried = await practice.segur(["outbox", "retry", "O1", "--json"]);
    expect(retried.code, retried.stderr).toBe(0);
    expect(await practice.deposited()).toEqual([{ id: document, status: "approved" }]);
  });

  it("makes one submission of the documents of one patient", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { patient, document } = await only(practice);
    const second = await writeStore(practice.store, (store) => fileText(store, patient, "ordonnance\n"));
    const pushed = await practice.segur(["dmp", "push", document, "--yes", second, "--json"]);
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(JSON.parse(pushed.stdout).items).toMatchObject([
      { id: document, outbox: "O1" },
      { id: second, outbox: "O1" },
    ]);
    const calls = await practice.sandbox.control.dmpCalls();
    expect(calls.map(({ operation }) => operation)).toEqual(["status", "provide"]);
    expect((await practice.deposited()).map(({ id }) => id)).toEqual([document, second]);
  });

  it("keeps a refusal for a person, and gives its line up when the document is pushed again", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const { document } = await only(practice);
    const { addDmpFault, clearDmpFaults, dmpCalls } = practice.sandbox.control;
    await addDmpFault({ kind: "slow", delayMs: 700 });
    const pushing = practice.segur(["dmp", "push", document, "--yes", "--json"]);
    while ((await dmpCalls()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await addDmpFault({ kind: "denied" });
    const denied = await pushing;
    expect([denied.code, errorOf(denied).details.outbox]).toEqual([6, "O1"]);
    await clearDmpFaults();
    // `--all` leaves to a person what was refused.
    expect(JSON.parse((await practice.segur(["outbox", "retry", "--all", "--json"])).stdout).items).toEqual([]);
    const again = await practice.segur(["dmp", "push", document, "--yes", "--json"]);
    expect(again.code, again.stderr).toBe(0);
    const listed = JSON.parse((await practice.segur(["outbox", "list", "--all", "--json"])).stdout);
    expect(listed.items).toMatchObject([
      { id: "O1", state: "cancelled" },
      { id: "O2", state: "done" },
    ]);
    expect(await practice.deposited()).toEqual([{ id: document, status: "approved" }]);
  });

  it("is one document when two processes push it at the same time", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const documents = (await practice.file(4)).map(({ document }) => document);
    const both = await Promise.all([0, 1].map(() => practice.segur(["dmp", "push", ...documents, "--yes", "--json"])));
    for (const { code, stderr } of both) expect([0, 3, 6], stderr).toContain(code);
    expect((await practice.deposited()).map(({ id }) => id).sort()).toEqual([...documents].sort());
    const lines = await practice.read((store) =>
      store.outbox.list({ states: ["queued", "sending", "uncertain", "refused"], limit: 10 }),
    );
    expect(lines).toEqual([]);
  });
});
