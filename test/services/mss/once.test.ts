import { describe, expect, test } from "vitest";
import { authenticationFault } from "../../../src/gateways/mss/faults.js";
import { requireNew } from "../../../src/services/mss/earlier.js";
import { listStatus } from "../../../src/services/mss/status.js";
import { writeMessage } from "../../../src/services/mss/write.js";
import { cancelLine } from "../../../src/services/outbox/cancel.js";
import { refusal } from "../documents/support.js";
import { COLLEAGUE, down, FROM, messageCabinet, NEVER } from "./support.js";

const REQUEST = { to: [COLLEAGUE], documents: ["D1"] };

describe("the same message asked for again", () => {
  test("while it waits is refused, with the line that waits; given up, it may be written again", async () => {
    const { cabinet, file, operator, plan, send } = await messageCabinet();
    await file("Texte");
    operator.fault = down();
    expect(await send(REQUEST)).toMatchObject({ outcome: "queued" });
    expect(await refusal(plan(REQUEST))).toMatchObject({
      ...{ code: "mss.already_queued", kind: "refused", rule: "CDA/INT.18", details: { outbox: ["O1"] } },
      advice: expect.stringContaining("segur outbox retry O1"),
    });
    expect((await plan({ ...REQUEST, to: ["luc@x.mssante.fr"] })).earlier).toEqual([]);
    await cancelLine(cabinet, "O1");
    expect((await plan(REQUEST)).earlier).toEqual([]);
  });

  test("once it was taken is for a person; never for who refused it", async () => {
    const { file, operator, plan, send } = await messageCabinet();
    await file("Texte");
    operator.codes["luc@x.mssante.fr"] = "550 5.1.1";
    await send({ ...REQUEST, to: [COLLEAGUE, "luc@x.mssante.fr"] });
    const again = await plan({ ...REQUEST, to: ["Anne@x.mssante.fr", "luc@x.mssante.fr"] });
    expect(again.earlier).toMatchObject([{ line: "O1", address: COLLEAGUE, documents: ["D1"], state: "sent" }]);
    expect(() => requireNew(again)).toThrow(
      expect.objectContaining({ code: "mss.already_sent", kind: "decision", message: expect.not.stringContaining("@") }),
    );
    expect(() => requireNew({ earlier: [] })).not.toThrow();
    expect((await plan({ ...REQUEST, to: ["luc@x.mssante.fr"] })).earlier).toEqual([]);
  });

  test("by two people at the same time leaves once: the second is told of the first", async () => {
    const { cabinet, file, plan } = await messageCabinet();
    await file("Texte");
    const [one, two] = [await plan(REQUEST), await plan(REQUEST)];
    await writeMessage(cabinet, one, NEVER);
    expect(await refusal(writeMessage(cabinet, two, NEVER))).toMatchObject({
      code: "mss.already_queued",
      details: { outbox: ["O1"] },
    });
    expect(await cabinet.outbox.list({ limit: 9 })).toHaveLength(1);
  });

  test("a text of the same subject that waits is told, and does not stop another text", async () => {
    const { file, operator, plan, send } = await messageCabinet();
    await file("Texte");
    operator.fault = down();
    const text = { to: [COLLEAGUE], subject: "Avis", body: "Bonjour" };
    await send(text);
    expect((await plan({ ...text, body: "Autre" })).warnings).toEqual([expect.stringContaining("O1")]);
    expect((await plan({ ...text, subject: "Autre" })).warnings).toEqual([]);
  });

  test("that the mailbox refuses to its sender is kept nowhere, and says which mailbox and what to set (MSS/CONF.07)", async () => {
    const { cabinet, file, operator, send } = await messageCabinet();
    await file("Texte");
    operator.fault = authenticationFault("token", "535 5.7.8");
    const error = await refusal(send(REQUEST));
    expect(error).toMatchObject({
      ...{ code: "mss.auth.refused", kind: "auth", rule: "MSS/CONF.07", why: expect.stringContaining(FROM) },
      advice: expect.stringContaining("segur user set U1 --mss-email"),
    });
    expect(await cabinet.outbox.list({ states: ["queued", "uncertain", "refused"], limit: 9 })).toEqual([]);
    operator.fault = null;
    expect(await send(REQUEST)).toMatchObject({ outcome: "done" });
  });
});

describe("a message that replaces another", () => {
  test("by a text alone is refused: it goes by no rule of the patient whom the documents named (A1)", async () => {
    const { cabinet, patient, file, plan, send } = await messageCabinet();
    await file("Texte");
    await send(REQUEST);
    const consents = { ...patient.consents, mssProfessionals: "opposed" as const };
    await cabinet.patients.save({ updates: [{ patient: { ...patient, consents }, expectedVersion: patient.version }] });
    expect(await refusal(plan({ replaces: "O1", body: "Bonjour", subject: "Avis" }))).toMatchObject({
      ...{ code: "mss.replaces_by_text", kind: "refused", rule: "AMBU.MSS/va1.02" },
    });
  });

  test("with the same document, or one that replaces none, is refused before anything is written", async () => {
    const { file, plan, send } = await messageCabinet();
    await file("Texte");
    await file("Autre", { type: "courrier" });
    await send(REQUEST);
    for (const id of ["D1", "D2"]) {
      expect(await refusal(plan({ replaces: "O1", documents: [id] }))).toMatchObject({ code: "mss.replaces_nothing" });
    }
  });

  test("tells what becomes of it, and each names the other afterwards", async () => {
    const { cabinet, file, operator, plan, send } = await messageCabinet();
    await file("Texte");
    operator.fault = down();
    await send(REQUEST);
    // It waits: the same document may take its place.
    expect(await plan({ ...REQUEST, replaces: "O1" })).toMatchObject({
      action: null,
      replaces: { effect: "cancels" },
      earlier: [],
    });
    operator.fault = null;
    await cancelLine(cabinet, "O1");
    await send(REQUEST);
    await file("Corrigé", { replaces: "D1" });
    const later = await plan({ replaces: "O2", documents: ["D2"] });
    expect(later).toMatchObject({ action: "C", replaces: { effect: "voids", item: { id: "O2" } } });
    await writeMessage(cabinet, later, NEVER);
    const status = async (id: string) => (await listStatus(cabinet, { id, pending: false, failed: false, limit: 1 }))[0];
    expect(await status("O2")).toMatchObject({ replaces: null, replacedBy: ["O3"] });
    expect(await status("O3")).toMatchObject({ replaces: "O2", replacedBy: [] });
  });

  test("of a text that has left only follows it, and says so", async () => {
    const { plan, send } = await messageCabinet();
    await send({ to: [COLLEAGUE], subject: "Avis", body: "Bonjour" });
    const next = await plan({ replaces: "O1", subject: "Avis", body: "Erratum" });
    expect(next).toMatchObject({
      action: null,
      replaces: { effect: "follows" },
      warnings: [expect.stringContaining("ne l'annule pas")],
    });
  });
});
