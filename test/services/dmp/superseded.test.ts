import { describe, expect, it } from "vitest";
import { submitHandler } from "../../../src/services/dmp/submit-handler.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { corrected, documentOf, never, push, withDoctor, written } from "./feeding.js";
import { AUTHORISED, dmpPractice } from "./sandbox.js";

/** A first version that waits, because the DMP did not answer. */
async function withFirst() {
  const practice = await dmpPractice();
  const { cabinet, patient, sandbox } = practice;
  await withDoctor(cabinet);
  const one = await patient(...AUTHORISED);
  const first = await written(cabinet, one);
  await sandbox.control.addDmpFault({ kind: "down" });
  const { item } = await push(cabinet, [first.id]);
  await sandbox.control.clearDmpFaults();
  return { ...practice, one, first: await documentOf(cabinet, first.id), line: item?.id ?? "" };
}

const handlers = (cabinet: Parameters<typeof submitHandler>[0]) => ({ "dmp.submit": submitHandler(cabinet) });

describe("a version that has not left when its correction does", () => {
  it("gives way in the transaction that writes the new one, and never leaves after it", async () => {
    const { cabinet, one, first, line } = await withFirst();
    expect(await cabinet.outbox.get(line)).toMatchObject({ state: "queued" });
    const second = await corrected(cabinet, one, first);
    const pushed = await push(cabinet, [second.id]);
    expect(pushed).toMatchObject({ outcome: "done", warnings: [expect.stringContaining(line)] });
    expect(await cabinet.outbox.get(line)).toMatchObject({ state: "cancelled" });
    expect((await attempt(cabinet, handlers(cabinet), line, never)).outcome).toBe("held");
    expect((await cabinet.traces.list({ limit: 100 })).filter(({ kind }) => kind === "outbox.cancelled")).toHaveLength(1);
  });

  it("is refused at the time of sending, however the line came back", async () => {
    const { cabinet, one, first, line } = await withFirst();
    await corrected(cabinet, one, first);
    const retried = await attempt(cabinet, handlers(cabinet), line, never);
    expect(retried).toMatchObject({ outcome: "refused", error: { code: "dmp.document_not_current", rule: "EX_GEN-1060" } });
    expect(await documentOf(cabinet, first.id)).toMatchObject({ dmp: null });
  });

  it("does not leave either when its content was written again", async () => {
    const { cabinet, first, line } = await withFirst();
    const { id } = await cabinet.contents.write([Buffer.from("<ClinicalDocument/>")]);
    await cabinet.documents.update({ ...first, cda: id });
    expect(await attempt(cabinet, handlers(cabinet), line, never)).toMatchObject({
      outcome: "refused",
      error: { code: "dmp.content_changed" },
    });
  });

  it("stops the correction while it may have arrived, and once it began to leave", async () => {
    const { cabinet, one, first, line } = await withFirst();
    const second = await corrected(cabinet, one, first);
    const item = await cabinet.outbox.get(line);
    if (item === null) throw new Error("no line");
    const at = cabinet.clock.now().toISOString();
    await cabinet.outbox.claim(line, cabinet.machine, { now: at, leaseUntil: "2999-01-01T00:00:00.000Z" });
    const { id: _, state: __, ...again } = { ...item, key: "2.25.77", documents: [second.id] };
    await expect(cabinet.outbox.add(again, [], [line])).rejects.toMatchObject({ code: "outbox.superseded_moved" });
    // Nothing of it was written.
    expect(await cabinet.outbox.byKey("2.25.77")).toBeNull();
    await cabinet.outbox.settle(line, cabinet.machine, { state: "uncertain", at });
    await expect(push(cabinet, [second.id])).rejects.toMatchObject({ code: "dmp.previous_pending" });
  });
});
