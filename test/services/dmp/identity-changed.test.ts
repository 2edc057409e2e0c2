import { describe, expect, it } from "vitest";
import { listDmp } from "../../../src/services/dmp/list.js";
import { namedEntries } from "../../../src/services/dmp/named.js";
import { findTarget } from "../../../src/services/dmp/target.js";
import { AUTHORISED, becomes, dmpPractice, NOT_YET } from "./sandbox.js";

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
});
