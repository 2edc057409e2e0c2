import { describe, expect, it } from "vitest";
import { listDmp } from "../../../src/services/dmp/list.js";
import { dmpNews } from "../../../src/services/dmp/news.js";
import { AUTHORISED, dmpPractice, NOT_YET } from "./sandbox.js";

const SECOND: typeof AUTHORISED = ["259034974395339", "PATB-CINQ", "THIERRY", "10/03/1959", "M"];
/** The last seeded document of everybody came on 2 November 2026; the other one that everybody has is of October. */
const AUTUMN = "2026-11-01T00:00:00.000Z";

describe("the news of one's patients", () => {
  it("names the patients of the cabinet, counts the others and those who oppose it, in one call", async () => {
    const { cabinet, patient, sandbox } = await dmpPractice();
    const known = await patient(...AUTHORISED);
    const opposed = await patient(...SECOND);
    await patient(...NOT_YET);
    const consents = { ...opposed.consents, dmpRead: "opposed" as const };
    await cabinet.patients.save({ updates: [{ patient: { ...opposed, consents }, expectedVersion: opposed.version }] });
    const before = (await sandbox.control.dmpCalls()).length;

    const started = performance.now();
    const news = await dmpNews(cabinet, { since: AUTUMN });
    const ms = performance.now() - started;
    expect(ms).toBeLessThan(1_000);

    expect(news.lines.map(({ patient: one, lastAddition }) => [one.id, new Date(lastAddition ?? 0).toISOString()])).toEqual([
      [known.id, "2026-11-02T08:30:00.000Z"],
    ]);
    // Other test patients of the DMP have authorised every caller, and are not in this cabinet.
    expect(news.unknown).toBeGreaterThan(0);
    expect(news.opposed).toBe(1);
    expect((await sandbox.control.dmpCalls()).length - before).toBe(1);
    // Nothing was written into these DMPs to answer.
    expect(await sandbox.control.dmpDocuments()).toEqual([]);

    // What was derived is what a listing finds.
    const { lines } = await listDmp(cabinet, known, { status: "all" });
    expect(
      lines
        .map(({ entry }) => entry.creationTime)
        .sort()
        .at(-1),
    ).toMatch(/^2026-11-02T08:30:00/);
  });

  it("is of since the last time, which is remembered unless a date was given", async () => {
    const now = () => new Date("2026-11-05T08:00:00Z");
    const { cabinet, patient } = await dmpPractice({ now });
    const known = await patient(...AUTHORISED);
    expect((await dmpNews(cabinet, { since: "2026-11-03T00:00:00.000Z" })).lines).toEqual([]);
    expect((await dmpNews(cabinet)).lines.map((line) => line.patient.id)).toEqual([known.id]);
    expect(await dmpNews(cabinet)).toMatchObject({ since: "2026-11-05T08:00:00.000Z", lines: [], unknown: 0, opposed: 0 });
  });
});
