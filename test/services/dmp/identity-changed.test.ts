import { describe, expect, it } from "vitest";
import type { Patient } from "../../../src/domain/patient.js";
import { removeFromDmp } from "../../../src/services/dmp/availability.js";
import { leftBehind } from "../../../src/services/dmp/left-behind.js";
import { listDmp } from "../../../src/services/dmp/list.js";
import { namedEntries } from "../../../src/services/dmp/named.js";
import { findTarget } from "../../../src/services/dmp/target.js";
import { hide } from "../../../src/services/dmp/visibility.js";
import { documentOf, never, push, withDoctor, written } from "./feeding.js";
import { AUTHORISED, becomes, dmpPractice, journalOf, NOT_YET } from "./sandbox.js";

const OTHER = NOT_YET;

describe("a patient whose INS was corrected", () => {
  it("has neither the documents nor the authorisation of the former person's DMP", async () => {
    const { cabinet, patient } = await dmpPractice();
    const wrong = await patient(...AUTHORISED);
    const seen = await listDmp(cabinet, wrong);
    expect(seen.lines.length).toBeGreaterThan(0);
    const right = await becomes(cabinet, wrong.id, NOT_YET);
    const [line] = seen.lines;
    await expect(namedEntries(cabinet, [line?.id ?? ""], "normal")).rejects.toMatchObject({ code: "dmp.other_identity" });
    await expect(findTarget(cabinet, line?.id ?? "")).rejects.toMatchObject({ code: "dmp.other_identity" });
    // Neither what was listed a moment ago, nor the right to list it.
    await expect(listDmp(cabinet, right)).rejects.toMatchObject({ code: "dmp.not_authorized" });
    // And under the first INS again, what is asked anew.
    const back = await becomes(cabinet, wrong.id, AUTHORISED);
    expect((await listDmp(cabinet, back)).way).toBe("whole");
  });

  it("has its documents deleted from the former person's DMP, then put in the right one, under another uniqueId", async () => {
    const { cabinet, patient } = await dmpPractice();
    await withDoctor(cabinet);
    const wrong = await patient(...AUTHORISED);
    const { id, uniqueId } = await written(cabinet, wrong);
    expect(await push(cabinet, [id])).toMatchObject({ outcome: "done" });
    const shown = async (who: Patient) =>
      (await listDmp(cabinet, who, { refresh: true })).lines.map(({ entry }) => entry.uniqueId);
    expect(await shown(wrong)).toContain(uniqueId);

    const right = await becomes(cabinet, wrong.id, OTHER);
    expect(await leftBehind(cabinet, right)).toEqual({ pushed: [id], pulled: [] });
    await expect(push(cabinet, [id])).rejects.toMatchObject({ code: "dmp.former_identity" });
    const target = await findTarget(cabinet, id);
    await expect(hide(cabinet, target, ["ps"], never)).rejects.toMatchObject({ code: "dmp.former_identity" });
    expect(target).toMatchObject({ former: true });
    await removeFromDmp(cabinet, target, never);
    expect(await leftBehind(cabinet, right)).toEqual({ pushed: [], pulled: [] });
    const known = await journalOf(cabinet);
    expect(known.filter((line) => line.includes("TD3.3c"))).toContain("dmp.answered OK TD3.3c");

    const again = await push(cabinet, [id]);
    expect(again).toMatchObject({ outcome: "done", item: { documents: ["D2"] } });
    const now = await documentOf(cabinet, "D2");
    expect(now).toMatchObject({ replaces: id, dmp: { direction: "pushed", ins: { matricule: OTHER[0] } } });
    expect(now.uniqueId).not.toBe(uniqueId);
    expect(await documentOf(cabinet, id)).toMatchObject({ state: "superseded", uniqueId });
    // The right DMP says nothing of the document that was in the wrong one.
    let cda = "";
    for await (const piece of cabinet.contents.read(now.cda ?? "")) cda += piece.toString("latin1");
    expect(cda).toContain(OTHER[0]);
    expect(cda).not.toContain(uniqueId);
    const back = await becomes(cabinet, wrong.id, AUTHORISED);
    expect(await shown(back)).not.toContain(uniqueId);
    expect(await shown(back)).not.toContain(now.uniqueId);
  });
});
