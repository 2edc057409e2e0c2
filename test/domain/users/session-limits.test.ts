import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SESSION_MAX_MS, sessionEnd } from "../../../src/domain/users/session-limits.js";

const OPENED = Date.parse("2026-11-25T08:00:00.000Z");
const IDLE = 30 * 60_000;
const MIN = 60_000;
const at = (ms: number) => new Date(OPENED + ms).toISOString();
const end = (now: number, seen: number, lockedAt: string | null = null) =>
  sessionEnd({ openedAt: at(0), lastSeenAt: at(seen), lockedAt }, new Date(OPENED + now), IDLE);

describe("end of a session", () => {
  it.each([
    [0, 0, null],
    [29 * MIN, 0, null],
    [30 * MIN, 0, null],
    [31 * MIN, 0, "idle"],
    [239 * MIN, 230 * MIN, null],
    [241 * MIN, 240 * MIN, "expired"],
    // A clock put back by a day: its age is no longer known.
    [-24 * 60 * MIN, 0, "expired"],
    [10 * MIN, 20 * MIN, "idle"],
    // Half a minute of difference between two processes is nothing.
    [0, MIN / 2, null],
  ])("%i ms after the login, last seen at %i: %s", (now, seen, expected) => {
    expect(end(now, seen)).toBe(expected);
  });

  it("a locked session stays locked, whatever the time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * SESSION_MAX_MS }), (now) => {
        expect(end(now, now, at(5))).toBe("locked");
      }),
    );
  });

  it("never lasts more than four hours, however often it is used", () => {
    fc.assert(
      fc.property(fc.integer({ min: SESSION_MAX_MS + 1, max: 10 * SESSION_MAX_MS }), (now) => {
        expect(end(now, now)).toBe("expired");
      }),
    );
  });

  it("a date that cannot be read opens nothing", () => {
    expect(sessionEnd({ openedAt: "?", lastSeenAt: at(0), lockedAt: null }, new Date(OPENED), IDLE)).toBe("expired");
    expect(sessionEnd({ openedAt: at(0), lastSeenAt: "?", lockedAt: null }, new Date(OPENED), IDLE)).toBe("idle");
  });
});
