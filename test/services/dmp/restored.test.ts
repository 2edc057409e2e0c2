import { describe, expect, it } from "vitest";
import { removeFromDmp } from "../../../src/services/dmp/availability.js";
import { listDmp } from "../../../src/services/dmp/list.js";
import { submitHandler } from "../../../src/services/dmp/submit-handler.js";
import { findTarget } from "../../../src/services/dmp/target.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import type { OutboxItem } from "../../../src/store/outbox.port.js";
import type { TestCabinet } from "../support/cabinet.js";
import { documentOf, never, push, withDoctor, written } from "./feeding.js";
import { AUTHORISED, dmpPractice } from "./sandbox.js";

async function practice() {
  const opened = await dmpPractice();
  await withDoctor(opened.cabinet);
  return { ...opened, one: await opened.patient(...AUTHORISED) };
}

const handlers = (cabinet: TestCabinet) => ({ "dmp.submit": submitHandler(cabinet) });

/** The file goes back to before the deposit, and the line to before its answer: what a backup made meanwhile holds. */
async function goBack(cabinet: TestCabinet, item: OutboxItem): Promise<string> {
  for (const id of item.documents) await cabinet.documents.update({ ...(await documentOf(cabinet, id)), dmp: null });
  const { id: _, state: __, attempts: ___, ...line } = item;
  const added = await cabinet.outbox.add({ ...line, key: `${item.key}.1` });
  const at = cabinet.clock.now().toISOString();
  await cabinet.traces.append([{ kind: "cabinet.restored", at, actor: cabinet.actor, data: {} }]);
  return added?.id ?? "";
}

describe("after a restoration", () => {
  it("a document that was in the DMP, and deleted since, is told as perhaps withdrawn when its line is confirmed", async () => {
    const { cabinet, one } = await practice();
    const { id } = await written(cabinet, one);
    const { item } = await push(cabinet, [id]);
    if (item === null) throw new Error("no line");
    await removeFromDmp(cabinet, await findTarget(cabinet, id), never);
    const line = await goBack(cabinet, item);
    const again = await attempt(cabinet, handlers(cabinet), line, never);
    expect(again).toMatchObject({
      outcome: "done",
      delivery: { code: "confirmed", warnings: [expect.stringContaining("peut-être retiré depuis")] },
    });
    expect(await documentOf(cabinet, id)).toMatchObject({ dmp: { direction: "pushed", unverified: true } });
  });

  it("a document that the file does not know to be in the DMP is found there by its uniqueId, and deleted", async () => {
    const { cabinet, one } = await practice();
    const { id, uniqueId } = await written(cabinet, one);
    await push(cabinet, [id]);
    await cabinet.documents.update({ ...(await documentOf(cabinet, id)), dmp: null, cda: null });
    await removeFromDmp(cabinet, await findTarget(cabinet, id), never);
    expect(await documentOf(cabinet, id)).toMatchObject({ dmp: { withdrawnAt: expect.any(String) } });
    const { lines } = await listDmp(cabinet, one, { refresh: true });
    expect(lines.map(({ entry }) => entry.uniqueId)).not.toContain(uniqueId);
    const other = await written(cabinet, one);
    await expect(findTarget(cabinet, other.id)).rejects.toMatchObject({ code: "dmp.never_there" });
  });

  it("a line whose documents are there in part says which, and sends only what is missing", async () => {
    const { cabinet, one } = await practice();
    const first = await written(cabinet, one);
    await push(cabinet, [first.id]);
    await cabinet.documents.update({ ...(await documentOf(cabinet, first.id)), dmp: null });
    const second = await written(cabinet, one);
    const both = await push(cabinet, [first.id, second.id]);
    expect(both).toMatchObject({
      outcome: "refused",
      error: { code: "dmp.partly_taken", details: { there: [first.id], missing: [second.id] } },
    });
    expect(both.error?.advice).toContain(`segur dmp push ${second.id}`);
    expect(await documentOf(cabinet, first.id)).toMatchObject({ dmp: { direction: "pushed" } });
    expect(await documentOf(cabinet, second.id)).toMatchObject({ dmp: null });
    // The whole of it is never sent again, whoever asks.
    await cabinet.outbox.requeue(both.item?.id ?? "", cabinet.clock.now().toISOString());
    const retried = await attempt(cabinet, handlers(cabinet), both.item?.id ?? "", never);
    expect(retried).toMatchObject({ outcome: "refused", error: { code: "dmp.partly_taken" } });
    expect(await push(cabinet, [second.id])).toMatchObject({ outcome: "done" });
  });
});
