import { describe, expect, it } from "vitest";
import { run as push } from "../../../src/commands/dmp/push.js";
import { run as cancel } from "../../../src/commands/outbox/cancel.js";
import { run as list } from "../../../src/commands/outbox/list.js";
import { run as retry } from "../../../src/commands/outbox/retry.js";
import { run as show } from "../../../src/commands/outbox/show.js";
import { filed, qualified } from "../../services/dmp/support.js";
import { MACHINE, testCabinet } from "../../services/support/cabinet.js";
import { testContext, typed } from "../support/context.js";

/** Who answers for the documents of these tests. */
const DOCTOR = {
  label: "Dr MARCEAU",
  rpps: "99700000001",
  role: "medecin",
  settings: { familyName: "MARCEAU", givenName: "Paul", speciality: "SM26" },
} as const;

/** A line that waits, with names in its payload that no screen may show. */
async function waiting() {
  const cabinet = await testCabinet();
  const [patient] = await cabinet.add(qualified());
  if (patient === undefined) throw new Error("no patient");
  const document = await filed(cabinet, patient);
  const at = "2026-11-25T08:00:00.000Z";
  await cabinet.outbox.add({
    kind: "dmp.submit",
    key: "2.25.77",
    patientId: patient.id,
    documents: [document.id],
    payload: { secret: "ADRUN ZOE" },
    contents: [document.content],
    createdAt: at,
    createdBy: "U1",
  });
  const settle = async (state: "refused" | "uncertain" | "done") => {
    await cabinet.outbox.claim("O1", MACHINE, { now: at, leaseUntil: at });
    const error = { code: "dmp.fault.refused", message: "Le DMP refuse." };
    await cabinet.outbox.settle("O1", MACHINE, { state, at, nextTryAt: null, error });
  };
  return { cabinet, settle };
}

describe("segur outbox", () => {
  it("lists what is not ended, by numbers only", async () => {
    const { cabinet, settle } = await waiting();
    await settle("refused");
    const { context, io } = await testContext({ cabinet, format: "json" });
    await list(context, typed([]));
    expect(JSON.parse(io.written()).items).toMatchObject([
      { id: "O1", kind: "dmp.submit", patientId: "P1", documents: ["D1"], state: "refused", attempts: 1 },
    ]);
    expect(io.written()).not.toMatch(/ADRUN|payload/);
    const ended = await testContext({ cabinet });
    await list(ended.context, typed([], { state: "done" }));
    expect(ended.io.told() + ended.io.written()).toContain("Aucun envoi.");
  });

  it("gives one line to each in eighty columns, with a short reason and a whole time", async () => {
    const { cabinet } = await waiting();
    const at = cabinet.clock.now().toISOString();
    const nextTryAt = new Date(Date.now() + 60_000).toISOString();
    await cabinet.outbox.claim("O1", MACHINE, { now: at, leaseUntil: at });
    const message = "Le serveur du DMP a coupé la connexion. Cause technique : la connexion a été coupée pendant l'envoi.";
    const error = { code: "dmp.network.reset", message };
    await cabinet.outbox.settle("O1", MACHINE, { state: "queued", at, nextTryAt, error });
    const { context, io } = await testContext({ cabinet, tty: true, columns: 80 });
    await list(context, typed([], { state: "en-attente" }));
    const rows = io
      .written()
      .split("\n")
      .filter((row) => row.includes("O1") || row.includes("Le serveur"));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/en attente \((\d\d\/\d\d )?\d\d:\d\d\)/);
    expect(rows[0]).toMatch(/DMP injoignable/);
    expect(io.told()).toContain("rien ne repart seul");
    await show(context, typed(["O1"]));
    expect(io.written()).toContain("Le serveur du DMP a coupé la connexion.");
    expect(io.written()).not.toContain("Cause technique");
    // Nothing is due: when it will be is said, and how not to wait.
    const none = await testContext({ cabinet });
    expect(await retry(none.context, typed([[]]))).toBe(0);
    expect(none.io.told()).toMatch(/1 envoi attend, prochain essai : .*\d\d:\d\d ; --all pour ne pas attendre/);
  });

  it("shows the latest within a limit, and says how many are before", async () => {
    const { cabinet } = await waiting();
    const first = await cabinet.outbox.get("O1");
    if (first === null) throw new Error("no line");
    await cabinet.outbox.add({ ...first, key: "2.25.78" });
    const { context, io } = await testContext({ cabinet, format: "json" });
    await list(context, typed([], { limit: "1" }));
    expect(JSON.parse(io.written())).toMatchObject({ items: [{ id: "O2" }], count: 2 });
    expect(io.told()).toContain("1 envoi plus ancien n'est pas montré");
    await expect(list(context, typed([], { limit: "0" }))).rejects.toMatchObject({ code: "outbox.limit" });
  });

  it("shows a line with what to do next", async () => {
    const { cabinet, settle } = await waiting();
    await settle("uncertain");
    const { context, io } = await testContext({ cabinet, tty: true });
    await show(context, typed(["o1"]));
    expect(io.written()).toContain("à vérifier");
    expect(io.written()).toContain("segur outbox retry O1");
    // On a terminal, for who may see patients: whose it is, so that a wrong patient is noticed.
    expect(io.written()).toContain("P1, ADRUN ZOE, née le");
    const piped = await testContext({ cabinet });
    await show(piped.context, typed(["o1"]));
    const limited = await testContext({ cabinet: { ...cabinet, rights: new Set() }, tty: true });
    await show(limited.context, typed(["o1"]));
    expect(piped.io.written() + limited.io.written()).not.toContain("ADRUN");
    await expect(show(context, typed(["O9"]))).rejects.toMatchObject({ code: "outbox.not_found" });
  });

  it("cancels after a question, or with --yes, and never what may have left", async () => {
    const { cabinet, settle } = await waiting();
    const refusing = await testContext({ cabinet, answers: { "--yes": false } });
    await cancel(refusing.context, typed(["O1"]));
    expect(refusing.io.told()).toContain("L'envoi O1 n'est pas annulé.");
    expect((await cabinet.outbox.get("O1"))?.state).toBe("queued");
    const nobody = await testContext({ cabinet });
    await expect(cancel(nobody.context, typed(["O1"]))).rejects.toMatchObject({ kind: "usage" });
    await settle("uncertain");
    await expect(cancel(nobody.context, typed(["O1"], { yes: true }))).rejects.toMatchObject({
      code: "outbox.not_cancellable",
      advice: expect.stringContaining("outbox show O1"),
    });
  });

  it("retries nothing when nothing is due, and refuses numbers with --all", async () => {
    const { cabinet, settle } = await waiting();
    await settle("done");
    const { context, io } = await testContext({ cabinet });
    expect(await retry(context, typed([[]], { all: true }))).toBe(0);
    expect(io.told() + io.written()).toContain("Rien à relancer.");
    await expect(retry(context, typed([["O1"]], { all: true }))).rejects.toMatchObject({ code: "outbox.ambiguous" });
    await expect(retry(context, typed([["O1", "O9"]]))).rejects.toMatchObject({ code: "outbox.not_found" });
  });
});

