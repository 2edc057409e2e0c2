import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localInstant, nextDay, startOfDay, type ZoneOffset } from "../../../src/domain/local-time.js";
import { CLASSES, monthsBefore, parsePeriod, RETENTION } from "../../../src/services/journal/classes.js";
import { parseMoment, understandJournal } from "../../../src/services/journal/query.js";
import { headText, parseWitness } from "../../../src/services/journal/verify.js";
import { patient } from "../../store/support.js";
import { testCabinet } from "../support/cabinet.js";

/** Paris in 2026: summer time from 29 March to 25 October, at 1:00 UTC. */
const paris: ZoneOffset = (at) => (at >= new Date("2026-03-29T01:00Z") && at < new Date("2026-10-25T01:00Z") ? 120 : 60);

describe("local time", () => {
  test("is the clock on the wall, with its offset", () => {
    expect(localInstant("2026-11-25T18:02:11.123Z", 60)).toBe("2026-11-25T19:02:11.123+01:00");
    expect(localInstant("2026-01-01T02:00:00.000Z", -210)).toBe("2025-12-31T22:30:00.000-03:30");
    expect(localInstant("2026-01-01T00:00:00.000Z", 0)).toBe("2026-01-01T00:00:00.000+00:00");
  });

  test("property: tells the same instant", () => {
    const date = fc.date({ noInvalidDate: true, min: new Date("1990-01-01"), max: new Date("2090-01-01") });
    fc.assert(
      fc.property(date, fc.integer({ min: -720, max: 840 }), (at, offset) => {
        expect(Date.parse(localInstant(at.toISOString(), offset))).toBe(at.getTime());
      }),
    );
  });

  test("a day begins at its own midnight, also when the hour changes", () => {
    expect(startOfDay("2026-11-25", paris)).toBe("2026-11-24T23:00:00.000Z");
    expect(startOfDay("2026-03-29", paris)).toBe("2026-03-28T23:00:00.000Z");
    expect(startOfDay("2026-03-30", paris)).toBe("2026-03-29T22:00:00.000Z");
    expect(startOfDay("2026-10-25", paris)).toBe("2026-10-24T22:00:00.000Z");
    expect(startOfDay("2026-10-26", paris)).toBe("2026-10-25T23:00:00.000Z");
    expect(startOfDay("2026-11-25", () => -180)).toBe("2026-11-25T03:00:00.000Z");
    expect(nextDay("2024-02-28")).toBe("2024-02-29");
    expect(nextDay("2026-12-31")).toBe("2027-01-01");
  });
});

describe("a period", () => {
  test("takes whole days, in both writings, and instants", () => {
    expect(parseMoment("25/11/2026", "--from", paris)).toBe("2026-11-24T23:00:00.000Z");
    expect(parseMoment("2026-11-25", "--to", paris)).toBe("2026-11-25T23:00:00.000Z");
    expect(parseMoment("2026-10-25", "--to", paris)).toBe("2026-10-25T23:00:00.000Z");
    expect(parseMoment("2026-11-25T19:00:00+01:00", "--to", paris)).toBe("2026-11-25T18:00:00.000Z");
    expect(parseMoment(" 2026-11-25T19:00Z ", "--from", paris)).toBe("2026-11-25T19:00:00.000Z");
  });

  test.each(["", "hier", "31/02/2026", "2026-13-01", "25/11/26", "2026-11-25T19:00", "2026-11-25T99:00Z"])(
    "refuses « %s »",
    (text) => {
      expect(() => parseMoment(text, "--from", paris)).toThrow(expect.objectContaining({ kind: "usage", code: "journal.date" }));
    },
  );
});

describe("a request", () => {
  test("is read, a patient by id or file number, kinds by their first word", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(patient({}, { fileNumber: "D-7" }));
    const read = (request: Parameters<typeof understandJournal>[1]) => understandJournal(cabinet, request, paris);
    expect(
      await read({ user: " u2 ", rpps: "8 10001234567", patient: "D-7", kinds: ["run,ins.accessed"], from: "25/11/2026" }),
    ).toEqual({
      userId: "U2",
      rpps: "10001234567",
      patientId: "P1",
      kinds: ["run.started", "run.ended", "ins.accessed"],
      from: "2026-11-24T23:00:00.000Z",
      to: undefined,
    });
    // The journal may speak of someone who is no longer there.
    expect(await read({ patient: "p99" })).toMatchObject({ patientId: "P99" });
    await expect(read({ patient: "D-8" })).rejects.toMatchObject({ kind: "not_found" });
    await expect(read({ user: "Dr Martin" })).rejects.toMatchObject({ kind: "usage", code: "journal.user" });
    await expect(read({ rpps: "123" })).rejects.toMatchObject({ kind: "usage", code: "journal.rpps" });
    await expect(read({ kinds: ["ins.acces"] })).rejects.toMatchObject({ kind: "usage", code: "journal.kind" });
    await expect(read({ kinds: ["ins."] })).rejects.toMatchObject({ kind: "usage", code: "journal.kind" });
    await expect(read({ from: "2026-11-25", to: "2026-11-24" })).rejects.toMatchObject({ kind: "usage", code: "journal.period" });
    expect(await read({ from: "2026-11-25", to: "2026-11-25" })).toMatchObject({ to: "2026-11-25T23:00:00.000Z" });
  });
});

describe("a head", () => {
  test("is read back as it is written, or by its digest alone", () => {
    const digest = "0123456789abcdef".repeat(4);
    expect(parseWitness(headText({ seq: 42, digest }))).toEqual({ seq: 42, digest });
    expect(parseWitness(` ${digest.toUpperCase()} `)).toEqual({ seq: null, digest });
    for (const wrong of ["", "42", `42:${digest}0`, `x:${digest}`, digest.slice(1)]) {
      expect(() => parseWitness(wrong)).toThrow(expect.objectContaining({ kind: "usage", code: "journal.witness" }));
    }
  });
});

describe("retention", () => {
  test("every class has a default that its setting takes", () => {
    expect(CLASSES.map((name) => [name, parsePeriod(RETENTION[name].default)])).toEqual([
      ["identity", 240],
      ["access", 240],
      ["session", 36],
      ["administration", 120],
      ["exchange", 120],
    ]);
  });

  test("is in months or years, six months at least", () => {
    expect(["6 mois", "1 an", "2ans", " 100 ans "].map(parsePeriod)).toEqual([6, 12, 24, 1200]);
    expect(["5 mois", "0 ans", "1", "1.5 ans", "101 ans", "-2 ans", "six mois", "12 mois et demi"].map(parsePeriod)).toEqual(
      Array.from({ length: 8 }, () => null),
    );
  });

  test("counts calendar months, the last day of a shorter one", () => {
    const then = (iso: string, months: number) => monthsBefore(new Date(iso), months).toISOString();
    expect(then("2026-11-25T18:00:00.000Z", 36)).toBe("2023-11-25T18:00:00.000Z");
    expect(then("2026-03-31T18:00:00.000Z", 1)).toBe("2026-02-28T18:00:00.000Z");
    expect(then("2024-02-29T00:00:00.000Z", 12)).toBe("2023-02-28T00:00:00.000Z");
    expect(then("2026-01-15T00:00:00.000Z", 13)).toBe("2024-12-15T00:00:00.000Z");
  });
});