describe("segur dmp push", () => {
  it("shows what would leave, and opens no connection, with --dry-run", async () => {
    const cabinet = await testCabinet();
    await cabinet.users.add(DOCTOR);
    const [patient] = await cabinet.add(qualified());
    if (patient === undefined) throw new Error("no patient");
    const [one, old] = [await filed(cabinet, patient), await filed(cabinet, patient, { actDate: "2020-01-02", size: 0 })];
    const { context, io } = await testContext({ cabinet, format: "json" });
    // The cabinet of this test has no DMP at all: asking for it would fail.
    expect(await push(context, typed([[one.id, old.id]], { dryRun: true, hideFrom: ["patient"] }))).toBe(3);
    expect(JSON.parse(io.written()).items).toMatchObject([
      { id: one.id, patientId: patient.id, would: "push", hiddenFrom: ["patient"], replaces: null },
      { id: old.id, would: "refuse", code: "dmp.document_empty", rule: "EX_GEN-1060" },
    ]);
  });

  it("is the refusal itself when there is one document", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(qualified({ consents: { ...qualified().consents, dmpFeed: "opposed" } }));
    if (patient === undefined) throw new Error("no patient");
    const { id } = await filed(cabinet, patient);
    const { context } = await testContext({ cabinet });
    await expect(push(context, typed([[id]]))).rejects.toMatchObject({ code: "dmp.feeding_opposed", rule: "DMP/CONF.09" });
  });

  it("does nothing when a person who saw the preview says no", async () => {
    const cabinet = await testCabinet();
    await cabinet.users.add(DOCTOR);
    const [patient] = await cabinet.add(qualified());
    if (patient === undefined) throw new Error("no patient");
    const { id } = await filed(cabinet, patient);
    const { context, io } = await testContext({ cabinet, tty: true, answers: { "--yes": false } });
    expect(await push(context, typed([[id]]))).toBe(0);
    expect(io.told()).toContain("1 document sera déposé");
    expect(io.told()).toContain(patient.identity.traits.birthName);
    expect(io.told()).toContain("Rien n'a été changé dans le DMP.");
    expect(io.told()).toContain("Compte rendu de consultation");
    expect(await cabinet.outbox.list({ limit: 1 })).toEqual([]);
  });
});
